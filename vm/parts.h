/* Parts: what a machine is built with.
 *
 * All of them, but in a slice (compile/slice.c), which leaves out what its one
 * program cannot use: there the header slice.h, included first, defines
 * BATON_HAS; and BATON_SLICE, also where the program can use all.
 */
#ifndef BATON_PARTS_H
#define BATON_PARTS_H

#ifndef BATON_HAS
#define BATON_HAS(part) true
#endif

/* Where a machine that is right never comes. */
#ifdef __GNUC__
#define BATON_NEVER() __builtin_unreachable()
#else
#define BATON_NEVER() (void)0
#endif

#endif
