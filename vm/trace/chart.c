/* Lifetime charts: who lives from when to when.
 *
 * One row a register; a bar for each variable that lived in it, with its name
 * and value, from its birth to its end.  Signs say what happened: a dot a
 * birth, a ring a copy, a cross an end, an arrow that it was handed on.  Relies
 * on a History, which it takes through the steps once.
 */
#include "session.h"
#include <stdlib.h>
#include <string.h>

enum {
  LEFT = 48,
  TOP = 56,
  ROW = 38,
  BAR = 32,   /* its text in the upper half, */
  SIGNS = 23, /* signs in the lower one */
  WIDTH_MOST = 4000,
  STEP_MOST = 90,
  STEP_LEAST = 2,
};
#define LETTER 7.3 /* about so wide is one */

typedef enum Ending { OPEN, TAKEN, DROPPED, HANDED } Ending;

typedef struct Life {
  uint8_t number; /* register */
  uint64_t from, to;
  Ending ending;
  bool born; /* here; else it lived before, or was handed in */
  char name[64], value[64];
} Life;

typedef struct Chart {
  History *history;
  Life *life;
  size_t lives, room;
  size_t open[256]; /* the life in a register, plus 1 */
  uint64_t from, to;
  uint64_t *copy; /* pairs: step, life */
  size_t copies, copies_room;
  char (*block)[64]; /* entered at a position, or "" */
  bool failed;
} Chart;

static void life_begin(Chart *c, uint8_t n, uint64_t at, bool born) {
  BatonMachine *m = history_machine(c->history);
  if (c->lives == c->room) {
    size_t room = c->room * 2 + 64;
    Life *more = realloc(c->life, room * sizeof *more);
    c->failed = !more;
    if (!more) return;
    c->life = more;
    c->room = room;
  }
  Life *life = &c->life[c->lives++];
  *life = (Life){.number = n, .from = at, .to = c->to, .born = born};
  snprintf(life->name, sizeof life->name, "%s", baton_name(m, n));
  snprintf(life->value, sizeof life->value, "%s", baton_value(m, n));
  c->open[n] = c->lives;
}

static void life_end(Chart *c, uint8_t n, uint64_t at, Ending ending) {
  if (!c->open[n]) return;
  Life *life = &c->life[c->open[n] - 1];
  life->to = at;
  life->ending = ending;
  c->open[n] = 0;
}

static void copy_add(Chart *c, uint8_t n, uint64_t at) {
  if (!c->open[n]) return;
  if (c->copies == c->copies_room) {
    size_t room = c->copies_room * 2 + 64;
    uint64_t *more = realloc(c->copy, room * 2 * sizeof *more);
    c->failed = !more;
    if (!more) return;
    c->copy = more;
    c->copies_room = room;
  }
  c->copy[2 * c->copies] = at;
  c->copy[2 * c->copies++ + 1] = c->open[n] - 1;
}

/* All that lives and has no open life begins one. */
static void begin_all(Chart *c, uint64_t at) {
  uint8_t live[256];
  size_t count = baton_live(history_machine(c->history), live);
  for (size_t i = 0; i < count; i++)
    if (!c->open[live[i]]) life_begin(c, live[i], at, false);
}

static void block_note(Chart *c, uint64_t at) {
  snprintf(c->block[at - c->from], sizeof *c->block, "%s",
           baton_block(history_machine(c->history)));
}

static void collect(Chart *c) {
  History *h = c->history;
  history_goto(h, c->from);
  begin_all(c, c->from);
  block_note(c, c->from);
  while (!c->failed && history_position(h) < c->to &&
         history_state(h) == BATON_READY) {
    BatonMachine *m = history_machine(h);
    BatonOperation operation;
    uint64_t at = history_position(h) + 1, faults = baton_progress(m).faults;
    uint64_t transfers = baton_fuel(m).transfers;
    bool copied[256] = {false};
    baton_operation(m, &operation);
    history_goto(h, at);
    if (history_position(h) != at) break;
    bool faulted = baton_progress(m).faults != faults;
    bool transferred = baton_fuel(m).transfers != transfers;
    for (uint32_t i = 0; i < operation.uses; i++) {
      uint8_t n = operation.use[i].number;
      if (!operation.use[i].taken && !copied[n]) {
        copy_add(c, n, at);
        copied[n] = true;
      }
    }
    for (uint32_t i = 0; !faulted && i < operation.uses; i++)
      if (operation.use[i].taken)
        life_end(c, operation.use[i].number, at,
                 operation.transfer               ? HANDED
                 : strcmp(operation.name, "drop") ? TAKEN
                                                  : DROPPED);
    for (uint32_t i = 0; !faulted && i < operation.births; i++)
      life_begin(c, operation.born[i], at, true);
    if (!transferred) continue;
    for (int i = 0; i < 256; i++) life_end(c, (uint8_t)i, at, HANDED);
    if (history_state(h) != BATON_READY) continue;
    begin_all(c, at);
    block_note(c, at);
  }
}

static void escaped(FILE *to, const char *text, size_t most) {
  for (size_t i = 0; *text; text++) {
    if ((*text & 0xc0) != 0x80 && i++ == most) {
      fprintf(to, "…");
      return;
    }
    if (*text == '<') fprintf(to, "&lt;");
    else if (*text == '&') fprintf(to, "&amp;");
    else if ((unsigned char)*text >= ' ') fputc(*text, to);
  }
}

static double x_of(const Chart *c, double unit, uint64_t at) {
  return LEFT + (double)(at - c->from) * unit;
}

static void life_draw(const Chart *c, double unit, const Life *life, FILE *to) {
  static const char *const ends[] = {"", "taken", "dropped", "handed on"};
  double x = x_of(c, unit, life->from), y = TOP + ROW * life->number;
  double width = x_of(c, unit, life->to) - x, middle = y + SIGNS;
  if (life->from == c->to && c->to > c->from) return; /* of what comes next */
  if (width < 1) width = 1;
  fprintf(to, "<g><title>r%u %s = ", life->number, life->name);
  escaped(to, life->value, 64);
  fprintf(to, "\nfrom step %llu to %llu%s%s</title>",
          (unsigned long long)life->from, (unsigned long long)life->to,
          *ends[life->ending] ? ", " : "", ends[life->ending]);
  fprintf(to,
          "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" "
          "class=\"%s\"/>",
          x, y, width, BAR, life->ending == OPEN ? "open" : "life");
  size_t letters = width > 10 ? (size_t)((width - 10) / LETTER) : 0;
  if (letters) {
    char text[140];
    snprintf(text, sizeof text, "%s = %s", life->name, life->value);
    fprintf(to, "<text x=\"%.1f\" y=\"%.1f\">", x + 5, y + 13);
    escaped(to, strlen(life->name) > letters ? life->name : text, letters);
    fprintf(to, "</text>");
  }
  if (life->born)
    fprintf(to, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" class=\"born\"/>",
            x + 6, middle);
  double end = x + width - 6;
  if (life->ending == HANDED)
    fprintf(to, "<path d=\"M%.1f %.1f l5 5 l-5 5 z\" class=\"sign\"/>", end - 5,
            middle - 5);
  else if (life->ending != OPEN)
    fprintf(to, "<path d=\"M%.1f %.1f l8 8 m0 -8 l-8 8\" class=\"sign\"/>",
            end - 4, middle - 4);
  fprintf(to, "</g>\n");
}

static void draw(const Chart *c, FILE *to) {
  unsigned rows = 1;
  for (size_t i = 0; i < c->lives; i++)
    if (c->life[i].number >= rows) rows = c->life[i].number + 1u;
  uint64_t steps = c->to - c->from ? c->to - c->from : 1;
  double unit = (double)WIDTH_MOST / (double)steps;
  if (unit > STEP_MOST) unit = STEP_MOST;
  if (unit < STEP_LEAST) unit = STEP_LEAST;
  double width = LEFT + unit * (double)steps + 60;
  if (width < 560) width = 560;
  double bottom = TOP + ROW * rows;
  fprintf(to,
          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" "
          "height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" role=\"img\">\n"
          "<title>Who lives from step %llu to step %llu</title>\n<style>\n"
          "text{font:12px monospace;fill:#111}.small{font-size:10px}\n"
          ".life{fill:#cfe3f7;stroke:#1f5f99}"
          ".open{fill:#eef5fc;stroke:#1f5f99;stroke-dasharray:3 2}\n"
          ".born{fill:#1f5f99}.copy{fill:#fff;stroke:#111;stroke-width:1.5}\n"
          ".sign{fill:#111;stroke:#111;stroke-width:1.5}"
          ".grid{stroke:#ddd}.block{stroke:#888;stroke-dasharray:4 3}\n"
          "</style>\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
          width, bottom + 54, width, bottom + 54, (unsigned long long)c->from,
          (unsigned long long)c->to);
  /* Numbers where there is room for them. */
  uint64_t every = 1;
  while ((double)every * unit < 34)
    every = every % 3 == 2 ? every / 2 * 5 : every * 2;
  for (uint64_t at = c->from; at <= c->to; at++) {
    double x = x_of(c, unit, at);
    if ((at - c->from) % every == 0) {
      fprintf(to,
              "<path d=\"M%.1f %d V%.0f\" class=\"grid\"/><text x=\"%.1f\" "
              "y=\"%d\" class=\"small\" text-anchor=\"middle\">%llu</text>\n",
              x, TOP - 6, bottom, x, TOP - 10, (unsigned long long)at);
    }
  }
  double free_from = 0; /* where the next block's name fits */
  for (uint64_t at = c->from; at <= c->to; at++) {
    const char *block = c->block[at - c->from];
    double x = x_of(c, unit, at);
    if (!*block) continue;
    fprintf(to, "<path d=\"M%.1f %d V%.0f\" class=\"block\"/>", x, 26, bottom);
    if (x >= free_from) {
      fprintf(to, "<text x=\"%.1f\" y=\"22\">", x);
      escaped(to, block, 64);
      fprintf(to, "</text>");
      free_from = x + LETTER * (double)strlen(block) + 12;
    }
    fprintf(to, "\n");
  }
  for (unsigned i = 0; i < rows; i++)
    fprintf(to, "<text x=\"6\" y=\"%d\">r%u</text>\n",
            (int)(TOP + ROW * i + BAR / 2 + 4), i);
  for (size_t i = 0; i < c->lives; i++) life_draw(c, unit, &c->life[i], to);
  for (size_t i = 0; i < c->copies; i++) {
    const Life *life = &c->life[c->copy[2 * i + 1]];
    fprintf(to, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" class=\"copy\"/>\n",
            x_of(c, unit, c->copy[2 * i]),
            TOP + (double)ROW * life->number + SIGNS);
  }
  double y = bottom + 30;
  fprintf(to,
          "<circle cx=\"14\" cy=\"%.0f\" r=\"4\" class=\"born\"/>"
          "<text x=\"24\" y=\"%.0f\">born</text>"
          "<circle cx=\"84\" cy=\"%.0f\" r=\"4\" class=\"copy\"/>"
          "<text x=\"94\" y=\"%.0f\">copied</text>"
          "<path d=\"M160 %.0f l8 8 m0 -8 l-8 8\" class=\"sign\"/>"
          "<text x=\"174\" y=\"%.0f\">taken or dropped</text>"
          "<path d=\"M310 %.0f l5 5 l-5 5 z\" class=\"sign\"/>"
          "<text x=\"322\" y=\"%.0f\">handed on; a row is a register</text>\n",
          y, y + 4, y, y + 4, y - 4, y + 4, y - 5, y + 4);
  fprintf(to, "</svg>\n");
}

bool chart_write(History *history, uint64_t from, uint64_t to, FILE *svg,
                 const char **problem) {
  Chart c = {.history = history, .from = from};
  if (!history_goto(history, to)) to = history_position(history);
  *problem = "the run ends before these steps";
  if (to < from) return false;
  c.to = to;
  c.block = calloc((size_t)(to - from) + 1, sizeof *c.block);
  c.failed = !c.block;
  if (!c.failed) collect(&c);
  if (!c.failed) draw(&c, svg);
  *problem = c.failed ? "there is no memory left" : NULL;
  free(c.block);
  free(c.life);
  free(c.copy);
  return !c.failed && !ferror(svg);
}
