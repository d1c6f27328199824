/* The command `baton slice`: one program, and as much of the machine as it
 * needs.
 *
 * The machine's own sources are compiled again for the program.  What it cannot
 * reach is left out in three ways: slice.h says which parts there are
 * (parts.h); the generated handlers and the table of instructions are cut down
 * to those that its code uses; and the linker drops what nobody calls.  The
 * image comes along checked and without names, so checks, reader and assembler
 * go, unless the program itself assembles: then the machine stays whole.
 */
#define _XOPEN_SOURCE 700
#include "build.h"
#include "../handlers.h"
#include "../memory.h"
#include "../table.h"
#include "../verify.h"
#include <dirent.h>
#include <link.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] =
    "usage: baton slice [OPTION …] FILE -o PROGRAM   a program with its "
    "machine\n"
    "       baton slice --explain FILE [-o PROGRAM]  what is in it, and what "
    "not\n"
    "options, those of a run that are built in:\n"
    "  --fuel N, --heap WORDS, --seed N, --grant DEVICE\n"
    "CC and CFLAGS in the environment are the C compiler (cc) and its "
    "options\n";

static const char *const handler_name[HANDLERS] = {
#define HANDLER(name) #name,
    OWN_HANDLERS(HANDLER)
#include "../generated/handlers.h"
#undef HANDLER
};

/* The sources of a machine, without command and traces. */
static const struct {
  const char *name, *what;
} sources[] = {
    {"buffer", "buffers and maps"},
    {"memory", "collection: roots"},
    {"managers/" MANAGER_NAME, "memory manager"},
    {"machine", "life, faults, fuel, transfers"},
    {"read", "reader"},
    {"problems", "what is wrong with a text"},
    {"assemble", "assembler"},
    {"image", "loader of images"},
    {"verify", "verifier"},
    {"lower", "lowering"},
    {"engine", "engine"},
    {"print", "printer"},
    {"devices", "devices"},
    {"plot", "plotter"},
    {"inspect", "reports of faults"},
    {"generated/table", "table of instructions"},
    {"generated/messages", "messages"},
    {"generated/fusions", "fused handlers"},
};
enum { SOURCES = sizeof sources / sizeof *sources };

/* Parts, by their names in BATON_HAS. */
typedef enum Part {
  PART_TEXT,
  PART_CHECKS,
  PART_DEBUG,
  PART_REPORTS,
  PART_COUNTS,
  PART_NATIVE,
  PART_FAMILIES,
  PART_JOURNAL,
  PART_TIMER,
  PART_HANDLER,
  PART_REST,
  PART_LISTS,
  PART_RANDOM,
  PART_PLOTTER,
  PART_FILES,
  PARTS
} Part;
static const struct {
  const char *name, *what;
} parts[PARTS] = {
    {"TEXT", "reader and assembler of programs"},
    {"CHECKS", "checks of images, and the lifetime rule"},
    {"DEBUG", "names of variables, places in the source"},
    {"REPORTS", "reports of what is wrong with a program"},
    {"COUNTS", "counts"},
    {"NATIVE", "the way into compiled C"},
    {"FAMILIES", "fast and fused handlers"},
    {"JOURNAL", "recording and replaying of input"},
    {"TIMER", "the timer and resume closures"},
    {"HANDLER", "the handler of faults"},
    {"REST", "rest parameters and apply"},
    {"LISTS", "printing of pairs, vectors, records, boxes, bytes"},
    {"RANDOM", "the device random"},
    {"PLOTTER", "the device plotter"},
    {"FILES", "the device files"},
};

static const char *const folders[] = {"", "generated/", "managers/",
                                      "engines/"};
enum { FOLDERS = sizeof folders / sizeof *folders };

typedef struct Slice {
  Command command;
  Build build;
  BatonMachine *m;
  const Program *program;
  bool explain, whole; /* whole: nothing is left out */
  bool has[PARTS], used[HANDLERS];
  char source[4096]; /* where the sources of this slice are */
} Slice;

/* What the program needs. */

static void handler_use(Slice *s, uint16_t handler) { s->used[handler] = true; }

static void code_use(Slice *s, const Code *code) {
  uint32_t modes;
  uint16_t handler = code->info->handler[baton_code_variant(code, &modes)];
  switch (code->info->opcode) {
  case OP_JUMP:
    if (s->program->block[code->operand[0].index].arity & REST)
      handler = HANDLE_jump_rest;
    break;
  case OP_CLOSE:
    if (code->count == 1) handler = HANDLE_constant;
    break;
  case OP_APPLY: s->has[PART_REST] = true; break;
  case OP_SET_HANDLER: s->has[PART_HANDLER] = true; break;
  case OP_SET_TIMER: s->has[PART_TIMER] = true; break;
  }
  handler_use(s, handler);
}

static void device_use(Slice *s, const char *name) {
  if (!strcmp(name, "random")) s->has[PART_RANDOM] = true;
  if (!strcmp(name, "plotter")) s->has[PART_PLOTTER] = true;
  if (!strcmp(name, "files")) s->has[PART_FILES] = true;
}

/* The kinds of the cells that an instruction may bring, a bit for each. */
static uint32_t kinds_of(uint8_t opcode) {
  switch (opcode) { /* services that make no data */
  case OP_PORT:
  case OP_IN:
  case OP_GET:
  case OP_SET_HANDLER: return 0;
  }
  return baton_kinds_made[opcode];
}

/* The first continuation halts, and no program starts without a jump. */
static bool is_used(const Slice *s, const Instruction *info) {
  return s->whole || s->program->used[info->opcode] ||
         info->opcode == OP_JUMP || info->opcode == OP_HALT;
}

static void survey(Slice *s) {
  static const uint16_t always[] = {HANDLE_fetch, HANDLE_jump,
                                    HANDLE_halt_take};
  const uint32_t lists = 1u << KIND_PAIR | 1u << KIND_BOX | 1u << KIND_VECTOR |
                         1u << KIND_RECORD | 1u << KIND_BYTES;
  const Program *p = s->program;
  uint32_t kinds = 0;
  Code code;
  for (size_t i = 0; i < sizeof always / sizeof *always; i++)
    handler_use(s, always[i]);
  for (uint32_t i = 0; i < p->constants; i++)
    if (value_is_cell(p->constant[i]))
      kinds |= 1u << cell_kind(value_cell(p->constant[i]));
  for (uint32_t i = 0; i < p->blocks; i++) {
    if (p->block[i].arity & REST) s->has[PART_REST] = true;
    for (uint32_t at = p->block[i].at; at < p->block[i].end; at = code.next) {
      baton_code_read(p, at, p->block[i].end, &code);
      code_use(s, &code);
      kinds |= kinds_of(code.info->opcode);
      if (code.info->opcode == OP_PORT)
        device_use(
            s, machine_symbol(s->m, p->constant[code.operand[1].index])->text);
    }
  }
  s->has[PART_LISTS] = kinds & lists || s->has[PART_REST] ||
                       s->has[PART_HANDLER];
  s->whole = p->used[OP_ASSEMBLE];
  for (int i = 0; s->whole && i < PARTS; i++) s->has[i] = true;
}

/* Sources. */

static void put(Buffer *out, const char *before, const char *text,
                const char *after) {
  buffer_text(out, before);
  buffer_text(out, text);
  buffer_text(out, after);
}

static void slice_header(Slice *s, Buffer *out) {
  buffer_text(out, "#define BATON_HAS(part) BATON_HAS_##part\n");
  for (int i = 0; i < PARTS; i++)
    put(out, "#define BATON_HAS_", parts[i].name, s->has[i] ? " 1\n" : " 0\n");
  buffer_text(out, "#define OWN_HANDLERS(HANDLER)");
  for (uint16_t i = 0; i <= HANDLE_native; i++)
    if (s->used[i]) put(out, " HANDLER(", handler_name[i], ")");
  buffer_text(out, "\n");
  for (uint16_t i = 0; i < HANDLERS; i++)
    if (!s->used[i]) put(out, "#define HANDLE_", handler_name[i], " 0\n");
}

static void slice_handlers(Slice *s, Buffer *out) {
  for (uint16_t i = HANDLE_native + 1; i < HANDLERS; i++)
    if (s->used[i]) put(out, "HANDLER(", handler_name[i], ")\n");
}

/* Of the bodies, those that are used: each begins with BODY(NAME). */
static void slice_bodies(Slice *s, const char *text, Buffer *out) {
  bool wanted = false;
  for (const char *at = text, *end; *at; at = end) {
    end = strchr(at, '\n');
    end = end ? end + 1 : at + strlen(at);
    if (!strncmp(at, "BODY(", 5)) {
      wanted = false;
      size_t length = strcspn(at + 5, ")");
      for (int i = 0; i < HANDLERS && !wanted; i++)
        wanted = s->used[i] && strlen(handler_name[i]) == length &&
                 !strncmp(handler_name[i], at + 5, length);
    }
    if (wanted && *at != '#') buffer_bytes(out, at, (size_t)(end - at));
  }
}

/* An instruction, whose name begins at `name`. */
static void row(Slice *s, const Instruction *info, size_t name, Buffer *out) {
  buffer_format(out, "  {%u, %u, %u, %zu, %u, %u, %u, {", info->crc, info->line,
                info->opcode, name, info->class, info->results, info->operands);
  for (uint32_t i = 0; i < info->operands; i++)
    buffer_format(out, "{%u, %u, %d, %u, %u}, ", info->operand[i].class,
                  info->operand[i].role, info->operand[i].counted,
                  info->operand[i].least, info->operand[i].most);
  buffer_format(out, "%s}, %u, %d, {", info->operands ? "" : "{0}",
                info->profile, info->faults);
  for (int i = 0; i < 3; i++)
    if (s->used[info->handler[i]] && info->class != CLASS_TREE)
      put(out, "HANDLE_", handler_name[info->handler[i]], ", ");
    else buffer_text(out, "0, ");
  buffer_text(out, "}},\n");
}

/* The table, cut down; what follows the instructions stays as it is. */
static void slice_table(Slice *s, const char *text, Buffer *out) {
  Buffer index = machine_buffer(s->m), names = machine_buffer(s->m);
  const char *rest = strstr(text, "const char baton_fault_names");
  uint32_t count = 1;
  size_t name = 1;
  buffer_text(out, "#include \"../table.h\"\n#include \"../handlers.h\"\n"
                   "const Instruction baton_instructions[] = {\n  {0},\n");
  for (uint32_t i = 1; i < baton_instruction_count; i++) {
    const Instruction *info = &baton_instructions[i];
    if (!is_used(s, info)) continue;
    row(s, info, name, out);
    name += strlen(instruction_name(info)) + 1;
    put(&names, "  \"", instruction_name(info), "\\0\"\n");
    buffer_format(&index, "  [%u] = %u,\n", info->opcode, count++);
  }
  buffer_text(out, "};\nconst char baton_instruction_names[] = \"\\0\"\n");
  buffer_bytes(out, names.data, names.length);
  buffer_format(out, ";\nconst uint16_t baton_instruction_count = %u;\n",
                count);
  buffer_text(out, "const uint8_t baton_opcode_index[OPCODES] = {\n");
  buffer_bytes(out, index.data, index.length);
  put(out, "};\n", rest ? rest : "", "");
  buffer_free(&index);
  buffer_free(&names);
}

static void bytes_put(Buffer *out, const uint8_t *bytes, size_t size) {
  buffer_text(out, "static const uint8_t image[] = {");
  for (size_t i = 0; i < size; i++)
    buffer_format(out, "%s%u,", i % 20 ? "" : "\n", bytes[i]);
  buffer_text(out, "};\n");
}

static void string_put(Buffer *out, const char *key, const char *text) {
  if (!text) return;
  put(out, "    .", key, " = \"");
  for (; *text; text++) buffer_format(out, "\\%03o", (unsigned char)*text);
  buffer_text(out, "\",\n");
}

/* `main`, and what stands for the parts that are left out. */
static void slice_main(Slice *s, const uint8_t *image, size_t size,
                       Buffer *out) {
  const BatonOptions *o = &s->command.options;
  buffer_text(
      out, "#include \"machine.h\"\n#include \"devices.h\"\n"
           "#include \"table.h\"\n#include <stdio.h>\n"
           "BatonState baton_engine_step(Machine *m) { return m->state; }\n");
  if (!s->whole)
    buffer_text(out, "uint16_t baton_fused(uint16_t run, uint16_t next) {\n"
                     "  return (void)run, (void)next, 0;\n}\n"
                     "uint16_t baton_first_part(uint16_t handler) {\n"
                     "  return handler;\n}\n");
  bytes_put(out, image, size);
  buffer_text(out, "int main(int count, char **argument) {\n"
                   "  static BatonOptions options = {\n");
  buffer_format(out, "    .heap = %llu, .fuel = %llu,\n",
                (unsigned long long)o->heap, (unsigned long long)o->fuel);
  buffer_format(out, "    .seed = %llu, .bounded = %d,\n",
                (unsigned long long)o->seed, o->bounded);
  buffer_format(out, "    .clock = %d, .random = %d, .timer = %d,\n", o->clock,
                o->random, o->timer);
  string_put(out, "files", o->files);
  string_put(out, "plotter", o->plotter);
  buffer_text(
      out, "  };\n"
           "  options.argument_count = count - 1;\n"
           "  options.arguments = argument + 1;\n"
           "  BatonMachine *m = baton_create(&options);\n"
           "  if (!m || !baton_load(m, \"\", image, sizeof image)) {\n"
           "    fputs(\"there is no memory to start\\n\", stderr);\n"
           "    return 74;\n  }\n"
           "  BatonState state = baton_run(m);\n"
           "  bool fine = baton_devices_finish(m);\n"
           "  if (state == BATON_HALTED) {\n"
           "    const char *text = baton_answer(m);\n"
           "    if (*text) puts(text);\n"
           "  } else if (state == BATON_FAULTED) {\n"
           "    fflush(stdout);\n"
           "    fprintf(stderr, \"fault %s in %s at %u\\n\",\n"
           "            baton_fault_names[m->fault], baton_block(m),\n"
           "            baton_index(m));\n"
           "  } else {\n"
           "    fputs(\"the fuel is used up\\n\", stderr);\n  }\n"
           "  int status = baton_exit_status(m);\n"
           "  return (!fine || fflush(stdout)) && !status ? 74 : status;\n}\n");
}

static char *file_text(Slice *s, const char *name) {
  char path[4200];
  uint8_t *bytes = NULL;
  size_t size;
  snprintf(path, sizeof path, "%s/%s", s->build.sources, name);
  if (baton_file_read(path, &bytes, &size)) return NULL;
  char *text = realloc(bytes, size + 1);
  if (text) text[size] = 0;
  return text;
}

/* A link in the slice's sources to each file of a folder of the machine's. */
static bool link_all(Slice *s, const char *folder) {
  char path[4300], to[4700];
  snprintf(path, sizeof path, "%s/%s", s->build.sources, folder);
  char *whole = realpath(path, NULL);
  DIR *list = whole ? opendir(whole) : NULL;
  struct dirent *entry;
  bool fine = list;
  while (fine && (entry = readdir(list))) {
    size_t length = strlen(entry->d_name);
    if (length < 3 || entry->d_name[length - 2] != '.') continue;
    snprintf(path, sizeof path, "%s/%s", whole, entry->d_name);
    snprintf(to, sizeof to, "%s/%s%s", s->build.folder, folder, entry->d_name);
    fine = !symlink(path, to) || errno == EEXIST;
  }
  if (list) closedir(list);
  free(whole);
  return fine;
}

typedef void Cut(Slice *s, const char *text, Buffer *out);

/* Writes a generated file, cut down; 0, or an exit status. */
static int cut(Slice *s, const char *name, Cut *cut) {
  char *text = file_text(s, name);
  Buffer out = machine_buffer(s->m);
  int status = EXIT_UNAVAILABLE;
  if (text) {
    cut(s, text, &out);
    status = baton_build_write(&s->build, &s->command, name, &out);
  }
  buffer_free(&out);
  free(text);
  return status;
}
static void cut_handlers(Slice *s, const char *text, Buffer *out) {
  (void)text;
  slice_handlers(s, out);
}

/* Writes a `main`, for the slice or for the whole machine. */
static int main_make(Slice *s, const char *name, const uint8_t *image,
                     size_t size) {
  Buffer out = machine_buffer(s->m);
  slice_main(s, image, size, &out);
  int status = baton_build_write(&s->build, &s->command, name, &out);
  buffer_free(&out);
  return status;
}

static int sources_make(Slice *s, const uint8_t *image, size_t size) {
  char folder[128];
  int status = main_make(s, "slice-main.c", image, size);
  Buffer out = machine_buffer(s->m);
  bool whole = s->whole;
  s->whole = true;
  if (!status) status = main_make(s, "whole-main.c", image, size);
  s->whole = whole;
  buffer_text(&out, "#define BATON_SLICE\n");
  if (!status && !s->whole) slice_header(s, &out);
  if (!status)
    status = baton_build_write(&s->build, &s->command, "slice.h", &out);
  buffer_free(&out);
  if (status) return status;
  for (int i = 1; i < FOLDERS; i++) {
    snprintf(folder, sizeof folder, "%s/%s", s->build.folder, folders[i]);
    if (mkdir(folder, 0777)) return EXIT_CREATE;
  }
  if (!s->whole) {
    status = cut(s, "generated/bodies.h", slice_bodies);
    if (!status) status = cut(s, "generated/table.c", slice_table);
    if (!status) status = cut(s, "generated/handlers.h", cut_handlers);
  }
  if (status) return status;
  for (int i = 0; i < FOLDERS; i++)
    if (!link_all(s, folders[i])) return EXIT_CREATE;
  return 0;
}

/* Building. */

#if defined __clang__ || __GNUC__ >= 12
#define SMALLEST "-Oz"
#else
#define SMALLEST "-Os"
#endif
#define SMALL                                                                  \
  SMALLEST                                                                     \
  " -fno-stack-protector -fno-pie -fno-asynchronous-unwind-tables "            \
  "-fno-unwind-tables -fomit-frame-pointer -fno-jump-tables -fno-plt "         \
  "-fno-tree-slp-vectorize -fno-ident -fno-inline-functions-called-once"
static const char *const compiling[] = {
    "-std=c11", "-DNDEBUG", "-ffunction-sections", "-fdata-sections"};
static const char *const linking[] = {"-no-pie",
                                      "-s",
                                      "-Wl,--gc-sections",
                                      "-Wl,-z,norelro",
                                      "-Wl,-z,noseparate-code",
                                      "-Wl,--build-id=none",
                                      "-Wl,-z,common-page-size=512",
                                      "-Wl,--hash-style=gnu"};

typedef struct Words {
  const char *word[96];
  char text[48][4300];
  uint32_t count, texts;
} Words;

static void words_add(Words *w, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++) w->word[w->count++] = words[i];
}
static void word_add(Words *w, const char *word) { words_add(w, &word, 1); }
static void path_add(Words *w, const char *folder, const char *name,
                     const char *end) {
  char *text = w->text[w->texts++];
  snprintf(text, sizeof w->text[0], "%s/%s%s", folder, name, end);
  word_add(w, text);
}
/* Is the file one of this machine's?  Fused handlers are in no slice. */
static bool is_wanted(const char *name, bool whole) {
  return whole || strcmp(name, "generated/fusions");
}

/* The section headers of an executable stand behind all that is loaded, and
 * only debuggers read them. */
static bool headers_strip(const char *path) {
  ElfW(Ehdr) head;
  ElfW(Phdr) segment;
  FILE *file = fopen(path, "r+b");
  if (!file) return false;
  bool fine = fread(&head, sizeof head, 1, file) == 1 &&
              !memcmp(head.e_ident, ELFMAG, SELFMAG);
  ElfW(Off) end = 0;
  for (int i = 0; fine && i < head.e_phnum; i++) {
    ElfW(Off) at = head.e_phoff + (ElfW(Off))i * head.e_phentsize;
    fine = head.e_phentsize == sizeof segment &&
           !fseek(file, (long)at, SEEK_SET) &&
           fread(&segment, sizeof segment, 1, file) == 1;
    if (end < segment.p_offset + segment.p_filesz)
      end = segment.p_offset + segment.p_filesz;
  }
  head.e_shoff = 0;
  head.e_shnum = head.e_shstrndx = 0;
  fine = fine && !fseek(file, 0, SEEK_SET) &&
         fwrite(&head, sizeof head, 1, file) == 1 && !fflush(file) &&
         !ftruncate(fileno(file), (off_t)end);
  return !fclose(file) && fine;
}

static int slice_build(Slice *s) {
  Words *w = calloc(1, sizeof *w);
  if (!w) return EXIT_UNAVAILABLE;
  words_add(w, compiling, sizeof compiling / sizeof *compiling);
  words_add(w, linking, sizeof linking / sizeof *linking);
  word_add(w, "-flto=auto");
  word_add(w, "-include");
  path_add(w, s->build.folder, "slice", ".h");
  word_add(w, "-o");
  word_add(w, s->build.part);
  path_add(w, s->build.folder, "slice-main", ".c");
  for (int i = 0; i < SOURCES; i++)
    if (is_wanted(sources[i].name, s->whole))
      path_add(w, s->build.folder, sources[i].name, ".c");
  int status = baton_build_run(&s->command, SMALL, w->word);
  free(w);
  if (!status && !headers_strip(s->build.part)) status = EXIT_CREATE;
  return status;
}

/* Explaining: both machines are built without optimisation across files, and
 * the linker tells what it kept of each. */

static void object_name(char name[32], bool whole, int number) {
  snprintf(name, 32, "%s-%d", whole ? "whole" : "slice", number);
}

static int object_make(void *context, uint32_t number) {
  Slice *s = context;
  bool whole = number > SOURCES;
  int source = (int)number % (SOURCES + 1);
  char name[32];
  if (source < SOURCES && !is_wanted(sources[source].name, whole || s->whole))
    return 0;
  Words *w = calloc(1, sizeof *w);
  if (!w) return EXIT_UNAVAILABLE;
  words_add(w, compiling, sizeof compiling / sizeof *compiling);
  if (!whole)
    word_add(w, "-include"), path_add(w, s->build.folder, "slice", ".h");
  word_add(w, "-c");
  word_add(w, "-o");
  object_name(name, whole, source);
  path_add(w, s->build.folder, name, ".o");
  if (source == SOURCES)
    path_add(w, s->build.folder, whole ? "whole-main" : "slice-main", ".c");
  else
    path_add(w, whole ? s->build.sources : s->build.folder,
             sources[source].name, ".c");
  word_add(w, "-I");
  word_add(w, s->build.sources);
  int status = baton_build_run(&s->command, SMALL, w->word);
  free(w);
  return status;
}

/* Adds up what the map of the link says of each object. */
static void map_read(FILE *map, const char *prefix, uint64_t bytes[SOURCES]) {
  char line[4600];
  bool kept = false;
  while (fgets(line, sizeof line, map)) {
    if (!strncmp(line, "Linker script and", 17)) kept = true;
    char *address = strstr(line, " 0x"), *slash = strrchr(line, '/');
    unsigned long long at, size;
    int number;
    if (!kept || !address || !slash || line[1] == '*' ||
        strncmp(slash + 1, prefix, strlen(prefix)) ||
        sscanf(slash + 1 + strlen(prefix), "-%d.o", &number) != 1 ||
        number >= SOURCES || sscanf(address, "%llx %llx", &at, &size) != 2)
      continue;
    if (at) bytes[number] += size;
  }
}

static int machine_measure(Slice *s, bool whole, uint64_t bytes[SOURCES]) {
  Words *w = calloc(1, sizeof *w);
  char name[32], map[128], option[160];
  if (!w) return EXIT_UNAVAILABLE;
  snprintf(map, sizeof map, "%s/map", s->build.folder);
  snprintf(option, sizeof option, "-Wl,-Map=%s", map);
  words_add(w, linking, sizeof linking / sizeof *linking);
  word_add(w, option);
  word_add(w, "-o");
  path_add(w, s->build.folder, "measured", "");
  for (int i = 0; i <= SOURCES; i++) {
    if (i < SOURCES && !is_wanted(sources[i].name, whole || s->whole)) continue;
    object_name(name, whole, i);
    path_add(w, s->build.folder, name, ".o");
  }
  int status = baton_build_run(&s->command, SMALL, w->word);
  free(w);
  FILE *file = status ? NULL : fopen(map, "r");
  if (!status && !file) status = EXIT_UNAVAILABLE;
  if (file) map_read(file, whole ? "whole" : "slice", bytes), fclose(file);
  return status;
}

static void instructions_print(Slice *s, bool in) {
  uint32_t count = 0, column = 0;
  for (uint32_t i = 1; i < baton_instruction_count; i++)
    count += is_used(s, &baton_instructions[i]) == in;
  column = (uint32_t)printf(
      "%s instructions (%u):", in ? "in: " : "cut:", count);
  for (uint32_t i = 1; i < baton_instruction_count; i++) {
    const char *name = instruction_name(&baton_instructions[i]);
    if (is_used(s, &baton_instructions[i]) != in) continue;
    if (column + strlen(name) > 78) column = (uint32_t)printf("\n    ") - 1;
    column += (uint32_t)printf(" %s", name);
  }
  printf("\n");
}

static int explain(Slice *s) {
  uint64_t whole[SOURCES] = {0}, here[SOURCES] = {0}, all = 0, total = 0;
  int status = baton_build_each(2 * (SOURCES + 1), object_make, s);
  if (!status) status = machine_measure(s, true, whole);
  if (!status) status = machine_measure(s, false, here);
  if (status) return status;
  instructions_print(s, true);
  instructions_print(s, false);
  for (int in = 1; in >= 0; in--)
    for (int i = 0; i < PARTS; i++)
      if (s->has[i] == in)
        printf("%s %s\n", in ? "in: " : "cut:", parts[i].what);
  printf("\n%-28s %14s %10s\n", "bytes", "whole machine", "this slice");
  for (int i = 0; i < SOURCES; i++) {
    printf("%-28s %14llu %10llu\n", sources[i].what,
           (unsigned long long)whole[i], (unsigned long long)here[i]);
    all += whole[i], total += here[i];
  }
  printf("%-28s %14llu %10llu\n", "sum", (unsigned long long)all,
         (unsigned long long)total);
  return 0;
}

/* The command. */

/* Takes out what is the slice's own; the rest are options of a run and FILE. */
static int options_read(Slice *s, int count, char **argument) {
  int kept = 0, status;
  for (int i = 1; i < count; i++) {
    if (!strcmp(argument[i], "--explain")) s->explain = true;
    else if (!strcmp(argument[i], "-o") && i + 1 < count)
      s->command.output = argument[++i];
    else argument[kept++] = argument[i];
  }
  status = baton_run_options(&s->command, true, kept, argument);
  if (status) return status;
  if (s->command.options.argument_count)
    return baton_command_misused(&s->command, "this cannot stand here",
                                 s->command.options.arguments[0]);
  if (s->command.trace || s->command.stats || s->command.options.record ||
      s->command.options.replay)
    return baton_command_misused(
        &s->command, "a slice neither traces, counts nor records", NULL);
  if (!s->command.output && !s->explain)
    return baton_command_misused(&s->command, "-o PROGRAM is missing", NULL);
  return 0;
}

static int slice(void *context, BatonMachine *m, const uint8_t *image,
                 size_t size) {
  Slice *s = context;
  char unnamed[64];
  s->m = m;
  s->program = m->main;
  survey(s);
  if (!s->command.output) { /* only explained: written nowhere */
    snprintf(unnamed, sizeof unnamed, "/tmp/baton-slice-%ld", (long)getpid());
    s->command.output = unnamed;
  }
  int status = baton_build_start(&s->build, &s->command);
  if (!status) status = sources_make(s, image, size);
  if (!status) status = slice_build(s);
  if (!status && s->explain) status = explain(s);
  struct stat file;
  if (!status && s->explain && !stat(s->build.part, &file))
    printf("%-28s %14s %10lld\n", "the executable", "",
           (long long)file.st_size);
  status = baton_build_end(&s->build, &s->command, status);
  if (s->command.output == unnamed) remove(unnamed);
  return status;
}

int main(int count, char **argument) {
  baton_streams_hold();
  Slice s = {.command = {.name = "baton slice",
                         .usage = usage,
                         .run_usage = "",
                         .options = {.report = baton_command_report}}};
  s.command.options.context = &s.command;
  int status = baton_command_help(&s.command, argument[1]);
  if (status >= 0) return status;
  status = options_read(&s, count, argument);
  return status ? status : baton_build_program(&s.command, true, slice, &s);
}
