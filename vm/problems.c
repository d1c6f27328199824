/* Problems: see problems.h. */
#include "problems.h"
#include <stdio.h>
#include <stdlib.h>

typedef struct Problem {
  Position at;
  uint32_t number; /* the order in which they were noted */
  Message message;
  uint32_t detail[3]; /* where in `details` */
} Problem;

enum {
  PROBLEMS_KEPT = 1000,
  PROBLEMS_REPORTED = 20,
  DETAIL_LONGEST = 40,
};
/* The messages of reading come first, up to this one. */
static const Message reading_last = MESSAGE_BAD_BYTE;

Problems baton_problems(Machine *m, const char *file, const uint8_t *text,
                        size_t size) {
  Problems p = {.m = m, .file = file, .text = text, .size = size};
  p.list = p.details = machine_buffer(m);
  return p;
}

bool baton_problems_more(const Problems *p) {
  return BUFFER_COUNT(&p->list, Problem) < PROBLEMS_KEPT;
}

/* Keeps a detail, cut where it is long. */
static uint32_t detail_keep(Problems *p, const char *text) {
  uint32_t start = (uint32_t)p->details.length;
  const char *from = text ? text : "", *end = from;
  for (int i = 0; *end && i < DETAIL_LONGEST; i++)
    for (end++; (*end & 0xc0) == 0x80; end++) {}
  buffer_bytes(&p->details, from, (size_t)(end - from));
  if (*end) buffer_text(&p->details, "…");
  buffer_byte(&p->details, 0);
  return start;
}

void baton_complain(Problems *p, Message message, Position at,
                    const char *first, const char *second, const char *third) {
  bool reading = message <= reading_last;
  if (message == MESSAGE_NO_MEMORY) p->memory = true;
  if (reading && !p->reading) p->list.length = 0;
  if ((p->reading && !reading) || !baton_problems_more(p)) return;
  p->reading = reading;
  Problem problem = {at, (uint32_t)p->list.length, message, {0}};
  problem.detail[0] = detail_keep(p, first);
  problem.detail[1] = detail_keep(p, second);
  problem.detail[2] = detail_keep(p, third);
  buffer_bytes(&p->list, &problem, sizeof problem);
  if (p->list.failed || p->details.failed) p->memory = true;
}

static int before(const void *a, const void *b) {
  const Problem *x = a, *y = b;
  if (x->at.line != y->at.line) return x->at.line < y->at.line ? -1 : 1;
  if (x->at.column != y->at.column) return x->at.column < y->at.column ? -1 : 1;
  return x->number < y->number ? -1 : 1;
}

const char *baton_message(Message message, bool advice) {
  const char *text = baton_messages;
  for (int skip = 2 * (int)message + advice; skip > 0; skip--)
    text += strlen(text) + 1;
  return text;
}

/* The message with the details in the places of $1, $2 and $3. */
static const char *fill(Problems *p, const Problem *problem, bool advice,
                        Buffer *out) {
  const char *template = baton_message(problem->message, advice);
  out->length = 0;
  for (; *template; template ++) {
    if (*template == '$')
      buffer_text(out,
                  (char *)p->details.data + problem->detail[*++template - '1']);
    else buffer_byte(out, (uint8_t) * template);
  }
  buffer_byte(out, 0);
  return out->failed ? template : (char *)out->data;
}

/* A line of the text, without its end. */
static const char *line_of(const Problems *p, uint32_t line, size_t *length) {
  const char *at = (const char *)p->text, *end = at + p->size, *stop;
  while ((stop = memchr(at, '\n', (size_t)(end - at))) && --line) at = stop + 1;
  if (!stop) stop = end;
  if (stop > at && stop[-1] == '\r') stop--;
  *length = (size_t)(stop - at);
  return at;
}

static void problem_report(Problems *p, const Problem *problem) {
  Buffer what = machine_buffer(p->m), advice = machine_buffer(p->m);
  BatonReport report = {
      .file = p->file, .line = problem->at.line, .column = problem->at.column};
  report.message = fill(p, problem, false, &what);
  report.advice = fill(p, problem, true, &advice);
  if (report.line)
    report.line_text = line_of(p, report.line, &report.line_length);
  baton_report(p->m, &report);
  buffer_free(&what);
  buffer_free(&advice);
}

void baton_problems_report(Problems *p) {
  uint32_t count = (uint32_t)BUFFER_COUNT(&p->list, Problem);
  Problem *list = BUFFER_AT(&p->list, Problem, 0);
  if (p->memory) baton_report_memory(p->m, p->file);
  else if (count) qsort(list, count, sizeof *list, before);
  for (uint32_t i = 0; i < count && i < PROBLEMS_REPORTED && !p->memory; i++)
    problem_report(p, &list[i]);
  baton_problems_free(p);
}

const char *baton_problems_first(Problems *p) {
  Buffer text = machine_buffer(p->m);
  if (!p->list.length || p->list.failed || p->details.failed) return "";
  const Problem *first = BUFFER_AT(&p->list, Problem, 0);
  char place[48] = "";
  if (first->at.line)
    snprintf(place, sizeof place, "line %u, column %u: ", first->at.line,
             first->at.column);
  fill(p, first, false, &text);
  uint32_t start = (uint32_t)p->details.length;
  buffer_text(&p->details, place);
  if (!text.failed) buffer_bytes(&p->details, text.data, text.length);
  buffer_free(&text);
  return p->details.failed ? "" : (char *)p->details.data + start;
}

void baton_problems_free(Problems *p) {
  buffer_free(&p->list);
  buffer_free(&p->details);
}
