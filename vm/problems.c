/* Problems: see problems.h. */
#include "problems.h"
#include <stdio.h>
#include <stdlib.h>

typedef struct Problem {
  uint32_t offset, number; /* number: the order in which they were noted */
  Message message;
  uint32_t detail[3]; /* where in `details`, or UINT32_MAX */
} Problem;

enum {
  PROBLEMS_KEPT = 1000,
  PROBLEMS_REPORTED = 20,
  DETAIL_LONGEST = 40,
};

Problems baton_problems(Machine *m, const char *file, const uint8_t *text,
                        size_t size) {
  Problems p = {.m = m, .text = {file, text, size, 0, 1, 1, NULL, 0}};
  p.list = p.details = p.marks = machine_buffer(m);
  return p;
}

void baton_text_seek(Text *text, uint32_t offset) {
  uint32_t i = offset / MARK_DISTANCE;
  if (i >= text->marks) i = text->marks - 1;
  while (i && text->marks && text->mark[i].offset > offset) i--;
  Mark from = text->marks ? text->mark[i] : (Mark){0, 1, 1};
  if (offset < text->offset || from.offset > text->offset) {
    text->offset = from.offset;
    text->line = from.line;
    text->column = from.column;
  }
  if (offset > text->size) offset = text->size;
  const uint8_t *at = text->at + text->offset, *end = text->at + offset;
  uint32_t line = text->line, column = text->column;
  while (at < end) {
    uint8_t byte = *at++;
    if (byte == '\n') line++, column = 0;
    column += (byte & 0xc0) != 0x80;
  }
  text->offset = offset;
  text->line = line;
  text->column = column;
}

bool baton_problems_more(const Problems *p) {
  return BUFFER_COUNT(&p->list, Problem) < PROBLEMS_KEPT;
}

void baton_complain(Problems *p, Message message, uint32_t offset,
                    const char *first, const char *second, const char *third) {
  uint32_t count = (uint32_t)BUFFER_COUNT(&p->list, Problem);
  if (message == MESSAGE_NO_MEMORY) p->memory = true;
  if (!baton_problems_more(p)) return;
  Problem problem = {p->text.at ? offset : NO_PLACE, count, message, {0}};
  const char *detail[3] = {first, second, third};
  for (int i = 0; i < 3; i++) {
    problem.detail[i] = (uint32_t)p->details.length;
    const char *text = detail[i] ? detail[i] : "";
    size_t cut = 0;
    for (int characters = 0; text[cut] && characters < DETAIL_LONGEST;
         characters++)
      do cut++;
      while ((text[cut] & 0xc0) == 0x80);
    buffer_bytes(&p->details, text, cut);
    if (text[cut]) buffer_text(&p->details, "…");
    buffer_byte(&p->details, 0);
  }
  buffer_bytes(&p->list, &problem, sizeof problem);
  if (p->list.failed || p->details.failed) p->memory = true;
}

static int before(const void *a, const void *b) {
  const Problem *x = a, *y = b;
  uint32_t i = x->offset == NO_PLACE ? 0 : x->offset;
  uint32_t j = y->offset == NO_PLACE ? 0 : y->offset;
  if (i != j) return i < j ? -1 : 1;
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

static void problem_report(Problems *p, const Problem *problem) {
  Buffer what = machine_buffer(p->m), advice = machine_buffer(p->m);
  BatonReport report = {.file = p->text.file};
  report.message = fill(p, problem, false, &what);
  report.advice = fill(p, problem, true, &advice);
  if (problem->offset != NO_PLACE) {
    Text *text = &p->text;
    baton_text_seek(text, problem->offset);
    report.line = text->line;
    report.column = text->column;
    uint32_t start = text->offset, end = text->offset;
    while (start && text->at[start - 1] != '\n') start--;
    while (end < text->size && text->at[end] != '\n') end++;
    if (end > start && text->at[end - 1] == '\r') end--;
    report.line_text = (const char *)text->at + start;
    report.line_length = end - start;
  }
  baton_report(p->m, &report);
  buffer_free(&what);
  buffer_free(&advice);
}

void baton_problems_report(Problems *p) {
  uint32_t count = (uint32_t)BUFFER_COUNT(&p->list, Problem);
  Problem *list = (Problem *)(void *)p->list.data;
  if (p->memory) baton_report_memory(p->m, p->text.file);
  else if (count) qsort(list, count, sizeof *list, before);
  for (uint32_t i = 0; i < count && i < PROBLEMS_REPORTED && !p->memory; i++)
    problem_report(p, &list[i]);
  baton_problems_free(p);
}

const char *baton_problems_first(Problems *p) {
  Buffer text = machine_buffer(p->m);
  if (!p->list.length || p->list.failed || p->details.failed) return "";
  Problem *problem = (Problem *)(void *)p->list.data;
  char place[48] = "";
  if (p->placed)
    snprintf(place, sizeof place, "line %u, column %u: ", p->text.line,
             p->text.column);
  fill(p, problem, false, &text);
  uint32_t start = (uint32_t)p->details.length;
  buffer_text(&p->details, place);
  if (!text.failed) buffer_bytes(&p->details, text.data, text.length);
  buffer_free(&text);
  return p->details.failed ? "" : (char *)p->details.data + start;
}

void baton_problems_free(Problems *p) {
  buffer_free(&p->list);
  buffer_free(&p->details);
  buffer_free(&p->marks);
}
