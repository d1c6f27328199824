/* The plotter: see plot.h. */
#include "plot.h"
#include "devices.h"
#include <limits.h>
#include <stdio.h>

enum { FARTHEST = 1000000, MARGIN = 10, TEXT_REACH = 10 };

void baton_plot_start(Machine *m, Plot *plot) {
  *plot = (Plot){.width = 1,
                 .left = INT_MAX,
                 .top = INT_MAX,
                 .right = INT_MIN,
                 .bottom = INT_MIN};
  plot->drawing = plot->color = machine_buffer(m);
  buffer_text(&plot->color, "black");
}

/* Notes that something is drawn up to `by` around a point. */
static void reach(Plot *p, int x, int y, int by) {
  if (x - by < p->left) p->left = x - by;
  if (x + by > p->right) p->right = x + by;
  if (y - by < p->top) p->top = y - by;
  if (y + by > p->bottom) p->bottom = y + by;
}

static void put_text(Buffer *out, const Cell *string) {
  for (uint32_t i = 0; i < cell_size(string); i++) {
    uint32_t c = cell_chars((Cell *)string)[i];
    if (c == '<') buffer_text(out, "&lt;");
    else if (c == '&') buffer_text(out, "&amp;");
    else if (c == '"') buffer_text(out, "&quot;");
    else if (c >= ' ') buffer_utf8(out, c);
  }
}

static void put_color(Plot *p) {
  buffer_bytes(&p->drawing, p->color.data, p->color.length);
}

/* Ends a shape, which has lines of the color and width. */
static void put_stroke(Plot *p, const char *more) {
  buffer_text(&p->drawing, " stroke=\"");
  put_color(p);
  buffer_format(&p->drawing, "\" stroke-width=\"%d\"%s/>\n", p->width, more);
}

static void line(Plot *p, int x, int y) {
  buffer_format(&p->drawing, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"",
                p->x, p->y, x, y);
  put_stroke(p, " stroke-linecap=\"round\"");
  reach(p, p->x, p->y, p->width);
  reach(p, x, y, p->width);
}

static void circle(Plot *p, int radius) {
  buffer_format(&p->drawing,
                "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"none\"", p->x,
                p->y, radius);
  put_stroke(p, "");
  reach(p, p->x, p->y, radius + p->width);
}

static void text(Plot *p, const Cell *string) {
  buffer_format(&p->drawing, "<text x=\"%d\" y=\"%d\" fill=\"", p->x, p->y);
  put_color(p);
  buffer_text(&p->drawing, "\">");
  put_text(&p->drawing, string);
  buffer_text(&p->drawing, "</text>\n");
  reach(p, p->x, p->y, TEXT_REACH);
}

/* Takes a number that is not less; false: it is none, or out of range. */
static bool take_number(Value v, Integer least, int *n) {
  *n = (int)value_int(v);
  return value_is_int(v) && value_int(v) >= least && value_int(v) <= FARTHEST;
}

Fault baton_plot_write(Machine *m, Plot *p, Value command) {
  enum { MOVE, LINE, CIRCLE, WIDTH, COLOR, TEXT };
  Value argument[REQUEST_MOST];
  int n[REQUEST_MOST], count;
  int verb = baton_request(
      m, command, "move\0line\0circle\0width\0color\0text\0", argument, &count);
  bool right = verb >= 0 && count == (verb <= LINE ? 2 : 1);
  for (int i = 0; right && i < count; i++)
    right = verb > WIDTH
                ? value_is(argument[i], KIND_STRING)
                : take_number(argument[i], verb <= LINE ? -FARTHEST : 0, &n[i]);
  if (!right)
    return baton_detail(m, FAULT_DEVICE,
                        "a command is (move X Y), (line X Y), (circle R), "
                        "(color STRING), (width N) or (text STRING)");
  size_t before = p->drawing.length;
  if (verb == LINE) line(p, n[0], n[1]);
  if (verb == CIRCLE) circle(p, n[0]);
  if (verb == WIDTH) p->width = n[0];
  if (verb == TEXT) text(p, value_cell(*argument));
  if (verb == MOVE || verb == LINE) p->x = n[0], p->y = n[1];
  if (verb == COLOR) {
    p->color.length = 0;
    put_text(&p->color, value_cell(*argument));
  }
  if (!p->drawing.failed && !p->color.failed) return FAULT_NONE;
  p->drawing.length = before;
  p->drawing.failed = p->color.failed = false;
  return FAULT_MEMORY;
}

bool baton_plot_finish(const Plot *p, const char *path) {
  if (!path || p->left > p->right) return true;
  FILE *file = fopen(path, "wb");
  if (!file) return false;
  fprintf(file,
          "<svg xmlns=\"http://www.w3.org/2000/svg\" "
          "viewBox=\"%d %d %d %d\">\n%.*s</svg>\n",
          p->left - MARGIN, p->top - MARGIN, p->right - p->left + 2 * MARGIN,
          p->bottom - p->top + 2 * MARGIN, (int)p->drawing.length,
          (const char *)p->drawing.data);
  bool fine = !ferror(file);
  return !fclose(file) && fine;
}

void baton_plot_free(Plot *p) {
  buffer_free(&p->drawing);
  buffer_free(&p->color);
}
