/* json FILE KEY ...: reads a file of JSON, `-` for standard input, and prints
 * what stands at the end of a path of keys and indices: a text as it is, what
 * else as JSON on one line.  Exit status 1: no JSON, or nothing there. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

int main(int count, char **argument) {
  json_error_t error;
  json_t *whole = count < 2 ? NULL
                  : strcmp(argument[1], "-")
                      ? json_load_file(argument[1], JSON_REJECT_DUPLICATES,
                                       &error)
                      : json_loadf(stdin, JSON_REJECT_DUPLICATES, &error);
  if (!whole) {
    fprintf(stderr, "%s:%d: %s\n", count < 2 ? "json" : argument[1], error.line,
            error.text);
    return 1;
  }
  const json_t *at = whole;
  for (int i = 2; at && i < count; i++)
    at = json_is_array(at) ? json_array_get(at, strtoul(argument[i], NULL, 10))
                           : json_object_get(at, argument[i]);
  if (!at) fprintf(stderr, "json: nothing is there\n");
  else if (json_is_string(at)) puts(json_string_value(at));
  else if (!json_dumpf(at, stdout, JSON_COMPACT | JSON_ENCODE_ANY))
    putchar('\n');
  json_decref(whole);
  return at ? 0 : 1;
}
