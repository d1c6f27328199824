/* The command `baton trace`: pictures (views.h), or a session (tracer.h).
 *
 * Built without the libraries of sessions (ncurses, jansson) it draws pictures,
 * and says what sessions need.
 */
#include "views.h"
#ifdef BATON_SESSIONS
#include "tracer.h"
#else
static int tracer_command(int count, char **argument) {
  (void)count;
  (void)argument;
  fprintf(stderr,
          "baton: this baton trace was built without ncurses and jansson, so "
          "it only draws (--dot, --svg, --html)\n"
          "install them (Debian: apt-get install libncurses-dev "
          "libjansson-dev pkg-config) and build again with make\n");
  return EXIT_UNAVAILABLE;
}
#endif
#include <string.h>

/* Do the options ask for a picture? */
static bool is_view(int count, char **argument) {
  static const char *const views[] = {"--dot", "--svg", "--html"};
  for (int i = 0; i < count; i++) {
    /* The word behind a plain option may be its value, or the file. */
    if (argument[i][0] != '-' && (!i || argument[i - 1][0] != '-')) break;
    for (size_t v = 0; v < sizeof views / sizeof *views; v++) {
      size_t length = strlen(views[v]);
      if (!strncmp(argument[i], views[v], length) &&
          (!argument[i][length] || argument[i][length] == '='))
        return true;
    }
  }
  return false;
}

int main(int count, char **argument) {
  baton_streams_hold();
  return is_view(count - 1, argument + 1)
             ? views_command(count - 1, argument + 1)
             : tracer_command(count - 1, argument + 1);
}
