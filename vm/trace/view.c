/* What lives at a moment: see view.h. */
#include "view.h"
#include <stdlib.h>

View view_make(BatonMachine *machine, size_t most) {
  return (View){.machine = machine, .most = most, .next_number = 1};
}

void view_free(View *view) {
  free(view->cell);
  free(view->table);
  free(view->before);
  free(view->table_before);
  *view = (View){0};
}

static size_t slot_of(uintptr_t id, size_t size) {
  return (size_t)((uint64_t)(id >> 3) * 0x9e3779b97f4a7c15u >> 20) & (size - 1);
}

/* The index of a cell in `cells`, or SIZE_MAX. */
static size_t look_up(const ViewCell *cells, const uint32_t *table, size_t size,
                      uintptr_t id) {
  if (!size) return SIZE_MAX;
  for (size_t i = slot_of(id, size); table[i]; i = (i + 1) & (size - 1))
    if (cells[table[i] - 1].cell.id == id) return table[i] - 1;
  return SIZE_MAX;
}

static void enter(View *view, uint32_t index) {
  size_t i = slot_of(view->cell[index].cell.id, view->table_size);
  while (view->table[i]) i = (i + 1) & (view->table_size - 1);
  view->table[i] = index + 1;
}

static uint64_t mixed(uint64_t hash, uint64_t word) {
  return (hash ^ word) * 0x100000001b3u;
}

/* A number that stands for what is shown of a cell. */
static uint64_t content_of(BatonMachine *machine, BatonValue value,
                           const BatonCell *cell) {
  uint64_t hash = mixed(0xcbf29ce484222325u, cell->references);
  for (uint32_t i = 0; i < view_fields(cell); i++)
    hash = mixed(hash, baton_field(machine, value, i));
  if (!cell->fields)
    for (const char *c = baton_text(machine, value); *c; c++)
      hash = mixed(hash, (unsigned char)*c);
  return hash;
}

/* Makes room for one more cell. */
static bool grow(View *view) {
  if (view->cells == view->room) {
    size_t room = view->room * 2 + 64;
    ViewCell *more = realloc(view->cell, room * sizeof *more);
    if (!more) return false;
    view->cell = more;
    view->room = room;
  }
  if (view->table_size >= 2 * (view->cells + 1)) return true;
  size_t size = view->table_size ? view->table_size * 2 : 256;
  uint32_t *table = calloc(size, sizeof *table);
  if (!table) return false;
  free(view->table);
  view->table = table;
  view->table_size = size;
  for (size_t i = 0; i < view->cells; i++) enter(view, (uint32_t)i);
  return true;
}

/* Takes a value's cell into the view. */
static bool reach(View *view, BatonValue value) {
  BatonCell cell;
  if (!baton_cell(view->machine, value, &cell)) return true;
  size_t known = look_up(view->cell, view->table, view->table_size, cell.id);
  if (known != SIZE_MAX) {
    view->cell[known].parents++;
    return true;
  }
  if (view->cells == view->most) {
    view->whole = false;
    return true;
  }
  if (!grow(view)) return false;
  size_t before = look_up(view->before, view->table_before,
                          view->table_before_size, cell.id);
  view->cell[view->cells] = (ViewCell){
      .value = value,
      .cell = cell,
      .number = before == SIZE_MAX ? view->next_number++
                                   : view->before[before].number,
      .content = content_of(view->machine, value, &cell),
      .parents = 1};
  enter(view, (uint32_t)view->cells++);
  return true;
}

size_t view_live(BatonMachine *machine, uint8_t registers[256]) {
  return baton_state(machine) == BATON_HALTED ? 0
                                              : baton_live(machine, registers);
}

bool view_take(View *view) {
  uint8_t registers[256];
  BatonValue value;
  free(view->before);
  free(view->table_before);
  view->before = view->cell;
  view->table_before = view->table;
  view->table_before_size = view->table_size;
  view->cells_before = view->cells;
  view->cell = NULL;
  view->table = NULL;
  view->cells = view->room = view->table_size = 0;
  view->whole = true;
  size_t live = view_live(view->machine, registers);
  for (size_t i = 0; i < live; i++)
    if (baton_register(view->machine, registers[i], &value) &&
        !reach(view, value))
      return false;
  for (size_t i = 0; i < view->cells; i++) {
    ViewCell from = view->cell[i];
    for (uint32_t f = 0; f < view_fields(&from.cell); f++)
      if (!reach(view, baton_field(view->machine, from.value, f))) return false;
    if (from.cell.fields > VIEW_FIELDS) view->whole = false;
  }
  return true;
}

ViewCell *view_find(const View *view, BatonValue value) {
  BatonCell cell;
  if (!baton_cell(view->machine, value, &cell)) return NULL;
  size_t i = look_up(view->cell, view->table, view->table_size, cell.id);
  return i == SIZE_MAX ? NULL : &view->cell[i];
}

const ViewCell *view_before(const View *view, const ViewCell *cell) {
  size_t i = look_up(view->before, view->table_before, view->table_before_size,
                     cell->cell.id);
  return i == SIZE_MAX ? NULL : &view->before[i];
}

bool view_still(const View *view, const ViewCell *before) {
  return look_up(view->cell, view->table, view->table_size, before->cell.id) !=
         SIZE_MAX;
}
