/* session SCRIPT COMMAND ...: a scripted session with a debug adapter.
 *
 * Lines of the script:
 *   > {...}   sends a request; it gets the next `seq`
 *   < {...}   waits for a message that has all of this: of a list its first
 *             elements, of a text that begins with ~ what follows anywhere.
 *             "$name" stands for anything, which later requests can name
 *   ! text    sends these bytes, with \r \n and \0
 *   . STATUS  closes, and expects this exit status
 * Prints `N passed, N failed`, and what was waited for in vain. */
#define _POSIX_C_SOURCE 200809L
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE = 5000 /* milliseconds */ };

static json_t *captured;
static char data[1 << 22];
static size_t length;
static int to, from, passed, failed, sequence;

static bool matches(const json_t *pattern, const json_t *is) {
  const char *key, *text = json_string_value(pattern);
  json_t *part;
  size_t i;
  if (!is) return false;
  if (text && *text == '$') {
    json_object_set(captured, text, (json_t *)is);
    return true;
  }
  if (text && *text == '~')
    return json_is_string(is) && strstr(json_string_value(is), text + 1);
  if (json_is_object(pattern)) {
    json_object_foreach(
        (json_t *)pattern, key,
        part) if (!matches(part, json_object_get(is, key))) return false;
    return json_is_object(is);
  }
  if (json_is_array(pattern)) {
    json_array_foreach(
        pattern, i,
        part) if (!matches(part, json_array_get(is, i))) return false;
    return json_is_array(is);
  }
  return json_equal((json_t *)pattern, (json_t *)is);
}

static json_t *filled(json_t *request) {
  const char *key, *text = json_string_value(request);
  json_t *part, *known;
  if (text && *text == '$' && (known = json_object_get(captured, text)))
    return known;
  if (json_is_object(request))
    json_object_foreach(request, key, part)
        json_object_set(request, key, filled(part));
  return request;
}

/* The next message, or NULL: none came. */
static json_t *receive(void) {
  struct pollfd ready = {.fd = from, .events = POLLIN};
  for (;;) {
    data[length] = 0;
    char *body = strstr(data, "\r\n\r\n");
    size_t size = body ? strtoul(data + strcspn(data, ":") + 1, NULL, 10) : 0;
    if (body && data + length >= body + 4 + size) {
      json_t *message = json_loadb(body + 4, size, 0, NULL);
      size_t used = (size_t)(body + 4 - data) + size;
      memmove(data, data + used, length -= used);
      return message;
    }
    if (poll(&ready, 1, PATIENCE) <= 0) return NULL;
    ssize_t got = read(from, data + length, sizeof data - length - 1);
    if (got <= 0) return NULL;
    length += (size_t)got;
  }
}

static void judge(bool well, const char *line) {
  if (well) passed++;
  else failed++;
  if (!well) printf("FAILED %s\n", line);
}

static void await(const char *line) {
  json_t *pattern = json_loads(line + 2, 0, NULL), *message;
  char *last = NULL;
  bool found = false;
  while (pattern && !found && (message = receive())) {
    found = matches(pattern, message);
    free(last);
    last = json_dumps(message, JSON_COMPACT);
    json_decref(message);
  }
  judge(found, line);
  if (!found) {
    printf("    the last message: %s\n", last ? last : "none");
    printf("%d passed, %d failed\n", passed, failed);
    exit(1);
  }
  free(last);
  json_decref(pattern);
}

static void send_request(const char *line) {
  char head[64];
  json_t *request = json_loads(line + 2, 0, NULL);
  if (!request) {
    judge(false, line);
    return;
  }
  filled(request);
  json_object_set_new(request, "seq", json_integer(++sequence));
  json_object_set_new(request, "type", json_string("request"));
  char *text = json_dumps(request, JSON_COMPACT);
  snprintf(head, sizeof head, "Content-Length: %zu\r\n\r\n", strlen(text));
  if (write(to, head, strlen(head)) < 0 || write(to, text, strlen(text)) < 0)
    judge(false, line);
  free(text);
  json_decref(request);
}

static void send_raw(const char *line) {
  for (const char *c = line + 2; *c; c++) {
    char byte = *c;
    if (*c == '\\' && c[1])
      byte = *++c == 'r' ? '\r' : *c == 'n' ? '\n' : *c == '0' ? 0 : *c;
    if (write(to, &byte, 1) < 0) judge(false, line);
  }
}

int main(int count, char **argument) {
  int in[2], out[2], status = 0;
  char *line = NULL;
  size_t room = 0;
  FILE *script = count > 2 ? fopen(argument[1], "r") : NULL;
  if (!script || pipe(in) || pipe(out)) return 1;
  signal(SIGPIPE, SIG_IGN);
  captured = json_object();
  pid_t process = fork();
  if (!process) {
    dup2(in[0], 0);
    dup2(out[1], 1);
    close(in[1]);
    close(out[0]);
    signal(SIGPIPE, SIG_DFL);
    execv(argument[2], argument + 2);
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  to = in[1];
  from = out[0];
  while (getline(&line, &room, script) > 0) {
    line[strcspn(line, "\n")] = 0;
    if (*line == '>') send_request(line);
    else if (*line == '<') await(line);
    else if (*line == '!') send_raw(line);
    else if (*line == '.') {
      close(to);
      while (receive()) {}
      waitpid(process, &status, 0);
      judge(WIFEXITED(status) && WEXITSTATUS(status) == atoi(line + 2), line);
    }
  }
  free(line);
  json_decref(captured);
  printf("%d passed, %d failed\n", passed, failed);
  return failed > 0;
}
