/* Names and environments, for the engine `names` (names.c).
 *
 * A name is the offset of its text in the image, or PLAIN and a register's
 * number.  The values stay in the registers, where all other parts of the
 * machine look for them: what the environment tells is which one.
 */
#ifndef BATON_NAMES_LIST_H
#define BATON_NAMES_LIST_H

#define PLAIN 0x80000000u

typedef struct Binding {
  const uint8_t *name; /* its length and text */
  uint32_t number;     /* of a plain one, else 0 */
  struct Binding *next;
} Binding;

typedef struct Names {
  const Program *program;
  Binding *first;
  Binding of[REGISTERS]; /* the binding of each register, in the list or not */
  uint32_t takens, borns;
  uint16_t taken[REGISTERS], born[2];
  uint32_t born_name[2];
} Names;

/* For each byte of the image, the name of the variable that is read or born
 * there; the first says whether all names are plain. */
static uint32_t *name_table(const Program *program) {
  return (uint32_t *)(void *)(program->units +
                              (size_t)program->blocks * ENTRY_HEAD + 2);
}
#define NAME_UNITS(program) (2 * (program)->size + 2)

static uint32_t name_of_birth(const Program *program, const Block *block,
                              uint32_t birth, uint32_t number) {
  if (name_table(program)[0] || !program->file || !block->names)
    return PLAIN + number;
  return program->name[block->names - 1 + birth];
}

static bool same_text(const uint8_t *a, const uint8_t *b) {
  uint64_t length = number_read(&a);
  return number_read(&b) == length && !memcmp(a, b, length);
}

/* Names, the environment. */

static void name_bind(Names *names, uint32_t name, uint32_t number) {
  Binding *binding = &names->of[number];
  binding->number = name >= PLAIN ? name : 0;
  binding->name = names->program->image + (name >= PLAIN ? 0 : name);
  binding->next = names->first;
  names->first = binding;
}

static void name_end(Names *names, uint32_t number) {
  Binding **link = &names->first;
  while (*link != &names->of[number]) link = &(*link)->next;
  *link = (*link)->next;
}

static uint32_t name_find(const Names *names, uint32_t name) {
  const uint8_t *text = names->program->image + name;
  const Binding *binding = names->first;
  if (name >= PLAIN)
    while (binding->number != name) binding = binding->next;
  else
    while (!same_text(binding->name, text)) binding = binding->next;
  return (uint32_t)(binding - names->of);
}

/* What bytes.c does at each step of an instruction. */

#define VARIABLE(names, program, place, number)                                \
  name_find(names, name_table(program)[(place) - (program)->image])
#define TAKEN(names, slot) (names)->taken[(names)->takens++] = (slot)
#define BORN(names, program, place, slot)                                      \
  ((names)->born_name[(names)->borns] = name_table(                            \
       program)[(place) - (program)->image],                                   \
   (names)->born[(names)->borns++] = (slot))
#define FRESH(names) ((names)->takens = (names)->borns = 0)

#define PASSED(names) names_pass(names)
static void names_pass(Names *names) {
  for (uint32_t i = 0; i < names->takens; i++) name_end(names, names->taken[i]);
  for (uint32_t i = 0; i < names->borns; i++)
    name_bind(names, names->born_name[i], names->born[i]);
}

#define ENTERED(names, block) names_enter(names, block)
static void names_enter(Names *names, const Block *block) {
  names->program = block->program;
  names->first = NULL;
  for (uint32_t i = 0; i < (uint32_t)block->parameters + block->captures; i++)
    name_bind(names, name_of_birth(block->program, block, i, i), i);
}

#define BEGUN(names, program, block, at)                                       \
  names_begin(names, program, block, (uint32_t)((at) - (program)->image))
static void names_begin(Names *names, const Program *program,
                        const Block *block, uint32_t at) {
  Walk walk = {0};
  baton_walk_to(&walk, block, at);
  names->program = program;
  names->first = NULL;
  for (uint32_t i = 0; i < REGISTERS; i++)
    if (walk.live[i])
      name_bind(names, name_of_birth(program, block, walk.birth[i], i), i);
}

/* Loading: a walk through each block tells what lives where. */

/* Is the name of register `number` that of another that lives, too? */
static bool name_is_taken(const Walk *walk, uint32_t name, uint32_t number) {
  const Program *program = walk->program;
  for (uint32_t i = 0; i < walk->highest && name < PLAIN; i++)
    if (walk->live[i] && i != number &&
        same_text(program->image + name,
                  program->image +
                      name_of_birth(program, walk->block, walk->birth[i], i)))
      return true;
  return false;
}

/* Fills in the table where the walk's instruction reads variables. */
static const uint8_t *operands_name(const Walk *walk) {
  const Code *code = &walk->code;
  const Program *program = walk->program;
  const uint8_t *at = program->image + code->at + 1;
  uint32_t operand = 0;
  if (code->tree) number_read(&at), at++;
  for (uint32_t i = 0; i < code->info->operands; i++) {
    uint64_t repeat = 1;
    if (code->info->operand[i].class == OPERAND_REST) repeat = number_read(&at);
    for (; repeat; repeat--, operand++) {
      const Operand *o = &code->operand[operand];
      if (o->mode <= MODE_TAKE)
        name_table(program)[at - program->image] = name_of_birth(
            program, walk->block, walk->birth[o->index], (uint32_t)o->index);
      number_read(&at);
    }
  }
  return at;
}

/* Fills in the table for all blocks.  False: no memory.  `twice`: two variables
 * that live at the same time have one name. */
static bool program_walk(Machine *m, Program *program, bool *twice) {
  Walk walk = baton_walk(m);
  const char *problem = NULL;
  *twice = false;
  for (uint32_t i = 0; i < program->blocks && !problem; i++) {
    const Block *block = &program->block[i];
    baton_walk_start(&walk, block);
    for (uint32_t j = 0; j < walk.births; j++)
      *twice |= name_is_taken(&walk, name_of_birth(program, block, j, j), j);
    while (walk.at < block->end && !problem) {
      baton_walk_read(&walk);
      const uint8_t *at = operands_name(&walk);
      uint32_t results = walk.code.info->results, first = walk.births;
      uint8_t born[2] = {walk.code.result[0], walk.code.result[1]};
      uint32_t name[2];
      for (uint32_t j = 0; j < results; j++) {
        name[j] = name_of_birth(program, block, first + j, born[j]);
        name_table(program)[at - program->image] = name[j];
        number_read(&at);
      }
      problem = baton_walk_next(&walk);
      for (uint32_t j = 0; j < results; j++)
        *twice |= name_is_taken(&walk, name[j], born[j]);
    }
  }
  buffer_free(&walk.ways);
  return !problem;
}

#define PROGRAM_NAMED(m, program) program_name(m, program)
static bool program_name(Machine *m, Program *program) {
  bool twice;
  uint32_t *table = name_table(program);
  table[0] = program->size >= PLAIN;
  if (!program_walk(m, program, &twice)) return false;
  if (!twice) return true;
  table[0] = 1;
  return program_walk(m, program, &twice);
}

#endif
