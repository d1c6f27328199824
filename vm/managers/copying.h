/* The manager `copying`: two spaces, of which one is empty (C. J. Cheney,
 * 1970).
 *
 * A cell is allocated by moving the frontier.  References are not counted: a
 * copy or an end costs nothing, and nobody knows how many there are.  When the
 * space is full, what the roots reach moves into the other one.
 */
#ifndef BATON_COPYING_H
#define BATON_COPYING_H

#define MANAGER_NAME "copying"
#define MANAGER_COLLECTS 1
#define MANAGER_SPACES 2
#include "uncounted.h"

#endif
