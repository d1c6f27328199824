/* The command `baton dap`: a debug adapter on standard input and output.
 *
 * Reads requests and answers them; between requests the run may be on its way
 * to a breakpoint, and looks now and then whether a request has come.  Going
 * back is what history.h does.  A step over, at a transfer, runs until the
 * continuation that stands in the registers is called (await.h): that is where
 * a call elsewhere would have returned to.  A step out does the same anywhere.
 */
#define _GNU_SOURCE
#include "dap.h"
#include "await.h"
#include "command.h"
#include "json.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LOOK_EVERY = 4096 /* positions between looks for a request */ };

/* Answers. */

static json_t *response(const json_t *request, bool success) {
  const char *command = json_string_value(json_object_get(request, "command"));
  return json_pack("{s:s, s:I, s:b, s:s}", "type", "response", "request_seq",
                   json_integer_value(json_object_get(request, "seq")),
                   "success", success, "command", command ? command : "");
}

/* Answers with this body, taken; NULL: none. */
static void answer(Session *s, const json_t *request, json_t *body) {
  json_t *r = response(request, true);
  if (body) json_object_set_new(r, "body", body);
  protocol_send(&s->protocol, r);
}

static void refuse(Session *s, const json_t *request, const char *why) {
  json_t *r = response(request, false);
  json_object_set_new(r, "message", json_text(why));
  protocol_send(&s->protocol, r);
}

static void say(Session *s, const char *category, const char *text,
                size_t length) {
  protocol_event(&s->protocol, "output",
                 json_pack("{s:s, s:o}", "category", category, "output",
                           json_bytes(text, length)));
}

/* What the program has printed and the editor has not heard. */
static void output_tell(Session *s) {
  uint8_t bytes[8192];
  uint64_t length = history_output_length(s->history);
  while (s->told < length) {
    size_t got = history_output(s->history, s->told, bytes, sizeof bytes);
    if (got > length - s->told) got = (size_t)(length - s->told);
    size_t whole = got;
    while (got == sizeof bytes && whole > 1 && (bytes[whole] & 0xc0) == 0x80)
      whole--;
    if (!whole) return;
    say(s, "stdout", (char *)bytes, whole);
    s->told += whole;
  }
}

void dap_say(Session *s, const char *line) {
  char *text = NULL;
  output_tell(s); /* what was printed before it */
  if (asprintf(&text, "%s\n", line) < 0) return;
  say(s, "console", text, strlen(text));
  free(text);
}

/* Says where the run has stopped, and why. */
static void stopped(Session *s, const char *reason, const char *words) {
  BatonMachine *m = history_machine(s->history);
  BatonState state = history_state(s->history);
  const char *fault = "";
  s->running = false;
  shows_forget(s);
  output_tell(s);
  if (state == BATON_HALTED && !s->stop_at_end) {
    char line[64];
    const char *text = baton_answer(m);
    if (*text) {
      say(s, "stdout", text, strlen(text));
      say(s, "stdout", "\n", 1);
    }
    snprintf(line, sizeof line, "The program has halted after %llu steps.\n",
             (unsigned long long)history_position(s->history));
    say(s, "console", line, strlen(line));
    protocol_event(&s->protocol, "exited",
                   json_pack("{s:i}", "exitCode", baton_exit_status(m)));
    protocol_event(&s->protocol, "terminated", NULL);
    return;
  }
  json_t *body = json_pack("{s:i, s:b}", "threadId", 1, "allThreadsStopped", 1);
  if (state == BATON_HALTED) words = "the program has halted";
  if (state == BATON_SPENT) words = "the fuel is used up";
  if (state == BATON_FAULTED) {
    reason = "exception";
    fault = baton_progress(m).fault;
    const char *report = baton_fault_report(m, false);
    if (report) say(s, "stderr", report, strlen(report));
    words = "a fault that no handler takes";
  }
  json_object_set_new(body, "reason", json_string(reason));
  if (*words) json_object_set_new(body, "description", json_string(words));
  if (*fault) json_object_set_new(body, "text", json_string(fault));
  protocol_event(&s->protocol, "stopped", body);
}

/* Moving. */

typedef struct Walk {
  Session *session;
  uint64_t looked;
  Await *await; /* the call that ends the walk, or NULL: a breakpoint does */
} Walk;

/* Has a request come?  Then the run stops for it. */
static void look(Walk *w, History *history) {
  if (w->looked++ % LOOK_EVERY == 0 && protocol_waiting(&w->session->protocol))
    history_interrupt(history);
}

static bool arrived(History *history, void *context) {
  Walk *w = context;
  look(w, history);
  /* While hits are counted anew, the wait stands still. */
  bool over = w->await && !w->session->silent && await_over(w->await, history);
  return stops_here(w->session) || over;
}

static void handle(Session *s, const json_t *request);

/* Waits for a request, and does what it asks for. */
static void serve(Session *s) {
  json_t *request;
  const char *problem;
  switch (protocol_read(&s->protocol, &request, &problem)) {
  case ARRIVAL_END: s->over = true; return;
  case ARRIVAL_WRONG:
    say(s, "stderr", "baton dap: ", 11);
    say(s, "stderr", problem, strlen(problem));
    say(s, "stderr", "\n", 1);
    return;
  case ARRIVAL_MESSAGE: handle(s, request); json_decref(request);
  }
}

static void reset(void *context) {
  Walk *w = context;
  stops_reset(w->session);
}

/* Runs on, or back, to where the walk ends; a request that comes is answered on
 * the way.  False: nothing is to be said, for such a request has stopped it. */
static bool walk(Walk *w, bool back, bool *found) {
  Session *s = w->session;
  bool steps = w->await || stops_need_steps(s);
  BreakRun run = {.grain = steps ? HISTORY_STEPS : HISTORY_TRANSFERS,
                  .test = arrived,
                  .context = w,
                  .reset = reset,
                  .silent = &s->silent};
  s->running = true;
  do {
    run.counted = stops_counted(s) ? &s->counted : NULL;
    history_resume(s->history);
    *found = break_run(&run, s->history, back);
    if (!back) output_tell(s);
    while (s->running && !s->over && protocol_waiting(&s->protocol)) serve(s);
  } while (s->running && !s->over && !*found &&
           history_interrupted(s->history));
  return s->running && !s->over;
}

/* Runs on, or back, to a breakpoint. */
static void travel(Session *s, bool back) {
  Walk w = {.session = s};
  bool found;
  if (!walk(&w, back, &found)) return;
  if (!found) stopped(s, "entry", back ? "the start" : "the end");
  else
    stopped(s, s->stop[s->hit].function ? "function breakpoint" : "breakpoint",
            "");
}

/* Goes to a position. */
static void go(Session *s, uint64_t position, const char *reason) {
  history_resume(s->history);
  history_goto(s->history, position);
  stopped(s, reason, "");
}

/* Runs until the continuation that stands in the registers now is called. */
static void until_called(Session *s) {
  Await await;
  Walk w = {.session = s, .await = &await};
  bool found;
  if (!await_begin(&await, s->history)) {
    go(s, history_position(s->history) + 1, "step");
  } else if (walk(&w, false, &found)) {
    bool over = await.called || await.ended || !found;
    stopped(s, over ? "step" : "breakpoint",
            await.ended ? "the continuation was ended without a call" : "");
  }
  await_end(&await);
}

static void step_over(Session *s) {
  BatonOperation op = {.name = ""};
  baton_operation(history_machine(s->history), &op);
  if (op.transfer) until_called(s);
  else go(s, history_position(s->history) + 1, "step");
}

/* Launching. */

static void problem_report(void *context, const BatonReport *report) {
  Session *s = context;
  char text[2000];
  int n = snprintf(text, sizeof text, "%s:%u:%u: %s\n%.*s\n%s\n",
                   report->file ? report->file : s->program, report->line,
                   report->column, report->message,
                   (int)(report->line_length < 500 ? report->line_length : 500),
                   report->line_text ? report->line_text : "",
                   report->advice ? report->advice : "");
  say(s, "stderr", text, n < (int)sizeof text ? (size_t)n : sizeof text - 1);
}

static size_t input_give(void *context, uint8_t *bytes, size_t size) {
  Session *s = context;
  size_t left = s->input_size - s->input_at;
  if (size > left) size = left;
  memcpy(bytes, s->input + s->input_at, size);
  s->input_at += size;
  return size;
}

/* The options of a launch; NULL, or what is wrong. */
static const char *options_read(Session *s, const json_t *a, BatonOptions *o) {
  const json_t *fuel = json_object_get(a, "fuel"), *one;
  size_t i;
  o->bounded = json_is_integer(fuel);
  o->fuel = (uint64_t)json_integer_value(fuel);
  o->heap = (uint64_t)json_integer_value(json_object_get(a, "heap"));
  o->seed = (uint64_t)json_integer_value(json_object_get(a, "seed"));
  if (json_integer_value(fuel) < 0) return "fuel cannot be negative";
  if (o->heap > ((uint64_t)1 << 32) - (1 << 20)) return "heap is too large";
  json_array_foreach(
      json_object_get(a, "grant"), i,
      one) if (!json_is_string(one) ||
               !baton_option_grant(
                   o, json_string_value(
                          one))) return "grant: there is no such device";
  const json_t *words = json_object_get(a, "args");
  s->arguments = calloc(json_array_size(words) + 1, sizeof *s->arguments);
  if (!s->arguments) return "there is no memory left";
  json_array_foreach(words, i, one) {
    if (!json_is_string(one)) return "args must be texts";
    s->arguments[o->argument_count++] = (char *)json_string_value(one);
  }
  o->arguments = s->arguments;
  o->report = problem_report;
  o->input = input_give;
  o->context = s;
  return NULL;
}

static void launch(Session *s, const json_t *request, json_t *a) {
  BatonOptions options = {0};
  uint8_t *bytes = NULL;
  size_t size = 0;
  const char *program = json_string_value(json_object_get(a, "program"));
  const char *input = json_string_value(json_object_get(a, "input"));
  if (s->history) {
    refuse(s, request, "a program is launched already");
    return;
  }
  if (!program) {
    refuse(s, request, "which program?  launch needs `program'");
    return;
  }
  json_decref(s->launched);
  s->launched = json_incref(a);
  free(s->arguments);
  s->arguments = NULL;
  const char *wrong = options_read(s, a, &options);
  int problem = wrong ? 0 : baton_file_read(program, &bytes, &size);
  if (!wrong && !problem && input) {
    free(s->input);
    s->input = NULL;
    problem = baton_file_read(input, &s->input, &s->input_size);
    if (problem) program = input;
  }
  if (wrong || problem) {
    char text[600];
    snprintf(text, sizeof text, "%s%s%s", wrong ? wrong : program,
             wrong ? "" : ": ", wrong ? "" : strerror(problem));
    free(bytes);
    refuse(s, request, text);
    return;
  }
  free(s->program);
  free(s->path);
  s->program = strdup(program);
  s->path = realpath(program, NULL);
  s->history = history_open(&options, s->path ? s->path : s->program, bytes,
                            size);
  free(bytes);
  if (!s->history || history_state(s->history) == BATON_EMPTY) {
    if (s->history) history_close(s->history);
    s->history = NULL;
    refuse(s, request, "the program was refused: see the debug console");
    protocol_event(&s->protocol, "terminated", NULL);
    return;
  }
  bool no_debug = json_is_true(json_object_get(a, "noDebug"));
  s->stop_on_entry = !no_debug &&
                     !json_is_false(json_object_get(a, "stopOnEntry"));
  s->stop_at_end = json_is_true(json_object_get(a, "stopAtEnd"));
  answer(s, request, NULL);
  protocol_event(&s->protocol, "initialized", NULL);
}

/* Requests. */

static void initialize(Session *s, const json_t *request, json_t *a) {
  s->lines_from_0 = json_is_false(json_object_get(a, "linesStartAt1"));
  s->columns_from_0 = json_is_false(json_object_get(a, "columnsStartAt1"));
  answer(s, request,
         json_pack("{s:b, s:b, s:b, s:b, s:b, s:b, s:b, s:b, s:b}",
                   "supportsConfigurationDoneRequest", 1,
                   "supportsHitConditionalBreakpoints", 1, "supportsLogPoints",
                   1, "supportsFunctionBreakpoints", 1,
                   "supportsConditionalBreakpoints", 1, "supportsStepBack", 1,
                   "supportsEvaluateForHovers", 1, "supportsTerminateRequest",
                   1, "supportsExceptionInfoRequest", 1));
}

static void exception_info(Session *s, const json_t *request) {
  BatonMachine *m = history_machine(s->history);
  const char *report = history_state(s->history) == BATON_FAULTED
                           ? baton_fault_report(m, false)
                           : NULL;
  if (!report) {
    refuse(s, request, "there is no fault here");
    return;
  }
  json_t *text = json_text(report);
  answer(s, request,
         json_pack("{s:s, s:o, s:s}", "exceptionId", baton_progress(m).fault,
                   "description", text, "breakMode", "always"));
}

/* `goto N` in the console goes to step N; else a variable's value. */
static void evaluate(Session *s, const json_t *request, json_t *a) {
  const char *text = json_string_value(json_object_get(a, "expression"));
  const char *problem = "";
  char *end;
  if (text && !strncmp(text, "goto ", 5)) {
    unsigned long long n = strtoull(text + 5, &end, 10);
    if (end == text + 5 || *end) {
      refuse(s, request, "goto needs the number of a step");
      return;
    }
    answer(s, request,
           json_pack("{s:s, s:i}", "result", "", "variablesReference", 0));
    go(s, n, "goto");
    return;
  }
  json_t *body = shows_evaluated(s, a, &problem);
  if (body) answer(s, request, body);
  else refuse(s, request, problem);
}

/* Requests that move.  They are answered first: what follows may take long. */
static bool moves(Session *s, const char *command, const json_t *request) {
  static const char *const names[] = {"continue", "reverseContinue", "next",
                                      "stepIn",   "stepOut",         "stepBack",
                                      NULL};
  int n = 0;
  while (names[n] && strcmp(names[n], command)) n++;
  if (!names[n]) return false;
  if (s->running) {
    refuse(s, request, "the program is running");
    return true;
  }
  answer(s, request, n ? NULL : json_pack("{s:b}", "allThreadsContinued", 1));
  uint64_t position = history_position(s->history);
  switch (n) {
  case 0: travel(s, false); break;
  case 1: travel(s, true); break;
  case 2: step_over(s); break;
  case 3: go(s, position + 1, "step"); break;
  case 4: until_called(s); break;
  case 5:
    if (position) go(s, position - 1, "step");
    else stopped(s, "entry", "the start");
  }
  return true;
}

/* Requests that look. */
static bool shows(Session *s, const char *command, const json_t *request,
                  json_t *a) {
  const char *problem = "";
  json_t *body = NULL;
  if (!strcmp(command, "stackTrace")) body = shows_frames(s, a);
  else if (!strcmp(command, "scopes")) body = shows_scopes(s, a);
  else if (!strcmp(command, "variables"))
    body = shows_variables(s, a, &problem);
  else if (!strcmp(command, "setBreakpoints")) body = stops_set(s, a, false);
  else if (!strcmp(command, "setFunctionBreakpoints"))
    body = stops_set(s, a, true);
  else return false;
  if (body) answer(s, request, body);
  else refuse(s, request, problem);
  return true;
}

static void handle_launched(Session *s, const char *command,
                            const json_t *request, json_t *a) {
  if (shows(s, command, request, a) || moves(s, command, request)) return;
  if (!strcmp(command, "configurationDone")) {
    answer(s, request, NULL);
    if (s->stop_on_entry) stopped(s, "entry", "");
    else if (stops_here(s)) stopped(s, "breakpoint", "");
    else travel(s, false);
  } else if (!strcmp(command, "pause")) {
    answer(s, request, NULL);
    if (s->running) stopped(s, "pause", "");
  } else if (!strcmp(command, "evaluate")) evaluate(s, request, a);
  else if (!strcmp(command, "exceptionInfo")) exception_info(s, request);
  else refuse(s, request, "baton dap does not know this request");
}

static void handle(Session *s, const json_t *request) {
  const char *type = json_string_value(json_object_get(request, "type"));
  const char *command = json_string_value(json_object_get(request, "command"));
  json_t *a = json_object_get(request, "arguments");
  if (type && strcmp(type, "request")) return;
  if (!command) refuse(s, request, "a request needs a command");
  else if (!strcmp(command, "initialize")) initialize(s, request, a);
  else if (!strcmp(command, "launch")) launch(s, request, a);
  else if (!strcmp(command, "threads"))
    answer(s, request,
           json_pack("{s:[{s:i, s:s}]}", "threads", "id", 1, "name", "main"));
  else if (!strcmp(command, "setExceptionBreakpoints"))
    answer(s, request, NULL);
  else if (!strcmp(command, "disconnect") || !strcmp(command, "terminate")) {
    answer(s, request, NULL);
    if (*command == 't') protocol_event(&s->protocol, "terminated", NULL);
    s->running = false;
    s->over = *command == 'd' || s->over;
  } else if (!s->history) refuse(s, request, "no program is launched");
  else handle_launched(s, command, request, a);
}

int main(int count, char **argument) {
  if (count > 1) {
    bool help = !strcmp(argument[1], "--help");
    fprintf(help ? stdout : stderr,
            "usage: baton dap\n"
            "a debug adapter for editors, on standard input and output\n");
    return help ? 0 : EXIT_USAGE;
  }
  Session s = {.protocol = {.from = 0, .to = 1}, .counted = UINT64_MAX};
  while (!s.over && !s.protocol.ended) serve(&s);
  if (s.history) history_close(s.history);
  stops_free(&s);
  protocol_close(&s.protocol);
  json_decref(s.launched);
  free(s.program);
  free(s.path);
  free(s.input);
  free(s.arguments);
  free(s.shown);
  return 0;
}
