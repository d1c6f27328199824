/* The engine `names`: finds each variable by its name.
 *
 * A first interpreter keeps what it knows of variables in an environment: a
 * list of names, each with the place of its value, the latest first.  To find
 * x, it goes along the list and compares texts.  That is what a program text
 * says and no more, and it needs no allocation of registers; the price is a
 * search for each operand.  Beside `bytes`, which is the same engine but finds
 * a variable by the number of its register, this shows what that number is
 * worth.
 *
 * The names stand in an image's debug section.  When a program is loaded, a
 * table is made of where in its code a variable stands, and which (names.h).
 * Where an image has no names, or gives one to two variables that live at the
 * same time, register N is named rN.
 */
#define BATON_NAMES
#include "bytes.c"
