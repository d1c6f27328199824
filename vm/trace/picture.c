/* A moment as a graph for Graphviz: registers, cells, counts, continuations.
 *
 * The registers are a table on the left, each cell a table with its kind,
 * number and count of references; an arrow leads from a field to the cell it
 * refers to.  Where much refers to much, only the first reference to a cell is
 * an arrow, and others are its number.  A list whose pairs nobody else refers
 * to is one strip.  Bold arrows are the chain of continuations.  What is left
 * out is said: elements behind the twelfth, items behind the eighth of a strip,
 * texts behind 28 characters, cells behind --cells.
 */
#include "views.h"
#include "view.h"
#include <stdlib.h>
#include <string.h>

enum { TEXT_MOST = 28, TITLE_MOST = 90 /* characters */ };
enum { ITEMS_MOST = 8, CHAIN_MOST = 4096 };
enum { TANGLE = 100 /* references beyond the first to each cell */ };

#define INK "#1e2530"
#define QUIET "#5d6673"
#define LINE "#c9c5ba"
#define SOFT "#f1efe8"
#define ACCENT "#22577a"
#define BORN "#1d6b43"
#define COPIED "#3a4fa3"
#define TAKEN "#9a3b14"
#define SANS "Helvetica,Arial,DejaVu Sans,sans-serif"
#define MONO "DejaVu Sans Mono,Menlo,Consolas,monospace"

typedef struct Picture {
  Views *views;
  BatonMachine *m;
  FILE *to;
  View view;
  bool *inside;    /* of cells: drawn within a strip that begins before */
  uint32_t *strip; /* of cells: how many pairs the strip has that begins here */
  bool *chained;   /* of cells: continuations */
  bool *reached;   /* of cells: an arrow leads there */
  bool tangled;    /* one arrow a cell; other references are numbers */
  char (*edge)[160]; /* written behind the nodes */
  size_t edges, edge_room;
} Picture;

/* Text in a label, cut behind `longest` characters. */
static void cut_put(FILE *to, const char *text, size_t longest) {
  size_t characters = 0;
  for (const char *c = text; *c; c++) characters += (*c & 0xc0) != 0x80;
  size_t most = characters > longest ? longest - 1 : characters, n = 0;
  for (; *text; text++) {
    if ((*text & 0xc0) != 0x80 && n++ == most) break;
    if (*text == '&') fputs("&amp;", to);
    else if (*text == '<') fputs("&lt;", to);
    else if (*text == '>') fputs("&gt;", to);
    else if (*text == '"') fputs("&quot;", to);
    else if ((unsigned char)*text < ' ') putc(' ', to);
    else putc(*text, to);
  }
  if (most < characters) fputs("…", to);
}

static void text_put(FILE *to, const char *text) {
  cut_put(to, text, TEXT_MOST);
}
static void long_put(FILE *to, const char *text) {
  cut_put(to, text, TITLE_MOST);
}

static void small_put(FILE *to, const char *color, const char *text) {
  fprintf(to, "<font face=\"" SANS "\" point-size=\"9\" color=\"%s\">", color);
  text_put(to, text);
  fputs("</font>", to);
}

/* Where arrows to a cell end, and its node begins: the first of its strip. */
static const ViewCell *target(const Picture *p, BatonValue value) {
  const ViewCell *cell = view_find(&p->view, value);
  return cell && !p->inside[cell - p->view.cell] ? cell : NULL;
}

/* The port at which an arrow enters a continuation: its captured `k`, so that
 * the chain is drawn straight; elsewhere none. */
static void entry_port(const Picture *p, const ViewCell *to, char port[16]) {
  *port = 0;
  if (!p->chained[to - p->view.cell]) return;
  for (uint32_t i = 0; i < view_fields(&to->cell); i++) {
    const char *name = baton_captured(p->m, to->value, i);
    if (name && !strcmp(name, "k")) snprintf(port, 16, "n%u:", i);
  }
}

/* Is a reference to the cell written as its number, in the place of an arrow?
 */
static bool is_number(const Picture *p, const ViewCell *to) {
  return p->tangled && p->reached[to - p->view.cell];
}

static bool edge_add(Picture *p, const char *from, const char *port,
                     BatonValue value) {
  char entry[16];
  const ViewCell *to = target(p, value);
  if (!to || is_number(p, to)) return true;
  p->reached[to - p->view.cell] = true;
  if (p->edges == p->edge_room) {
    size_t room = p->edge_room * 2 + 64;
    void *more = realloc(p->edge, room * sizeof *p->edge);
    if (!more) return false;
    p->edge = more;
    p->edge_room = room;
  }
  entry_port(p, to, entry);
  snprintf(p->edge[p->edges++], sizeof *p->edge, "%s:%s -> c%u:%sw%s", from,
           port, to->number, entry,
           p->chained[to - p->view.cell] ? " [color=\"" ACCENT
                                           "\", penwidth=2.2]"
                                         : "");
  return true;
}

/* What stands in a field: a dot for an arrow, or text. */
static void value_put(Picture *p, BatonValue value) {
  BatonCell cell;
  const ViewCell *to = target(p, value);
  if (to && is_number(p, to)) fprintf(p->to, "→ %u", to->number);
  else if (to)
    fprintf(p->to, "<font color=\"%s\">•</font>",
            p->chained[to - p->view.cell] ? ACCENT : QUIET);
  else if (baton_cell(p->m, value, &cell)) fputs("…", p->to);
  else text_put(p->to, baton_text(p->m, value));
}

/* Finds the strips: pairs that hang together by their second fields. */
static void strips_find(Picture *p) {
  for (size_t i = 0; i < p->view.cells; i++) {
    const ViewCell *cell = &p->view.cell[i];
    if (strcmp(cell->cell.kind, "pair")) continue;
    ViewCell *next = view_find(&p->view, baton_field(p->m, cell->value, 1));
    if (next && next > cell && !strcmp(next->cell.kind, "pair") &&
        next->cell.references == 1)
      p->inside[next - p->view.cell] = true;
  }
  for (size_t i = 0; i < p->view.cells; i++) {
    if (p->inside[i] || strcmp(p->view.cell[i].cell.kind, "pair")) continue;
    const ViewCell *at = &p->view.cell[i];
    do {
      p->strip[i]++;
      at = view_find(&p->view, baton_field(p->m, at->value, 1));
    } while (at && p->inside[at - p->view.cell]);
  }
}

static void head_put(Picture *p, const ViewCell *c, unsigned columns,
                     uint32_t pairs) {
  const char *kind = c->cell.kind, *block = baton_closure_block(p->m, c->value);
  char more[40] = "";
  if (pairs > 1) snprintf(more, sizeof more, "list of %u", pairs);
  else if (!block && !c->cell.fields)
    snprintf(more, sizeof more, "%s of %u", kind, c->cell.size);
  fprintf(p->to,
          "c%u [label=<<table border=\"1\" color=\"" QUIET
          "\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"3\" "
          "style=\"rounded\" bgcolor=\"white\"><tr><td "
          "colspan=\"%u\" align=\"left\">",
          c->number, columns);
  if (!strcmp(kind, "device")) *more = 0;
  if (p->tangled) fprintf(p->to, "%u ", c->number);
  small_put(p->to, QUIET, *more ? more : kind);
  if (block) {
    fputs(" <font face=\"" SANS "\" point-size=\"10\"><b>", p->to);
    text_put(p->to, block);
    fputs("</b></font>", p->to);
  }
  fprintf(p->to,
          " <font face=\"" SANS "\" point-size=\"9\" color=\"" QUIET
          "\">  ×%u</font></td></tr><hr/>",
          c->cell.references);
}

/* A strip: its items side by side, and its tail unless that is (). */
static bool strip_put(Picture *p, const ViewCell *c, uint32_t pairs) {
  char node[16], port[16];
  bool cut = pairs > ITEMS_MOST + 1;
  uint32_t shown = cut ? ITEMS_MOST : pairs;
  const ViewCell *at = c;
  BatonValue tail = c->value;
  snprintf(node, sizeof node, "c%u", c->number);
  for (uint32_t i = 0; i < pairs; i++) {
    tail = baton_field(p->m, at->value, 1);
    if (i + 1 < pairs) at = view_find(&p->view, tail);
  }
  bool ends = !strcmp(baton_text(p->m, tail), "()");
  head_put(p, c, shown + cut + !ends, pairs);
  fputs("<tr>", p->to);
  at = c;
  for (uint32_t i = 0; i < shown; i++) {
    BatonValue item = baton_field(p->m, at->value, 0);
    snprintf(port, sizeof port, "f%u", i);
    fprintf(p->to, "%s<td port=\"%s\">", i ? "<vr/>" : "", port);
    value_put(p, item);
    fputs("</td>", p->to);
    bool last = i + 1 == shown && !cut && ends;
    if (!edge_add(p, node, strcat(port, last ? ":e" : ":s"), item))
      return false;
    if (i + 1 < shown)
      at = view_find(&p->view, baton_field(p->m, at->value, 1));
  }
  if (cut) fprintf(p->to, "<vr/><td>… %u more</td>", pairs - shown);
  if (!ends) {
    fputs("<vr/><td port=\"t\">. ", p->to);
    value_put(p, tail);
    fputs("</td>", p->to);
    if (!edge_add(p, node, "t:e", tail)) return false;
  }
  fprintf(p->to, "</tr></table>>]\n");
  return true;
}

static bool cell_put(Picture *p, const ViewCell *c) {
  char node[16], port[16];
  bool record = !strcmp(c->cell.kind, "record");
  bool vector = !strcmp(c->cell.kind, "vector");
  snprintf(node, sizeof node, "c%u", c->number);
  head_put(p, c, 2, 0);
  for (uint32_t i = 0; i < view_fields(&c->cell); i++) {
    const char *name = baton_captured(p->m, c->value, i);
    BatonValue value = baton_field(p->m, c->value, i);
    snprintf(port, sizeof port, record && !i ? "tag" : "%u",
             record && i ? i - 1 : i);
    if (!name && (record || vector)) name = port;
    fprintf(p->to, "<tr><td align=\"left\" port=\"n%u\">", i);
    small_put(p->to, QUIET, name ? name : " ");
    snprintf(port, sizeof port, "f%u", i);
    fprintf(p->to, "</td><td align=\"right\" port=\"%s\">", port);
    value_put(p, value);
    fputs("</td></tr>", p->to);
    if (!edge_add(p, node, strcat(port, ":e"), value)) return false;
  }
  if (c->cell.fields > VIEW_FIELDS)
    fprintf(p->to, "<tr><td colspan=\"2\" align=\"left\">… %u more</td></tr>",
            c->cell.fields - VIEW_FIELDS);
  if (!c->cell.fields) {
    fputs("<tr><td colspan=\"2\" align=\"left\">", p->to);
    if (strcmp(c->cell.kind, "closure") && c->cell.size)
      text_put(p->to, baton_text(p->m, c->value));
    else small_put(p->to, QUIET, "empty");
    fputs("</td></tr>", p->to);
  }
  fputs("</table>>]\n", p->to);
  return true;
}

static void mark_put(Picture *p, const char *color, const char *words) {
  if (!*words) fputs("<td></td>", p->to);
  else
    fprintf(p->to,
            "<td align=\"left\"><font face=\"" SANS
            "\" point-size=\"9\" color=\"%s\">%s</font></td>",
            color, words);
}

/* What the instruction does to a register: an end rather than a copy. */
static void marks_put(Picture *p, const BatonOperation *op, uint8_t number) {
  bool copied = false, taken = false;
  for (uint32_t i = 0; i < op->uses; i++) {
    if (op->use[i].number != number) continue;
    copied = copied || !op->use[i].taken;
    taken = taken || op->use[i].taken;
  }
  if (taken)
    mark_put(p, TAKEN, strcmp(op->name, "drop") ? "− taken" : "− dropped");
  else mark_put(p, COPIED, copied ? "= copied" : "");
}

static bool registers_put(Picture *p, const BatonOperation *op) {
  uint8_t live[256];
  size_t count = view_live(p->m, live);
  char port[16];
  fputs("r [label=<<table border=\"0\" cellborder=\"0\" cellspacing=\"2\" "
        "cellpadding=\"3\">",
        p->to);
  if (!count) {
    fputs("<tr><td>", p->to);
    small_put(p->to, QUIET, "no register is live");
    fputs("</td></tr>", p->to);
  }
  for (size_t i = 0; i < count; i++) {
    BatonValue value;
    char name[300];
    if (!baton_register(p->m, live[i], &value)) continue;
    snprintf(name, sizeof name, "%s", baton_name(p->m, live[i]));
    snprintf(port, sizeof port, "r%u", live[i]);
    fputs("<tr>", p->to);
    marks_put(p, op, live[i]);
    fputs("<td align=\"left\" bgcolor=\"" SOFT "\"><b>", p->to);
    text_put(p->to, name);
    fprintf(p->to,
            "</b></td><td align=\"right\" bgcolor=\"" SOFT "\" port=\"%s\">",
            port);
    value_put(p, value);
    fputs("</td></tr>", p->to);
    if (!edge_add(p, "r", strcat(port, ":e"), value)) return false;
  }
  for (uint32_t i = 0; i < op->births; i++) {
    fputs("<tr>", p->to);
    mark_put(p, BORN, "+ born");
    fputs("<td align=\"left\"><font color=\"" QUIET "\"><i>", p->to);
    text_put(p->to, baton_born_name(p->m, i));
    fputs("</i></font></td><td></td></tr>", p->to);
  }
  fputs("</table>>]\n", p->to);
  return true;
}

/* The title: where the machine stands, and what comes next. */
static void title_put(Picture *p) {
  BatonState state = baton_state(p->m);
  BatonReport place;
  bool stands = state == BATON_READY || state == BATON_FAULTED;
  fputs("label=<<table border=\"0\" cellborder=\"0\" cellspacing=\"1\">"
        "<tr><td align=\"left\"><font face=\"" SANS
        "\" point-size=\"10\" color=\"" QUIET "\">",
        p->to);
  text_put(p->to, p->views->name);
  fprintf(p->to, " · step %llu", (unsigned long long)p->views->step);
  if (stands) {
    fputs(" · ", p->to);
    text_put(p->to, baton_block(p->m));
    fprintf(p->to, ", instruction %u", baton_index(p->m));
    if (baton_place(p->m, &place)) fprintf(p->to, " · line %u", place.line);
  }
  fputs("</font></td></tr><tr><td align=\"left\"><font point-size=\"13\"><b>",
        p->to);
  if (stands) long_put(p->to, baton_instruction(p->m));
  else if (state == BATON_SPENT) fputs("the fuel is used up", p->to);
  else {
    fputs("halted ", p->to);
    text_put(p->to, baton_answer(p->m));
  }
  fputs("</b></font>", p->to);
  fputs("</td></tr>", p->to);
  if (state == BATON_FAULTED) {
    char report[400];
    snprintf(report, sizeof report, "%s", baton_fault_report(p->m, false));
    report[strcspn(report, "\n")] = 0;
    report[strcspn(report, ":")] = 0;
    fputs("<tr><td align=\"left\"><font face=\"" SANS "\" color=\"" TAKEN "\">",
          p->to);
    long_put(p->to, report);
    fputs("</font></td></tr>", p->to);
  }
  if (p->tangled) {
    fputs("<tr><td align=\"left\"><font face=\"" SANS
          "\" point-size=\"10\" color=\"" QUIET "\">",
          p->to);
    long_put(p->to, "much refers to much: an arrow is the first reference to a "
                    "cell, → 7 another one to cell 7");
    fputs("</font></td></tr>", p->to);
  }
  fputs("</table>>\n", p->to);
}

/* References beyond the first to each cell.  With many, Graphviz takes long,
 * and nobody could follow the arrows. */
static bool is_tangled(const View *view) {
  size_t more = 0;
  for (size_t i = 0; i < view->cells; i++)
    if (view->cell[i].parents > 1) more += view->cell[i].parents - 1;
  return more > TANGLE;
}

/* The chain of continuations: marks its cells, and says it in words. */
static void chain_find(Picture *p) {
  BatonValue value;
  if (!baton_continuation(p->m, &value)) return;
  for (int i = 0; i < CHAIN_MOST; i++) {
    const ViewCell *cell = view_find(&p->view, value);
    if (!cell || p->chained[cell - p->view.cell]) return;
    p->chained[cell - p->view.cell] = true;
    if (!baton_continuation_next(p->m, &value)) return;
  }
}

static void rest_put(Picture *p) {
  uint64_t live = baton_counts(p->m).live_cells;
  if (live <= p->view.cells) return;
  fputs("more [label=<<table border=\"0\"><tr><td>", p->to);
  fprintf(p->to,
          "<font face=\"" SANS "\" point-size=\"10\" color=\"" QUIET
          "\">… and %llu more cells</font>",
          (unsigned long long)(live - p->view.cells));
  fputs("</td></tr></table>>]\n", p->to);
}

static bool draw(Picture *p) {
  BatonOperation op = {.name = ""};
  size_t room = p->view.cells + 1;
  p->inside = calloc(room, sizeof *p->inside);
  p->strip = calloc(room, sizeof *p->strip);
  p->chained = calloc(room, sizeof *p->chained);
  p->reached = calloc(room, sizeof *p->reached);
  if (!p->inside || !p->strip || !p->chained || !p->reached) return false;
  p->tangled = p->views->tangled || is_tangled(&p->view);
  baton_operation(p->m, &op);
  strips_find(p);
  chain_find(p);
  fputs("digraph heap {\n"
        "graph [rankdir=LR, bgcolor=\"white\", nodesep=0.16, ranksep=0.6, "
        "pad=0.2, labelloc=t, labeljust=l, fontname=\"" MONO
        "\", fontsize=11, fontcolor=\"" INK "\"]\n"
        "node [shape=plain, fontname=\"" MONO
        "\", fontsize=11, fontcolor=\"" INK "\"]\n"
        "edge [color=\"" QUIET "\", arrowsize=0.6, tailclip=false]\n",
        p->to);
  title_put(p);
  bool fine = registers_put(p, &op);
  for (size_t i = 0; fine && i < p->view.cells; i++) {
    if (p->inside[i]) continue;
    fine = p->strip[i] ? strip_put(p, &p->view.cell[i], p->strip[i])
                       : cell_put(p, &p->view.cell[i]);
  }
  for (size_t i = 0; i < p->edges; i++) fprintf(p->to, "%s\n", p->edge[i]);
  rest_put(p);
  fputs("}\n", p->to);
  return fine;
}

bool picture_write(Views *views, FILE *to) {
  Picture p = {
      .views = views,
      .m = history_machine(views->history),
      .to = to,
      .view = view_make(history_machine(views->history), views->cells)};
  bool fine = view_take(&p.view) && draw(&p);
  free(p.inside);
  free(p.strip);
  free(p.chained);
  free(p.reached);
  free(p.edge);
  view_free(&p.view);
  return fine;
}
