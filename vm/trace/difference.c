/* What `baton diff' says, in words or as JSON: see diff.h.
 *
 * Relies on jansson for JSON.  Guarantees that nothing of a line, which may
 * hold any bytes, reaches a terminal as a command.
 */
#include "diff.h"
#include "command.h"
#include "json.h"
#include <stdlib.h>
#include <string.h>

enum { SHOWN_MOST = 4000 }; /* bytes of a line */

/* Did a line come, or at least its beginning? */
static bool has_line(const Side *side) {
  return side->text && (side->state == LINE_WHOLE || side->state == LINE_CUT);
}

static json_t *line_json(const Side *side) {
  return has_line(side) ? json_bytes(side->text, side->line.length)
                        : json_null();
}

static void json_print(json_t *object) {
  json_dumpf(object, stdout, JSON_COMPACT);
  putchar('\n');
  json_decref(object);
}

/* Does field i of one side's line differ from the other's? */
static bool is_marked(const Diff *d, const TraceLine *line, uint32_t i) {
  const TraceLine *other = line == &d->mine.line ? &d->yours.line
                                                 : &d->mine.line;
  return !trace_field_same(line, i, other, i);
}

/* Prints bytes of a line: what a terminal would obey becomes `?'. */
static void bytes_print(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    putchar((unsigned char)text[i] < ' ' || text[i] == 127 ? '?' : text[i]);
}

/* Prints a side's line, and under YOURS marks what differs. */
static void line_print(const Diff *d, const Side *side) {
  const TraceLine *line = &side->line;
  size_t most = line->length < SHOWN_MOST ? line->length : SHOWN_MOST, at = 0;
  bool mark = side == &d->yours;
  printf("%-6s  ", side->label);
  if (!has_line(side)) {
    printf("(no line)\n");
    return;
  }
  for (uint32_t i = 0; i < line->count && at < most; i++) {
    Field f = line->field[i];
    bytes_print(line->text + at, f.start - at);
    at = f.start + f.length < most ? f.start + f.length : most;
    bool colored = d->color && is_marked(d, line, i);
    if (colored) fputs(mark ? "\033[1;31m" : "\033[1;32m", stdout);
    bytes_print(line->text + f.start, at - f.start);
    if (colored) fputs("\033[0m", stdout);
  }
  bytes_print(line->text + at, most - at);
  printf("%s\n", most < line->length ? "…" : "");
  if (!mark) return;
  printf("%-6s  ", "");
  at = 0;
  for (uint32_t i = 0; i < line->count; i++) {
    size_t stop = line->field[i].start + line->field[i].length;
    bool wrong = is_marked(d, line, i), gap = true;
    for (; at < stop && at < most; at++) {
      gap = at < line->field[i].start;
      if ((line->text[at] & 0xc0) != 0x80) putchar(wrong && !gap ? '^' : ' ');
    }
  }
  /* What YOURS lacks at its end. */
  if (line->count < d->mine.line.count) printf(" ^");
  putchar('\n');
}

static const char *unit(const Diff *d) {
  return d->kind == SAYS_STEP ? "step" : "transfer";
}

/* The line that MINE gave is the run's end, or there is none any more. */
static bool at_end(const Diff *d) {
  return d->ended ||
         (line_is_end(&d->mine.line) && line_is_end(&d->yours.line));
}

/* What YOURS, a machine, said before it ended without a trace. */
static void said_print(const Diff *d) {
  char text[1000];
  rewind(d->yours.process.messages);
  size_t length = fread(text, 1, sizeof text, d->yours.process.messages);
  if (!length) return;
  printf("\nYOURS said:\n  ");
  for (size_t i = 0; i < length; i++) {
    if (text[i] != '\n') bytes_print(text + i, 1);
    else if (i + 1 < length) printf("\n  ");
  }
  putchar('\n');
}

/* The instructions that led MINE there. */
static void story_print(const Diff *d) {
  if (!d->story.steps) return;
  printf("MINE got there by\n");
  for (size_t i = 0; i < d->story.steps; i++)
    printf("        %s  %s\n", d->story.step[i].place,
           d->story.step[i].instruction);
  putchar('\n');
}

static json_t *story_json(const Diff *d) {
  json_t *steps = json_array();
  for (size_t i = 0; i < d->story.steps; i++) {
    const StoryStep *step = &d->story.step[i];
    json_array_append_new(
        steps, json_pack("{s:o, s:o}", "place", json_text(step->place),
                         "instruction", json_text(step->instruction)));
  }
  return steps;
}

int diff_report(Diff *d) {
  uint64_t number = d->before ? d->number + 1 : d->mine.line.number;
  if (d->json) {
    json_print(json_pack(
        "{s:b, s:s, s:I, s:o, s:o, s:o, s:s, s:o, s:o}", "same", 0, "unit",
        unit(d), "number", (json_int_t)number, "mine", line_json(&d->mine),
        "yours", line_json(&d->yours), "before",
        d->before ? json_bytes(d->before, d->before_length) : json_null(),
        "cause", d->cause.code, "message", json_text(d->cause.text),
        "instructions", story_json(d)));
    return EXIT_DIFFERENT;
  }
  if (at_end(d))
    printf("first difference: the end, behind %s %llu\n\n", unit(d),
           (unsigned long long)d->number);
  else
    printf("first difference: %s %llu\n\n", unit(d),
           (unsigned long long)number);
  if (d->before) {
    printf("%-6s  ", "both");
    bytes_print(d->before,
                d->before_length < SHOWN_MOST ? d->before_length : SHOWN_MOST);
    putchar('\n');
  }
  if (has_line(&d->mine) || has_line(&d->yours)) {
    line_print(d, &d->mine);
    line_print(d, &d->yours);
    putchar('\n');
  }
  story_print(d);
  printf("%s\n", d->cause.text);
  if (!has_line(&d->yours) && d->yours.live) said_print(d);
  return EXIT_DIFFERENT;
}

void diff_because(Diff *d, const char *code, const char *format,
                  const char *about) {
  d->cause.code = code;
  snprintf(d->cause.text, sizeof d->cause.text, format, about);
}

int diff_impossible(const Diff *d, const Side *side, int status,
                    const char *what, const char *advice) {
  if (d->json)
    json_print(json_pack("{s:n, s:o, s:I, s:s, s:s}", "same", "file",
                         json_text(side->name), "line",
                         (json_int_t)side->lines.number, "message", what,
                         "advice", advice));
  fflush(stdout);
  fprintf(stderr, "%s:", side->name);
  if (side->lines.number)
    fprintf(stderr, "%llu:", (unsigned long long)side->lines.number);
  fprintf(stderr, " %s\n%s\n", what, advice);
  return status;
}

void diff_same(const Diff *d) {
  const char *end = d->ended ? d->before : "";
  int length = d->ended ? (int)d->before_length : 0;
  if (d->json) {
    json_print(json_pack("{s:b, s:s, s:I, s:o}", "same", 1, "unit", unit(d),
                         "number", (json_int_t)d->number, "end",
                         json_bytes(end, (size_t)length)));
    return;
  }
  printf("the same: %llu %ss%s%.*s\n", (unsigned long long)d->number, unit(d),
         length ? ", then " : "", length, end);
}

/* Copies what a machine said, at most 2,000 bytes, to standard error. */
static void messages_show(Side *side) {
  char text[2000];
  rewind(side->process.messages);
  size_t length = fread(text, 1, sizeof text, side->process.messages);
  fwrite(text, 1, length, stderr);
}

int diff_refused(Diff *d) {
  live_wait(&d->mine.process, -1);
  int status = live_exit_status(&d->mine.process);
  if (d->json)
    json_print(
        json_pack("{s:n, s:s}", "same", "message", "the program was refused"));
  fflush(stdout);
  messages_show(&d->mine);
  return status ? status : EXIT_DATA;
}
