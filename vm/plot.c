/* The plotter: see plot.h. */
#include "plot.h"
#include "devices.h"
#include <stdio.h>

enum { FARTHEST = 1000000, MARGIN = 10, TEXT_REACH = 10 };

void baton_plot_start(Machine *m, Plot *plot) {
  *plot = (Plot){.width = 1};
  plot->drawing = plot->color = machine_buffer(m);
  buffer_text(&plot->color, "black");
}

/* Notes that something is drawn up to `by` around a point. */
static void reach(Plot *p, Integer x, Integer y, Integer by) {
  if (!p->drawn || x - by < p->left) p->left = x - by;
  if (!p->drawn || x + by > p->right) p->right = x + by;
  if (!p->drawn || y - by < p->top) p->top = y - by;
  if (!p->drawn || y + by > p->bottom) p->bottom = y + by;
  p->drawn = true;
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

/* Appends ` key="value"`. */
static void put_number(Plot *p, const char *key, Integer n) {
  buffer_format(&p->drawing, " %s=\"%lld\"", key, (long long)n);
}
static void put_color(Plot *p, const char *key) {
  buffer_format(&p->drawing, " %s=\"", key);
  buffer_bytes(&p->drawing, p->color.data, p->color.length);
  buffer_text(&p->drawing, "\"");
}
static void put_stroke(Plot *p) {
  put_color(p, "stroke");
  put_number(p, "stroke-width", p->width);
}

static void line(Plot *p, Integer x, Integer y) {
  buffer_text(&p->drawing, "<line");
  put_number(p, "x1", p->x);
  put_number(p, "y1", p->y);
  put_number(p, "x2", x);
  put_number(p, "y2", y);
  put_stroke(p);
  buffer_text(&p->drawing, " stroke-linecap=\"round\"/>\n");
  reach(p, p->x, p->y, p->width);
  reach(p, x, y, p->width);
}

static void circle(Plot *p, Integer radius) {
  buffer_text(&p->drawing, "<circle");
  put_number(p, "cx", p->x);
  put_number(p, "cy", p->y);
  put_number(p, "r", radius);
  buffer_text(&p->drawing, " fill=\"none\"");
  put_stroke(p);
  buffer_text(&p->drawing, "/>\n");
  reach(p, p->x, p->y, radius + p->width);
}

static void text(Plot *p, const Cell *string) {
  buffer_text(&p->drawing, "<text");
  put_number(p, "x", p->x);
  put_number(p, "y", p->y);
  put_color(p, "fill");
  buffer_text(&p->drawing, ">");
  put_text(&p->drawing, string);
  buffer_text(&p->drawing, "</text>\n");
  reach(p, p->x, p->y, TEXT_REACH);
}

Fault baton_plot_write(Machine *m, Plot *p, Value command) {
  enum { MOVE, LINE, CIRCLE, WIDTH, COLOR, TEXT, VERBS };
  static const char *const verbs[] = {"move",  "line",  "circle",
                                      "width", "color", "text"};
  Value argument[REQUEST_MOST];
  Integer n[REQUEST_MOST];
  int count, verb = baton_request(m, command, verbs, VERBS, argument, &count);
  bool right = verb >= 0 && count == (verb <= LINE ? 2 : 1);
  for (int i = 0; right && i < count; i++) {
    Integer least = verb <= LINE ? -FARTHEST : 0;
    right = value_is(argument[i], verb <= WIDTH ? KIND_INT : KIND_STRING);
    if (!right || verb > WIDTH) continue;
    n[i] = value_int(argument[i]);
    right = n[i] >= least && n[i] <= FARTHEST;
  }
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
  if (!path || !p->drawn) return true;
  FILE *file = fopen(path, "wb");
  if (!file) return false;
  fprintf(file,
          "<svg xmlns=\"http://www.w3.org/2000/svg\" "
          "viewBox=\"%lld %lld %lld %lld\">\n%.*s</svg>\n",
          (long long)p->left - MARGIN, (long long)p->top - MARGIN,
          (long long)(p->right - p->left) + 2 * MARGIN,
          (long long)(p->bottom - p->top) + 2 * MARGIN, (int)p->drawing.length,
          (const char *)p->drawing.data);
  bool fine = !ferror(file);
  return !fclose(file) && fine;
}

void baton_plot_free(Plot *p) {
  buffer_free(&p->drawing);
  buffer_free(&p->color);
}
