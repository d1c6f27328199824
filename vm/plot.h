/* The plotter: a drawing that becomes an SVG file (spec/machine.md, Services).
 */
#ifndef BATON_PLOT_H
#define BATON_PLOT_H

#include "machine.h"

typedef struct Plot {
  Buffer drawing, color; /* as SVG */
  int x, y, width;
  int left, top, right, bottom; /* how far what is drawn reaches */
} Plot;

void baton_plot_start(Machine *m, Plot *plot);
/* Does one command, which is borrowed. */
Fault baton_plot_write(Machine *m, Plot *plot, Value command);
/* Writes the drawing, if there is any, to a file; false: it could not. */
bool baton_plot_finish(const Plot *plot, const char *path);
void baton_plot_free(Plot *plot);

#endif
