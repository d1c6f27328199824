/* A run as a page: one file that needs neither server nor network.
 *
 * page/page.html has marks where the style, the script and the run go.  The run
 * is JSON, its states as changes, each against the one before:
 *
 *   state     [code, transfers, registers, cells, output], the latter if any
 *   code      index in `code`, or -1 at the end
 *   registers {number: [name, value], or 0 where it has ended}
 *   cells     {number: [kind, references, fields, more], or 0}
 *   value     the number of a cell, or text; `more` is a closure's index in
 *             `closures`, or the elements of another cell
 *   code      [block, index, instruction, line, column, [[name, word] ...],
 *             operation]
 *   closures  [block, names of the captured variables]
 */
#define _POSIX_C_SOURCE 200809L
#include "views.h"
#include "view.h"
#include "page_parts.h"
#include <search.h>
#include <stdlib.h>
#include <string.h>

enum { OUTPUT_MOST = 1 << 18 }; /* bytes of output that a page holds */

/* Texts that have a number, in the order in which they came. */
typedef struct Names {
  void *tree;   /* of Name */
  char **entry; /* JSON */
  size_t count, room;
} Names;

typedef struct Name {
  char *text;
  size_t number;
} Name;

typedef struct Register {
  bool live;
  BatonValue value;
  uint32_t cell;
  char *name;
} Register;

typedef struct Page {
  Views *views;
  BatonMachine *m;
  FILE *to;
  View view;
  Names code, closures;
  Register r[256];
  uint64_t transfers;
  uint64_t printed; /* bytes of output that states have told */
} Page;

/* JSON that can stand in HTML: no `<`. */
static void text_put(FILE *to, const char *text, size_t length) {
  putc('"', to);
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c == '"' || c == '\\') fprintf(to, "\\%c", c);
    else if (c == '\n') fputs("\\n", to);
    else if (c < ' ' || c == '<' || c == 127) fprintf(to, "\\u%04x", c);
    else putc(c, to);
  }
  putc('"', to);
}

static void put(FILE *to, const char *text) {
  text_put(to, text, strlen(text));
}

static int by_text(const void *a, const void *b) {
  return strcmp(((const Name *)a)->text, ((const Name *)b)->text);
}

/* The number of an entry, a text that is taken; SIZE_MAX: no memory. */
static size_t number_of(Names *names, char *text) {
  Name *name = malloc(sizeof *name);
  Name **found = NULL;
  if (name && text) {
    *name = (Name){text, names->count};
    found = tsearch(name, &names->tree, by_text);
  }
  if (!found || *found != name) {
    free(name);
    free(text);
    return found ? (*found)->number : SIZE_MAX;
  }
  if (names->count == names->room) {
    size_t room = names->room * 2 + 64;
    char **more = realloc(names->entry, room * sizeof *more);
    if (!more) return SIZE_MAX;
    names->entry = more;
    names->room = room;
  }
  names->entry[names->count] = text;
  return names->count++;
}

static void name_free(void *name) {
  free(((Name *)name)->text);
  free(name);
}

static void names_put(Page *p, const char *key, Names *names) {
  fprintf(p->to, ",\n\"%s\":[", key);
  for (size_t i = 0; i < names->count; i++)
    fprintf(p->to, "%s%s", i ? ",\n" : "", names->entry[i]);
  putc(']', p->to);
}

static void names_free(Names *names) {
  while (names->tree) {
    Name *name = *(Name **)names->tree;
    tdelete(name, &names->tree, by_text);
    name_free(name);
  }
  free(names->entry);
}

static void mark_put(FILE *to, bool first, const char *name, const char *word) {
  fputs(first ? "[" : ",[", to);
  put(to, name);
  fprintf(to, ",\"%s\"]", word);
}

/* The instruction that comes next, by its number. */
static size_t code_number(Page *p) {
  char *text = NULL;
  size_t length;
  BatonOperation op = {.name = ""};
  BatonReport place = {0};
  FILE *to = open_memstream(&text, &length);
  if (!to) return SIZE_MAX;
  putc('[', to);
  put(to, baton_block(p->m));
  fprintf(to, ",%u,", baton_index(p->m));
  put(to, baton_instruction(p->m));
  bool known = baton_place(p->m, &place);
  fprintf(to, ",%u,%u,[", known ? place.line : 0, known ? place.column : 0);
  baton_operation(p->m, &op);
  const char *end = strcmp(op.name, "drop") ? "taken" : "dropped";
  for (uint32_t i = 0; i < op.uses; i++)
    mark_put(to, !i, baton_name(p->m, op.use[i].number),
             op.use[i].taken ? end : "copied");
  for (uint32_t i = 0; i < op.births; i++)
    mark_put(to, !op.uses && !i, baton_born_name(p->m, i), "born");
  fprintf(to, "],\"%s\"]", op.name);
  if (fclose(to)) {
    free(text);
    return SIZE_MAX;
  }
  return number_of(&p->code, text);
}

/* A closure's block and the names of what it captures. */
static size_t closure_number(Page *p, const ViewCell *cell) {
  char *text = NULL;
  size_t length;
  FILE *to = open_memstream(&text, &length);
  if (!to) return SIZE_MAX;
  putc('[', to);
  put(to, baton_closure_block(p->m, cell->value));
  fputs(",[", to);
  for (uint32_t i = 0; i < view_fields(&cell->cell); i++) {
    const char *name = baton_captured(p->m, cell->value, i);
    if (i) putc(',', to);
    put(to, name ? name : "");
  }
  fputs("]]", to);
  if (fclose(to)) {
    free(text);
    return SIZE_MAX;
  }
  return number_of(&p->closures, text);
}

static void value_put(Page *p, BatonValue value) {
  const ViewCell *cell = view_find(&p->view, value);
  if (cell) fprintf(p->to, "%u", cell->number);
  else put(p->to, baton_text(p->m, value));
}

static bool registers_put(Page *p) {
  uint8_t live[256];
  bool seen[256] = {false}, first = true;
  size_t count = view_live(p->m, live);
  for (size_t i = 0; i < count; i++) {
    BatonValue value;
    Register *r = &p->r[live[i]];
    if (!baton_register(p->m, live[i], &value)) continue;
    seen[live[i]] = true;
    const ViewCell *cell = view_find(&p->view, value);
    uint32_t number = cell ? cell->number : 0;
    const char *name = baton_name(p->m, live[i]);
    if (r->live && r->value == value && r->cell == number &&
        !strcmp(r->name, name))
      continue;
    char *copy = strdup(name);
    if (!copy) return false;
    free(r->name);
    *r = (Register){true, value, number, copy};
    fprintf(p->to, "%s\"%u\":[", first ? "" : ",", live[i]);
    put(p->to, copy);
    putc(',', p->to);
    value_put(p, value);
    putc(']', p->to);
    first = false;
  }
  for (unsigned i = 0; i < 256; i++) {
    if (!p->r[i].live || seen[i]) continue;
    p->r[i].live = false;
    fprintf(p->to, "%s\"%u\":0", first ? "" : ",", i);
    first = false;
  }
  return true;
}

static bool cell_put(Page *p, const ViewCell *c) {
  size_t more = c->cell.size;
  fprintf(p->to, "\"%u\":[\"%s\",%u,[", c->number, c->cell.kind,
          c->cell.references);
  for (uint32_t i = 0; i < view_fields(&c->cell); i++) {
    if (i) putc(',', p->to);
    value_put(p, baton_field(p->m, c->value, i));
  }
  if (!c->cell.fields && strcmp(c->cell.kind, "closure"))
    put(p->to, baton_text(p->m, c->value));
  if (!strcmp(c->cell.kind, "closure")) more = closure_number(p, c);
  fprintf(p->to, "],%zu]", more);
  return more != SIZE_MAX;
}

static bool cells_put(Page *p) {
  bool first = true;
  for (size_t i = 0; i < p->view.cells; i++) {
    const ViewCell *c = &p->view.cell[i], *old = view_before(&p->view, c);
    if (old && old->content == c->content) continue;
    if (!first) putc(',', p->to);
    if (!cell_put(p, c)) return false;
    first = false;
  }
  for (size_t i = 0; i < p->view.cells_before; i++) {
    const ViewCell *old = &p->view.before[i];
    if (view_still(&p->view, old)) continue;
    fprintf(p->to, "%s\"%u\":0", first ? "" : ",", old->number);
    first = false;
  }
  return true;
}

/* What the program has printed since the state before. */
static void printed_put(Page *p) {
  uint8_t bytes[4096];
  uint64_t length = history_output_length(p->views->history);
  uint64_t from = p->printed;
  if (length <= from || from >= OUTPUT_MOST) return;
  size_t got = history_output(p->views->history, from, bytes, sizeof bytes);
  if (got > length - from) got = (size_t)(length - from);
  /* No character in two pieces, unless it is too long for one. */
  if (got == sizeof bytes)
    while (got > 1 && (bytes[got - 1] & 0xc0) == 0x80) got--;
  p->printed = length;
  putc(',', p->to);
  text_put(p->to, (char *)bytes, got);
}

static bool state_put(Page *p, bool first) {
  bool ready = baton_state(p->m) != BATON_HALTED;
  if (!view_take(&p->view)) return false;
  size_t code = ready ? code_number(p) : 0;
  if (code == SIZE_MAX) return false;
  if (!first && ready && baton_index(p->m) == 0) p->transfers++;
  fprintf(p->to, "%s[%lld,%llu,{", first ? "" : ",\n",
          ready ? (long long)code : -1LL, (unsigned long long)p->transfers);
  if (!registers_put(p)) return false;
  fputs("},{", p->to);
  if (!cells_put(p)) return false;
  putc('}', p->to);
  printed_put(p);
  putc(']', p->to);
  return true;
}

/* What the page must say beside the run. */
static void notice_put(Page *p, uint64_t taken, bool whole) {
  Views *v = p->views;
  char text[600];
  int n = 0;
  size_t room = sizeof text;
  text[0] = 0;
  if (v->step || baton_state(p->m) == BATON_READY)
    n = snprintf(
        text, room,
        "This page holds steps %llu to %llu%s. Others: --from N "
        "--steps N.\n",
        (unsigned long long)v->step, (unsigned long long)(v->step + taken),
        baton_state(p->m) == BATON_READY ? "; the program goes on" : "");
  if (!whole)
    n += snprintf(text + n, room - (size_t)n,
                  "Of each state it holds the %zu cells nearest to the "
                  "registers (--cells N), and of a cell %d fields.\n",
                  v->cells, VIEW_FIELDS);
  if (p->printed > OUTPUT_MOST)
    n += snprintf(text + n, room - (size_t)n,
                  "Of the output it holds the first %d bytes, or a little "
                  "more.\n",
                  (int)OUTPUT_MOST);
  if (v->from_image)
    n += snprintf(text + n, room - (size_t)n,
                  "The program was an image; this is its text.\n");
  fputs(",\n\"notice\":", p->to);
  text_put(p->to, text, n ? (size_t)n - 1 : 0);
}

static void end_put(Page *p, uint64_t taken) {
  BatonState state = baton_state(p->m);
  fprintf(p->to, ",\n\"from\":%llu,\"total\":%llu,\"ended\":\"%s\",\"end\":",
          (unsigned long long)p->views->step,
          (unsigned long long)(p->views->step + taken),
          state == BATON_HALTED    ? "halted"
          : state == BATON_FAULTED ? "faulted"
          : state == BATON_SPENT   ? "spent"
                                   : "cut");
  const char *text = state == BATON_HALTED    ? baton_answer(p->m)
                     : state == BATON_FAULTED ? baton_fault_report(p->m, false)
                                              : "";
  put(p->to, text ? text : "");
}

static bool run_put(Page *p) {
  uint64_t taken = 0;
  bool whole = true;
  fputs("{\"states\":[\n", p->to);
  for (;; taken++) {
    if (!state_put(p, !taken)) return false;
    whole = whole && p->view.whole;
    if (taken == p->views->steps || baton_state(p->m) != BATON_READY) break;
    history_goto(p->views->history, p->views->step + taken + 1);
    p->m = p->view.machine = history_machine(p->views->history);
  }
  putc(']', p->to);
  end_put(p, taken);
  notice_put(p, taken, whole);
  names_put(p, "code", &p->code);
  names_put(p, "closures", &p->closures);
  fputs(",\n\"name\":", p->to);
  put(p->to, p->views->name);
  fputs(",\n\"source\":", p->to);
  put(p->to, p->views->program);
  putc('}', p->to);
  return true;
}

/* Text as HTML. */
static void html_put(FILE *to, const char *text) {
  for (; *text; text++)
    if (*text == '&') fputs("&amp;", to);
    else if (*text == '<') fputs("&lt;", to);
    else putc(*text, to);
}

bool page_write(Views *views, FILE *to) {
  Page *p = calloc(1, sizeof *p);
  if (!p) return false;
  p->views = views;
  p->m = history_machine(views->history);
  p->to = to;
  p->view = view_make(p->m, views->cells);
  bool fine = true;
  for (const char *at = page_html; *at && fine;) {
    const char *mark = strchr(at, '@');
    size_t length = mark ? (size_t)(mark - at) : strlen(at);
    fwrite(at, 1, length, to);
    if (!mark) break;
    at = strchr(mark + 1, '@') + 1;
    if (!strncmp(mark, "@TITLE@", 7)) html_put(to, views->name);
    else if (!strncmp(mark, "@STYLE@", 7)) fputs(page_css, to);
    else if (!strncmp(mark, "@SCRIPT@", 8)) fputs(page_js, to);
    else fine = run_put(p);
  }
  for (int i = 0; i < 256; i++) free(p->r[i].name);
  names_free(&p->code);
  names_free(&p->closures);
  view_free(&p->view);
  free(p);
  return fine;
}
