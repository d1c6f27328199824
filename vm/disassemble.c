/* Disassembling: a program back to text (spec/text.md), flat.
 *
 * A block gets names where the debug section has them and the rule of the
 * lowest free register gives the same numbers again; else it gets numbers.
 */
#include "baton.h"
#include <stdio.h>
#include "print.h"
#include "table.h"

typedef struct Way {
  uint32_t otherwise, depth;
  Walk walk;
} Way;

typedef struct Disassembler {
  Machine *m;
  const Block *block;
  Walk walk;
  Code code;
  Buffer ways; /* of Way */
  Buffer *out;
} Disassembler;

static void indent(Buffer *out, uint32_t depth) {
  buffer_byte(out, '\n');
  while (depth--) buffer_text(out, "  ");
}

/* Would the assembler give these registers to these names? */
static bool names_fit(Disassembler *d) {
  Walk *walk = &d->walk;
  for (uint32_t i = 0; i < d->code.info->results; i++) {
    uint32_t lowest = 0;
    for (uint32_t j = 0; j < d->code.count; j++)
      if (d->code.operand[j].mode == MODE_TAKE)
        walk->live[d->code.operand[j].index] = false;
    for (uint32_t j = 0; j < i; j++) walk->live[d->code.result[j]] = true;
    while (lowest < REGISTERS && walk->live[lowest]) lowest++;
    if (lowest != d->code.result[i]) return false;
  }
  return true;
}

/* Goes through a block; with `print`, writes it.  False: it cannot have names.
 */
static bool body(Disassembler *d, bool print) {
  uint32_t depth = 1;
  bool fits = true;
  baton_walk_start(&d->walk, d->block->program, d->block);
  for (uint32_t at = d->block->at; fits && at < d->block->end;
       at = d->code.next) {
    Way *way = d->ways.length ? BUFFER_TOP(&d->ways, Way) : NULL;
    if (way && way->otherwise == at) {
      uint32_t births = d->walk.births, index = d->walk.index;
      d->walk = way->walk;
      d->walk.births = births;
      d->walk.index = index;
      depth = way->depth;
      way->otherwise = 0;
      if (print) {
        indent(d->out, depth);
        buffer_text(d->out, "(else");
      }
      depth++;
    }
    baton_code_read(d->block->program, at, d->block->end, &d->code);
    Walk before = d->walk;
    if (!print) fits = names_fit(d);
    d->walk = before;
    if (print) {
      indent(d->out, depth);
      baton_print_code(d->m, &d->walk, d->block, &d->code, d->out);
      if (d->code.tree) d->out->length--; /* its ways come inside */
    }
    baton_walk_pass(&d->walk, &d->code);
    if (d->code.tree) {
      Way *to = buffer_extend(&d->ways, sizeof *to);
      if (!to) return false;
      *to = (Way){d->code.otherwise, depth + 1,
                  d->code.tree == OP_TRY ? before : d->walk};
      if (print) {
        indent(d->out, depth + 1);
        buffer_text(d->out, "(then");
      }
      depth += 2;
    }
    if (d->code.info->class != CLASS_TRANSFER) continue;
    if (print) buffer_byte(d->out, ')'); /* of the way, or the block */
    /* Ways that end here: `else` closes its tree too. */
    while (d->ways.length && !BUFFER_TOP(&d->ways, Way)->otherwise) {
      d->ways.length -= sizeof(Way);
      if (print) buffer_text(d->out, "))");
    }
  }
  d->ways.length = 0;
  return fits;
}

static void header(Disassembler *d) {
  const Block *b = d->block;
  char text[32];
  bool rest = b->arity & REST;
  buffer_text(d->out, "(block ");
  baton_print_symbol(d->m, b->name, d->out);
  baton_walk_start(&d->walk, b->program, b);
  if (!b->names || !b->program->file) {
    snprintf(text, sizeof text, rest ? " (%u . rest) %u" : " %u %u",
             b->parameters - rest, b->captures);
    buffer_text(d->out, text);
    return;
  }
  buffer_text(d->out, " (");
  for (uint32_t i = 0; i < b->parameters; i++) {
    if (i) buffer_byte(d->out, ' ');
    if (rest && i + 1u == b->parameters) buffer_text(d->out, ". ");
    baton_print_register(&d->walk, b, i, "", d->out);
  }
  buffer_text(d->out, ") (");
  for (uint32_t i = 0; i < b->captures; i++) {
    if (i) buffer_byte(d->out, ' ');
    baton_print_register(&d->walk, b, b->parameters + i, "", d->out);
  }
  buffer_text(d->out, ")");
}

bool baton_disassemble(BatonMachine *m, char **text, size_t *size) {
  Buffer out = machine_buffer(m);
  Disassembler *d = memory_resize(&m->memory, NULL, sizeof *d);
  if (!d) return false;
  *d = (Disassembler){.m = m, .ways = machine_buffer(m), .out = &out};
  for (uint32_t i = 0; i < m->main->blocks; i++) {
    Block *block = &m->main->block[i];
    uint32_t names = block->names;
    d->block = block;
    if (!body(d, false)) block->names = 0;
    if (i) buffer_text(&out, "\n");
    header(d);
    body(d, true);
    buffer_text(&out, "\n");
    block->names = names;
  }
  bool fine = !out.failed && !d->ways.failed;
  buffer_free(&d->ways);
  memory_resize(&m->memory, d, 0);
  *text = (char *)out.data;
  *size = out.length;
  if (!fine) buffer_free(&out);
  return fine;
}
