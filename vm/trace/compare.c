/* Comparing two traces, line by line: see diff.h.
 *
 * Equal lines are compared as bytes, and only their numbers are read; lines are
 * taken apart where they differ.
 */
#define _POSIX_C_SOURCE 200809L
#include "diff.h"
#include "command.h"
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static bool is_trace(const TraceLine *line) {
  return (line->kind == SAYS_TRANSFER && line->number == 0 &&
          line->count > 1) ||
         (line->kind == SAYS_STEP && line->number == 1);
}

/* Keeps what the side gave last, and takes it apart. */
static void side_keep(Side *side) {
  const Lines *l = &side->lines;
  side->state = l->state;
  bool there = l->state == LINE_WHOLE || l->state == LINE_CUT;
  side->text = there ? malloc(l->length + 1) : NULL;
  if (side->text) memcpy(side->text, l->text, l->length);
  trace_line_read(&side->line, side->text ? side->text : "",
                  side->text ? l->length : 0);
}

static int no_trace(const Diff *d, const Side *side) {
  return diff_impossible(
      d, side, EXIT_DATA, "this is no trace of a run",
      "make one with: baton run --trace=transfers --trace-file "
      "TRACE PROGRAM");
}

/* Is a line, of which only the beginning came, so far the other's? */
static bool begins(const Side *part, const Side *whole) {
  return part->line.length <= whole->line.length &&
         !memcmp(part->line.text, whole->line.text, part->line.length);
}

/* How YOURS, a live machine, ended before its trace was whole. */
static int died(Diff *d) {
  Live *p = &d->yours.process;
  char text[80];
  if (!live_wait(p, d->patience))
    diff_because(d, "ended-early",
                 "YOURS closed its trace before the end, and still runs%s", "");
  else if (WIFSIGNALED(p->status)) {
    snprintf(text, sizeof text, "%d (%s)", WTERMSIG(p->status),
             strsignal(WTERMSIG(p->status)));
    diff_because(d, "crash",
                 "YOURS crashed with signal %s.  Often a cell was released too "
                 "early, or an index was not checked: build it with "
                 "-fsanitize=address,undefined",
                 text);
  } else {
    snprintf(text, sizeof text, "%d", WEXITSTATUS(p->status));
    diff_because(
        d, WEXITSTATUS(p->status) == EXIT_DATA ? "refused" : "ended-early",
        d->before ? "YOURS ended early, with exit status %s and no last line "
                    "(halt, fault or fuel)"
                  : "YOURS printed no trace and ended with exit status %s: 65 "
                    "says that it refused the program.  It must take "
                    "--trace=transfers --trace-file FILE",
        text);
  }
  return diff_report(d);
}

int diff_silent(Diff *d, const Side *side) {
  if (side == &d->mine)
    return diff_impossible(d, side, EXIT_DATA, "MINE does not go on",
                           "give it more time with --limit, or less to do");
  diff_because(d, "hangs", "YOURS hangs: it prints nothing more%s", "");
  return diff_report(d);
}

static int cut(const Diff *d, const Side *side) {
  return diff_impossible(d, side, EXIT_DATA,
                         side->lines.state == LINE_CUT
                             ? "the trace is cut off in the middle of this line"
                             : "the trace is cut off: it ends behind this line "
                               "without halt, fault or fuel",
                         "up to there both are the same; trace the run again");
}

/* One of them, or both, gave no whole line. */
static int stopped(Diff *d) {
  Side *mine = &d->mine, *yours = &d->yours, *side[] = {mine, yours};
  bool over = mine->state == LINE_ENDED;
  if (over && mine->live && !d->before) return diff_refused(d);
  for (int i = 0; i < 2; i++) {
    if (side[i]->state == LINE_FAILED)
      return diff_impossible(d, side[i], EXIT_NO_INPUT,
                             strerror(side[i]->lines.problem),
                             "check the path and its rights");
    if (side[i]->state == LINE_LONG) return no_trace(d, side[i]);
    if (side[i]->state == LINE_SILENT) return diff_silent(d, side[i]);
  }
  if (d->ended && over != (yours->state == LINE_ENDED)) {
    diff_because(d, "goes-on", "%s has lines behind its end",
                 over ? "YOURS" : "MINE");
    return diff_report(d);
  }
  for (int i = 0; i < 2; i++)
    if (!d->before && !side[i]->live && !is_trace(&side[i]->line))
      return no_trace(d, side[i]);
  if (over && yours->state == LINE_ENDED)
    return d->ended || d->kind == SAYS_STEP ? EXIT_SAME : cut(d, yours);
  if (over || (mine->state == LINE_CUT && begins(mine, yours)))
    return cut(d, mine);
  bool part = yours->state == LINE_ENDED || begins(yours, mine);
  if (part && yours->live) return died(d);
  if (part && yours->state == LINE_CUT) return cut(d, yours);
  if (part)
    diff_because(
        d, "ended-early",
        "YOURS ends here without saying how: it crashed or was stopped, "
        "or the file was cut off%s",
        "");
  else
    cause_find(&(Difference){.mine = &mine->line, .yours = &yours->line},
               &d->cause);
  return diff_report(d);
}

/* Both gave a line, and they differ. */
static int different(Diff *d) {
  TraceLine next[2];
  Side *mine = &d->mine, *yours = &d->yours, *side[] = {mine, yours};
  for (int i = 0; i < 2; i++)
    if (!d->before && !is_trace(&side[i]->line)) return no_trace(d, side[i]);
  diff_story(d);
  Difference found = {
      .mine = &mine->line,
      .yours = &yours->line,
      .instruction = d->story.steps
                         ? d->story.step[d->story.steps - 1].instruction
                         : NULL,
      .parameter = (const char *const *)d->story.parameter,
      .parameters = d->story.parameters};
  for (int i = 0; i < 2; i++) {
    Lines *l = &side[i]->lines;
    if (lines_next(l) != LINE_WHOLE) continue;
    trace_line_read(&next[i], l->text, l->length);
    *(i ? &found.yours_next : &found.mine_next) = &next[i];
  }
  cause_find(&found, &d->cause);
  return diff_report(d);
}

/* Keeps the line that both had.  False: no memory. */
static bool before_keep(Diff *d, const Lines *l) {
  if (d->before_room < l->length + 1) {
    char *more = realloc(d->before, l->length * 2 + 256);
    if (!more) return false;
    d->before = more;
    d->before_room = l->length * 2 + 256;
  }
  memcpy(d->before, l->text, l->length);
  d->before_length = l->length;
  return true;
}

/* Is the line, which both had, the next of a trace? */
static bool goes_on(Diff *d, const Lines *l) {
  uint64_t n = 0;
  size_t i = 0;
  TraceLine line;
  for (; i < l->length && l->text[i] >= '0' && l->text[i] <= '9'; i++)
    n = n * 10 + (uint64_t)(l->text[i] - '0');
  if (i && d->before) return !d->ended && n == ++d->number;
  trace_line_read(&line, l->text, l->length);
  if (!d->before) {
    d->kind = line.kind;
    d->number = line.number;
    return is_trace(&line);
  }
  bool ends = !d->ended && d->kind == SAYS_TRANSFER && line_is_end(&line);
  d->ended = true;
  return ends;
}

/* Compares all lines; an exit status. */
int diff_compare(Diff *d) {
  Lines *a = &d->mine.lines, *b = &d->yours.lines;
  for (;;) {
    lines_next(a);
    lines_next(b);
    if (a->state != LINE_WHOLE || b->state != LINE_WHOLE ||
        a->length != b->length || memcmp(a->text, b->text, a->length))
      break;
    if (!goes_on(d, a)) return no_trace(d, &d->mine);
    if (!before_keep(d, a)) {
      fprintf(stderr, "baton diff: there is no memory left\n");
      return EXIT_NO_INPUT;
    }
  }
  side_keep(&d->mine);
  side_keep(&d->yours);
  return a->state == LINE_WHOLE && b->state == LINE_WHOLE ? different(d)
                                                          : stopped(d);
}
