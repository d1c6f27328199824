/* What lives at a moment: the cells that the live registers lead to.
 *
 * The walk over the heap that the pictures and the page share.  Cells come in
 * the order of their distance from the registers, so that what is left out for
 * lack of room is what is furthest away.  A cell has a number, which it keeps
 * from one view to the next as long as it is seen.  Relies on baton.h.
 */
#ifndef BATON_VIEW_H
#define BATON_VIEW_H

#include "baton.h"

enum { VIEW_FIELDS = 12 }; /* of a cell that are looked at; more are counted */

typedef struct ViewCell {
  BatonValue value;
  BatonCell cell;
  uint32_t number;  /* from 1 */
  uint64_t content; /* changes when what is shown of the cell does */
  uint32_t parents; /* references from what is in the view */
} ViewCell;

typedef struct View {
  BatonMachine *machine; /* borrowed */
  ViewCell *cell;
  size_t cells, room, most;
  bool whole; /* all cells that can be reached are in it */
  uint32_t next_number;
  uint32_t *table; /* open addressing: index in `cell` + 1 */
  size_t table_size;
  ViewCell *before; /* the cells of the view before, by the same table */
  uint32_t *table_before;
  size_t table_before_size, cells_before;
} View;

/* A view of at most `most` cells. */
View view_make(BatonMachine *machine, size_t most);
/* Looks at the machine anew.  False: no memory. */
bool view_take(View *view);
/* The live registers, as baton_live gives them; of a program that has halted
 * there is none. */
size_t view_live(BatonMachine *machine, uint8_t registers[256]);
/* The cell of a value; NULL: it has none, or it is not in the view. */
ViewCell *view_find(const View *view, BatonValue value);
/* The same cell in the view before, and whether a cell of that one is still in
 * this. */
const ViewCell *view_before(const View *view, const ViewCell *cell);
bool view_still(const View *view, const ViewCell *before);
/* How many fields of the cell are shown. */
static inline uint32_t view_fields(const BatonCell *cell) {
  return cell->fields < VIEW_FIELDS ? cell->fields : VIEW_FIELDS;
}
void view_free(View *view);

#endif
