/* The terminal of the tracer: panes around a session.
 *
 * Every key stands for a command of session.c, which does the work and says
 * what happened; this file only shows where the run is.  What is shown by
 * colour is also there as a word or a sign.  The terminal is put back whatever
 * ends the program: the handler of fatal signals does so by itself.
 */
#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include "tracer.h"
#include <curses.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

enum { ROWS_LEAST = 16, COLUMNS_LEAST = 60, LINE_MOST = 512 };
enum { CHAIN_MOST = 1000000 /* continuations that are counted */ };
enum { PLAIN, HEADING, CURRENT, BORN, COPIED, TAKEN, WRONG };
enum { ESCAPE = 27, END_OF_INPUT = 4, POLL = 250 /* milliseconds */ };

typedef struct Screen {
  Session *session;
  const char *name;
  uint8_t chosen; /* register */
  bool has_chosen;
  char *message; /* owned */
  bool message_wrong;
  const char *source;
  bool from_image;
  int scroll; /* lines that the source is moved by */
} Screen;

static Screen *shown; /* for terminal_ask */
static volatile sig_atomic_t ending;
static struct termios before;
static char leave[64]; /* what the terminal needs to be left */

/* Keys: each a command, in which %s is the chosen variable, or asks for the
 * rest of one after a word (`ask`). */
static const struct {
  int key;
  const char *label, *command;
  bool ask;
  const char *does;
} keys[] = {
    {'s', "s", "step", false, "step"},
    {' ', "space", "step", false, "step"},
    {KEY_RIGHT, "right", "step", false, "step"},
    {'b', "b", "back", false, "step back"},
    {KEY_LEFT, "left", "back", false, "step back"},
    {'r', "r", "run", false, "run"},
    {'R', "R", "reverse-run", false, "run back"},
    {'t', "t", "transfer", false, "to the next transfer"},
    {'T', "T", "transfer back", false, "to the transfer before"},
    {'c', "c", "change %s", false, "to the next change of the chosen variable"},
    {'C', "C", "change %s back", false, "to the change before"},
    {'f', "f", "finish", false, "run until this continuation is called"},
    {'g', "g", "goto", true, "go to a step"},
    {KEY_HOME, "home", "goto start", false, "to the start"},
    {KEY_END, "end", "goto end", false, "to the end"},
    {'x', "x", "break", true, "break at a block, a line, on a condition"},
    {'w', "w", "watch %s", false, "watch the chosen variable"},
    {'W', "W", "watch cell %s", false, "watch its cell"},
    {'d', "d", "delete", true, "take a break or a watch away"},
    {'l', "l", "list", false, "list breaks and watches"},
    {'y', "y", "why %s", false, "where the chosen value came from"},
    {'e', "e", "when %s", false, "what happened to the chosen variable"},
    {'p', "p", "print %s whole", false, "the chosen value, whole"},
    {'/', "/", "search", true, "search an instruction"},
    {':', ":", "", true, "any command"},
};
enum { KEYS = sizeof keys / sizeof *keys };

/* Text that fits. */

static attr_t attribute(int what) {
  static const attr_t plain[] = {
      [PLAIN] = A_NORMAL, [HEADING] = A_BOLD,  [CURRENT] = A_REVERSE,
      [BORN] = A_BOLD,    [COPIED] = A_NORMAL, [TAKEN] = A_UNDERLINE,
      [WRONG] = A_BOLD};
  return has_colors() && what ? plain[what] | (attr_t)COLOR_PAIR(what)
                              : plain[what];
}

/* Writes at most `width` columns of a text's first line; returns the column
 * behind. */
static int put(int y, int x, int width, int what, const char *text) {
  mbstate_t state = {0};
  int end = x + width;
  attrset(attribute(what));
  move(y, x);
  while (*text && *text != '\n') {
    wchar_t c;
    size_t size = mbrtowc(&c, text, MB_CUR_MAX, &state);
    if (size == (size_t)-1 || size == (size_t)-2 || !size) {
      c = L'?';
      size = 1;
      state = (mbstate_t){0};
    }
    text += size;
    if (c == L'\t') c = L' ';
    int wide = wcwidth(c);
    if (wide < 0) c = L'?', wide = 1;
    if (x + wide > end) break;
    addnwstr(&c, 1);
    x += wide;
  }
  attrset(A_NORMAL);
  return x;
}

/* How many bytes of a text's first line fit into `width` columns. */
static size_t text_cut(const char *text, int width) {
  mbstate_t state = {0};
  size_t at = 0;
  for (int x = 0; text[at] && text[at] != '\n';) {
    wchar_t c;
    size_t size = mbrtowc(&c, text + at, MB_CUR_MAX, &state);
    bool wrong = size == (size_t)-1 || size == (size_t)-2 || !size;
    int wide = wrong ? 1 : wcwidth(c);
    if (wrong) state = (mbstate_t){0};
    x += wide < 0 ? 1 : wide;
    if (x > width) break;
    at += wrong ? 1 : size;
  }
  return at;
}

static void heading(int y, int x, int width, const char *text) {
  attrset(attribute(HEADING));
  mvhline(y, x, '-' | attribute(HEADING), width);
  put(y, x + 1, width - 2, HEADING, text);
}

/* Panes. */

/* The line that is current: of the instruction, or of its block where the text
 * was made from an image. */
static uint32_t line_current(Screen *s, uint32_t *column) {
  BatonMachine *m = history_machine(session_history(s->session));
  BatonReport place;
  *column = 0;
  if (!s->from_image) {
    if (!baton_place(m, &place) || strcmp(place.file, s->name)) return 0;
    *column = place.column;
    return place.line;
  }
  const char *block = baton_block(m), *at = s->source;
  size_t length = strlen(block);
  for (uint32_t line = 1; at && *at; line++) {
    if (!strncmp(at, "(block ", 7) && !strncmp(at + 7, block, length) &&
        at[7 + length] == ' ')
      return line;
    if ((at = strchr(at, '\n'))) at++;
  }
  return 0;
}

/* The error on a line of a program that is refused, or NULL. */
static const json_t *line_error(Screen *s, uint32_t line) {
  size_t i;
  json_t *error;
  json_array_foreach(
      (json_t *)session_errors(s->session), i,
      error) if (json_integer_value(json_object_get(error, "line")) ==
                 line) return error;
  return NULL;
}

static const char *json_text(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text ? text : "";
}

static void errors_show(Screen *s, int y, int x, int height, int width) {
  size_t i;
  json_t *error;
  int last = y + height;
  json_array_foreach((json_t *)session_errors(s->session), i, error) {
    char text[LINE_MOST];
    if (json_integer_value(json_object_get(error, "line"))) continue;
    snprintf(text, sizeof text, "!! %s: %s", json_text(error, "message"),
             json_text(error, "advice"));
    if (y < last) put(y++, x, width, WRONG, text);
  }
}

static void source_show(Screen *s, int y, int x, int height, int width) {
  bool refused = json_array_size(session_errors(s->session));
  uint32_t column = 0, current = refused ? 0 : line_current(s, &column);
  const json_t *first = refused ? json_array_get(session_errors(s->session), 0)
                                : NULL;
  uint32_t about = refused ? (uint32_t)json_integer_value(
                                 json_object_get(first, "line"))
                           : current;
  int64_t top = (int64_t)about - height / 2 + s->scroll;
  if (top < 1) top = 1;
  if (s->scroll && top == 1) s->scroll = height / 2 - (int)about + 1;
  char text[LINE_MOST];
  snprintf(text, sizeof text, "source %s%s", s->name,
           s->from_image ? " (an image, as text)" : "");
  heading(y++, x, width, text);
  const char *at = s->source;
  int last = y + height - 1;
  if (refused) errors_show(s, y, x, height - 1, width);
  if (refused && !about) return;
  for (int64_t line = 1; at && *at && y < last; line++) {
    size_t length = strcspn(at, "\n");
    if (line >= top) {
      const json_t *error = refused ? line_error(s, (uint32_t)line) : NULL;
      bool here = line == current;
      snprintf(text, sizeof text, "%s%4d %.*s",
               error  ? "!!"
               : here ? "=>"
                      : "  ",
               (int)line, (int)(length < 400 ? length : 400), at);
      put(y, x, width, error ? WRONG : here ? CURRENT : PLAIN, text);
      if (here && column && (int)column + 7 < width)
        mvchgat(y, x + 6 + (int)column, 1, A_BOLD | A_UNDERLINE, 0, NULL);
      y++;
      if (error && y < last) {
        snprintf(text, sizeof text, "       %s", json_text(error, "message"));
        put(y++, x, width, WRONG, text);
      }
      if (error && y < last && *json_text(error, "advice")) {
        snprintf(text, sizeof text, "       %s", json_text(error, "advice"));
        put(y++, x, width, WRONG, text);
      }
    }
    at += length;
    if (*at) at++;
  }
}

static void registers_show(Screen *s, int y, int x, int height, int width) {
  BatonMachine *m = history_machine(session_history(s->session));
  uint8_t live[256];
  size_t count = baton_live(m, live);
  BatonOperation operation;
  baton_operation(m, &operation);
  const HistoryStep *step = history_step(session_history(s->session));
  int last = y + height;
  heading(y++, x, width, "registers");
  for (size_t i = 0; i < count && y < last; i++) {
    char name[64], text[LINE_MOST];
    const char *word = "", *sign = " ";
    int what = PLAIN;
    if (step && !step->transferred && !step->faulted)
      for (uint32_t b = 0; b < step->operation.births; b++)
        if (step->operation.born[b] == live[i])
          word = "born", sign = "+", what = BORN;
    for (uint32_t u = 0; u < operation.uses; u++) {
      if (operation.use[u].number != live[i]) continue;
      if (operation.use[u].taken) word = "taken", sign = "-", what = TAKEN;
      else if (*sign != '-') word = "copied", sign = "=", what = COPIED;
    }
    snprintf(name, sizeof name, "%s", baton_name(m, live[i]));
    snprintf(text, sizeof text, "%s%s%-6s r%-3u %s = %s",
             s->has_chosen && s->chosen == live[i] ? ">" : " ", sign, word,
             live[i], name, baton_value(m, live[i]));
    put(y++, x, width, what, text);
  }
  /* What the last step has ended, as far as nothing lives there now. */
  for (uint32_t u = 0; step && !step->transferred && !step->faulted &&
                       u < step->operation.uses && y < last;
       u++) {
    BatonValue value;
    char text[64];
    uint8_t n = step->operation.use[u].number;
    if (!step->operation.use[u].taken || baton_register(m, n, &value)) continue;
    snprintf(text, sizeof text, " .dead   r%-3u ended", n);
    put(y++, x, width, PLAIN, text);
  }
}

/* There is more than the pane shows: in the place of its last line. */
static void more_show(int y, int x, int width) {
  mvhline(y, x, ' ', width);
  put(y, x, width, PLAIN, "…");
}

/* How often a block of the chain comes, beside its name. */
static void times_show(int y, int x, int width, const char *name,
                       uint64_t times, bool whole) {
  char text[LINE_MOST];
  if (times < 2) return;
  snprintf(text, sizeof text, "%s  x%llu%s", name, (unsigned long long)times,
           whole ? "" : "+");
  put(y, x, width, PLAIN, text);
}

static void chain_show(Screen *s, int y, int x, int height, int width) {
  BatonMachine *m = history_machine(session_history(s->session));
  BatonValue k;
  int last = y + height;
  char name[128] = "";
  uint64_t same = 0, length = 0;
  heading(y++, x, width, "continuations");
  bool more = baton_continuation(m, &k);
  for (; more && length < CHAIN_MOST;
       more = baton_continuation_next(m, &k), length++) {
    const char *block = baton_closure_block(m, k);
    if (!strcmp(block, name)) {
      same++;
      continue;
    }
    times_show(y - 1, x, width, name, same, true);
    if (y == last) {
      more_show(last - 1, x, width);
      return;
    }
    snprintf(name, sizeof name, "%s", block);
    put(y++, x, width, PLAIN, name);
    same = 1;
  }
  times_show(y - 1, x, width, name, same, !more);
}

/* A cell in a line: its number, what it is, its references, what it holds. */
static void cell_text(const json_t *cell, size_t number, char text[LINE_MOST]) {
  size_t i;
  json_t *field;
  const char *block = json_text(cell, "block");
  int length = snprintf(
      text, LINE_MOST, "#%zu %.60s x%d", number,
      *block ? block : json_text(cell, "kind"),
      (int)json_integer_value(json_object_get(cell, "references")));
  json_array_foreach(json_object_get(cell, "fields"), i, field) {
    const char *name = json_string_value(
        json_array_get(json_object_get(cell, "names"), i));
    if (length < LINE_MOST - 100)
      length += snprintf(text + length, LINE_MOST - (size_t)length,
                         " %.40s%s%.50s", name ? name : "", name ? "=" : "",
                         json_string_value(field));
  }
  snprintf(text + length, (size_t)(LINE_MOST - length), " %.80s",
           json_text(cell, "text"));
}

static void heap_show(Screen *s, int y, int x, int height, int width) {
  BatonMachine *m = history_machine(session_history(s->session));
  char name[64] = "", line[80], text[LINE_MOST];
  BatonValue value;
  if (s->has_chosen && baton_register(m, s->chosen, &value))
    snprintf(name, sizeof name, "%s", baton_name(m, s->chosen));
  snprintf(text, sizeof text, "heap around %s", *name ? name : "(up, down)");
  heading(y++, x, width, text);
  if (!*name) return;
  snprintf(line, sizeof line, "heap %s", name);
  Answer answer = session_do(s->session, line);
  size_t i;
  json_t *cell;
  int last = y + height - 1;
  json_array_foreach(json_object_get(answer.json, "cells"), i, cell) {
    if (y == last) {
      more_show(last - 1, x, width);
      break;
    }
    cell_text(cell, i + 1, text);
    put(y++, x, width, PLAIN, text);
  }
  if (!i && y < last) put(y, x, width, PLAIN, "no cell of the heap");
  answer_free(&answer);
}

static void output_show(Screen *s, int y, int x, int height, int width) {
  enum { SHOWN = 4096 };
  History *h = session_history(s->session);
  char text[SHOWN + 1];
  uint64_t length = history_output_length(h);
  size_t size = history_output(h, length > SHOWN ? length - SHOWN : 0,
                               (uint8_t *)text, SHOWN);
  text[size] = 0;
  heading(y++, x, width, "output");
  int rows = height - 1, ends = 0;
  const char *at = text + size;
  while (at > text && ends < rows) {
    at--;
    if (*at == '\n' && at + 1 < text + size && ++ends == rows) {
      at++;
      break;
    }
  }
  for (; *at && rows-- > 0; at += *at == '\n') {
    put(y++, x, width, PLAIN, at);
    at += strcspn(at, "\n");
  }
}

static void title_show(Screen *s) {
  History *h = session_history(s->session);
  char text[LINE_MOST];
  bool end;
  uint64_t reached = history_reached(h, &end);
  BatonFuel fuel = baton_fuel(history_machine(h));
  static const char *const states[] = {[BATON_EMPTY] = "refused",
                                       [BATON_READY] = "",
                                       [BATON_HALTED] = "halted",
                                       [BATON_FAULTED] = "FAULT",
                                       [BATON_SPENT] = "fuel used up"};
  char budget[64] = "without bound";
  if (fuel.budget != UINT64_MAX)
    snprintf(budget, sizeof budget, "%llu left",
             (unsigned long long)fuel.budget);
  snprintf(text, sizeof text,
           "baton trace | step %llu of %llu%s %s | fuel: %llu transfers, %s",
           (unsigned long long)history_position(h), (unsigned long long)reached,
           end ? "" : "+", states[history_state(h)],
           (unsigned long long)fuel.transfers, budget);
  attrset(attribute(HEADING));
  put(0, 0, COLS, HEADING, text);
}

/* The message in two lines; what is longer ends in a hint at the key. */
static void message_show(Screen *s) {
  static const char more[] = "… m: all";
  int what = s->message_wrong ? WRONG : PLAIN;
  size_t cut = text_cut(s->message, COLS);
  put(LINES - 3, 0, COLS, what, s->message);
  const char *rest = s->message + cut;
  bool fits = !rest[text_cut(rest, COLS)];
  put(LINES - 2, 0, fits ? COLS : COLS - 8, what, rest);
  if (!fits) put(LINES - 2, COLS - 8, 8, HEADING, more);
}

static void show(Screen *s) {
  erase();
  if (LINES < ROWS_LEAST || COLS < COLUMNS_LEAST) {
    char text[160];
    snprintf(text, sizeof text, "This window is too small: %d x %d.", COLS,
             LINES);
    put(0, 0, COLS, PLAIN, text);
    snprintf(text, sizeof text, "%d x %d is needed; q ends.", COLUMNS_LEAST,
             ROWS_LEAST);
    if (LINES > 1) put(1, 0, COLS, PLAIN, text);
    refresh();
    return;
  }
  int upper = (LINES - 4) * 6 / 10, lower = LINES - 4 - upper;
  int left = COLS * 11 / 20, third = COLS / 4;
  title_show(s);
  source_show(s, 1, 0, upper, left - 1);
  registers_show(s, 1, left, upper, COLS - left);
  int y = 1 + upper;
  chain_show(s, y, 0, lower, third - 1);
  heap_show(s, y, third, lower, COLS * 9 / 20 - 1);
  output_show(s, y, third + COLS * 9 / 20, lower, COLS - third - COLS * 9 / 20);
  message_show(s);
  put(LINES - 1, 0, COLS, HEADING,
      "s step  b back  t transfer  f finish  r run  R run back  g goto  "
      "? help  q quit");
  refresh();
}

/* Asking. */

/* Reads a line at the bottom; false: given up (escape), or at the end of input.
 */
static bool line_read(const char *prompt, char line[LINE_MOST]) {
  size_t length = strlen(line);
  timeout(POLL);
  for (;;) {
    move(LINES - 1, 0);
    clrtoeol();
    int x = put(LINES - 1, 0, COLS - 2, HEADING, prompt);
    put(LINES - 1, x, COLS - 1 - x, PLAIN, line);
    curs_set(1);
    refresh();
    int key = getch();
    if (ending) return false;
    if (key == ERR || key == KEY_RESIZE) continue;
    if (key == ESCAPE || (key == END_OF_INPUT && !length)) {
      curs_set(0);
      return false;
    }
    if (key == '\n' || key == '\r' || key == KEY_ENTER) {
      curs_set(0);
      return true;
    }
    if (key == KEY_BACKSPACE || key == 127 || key == 8) {
      while (length && ((unsigned char)line[--length] & 0xc0) == 0x80) {}
      line[length] = 0;
    } else if (key >= ' ' && key < 256 && length + 2 < LINE_MOST) {
      line[length++] = (char)key;
      line[length] = 0;
    }
  }
}

size_t terminal_ask(void *context, uint8_t *bytes, size_t size) {
  char line[LINE_MOST] = "";
  (void)context;
  if (!shown ||
      !line_read("the program reads a line (Ctrl-D: the end): ", line))
    return 0;
  size_t length = strlen(line);
  line[length++] = '\n';
  if (length > size) length = size;
  memcpy(bytes, line, length);
  return length;
}

/* Shows a text of many lines, long ones over several, page by page. */
static void pages_show(const char *title, const char *text) {
  for (bool more = true; more && !ending;) {
    int key;
    erase();
    put(0, 0, COLS, HEADING, title);
    const char *at = text;
    for (int y = 2; y < LINES - 2 && *at; y++) {
      size_t cut = text_cut(at, COLS);
      put(y, 0, COLS, PLAIN, at);
      if (!cut && *at != '\n') cut = 1; /* wider than the window */
      at += cut;
      if (*at == '\n') at++;
    }
    put(LINES - 1, 0, COLS, HEADING,
        *at ? "any key: more; q: back" : "any key: back");
    refresh();
    timeout(POLL);
    while ((key = getch()) == ERR && !ending) {}
    if (key == KEY_RESIZE) continue; /* the page anew */
    text = at;
    more = *at && key != 'q' && key != ESCAPE;
  }
}

static void help_show(Screen *s) {
  char *text;
  size_t size, i;
  FILE *to = open_memstream(&text, &size);
  if (!to) return;
  for (i = 0; i < KEYS; i++)
    if (!i || strcmp(keys[i].does, keys[i - 1].does))
      fprintf(to, "%-7s %s\n", keys[i].label, keys[i].does);
  fprintf(to, "up down choose a register, whose cells are shown\n"
              "PgUp PgDn  move the source\n"
              "m       the whole message\n"
              "q       quit\n\n"
              "Commands, to be typed after `:'\n\n");
  Answer answer = session_do(s->session, "help");
  json_t *one;
  json_array_foreach(json_object_get(answer.json, "commands"), i, one)
      fprintf(to, "%s %s\n        %s\n", json_text(one, "name"),
              json_text(one, "takes"), json_text(one, "does"));
  answer_free(&answer);
  fclose(to);
  pages_show("keys, and then commands", text);
  free(text);
}

/* Doing. */

static void message_set(Screen *s, const char *text) {
  char *copy = strdup(text ? text : "");
  if (!copy) return;
  free(s->message);
  s->message = copy;
}

static bool command_do(Screen *s, const char *line) {
  put(LINES - 1, 0, COLS, HEADING, "working; Ctrl-C stops it");
  clrtoeol();
  refresh();
  history_resume(session_history(s->session));
  if (ending) return false; /* its interrupt may have been before */
  Answer answer = session_do(s->session, line);
  message_set(s, answer.text);
  s->message_wrong = answer.wrong;
  s->scroll = 0;
  bool quit = answer.quit;
  answer_free(&answer);
  return !quit;
}

/* Sees to it that a register that lives is chosen, if there is one. */
static void choose(Screen *s, int by) {
  uint8_t live[256];
  size_t count = baton_live(history_machine(session_history(s->session)), live);
  size_t at = 0;
  while (at < count && live[at] < s->chosen) at++;
  s->has_chosen = count;
  if (!count) return;
  if (at == count) at = count - 1;
  if (by > 0 && at + 1 < count) at++;
  if (by < 0 && at) at--;
  s->chosen = live[at];
}

/* False: the session is to end. */
static bool key_do(Screen *s, int key) {
  char line[LINE_MOST] = "";
  switch (key) {
  case 'q': return false;
  case '?': help_show(s); return true;
  case 'm': pages_show("the last answer", s->message); return true;
  case KEY_UP: choose(s, -1); return true;
  case KEY_DOWN: choose(s, 1); return true;
  case KEY_PPAGE: s->scroll -= LINES / 3; return true;
  case KEY_NPAGE: s->scroll += LINES / 3; return true;
  default: break;
  }
  size_t i = 0;
  while (i < KEYS && keys[i].key != key) i++;
  if (i == KEYS) return true;
  if (keys[i].ask) {
    char prompt[64];
    snprintf(prompt, sizeof prompt, "%s%s", keys[i].command,
             *keys[i].command ? " " : ":");
    if (!line_read(prompt, line)) return true;
    char whole[LINE_MOST + 32];
    snprintf(whole, sizeof whole, "%s %s", keys[i].command, line);
    return command_do(s, whole);
  }
  char name[128];
  snprintf(
      name, sizeof name, "%s",
      s->has_chosen
          ? baton_name(history_machine(session_history(s->session)), s->chosen)
          : "");
  const char *gap = strstr(keys[i].command, "%s");
  if (gap)
    snprintf(line, sizeof line, "%.*s%s%s", (int)(gap - keys[i].command),
             keys[i].command, name, gap + 2);
  else snprintf(line, sizeof line, "%s", keys[i].command);
  return command_do(s, line);
}

/* Signals. */

static void on_end(int number) {
  ending = number;
  if (shown) history_interrupt(session_history(shown->session));
}

/* Puts the terminal back with what a handler may call, and dies of it. */
static void on_fault(int number) {
  static const char text[] = "baton trace: ended by a fault of its own\n";
  if (write(1, leave, strlen(leave)) < 0 || tcsetattr(0, TCSANOW, &before) ||
      write(2, text, sizeof text - 1) < 0) {}
  signal(number, SIG_DFL);
  raise(number);
}

static void signals_take(void) {
  static const int ends[] = {SIGTERM, SIGHUP, SIGQUIT},
                   faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    sigaction(ends[i], &(struct sigaction){.sa_handler = on_end}, NULL);
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
    signal(faults[i], on_fault);
}

static bool curses_start(void) {
  setlocale(LC_CTYPE, "");
  if (tcgetattr(0, &before)) return false;
  SCREEN *screen = newterm(NULL, stdout, stdin);
  if (!screen) return false;
  const char *place = tigetstr("cup");
  if (!place || place == (char *)-1) { /* the cursor cannot be moved */
    endwin();
    return false;
  }
  const char *parts[] = {tigetstr("sgr0"), tigetstr("cnorm"),
                         tigetstr("rmcup")};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (parts[i] && parts[i] != (char *)-1 &&
        strlen(leave) + strlen(parts[i]) < sizeof leave)
      strcat(leave, parts[i]);
  signals_take();
  cbreak();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  set_escdelay(50);
  curs_set(0);
  if (has_colors() && !getenv("NO_COLOR")) {
    static const short colours[] = {
        [HEADING] = COLOR_CYAN, [CURRENT] = COLOR_YELLOW, [BORN] = COLOR_GREEN,
        [COPIED] = COLOR_BLUE,  [TAKEN] = COLOR_RED,      [WRONG] = COLOR_RED};
    start_color();
    use_default_colors();
    for (short i = HEADING; i <= WRONG; i++) init_pair(i, colours[i], -1);
  }
  return true;
}

int terminal_run(Session *session, const char *name) {
  Screen s = {.session = session, .name = name};
  s.source = session_source(session, &s.from_image);
  bool refused = json_array_size(session_errors(session));
  if (!curses_start()) {
    fprintf(stderr,
            "baton: this terminal (TERM=%s) cannot be used; for scripts there "
            "is --batch\n",
            getenv("TERM") ? getenv("TERM") : "");
    return EXIT_UNAVAILABLE;
  }
  shown = &s;
  message_set(
      &s, refused ? "the program is refused: correct what is marked with !!, "
                    "and start again (q quits)"
                  : "s is the next step, ? shows all keys");
  for (bool more = true; more && !ending;) {
    if (!refused) choose(&s, 0);
    show(&s);
    timeout(POLL);
    int key = getch();
    if (key == ERR) continue;
    if (key == '\r') key = '\n';
    if (refused && key != 'q' && key != KEY_PPAGE && key != KEY_NPAGE) continue;
    more = key_do(&s, key);
  }
  endwin();
  shown = NULL;
  free(s.message);
  if (ending) {
    fprintf(stderr, "baton trace: ended by a signal\n");
    return 128 + ending;
  }
  return refused ? EXIT_DATA : 0;
}
