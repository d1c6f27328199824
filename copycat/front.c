/* The command `copycat`: options, the terminal, and the image of the kernel.
 *
 * The language is in kernel/ and prelude.cat, which become the image that
 * is part of this program (copycat_image).  The kernel is told by its first
 * argument that this command is around it.  Then its output holds messages to
 * us, each behind a byte 1: `w`, a name and a line end: there is such a word;
 * `e`: what follows goes to standard error, up to `o`; `i`: the next byte of
 * the input is to be 1 where the user wants an interrupt, else 0.  A line of
 * input that is a byte 3 takes back what was typed since the prompt.
 *
 * At a terminal, what the kernel wrote since the last line end when it asks for
 * input is the prompt; what a program wrote is shown whenever it asks for `i`.
 * Lines are edited by libedit, where that was there when this was built
 * (LINE_EDITING).
 */
#define _POSIX_C_SOURCE 200809L
#include "command.h"
#include "image.h"
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#ifdef LINE_EDITING
#include <editline/readline.h>
#endif

static const char usage[] =
    "usage: copycat [OPTION ...]               a prompt\n"
    "       copycat [OPTION ...] FILE          run a program\n"
    "       copycat [OPTION ...] -e PROGRAM    run what is written here\n"
    "       copycat compile FILE -o IMAGE      make an image of a program\n"
    "       copycat show WORD [FILE]           the machine code of a word\n"
    "       copycat effects FILE               the effects of its words\n"
    "The prompt has the files of this folder.\n";

enum { PROMPT_FUEL = 10000, HEAP_WORDS = 1 << 25, HISTORY_LINES = 1000 };
enum { CANCEL = 3 };
static const char run_usage[] = BATON_RUN_USAGE(
    "units of 10000 transfers (10000 at the prompt)", "33554432");

/* What the next byte of the kernel's output belongs to. */
typedef enum Mode { MODE_TEXT, MODE_MESSAGE, MODE_WORD } Mode;

typedef struct Text {
  char *data; /* ended by 0 where there is any; owned */
  size_t length, room;
} Text;

typedef struct Front {
  Command command; /* first: reports get it as their context */
  bool terminal, errors;
  bool silent;    /* but for errors */
  bool asked;     /* for an interrupt */
  bool cancelled; /* the line that was typed in, by Ctrl-C */
  Mode mode;
  Text line;    /* of output, not yet ended */
  size_t shown; /* of it, already */
  Text word;    /* the name that is coming */
  Text input;   /* the line that was typed in */
  size_t used;  /* of it, by the kernel */
  char **words;
  size_t word_count, word_room;
} Front;

/* The functions that libedit calls have no other way to it. */
static Front *the_front;

static volatile sig_atomic_t interrupted;
static void interrupt_note(int signal) {
  (void)signal;
  interrupted = 1;
}
/* Ctrl-C ends what runs, and nothing while a line is typed in. */
static void interrupt_mean(void (*handler)(int)) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
  sigaction(SIGINT, &action, NULL);
}

static void give_up(void) {
  fprintf(stderr, "copycat: there is no memory\n");
  exit(EXIT_IO);
}

static void text_add(Text *text, char byte) {
  if (text->length + 2 > text->room) {
    text->room = text->room * 2 + 64;
    text->data = realloc(text->data, text->room);
    if (!text->data) give_up();
  }
  text->data[text->length++] = byte;
  text->data[text->length] = 0;
}

static const char *text_of(const Text *text) {
  return text->length ? text->data : "";
}

/* Words, for completion. */

static void word_add(Front *front, const char *name) {
  for (size_t i = 0; i < front->word_count; i++)
    if (!strcmp(front->words[i], name)) return;
  if (front->word_count == front->word_room) {
    front->word_room = front->word_room * 2 + 64;
    front->words = realloc(front->words,
                           front->word_room * sizeof *front->words);
    if (!front->words) give_up();
  }
  front->words[front->word_count] = strdup(name);
  if (!front->words[front->word_count++]) give_up();
}

#ifdef LINE_EDITING
/* The word with this number among those that begin like `text`. */
static char *word_next(const char *text, int state) {
  static size_t at;
  if (!state) at = 0;
  while (at < the_front->word_count) {
    const char *word = the_front->words[at++];
    if (!strncmp(word, text, strlen(text))) return strdup(word);
  }
  return NULL;
}

static char **words_complete(const char *text, int start, int end) {
  (void)start, (void)end;
  rl_attempted_completion_over = 1;
  return rl_completion_matches(text, word_next);
}

static char *history_path(void) {
  const char *chosen = getenv("COPYCAT_HISTORY"), *home = getenv("HOME");
  if (chosen) return *chosen ? strdup(chosen) : NULL;
  if (!home) return NULL;
  static const char name[] = "/.copycat_history";
  char *path = malloc(strlen(home) + sizeof name);
  if (path) strcat(strcpy(path, home), name);
  return path;
}

/* While a line is edited Ctrl-C is a key, which takes it back. */
static int line_cancel(int count, int key) {
  (void)count, (void)key;
  the_front->cancelled = true;
  rl_done = 1;
  return 0;
}

static void interrupt_key(bool on) {
  static cc_t key;
  struct termios modes;
  if (tcgetattr(0, &modes)) return;
  if (!on) key = modes.c_cc[VINTR];
  modes.c_cc[VINTR] = on ? key : _POSIX_VDISABLE;
  tcsetattr(0, TCSADRAIN, &modes);
}

static void editing_begin(void) {
  rl_readline_name = "copycat";
  rl_initialize();
  rl_add_defun("cancel", line_cancel, CANCEL);
  rl_basic_word_break_characters = " \t\n()[]'\";";
  rl_completer_word_break_characters = " \t\n()[]'\";";
  rl_attempted_completion_function = words_complete;
  using_history();
  stifle_history(HISTORY_LINES);
  char *path = history_path();
  if (path) read_history(path);
  free(path);
}

static void editing_end(void) {
  char *path = history_path();
  if (path) write_history(path);
  free(path);
}

/* The next line that is typed in, owned, or NULL at the end. */
static char *line_edited(const char *prompt) {
  interrupt_key(false);
  char *line = readline(prompt);
  interrupt_key(true);
  if (line && *line) add_history(line);
  return line;
}
#else
static void editing_begin(void) {}
static void editing_end(void) {}

static char *line_edited(const char *prompt) {
  char *line = NULL;
  size_t room = 0;
  fputs(prompt, stdout);
  fflush(stdout);
  ssize_t length = getline(&line, &room, stdin);
  if (length < 0) {
    free(line);
    return NULL;
  }
  if (length && line[length - 1] == '\n') line[length - 1] = 0;
  return line;
}
#endif

/* The console. */

static void line_show(Front *front) {
  fwrite(text_of(&front->line) + front->shown, 1,
         front->line.length - front->shown, stdout);
  front->shown = front->line.length;
}

static void line_flush(Front *front) {
  line_show(front);
  front->line.length = front->shown = 0;
}

static void byte_show(Front *front, char byte) {
  if (front->errors) putc(byte, stderr);
  else if (front->silent) return;
  else if (front->terminal) {
    text_add(&front->line, byte);
    if (byte == '\n') line_flush(front);
  } else putc(byte, stdout);
}

static void byte_put(Front *front, char byte) {
  switch (front->mode) {
  case MODE_TEXT:
    if (byte == 1) front->mode = MODE_MESSAGE;
    else byte_show(front, byte);
    return;
  case MODE_MESSAGE:
    front->mode = byte == 'w' ? MODE_WORD : MODE_TEXT;
    if (byte == 'e') line_flush(front), fflush(stdout), front->errors = true;
    if (byte == 'o') front->errors = false;
    if (byte == 'i') front->asked = true, line_show(front), fflush(stdout);
    return;
  case MODE_WORD:
    if (byte != '\n') {
      text_add(&front->word, byte);
      return;
    }
    word_add(front, text_of(&front->word));
    front->word.length = 0;
    front->mode = MODE_TEXT;
  }
}

static void console_output(void *context, const uint8_t *bytes, size_t size) {
  Front *front = context;
  for (size_t i = 0; i < size; i++) byte_put(front, (char)bytes[i]);
}

/* Takes up to `size` bytes of the line that was typed in. */
static size_t input_take(Front *front, uint8_t *bytes, size_t size) {
  size_t left = front->input.length - front->used;
  if (left < size) size = left;
  memcpy(bytes, front->input.data + front->used, size);
  front->used += size;
  return size;
}

static size_t console_input(void *context, uint8_t *bytes, size_t size) {
  Front *front = context;
  if (front->asked && size) {
    front->asked = false;
    *bytes = interrupted != 0;
    interrupted = 0;
    return 1;
  }
  if (!front->terminal) {
    fflush(stdout);
    ssize_t got;
    do got = read(0, bytes, size);
    while (got < 0 && errno == EINTR);
    return got < 0 ? 0 : (size_t)got;
  }
  if (front->used < front->input.length) return input_take(front, bytes, size);
  interrupt_mean(SIG_IGN);
  if (front->shown) putchar('\r'); /* the prompt begins with it */
  char *line = line_edited(text_of(&front->line));
  interrupted = 0;
  interrupt_mean(interrupt_note);
  front->line.length = front->shown = 0;
  front->input.length = front->used = 0;
  if (front->cancelled) {
    text_add(&front->input, CANCEL);
    front->cancelled = false;
    fputs("^C\n", stdout);
  } else if (!line) {
    putchar('\n');
    return 0;
  } else
    for (char *at = line; *at; at++) text_add(&front->input, *at);
  text_add(&front->input, '\n');
  free(line);
  return input_take(front, bytes, size);
}

/* Programs. */

/* The first byte of `text` that does not belong to UTF-8 or is a 0, or `end`.
 */
static const uint8_t *utf8_end(const uint8_t *at, const uint8_t *end) {
  while (at < end && *at) {
    int more = *at < 0x80 ? 0 : *at < 0xe0 ? 1 : *at < 0xf0 ? 2 : 3;
    uint32_t c = *at & (more ? 0x3f >> more : 0x7f);
    if ((*at >= 0x80 && *at < 0xc2) || *at > 0xf4 || end - at <= more) break;
    int i = 1;
    for (; i <= more && (at[i] & 0xc0) == 0x80; i++)
      c = c << 6 | (at[i] & 0x3f);
    if (i <= more || (more == 2 && (c < 0x800 || (c >= 0xd800 && c < 0xe000))))
      break;
    if (more == 3 && (c < 0x10000 || c > 0x10ffff)) break;
    at += more + 1;
  }
  return at;
}

/* Says where a text is no UTF-8; 0 where it is. */
static int text_check(Front *front, const char *name, const uint8_t *text,
                      size_t size) {
  const uint8_t *wrong = utf8_end(text, text + size), *line = text;
  BatonReport r = {.file = name,
                   .line = 1,
                   .column = 1,
                   .message = "this is not UTF-8",
                   .advice = "write the text as UTF-8"};
  if (wrong == text + size) return 0;
  for (const uint8_t *at = text; at < wrong; at++) {
    r.column += (*at & 0xc0) != 0x80;
    if (*at == '\n') r.line++, r.column = 1, line = at + 1;
  }
  r.line_text = (const char *)line;
  r.line_length = (size_t)(wrong - line);
  baton_command_report(&front->command, &r);
  return EXIT_DATA;
}

/* Runs the kernel with its arguments; returns the exit status. */
static int kernel_run(Front *front, char *options, char *name, char *text) {
  BatonOptions *o = &front->command.options;
  char *arguments[] = {options, name, text};
  o->argument_count = text ? 3 : 1;
  o->arguments = arguments;
  BatonMachine *m = baton_command_machine(&front->command);
  int status = EXIT_IO;
  if (m && baton_load(m, "copycat", copycat_image, sizeof copycat_image))
    status = baton_command_run(&front->command, m);
  line_flush(front);
  baton_destroy(m);
  return status;
}

static int file_run(Front *front, char *options, char *path) {
  uint8_t *bytes = NULL;
  size_t size = 0;
  int problem = baton_file_read(path, &bytes, &size);
  if (problem) {
    BatonReport r = {.file = path,
                     .message = strerror(problem),
                     .advice = "check the path and its rights"};
    baton_command_report(&front->command, &r);
    return EXIT_NO_INPUT;
  }
  static const uint8_t mark[] = {0xef, 0xbb, 0xbf}; /* of byte order */
  bool marked = size >= sizeof mark && !memcmp(bytes, mark, sizeof mark);
  size_t start = marked ? sizeof mark : 0;
  int status = text_check(front, path, bytes + start, size - start);
  char *text = malloc(size - start + 1);
  if (!text) give_up();
  memcpy(text, bytes + start, size - start);
  text[size - start] = 0;
  free(bytes);
  if (!status) status = kernel_run(front, options, path, text);
  free(text);
  return status;
}

static int program_run(Front *front, char *options, char *text) {
  int status = text_check(front, "program", (const uint8_t *)text,
                          strlen(text));
  return status ? status : kernel_run(front, options, "program", text);
}

static int prompt_run(Front *front, char *options) {
  front->terminal = isatty(0) && isatty(1);
  front->command.options.input = console_input;
  if (!front->command.options.files) front->command.options.files = ".";
  if (front->terminal) editing_begin();
  int status = kernel_run(front, options, NULL, NULL);
  if (front->terminal) editing_end();
  return status;
}

static int run(Front *front, int count, char **argument) {
  BatonOptions *o = &front->command.options;
  int split = 0;
  while (split < count && strcmp(argument[split], "-e")) split++;
  int status = baton_run_options(&front->command, false, split, argument);
  if (status) return status;
  char *path = o->argument_count ? o->arguments[0] : NULL;
  char *text = split + 1 < count ? argument[split + 1] : NULL;
  if ((split < count && (path || !text || split + 2 < count)) ||
      o->argument_count > 1)
    return baton_command_misused(&front->command,
                                 "there is one FILE or one PROGRAM", NULL);
  bool prompts = !path && !text;
  char options[64];
  uint64_t fuel = o->bounded ? o->fuel : PROMPT_FUEL;
  if (fuel > INT32_MAX / 4) fuel = INT32_MAX / 4;
  if (o->bounded || prompts)
    snprintf(options, sizeof options, "(%llu %s #f)", (unsigned long long)fuel,
             prompts && isatty(0) && isatty(1) ? "terminal" : "#t");
  else snprintf(options, sizeof options, "(#f #t %s)", text ? "#t" : "#f");
  if (o->bounded && text)
    snprintf(options, sizeof options, "(%llu #t #t)", (unsigned long long)fuel);
  o->bounded = false;
  o->fuel = 0;
  o->timer = true;
  o->output = console_output;
  if (!o->heap) o->heap = HEAP_WORDS;
  return prompts ? prompt_run(front, options)
         : text  ? program_run(front, options, text)
                 : file_run(front, options, path);
}

/* Shows the effects of the words in a file; the status of what is wrong. */
static int effects_run(Front *front, char *path) {
  static char options[] = "(#f #t effects)";
  BatonOptions *o = &front->command.options;
  o->timer = true;
  o->output = console_output;
  o->heap = HEAP_WORDS;
  return file_run(front, options, path);
}

/* The file that is to be compiled, or NULL. */
static char *compiled_file(char **argument) {
  for (; *argument; argument++)
    if (!strcmp(*argument, "-o") && argument[1]) argument++;
    else if (**argument != '-') return *argument;
  return NULL;
}

/* The compiler is in Guile, beside the sources: copycat/compile. */
static int compiler_run(const char *self, char **argument) {
  const char *slash = strrchr(self, '/');
  size_t folder = slash ? (size_t)(slash - self) + 1 : 0;
  static const char path[] = "../../copycat/compile";
  char *command = malloc(folder + sizeof path);
  if (!command) give_up();
  memcpy(command, self, folder);
  memcpy(command + folder, path, sizeof path);
  argument[0] = command;
  execv(command, argument);
  fprintf(stderr, "copycat: %s: %s\nthe compiler is part of the sources\n",
          command, strerror(errno));
  free(command);
  return EXIT_UNAVAILABLE;
}

static int command_run(Front *front, int count, char **argument) {
  const char *command = count > 1 ? argument[1] : "";
  if (!strcmp(command, "show")) return compiler_run(argument[0], argument);
  if (!strcmp(command, "effects") && count == 3 &&
      !strcmp(argument[2], "--help"))
    return fputs(usage, stdout) < 0 || fflush(stdout) ? EXIT_IO : 0;
  if (!strcmp(command, "effects"))
    return count == 3 ? effects_run(front, argument[2])
                      : baton_command_misused(&front->command,
                                              "there is one FILE", NULL);
  if (strcmp(command, "compile")) return run(front, count - 1, argument + 1);
  char *path = compiled_file(argument + 2);
  front->silent = true;
  int status = path && !access(path, R_OK) ? effects_run(front, path) : 0;
  return status ? status : compiler_run(argument[0], argument);
}

int main(int count, char **argument) {
  baton_streams_hold();
  setlocale(LC_CTYPE, "");
  Front front = {
      .command = {.name = "copycat", .usage = usage, .run_usage = run_usage}};
  front.command.options.report = baton_command_report;
  front.command.options.context = &front;
  the_front = &front;
  int status = baton_command_help(&front.command, argument[1]);
  if (status < 0) status = command_run(&front, count, argument);
  for (size_t i = 0; i < front.word_count; i++) free(front.words[i]);
  free(front.words);
  free(front.line.data);
  free(front.word.data);
  free(front.input.data);
  if ((fflush(stdout) || ferror(stdout)) && !status) status = EXIT_IO;
  return status;
}
