"""The micro-operations of spec/instructions.scm, a function each.

Each takes the heap and the arguments of its formula, whose types are checked,
and gives the result.  It raises its faults before it changes anything; then it
acts.  A setter gives what stood in the field, for the machine to release.
Relies on values and heap.  Guarantees: MICRO has them by name; BORROWED says
which results the machine retains.
"""

from heap import GREATEST_SIZE
from values import (FALSE, GREATEST, LEAST, Cell, Fault, Word, is_scalar,
                    kind_of, string_items, text_of)

WIDEST_SHIFT = 64


def fits(number):
    """NUMBER, where it fits into an integer."""
    if LEAST <= number <= GREATEST:
        return number
    raise Fault("overflow")


def add(_, a, b):
    """a + b"""
    return fits(a + b)


def sub(_, a, b):
    """a - b"""
    return fits(a - b)


def mul(_, a, b):
    """a * b"""
    return fits(a * b)


def truncated(a, b):
    """a / b, towards zero, without bounds."""
    if b == 0:
        raise Fault("divide")
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def quo(_, a, b):
    """a / b, towards zero"""
    return fits(truncated(a, b))


def rem(_, a, b):
    """a - b * quo(a, b): the sign of a"""
    return a - b * truncated(a, b)


def shift(_, a, n):
    """a * 2^n, towards minus infinity"""
    if n <= 0:
        return a >> min(-n, WIDEST_SHIFT)
    return fits(a << min(n, WIDEST_SHIFT))


def shift_back(heap, a, n):
    """a * 2^-n, towards minus infinity"""
    return shift(heap, a, -n)


def cell(heap, kind, *fields):
    """a new cell of the kind with these fields"""
    return heap.new(kind, list(fields))


def collect(heap, kind, fields):
    """a new cell of the kind with a rest operand's values as fields"""
    return heap.new(kind, list(fields))


def filled(heap, kind, n, x):
    """a new cell of n elements, each a copy of x"""
    if not 0 <= n <= GREATEST_SIZE:
        raise Fault("bounds")
    if kind == "bytes":
        check_byte(x)
    heap.reserve_cell(kind, n)
    if kind == "bytes":
        return heap.new(kind, bytearray([x]) * n)
    if kind == "string":
        return heap.new(kind, [x.value] * n)
    result = heap.new(kind, [x] * n)
    if type(x) is Cell and x.count is not None:
        x.count += n
    return result


def check_byte(number):
    """Fault `bounds` where NUMBER is no byte."""
    if not 0 <= number <= 255:
        raise Fault("bounds")


def part(_, c, i):
    """field i of c, a constant index"""
    return c.items[i]


def set_part(_, c, i, x):
    """field i of c becomes x"""
    old = c.items[i]
    c.items[i] = x
    return old


def parts(heap, c):
    """the two fields of the pair c"""
    for item in c.items:
        heap.retain(item)
    return tuple(c.items)


def index_of(c, i):
    """Where element i of c stands: a record's tag is not counted."""
    first = 1 if c.kind == "record" else 0
    if not 0 <= i < len(c.items) - first:
        raise Fault("bounds")
    return first + i


def size(_, c):
    """the number of elements of c"""
    return len(c.items) - (1 if c.kind == "record" else 0)


def ref(_, c, i):
    """element i of c, from 0"""
    item = c.items[index_of(c, i)]
    return Word("char", item) if c.kind == "string" else item


def set_element(_, c, i, x):
    """element i of c becomes x; a byte outside 0 to 255 is out of bounds"""
    i = index_of(c, i)
    if c.kind == "bytes":
        check_byte(x)
    old = c.items[i]
    c.items[i] = x.value if c.kind == "string" else x
    return old


def character(_, n):
    """the character of code point n; bounds where there is none"""
    if not is_scalar(n):
        raise Fault("bounds")
    return Word("char", n)


def name(heap, s):
    """the symbol's name as a new string"""
    return heap.new("string", string_items(s.value))


def intern(heap, s):
    """the symbol of this name"""
    return heap.intern(text_of(s))


def close(heap, block, fields):
    """a closure of the block that captures these values"""
    if not fields:
        return block.constant
    return heap.new("closure", list(fields), block)


MICRO = {
    "add": add, "sub": sub, "mul": mul, "quo": quo, "rem": rem,
    "and": lambda _, a, b: a & b,
    "or": lambda _, a, b: a | b,
    "xor": lambda _, a, b: a ^ b,
    "not": lambda _, a: ~a,
    "shift": shift, "shift-back": shift_back,
    "same": lambda _, a, b: a == b,
    "less": lambda _, a, b: a < b,
    "at-most": lambda _, a, b: a <= b,
    "truth": lambda _, a: a != FALSE,
    "is": lambda _, a, kind: kind_of(a) == kind,
    "cell": cell, "collect": collect, "filled": filled,
    "part": part, "set-part": set_part, "parts": parts,
    "size": size, "ref": ref, "set": set_element,
    "code-point": lambda _, c: c.value,
    "character": character, "name": name, "intern": intern, "close": close,
}
BORROWED = ("part", "ref")
