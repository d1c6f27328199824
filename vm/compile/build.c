/* Building: see build.h. */
#define _POSIX_C_SOURCE 200809L
#include "build.h"
#include "../memory.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int baton_build_program(Command *command, bool strip, BuildWork *work,
                        void *context) {
  int status = baton_command_input(command);
  if (status) return status;
  Command bare = *command; /* without options for the program's run */
  bare.options = (BatonOptions){0};
  BatonMachine *m = baton_command_machine(&bare);
  uint8_t *image = command->bytes, *made = NULL;
  size_t size = command->size;
  bool fine = m;
  status = m ? EXIT_DATA : EXIT_IO;
  if (fine && strip && !baton_is_image(image, size)) {
    fine = baton_assemble(m, command->file, image, size, true, &made, &size);
    image = made;
  }
  if (fine && baton_load(m, command->file, image, size))
    status = work(context, m, image, size);
  free(made);
  baton_destroy(m);
  free(command->bytes);
  return status;
}

/* Is there a file FOLDER/NAME?  Leaves its path in `path`. */
static bool there(char path[4096], const char *folder, const char *name) {
  int length = snprintf(path, 4096, "%s/%s", folder, name);
  return length < 4096 && !access(path, R_OK);
}

static bool parts_find(Build *build) {
  /* As installed; as built in build/, or in a folder below it. */
  static const char *const sources[] = {"../share/baton/vm", "../../vm",
                                        "../../../vm"};
  static const char *const libraries[] = {"../lib/libbaton.a", "../libbaton.a"};
  char here[2048];
  bool found = false;
  ssize_t length = readlink("/proc/self/exe", here, sizeof here - 1);
  if (length < 0) return false;
  here[length] = 0;
  *strrchr(here, '/') = 0;
  for (size_t i = 0; !found && i < sizeof sources / sizeof *sources; i++) {
    snprintf(build->sources, sizeof build->sources, "%s/%s", here, sources[i]);
    char path[4096];
    found = there(path, build->sources, "compile/native.h");
  }
  for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++)
    if (there(build->library, here, libraries[i])) return found;
  return false;
}

int baton_build_start(Build *build, Command *command) {
  *build = (Build){0};
  if (!parts_find(build))
    return baton_command_complain(
        command, NULL, "the machine's parts are missing",
        "vm/ and libbaton.a belong beside this command: make "
        "install, or make",
        EXIT_UNAVAILABLE);
  int length = snprintf(build->part, sizeof build->part, "%s.part",
                        command->output);
  struct stat status;
  if (length >= (int)sizeof build->part) errno = ENAMETOOLONG;
  else if (!stat(command->output, &status) && S_ISDIR(status.st_mode))
    errno = EISDIR;
  else {
    int file = open(build->part, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (file >= 0) {
      close(file);
      return 0;
    }
  }
  build->part[0] = 0;
  return baton_command_complain(command, command->output, strerror(errno),
                                "nothing was written", EXIT_CREATE);
}

int baton_build_write(Build *build, Command *command, const char *name,
                      const Buffer *text) {
  char path[4096];
  const char *folder = getenv("TMPDIR");
  if (!folder || strlen(folder) > 30) folder = "/tmp";
  if (!*build->folder) {
    snprintf(build->folder, sizeof build->folder, "%s/baton-XXXXXX", folder);
    if (!mkdtemp(build->folder)) {
      *build->folder = 0;
      return baton_command_complain(command, folder, strerror(errno),
                                    "the C file needs a place: set TMPDIR",
                                    EXIT_CREATE);
    }
  }
  snprintf(path, sizeof path, "%s/%s", build->folder, name);
  if (baton_file_write(path, text->data, text->length)) return 0;
  return baton_command_complain(command, path, strerror(errno),
                                "nothing was written", EXIT_CREATE);
}

/* How the library was built, which the C must be, too. */
static const char *const target[] = {
#ifdef __i386__
    "-m32",
#endif
#ifdef BATON_POISON
    "-DBATON_POISON",
#endif
    "-DBATON_MANAGER=\"managers/" MANAGER_NAME ".h\""};

/* Splits `text` at spaces, into `word` from `count`; returns how many. */
static size_t words_split(char *text, const char **word, size_t count,
                          size_t most) {
  for (char *at = strtok(text, " \t\n"); at && count < most;
       at = strtok(NULL, " \t\n"))
    word[count++] = at;
  return count;
}

int baton_build_run(Command *command, const char *usual,
                    const char *const *words) {
  enum { MOST = 256 };
  const char *word[MOST + sizeof target / sizeof *target + 1] = {NULL};
  const char *compiler = getenv("CC"), *flags = getenv("CFLAGS");
  char *first = strdup(compiler && *compiler ? compiler : "cc");
  char *second = strdup(flags ? flags : usual);
  int status = 0;
  size_t count = first ? words_split(first, word, 0, MOST) : 0;
  if (second) count = words_split(second, word, count, MOST);
  for (size_t i = 0; i < sizeof target / sizeof *target; i++)
    word[count++] = target[i];
  while (*words && count < MOST) word[count++] = *words++;
  void (*interrupted)(int) = signal(SIGINT, SIG_IGN); /* the child tells */
  pid_t child = fork();
  if (!child) {
    signal(SIGINT, interrupted);
    execvp(word[0], (char **)(uintptr_t)word);
    fprintf(stderr, "%s: %s\n", word[0], strerror(errno));
    _exit(127);
  }
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  signal(SIGINT, interrupted);
  if (child < 0 || status) {
    fprintf(stderr, "%s: the C compiler failed: this was the command:\n",
            command->name);
    for (size_t i = 0; i < count; i++)
      fprintf(stderr, "%s%s", i ? " " : "  ", word[i]);
    fprintf(stderr, "\nnothing was written; CC names another compiler\n");
    status = EXIT_UNAVAILABLE;
  }
  free(first);
  free(second);
  return status;
}

int baton_build_each(uint32_t count, int job(void *context, uint32_t number),
                     void *context) {
  long processors = sysconf(_SC_NPROCESSORS_ONLN), running = 0;
  int result = 0;
  for (uint32_t i = 0; i < count || running;) {
    bool full = running && (i == count || running >= processors || result);
    if (!full && result) break;
    pid_t child = full ? -1 : fork();
    if (!child) _exit(job(context, i));
    if (child > 0) {
      running++, i++;
      continue;
    }
    if (!running) return EXIT_UNAVAILABLE; /* no process to be had */
    int status;
    if (wait(&status) < 0) continue;
    running--;
    if (status) result = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  }
  return result;
}

/* Removes a folder, and what is in it and in its folders. */
static void folder_remove(const char *folder) {
  DIR *list = opendir(folder);
  struct dirent *entry;
  while (list && (entry = readdir(list))) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    if (*entry->d_name != '.' && remove(path)) folder_remove(path);
  }
  if (list) closedir(list);
  rmdir(folder);
}

int baton_build_end(Build *build, Command *command, int status) {
  if (*build->part && !status && rename(build->part, command->output))
    status = baton_command_complain(command, command->output, strerror(errno),
                                    "nothing was written", EXIT_CREATE);
  if (*build->part && status) remove(build->part);
  if (*build->folder) folder_remove(build->folder);
  return status;
}
