/* Disassembling: a program back to text (spec/text.md), flat.
 *
 * A block gets names where the debug section has them and an assembler would
 * give them the same registers again; else it gets numbers.
 */
#include "print.h"
#include "table.h"

static void indent(Buffer *out, uint32_t depth) {
  buffer_byte(out, '\n');
  while (depth--) buffer_text(out, "  ");
}

/* Can the variable that was just born have its name beside the others that
 * live, and would an assembler give it this register? */
static bool birth_fits(const Walk *walk, uint32_t number) {
  const Block *block = walk->block;
  uint32_t length, other;
  const char *name = baton_debug_name(block->program, block,
                                      walk->birth[number], &length);
  if (!name || (length && *name == '!')) return false;
  for (uint32_t i = 0; i < walk->highest; i++) {
    if (!walk->live[i] && i < number) return false;
    if (!walk->live[i] || i == number) continue;
    const char *taken = baton_debug_name(block->program, block, walk->birth[i],
                                         &other);
    if (length == other && !memcmp(name, taken, length)) return false;
  }
  return true;
}

/* Can the block have names? */
static bool block_fits(Walk *walk, const Block *block) {
  const uint8_t *result = walk->code.result;
  bool fits = true;
  baton_walk_start(walk, block);
  for (uint32_t i = 0; fits && i < walk->births; i++)
    fits = birth_fits(walk, i);
  while (fits && walk->at < block->end) {
    fits = !baton_walk_read(walk) && !baton_walk_next(walk);
    uint32_t count = walk->code.info->results;
    if (count > 1 && result[0] > result[1]) fits = false;
    for (uint32_t i = 0; fits && i < count; i++)
      fits = birth_fits(walk, result[i]);
  }
  return fits;
}

static void variables(const Block *block, uint32_t from, uint32_t to, bool rest,
                      Buffer *out) {
  buffer_text(out, " (");
  for (uint32_t i = from; i < to; i++) {
    if (i > from) buffer_byte(out, ' ');
    if (rest && i + 1 == to) buffer_text(out, ". ");
    baton_print_variable(block, i, i, "", out);
  }
  buffer_byte(out, ')');
}

static void header(Machine *m, const Block *b, Buffer *out) {
  bool rest = b->arity & REST;
  buffer_text(out, "(block ");
  baton_print_symbol(m, b->name, out);
  if (b->names && b->program->file) {
    variables(b, 0, b->parameters, rest, out);
    variables(b, b->parameters, b->parameters + b->captures, false, out);
  } else {
    buffer_format(out, rest ? " (%u . rest) %u" : " %u %u",
                  b->parameters - rest, b->captures);
  }
}

static void body(Machine *m, Walk *walk, Buffer *out) {
  while (walk->at < walk->block->end && !baton_walk_read(walk)) {
    uint32_t before = walk->depth;
    indent(out, 2 * before + 1);
    baton_print_code(m, walk, out);
    if (walk->code.tree) out->length--; /* its ways come inside */
    if (baton_walk_next(walk)) break;
    if (walk->code.tree) {
      indent(out, 2 * walk->depth);
      buffer_text(out, "(then");
    }
    if (walk->code.info->class != CLASS_TRANSFER) continue;
    buffer_byte(out, ')'); /* of the way, or the block */
    for (; before > walk->depth; before--) buffer_text(out, "))");
    if (!walk->depth) continue;
    indent(out, 2 * walk->depth);
    buffer_text(out, "(else");
  }
}

bool baton_disassemble(BatonMachine *m, char **text, size_t *size) {
  Buffer out = machine_buffer(m);
  Walk walk = baton_walk(m);
  for (uint32_t i = 0; i < m->main->blocks; i++) {
    Block *block = &m->main->block[i];
    uint32_t names = block->names;
    if (!block_fits(&walk, block)) block->names = 0;
    if (i) buffer_byte(&out, '\n');
    header(m, block, &out);
    baton_walk_start(&walk, block);
    body(m, &walk, &out);
    buffer_byte(&out, '\n');
    block->names = names;
  }
  bool fine = !out.failed && !walk.ways.failed;
  buffer_free(&walk.ways);
  *text = (char *)out.data;
  *size = out.length;
  if (!fine) buffer_free(&out);
  return fine;
}
