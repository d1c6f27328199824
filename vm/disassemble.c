/* Disassembling: a program back to text (spec/text.md), flat.
 *
 * A block gets names where the debug section has them and an assembler would
 * give them the same registers again; else it gets numbers.
 */
#include "print.h"
#include "table.h"

typedef struct Disassembler {
  Machine *m;
  Walk walk;
  Buffer *out;
} Disassembler;

static void indent(Buffer *out, uint32_t depth) {
  buffer_byte(out, '\n');
  while (depth--) buffer_text(out, "  ");
}

/* Can a live register's variable have its name, beside the other ones? */
static bool name_fits(const Walk *walk, uint32_t number) {
  const Block *block = walk->block;
  uint32_t length, other;
  const char *name = baton_debug_name(block->program, block,
                                      walk->birth[number], &length);
  if (!name || (length && *name == '!')) return false;
  for (uint32_t i = 0; i < REGISTERS; i++) {
    if (!walk->live[i] || i == number) continue;
    const char *taken = baton_debug_name(block->program, block, walk->birth[i],
                                         &other);
    if (length == other && !memcmp(name, taken, length)) return false;
  }
  return true;
}

/* Would an assembler give the results that were just born these registers? */
static bool results_fit(const Walk *walk) {
  const Code *code = &walk->code;
  uint32_t count = code->info->results;
  if (count > 1 && code->result[0] > code->result[1]) return false;
  for (uint32_t i = 0; i < count; i++) {
    for (uint32_t lower = 0; lower < code->result[i]; lower++)
      if (!walk->live[lower]) return false;
    if (!name_fits(walk, code->result[i])) return false;
  }
  return true;
}

/* Can the block have names? */
static bool block_fits(Walk *walk, const Block *block) {
  bool fits = true;
  baton_walk_start(walk, block);
  for (uint32_t i = 0; fits && i < walk->births; i++) fits = name_fits(walk, i);
  while (fits && walk->at < block->end)
    fits = !baton_walk_read(walk) && !baton_walk_next(walk) &&
           results_fit(walk);
  return fits;
}

static void header(Disassembler *d) {
  const Block *b = d->walk.block;
  bool rest = b->arity & REST;
  buffer_text(d->out, "(block ");
  baton_print_symbol(d->m, b->name, d->out);
  if (!b->names || !b->program->file) {
    buffer_format(d->out, rest ? " (%u . rest) %u" : " %u %u",
                  b->parameters - rest, b->captures);
    return;
  }
  for (uint32_t i = 0; i <= d->walk.births; i++) {
    bool last = i == d->walk.births;
    if (!i) buffer_text(d->out, " (");
    if (i == b->parameters) buffer_text(d->out, ") (");
    else if (i && !last) buffer_byte(d->out, ' ');
    if (rest && i + 1u == b->parameters) buffer_text(d->out, ". ");
    if (!last) baton_print_variable(b, i, i, "", d->out);
  }
  buffer_text(d->out, ")");
}

static void body(Disassembler *d) {
  Walk *walk = &d->walk;
  while (walk->at < walk->block->end && !baton_walk_read(walk)) {
    uint32_t before = walk->depth;
    indent(d->out, 2 * before + 1);
    baton_print_code(d->m, walk, d->out);
    if (walk->code.tree) d->out->length--; /* its ways come inside */
    if (baton_walk_next(walk)) break;
    if (walk->code.tree) {
      indent(d->out, 2 * walk->depth);
      buffer_text(d->out, "(then");
    }
    if (walk->code.info->class != CLASS_TRANSFER) continue;
    buffer_byte(d->out, ')'); /* of the way, or the block */
    for (; before > walk->depth; before--) buffer_text(d->out, "))");
    if (!walk->depth) continue;
    indent(d->out, 2 * walk->depth);
    buffer_text(d->out, "(else");
  }
}

bool baton_disassemble(BatonMachine *m, char **text, size_t *size) {
  Buffer out = machine_buffer(m);
  Disassembler d = {.m = m, .walk = baton_walk(m), .out = &out};
  for (uint32_t i = 0; i < m->main->blocks; i++) {
    Block *block = &m->main->block[i];
    uint32_t names = block->names;
    if (!block_fits(&d.walk, block)) block->names = 0;
    if (i) buffer_text(&out, "\n");
    baton_walk_start(&d.walk, block);
    header(&d);
    body(&d);
    buffer_text(&out, "\n");
    block->names = names;
  }
  bool fine = !out.failed && !d.walk.ways.failed;
  baton_walk_free(&d.walk);
  *text = (char *)out.data;
  *size = out.length;
  if (!fine) buffer_free(&out);
  return fine;
}
