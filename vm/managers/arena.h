/* The manager `arena`: allocates, and never frees.
 *
 * The lower bound of what memory can cost a program that fits.  `--heap` bounds
 * all that is ever allocated.
 */
#ifndef BATON_ARENA_H
#define BATON_ARENA_H

#define MANAGER_NAME "arena"
#define MANAGER_COLLECTS 0
#define MANAGER_SPACES 1
#include "uncounted.h"

#endif
