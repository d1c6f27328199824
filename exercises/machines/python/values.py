"""Values: words and cells, after spec/machine.md (Values).

An integer is a Python integer.  Any other word is a Word of a kind and what
distinguishes it.  A cell is a Cell, and two cells are equal only where they
are the same one; so `==` between values is Baton's `eq`.  Booleans of Python
never stand for values.
Relies on nothing.  Guarantees: kind_of and same know every value.
"""

from collections import namedtuple

WORD_BITS = 64
LEAST = -(1 << (WORD_BITS - 3))
GREATEST = -LEAST - 1


class Word(namedtuple("Word", ("kind", "value"), defaults=(None,))):
    """A value without memory that is no integer."""

    __slots__ = ()


TRUE = Word("bool", 1)
FALSE = Word("bool", 0)
NULL = Word("null")
VOID = Word("void")
EOF = Word("eof")


def symbol(name):
    """The symbol of this NAME."""
    return Word("symbol", name)


class Cell:
    """A value with memory.

    `items` is a list of values; of a byte string a bytearray; of a string a
    list of code points.  `count` is the number of references, None for a
    constant.  `what` is the block of a closure, and what is behind a device.
    """

    __slots__ = ("kind", "items", "count", "what")

    def __init__(self, kind, items, count=None, what=None):
        self.kind = kind
        self.items = items
        self.count = count
        self.what = what


class Fault(Exception):
    """A fault: its KIND, for the report what was wrong, and where they are
    not those of the instruction's operands, its irritants."""

    def __init__(self, kind, wrong=None, irritants=None):
        super().__init__(wrong or kind)
        self.kind = kind
        self.wrong = wrong
        self.irritants = irritants


class Refused(Exception):
    """What a loader or an assembler does not take, and why."""


def kind_of(value):
    """The name of the kind of VALUE."""
    return "int" if type(value) is int else value.kind


def is_scalar(number):
    """Is NUMBER the code point of a character?"""
    return 0 <= number <= 0xD7FF or 0xE000 <= number <= 0x10FFFF


def text_of(string):
    """The text of a cell that is a string."""
    return "".join(map(chr, string.items))


def string_items(text):
    """What a string cell of this TEXT holds."""
    return [ord(character) for character in text]


def elements(value):
    """The elements of a proper, finite list as a Python list, else None."""
    found, slow = [], value
    while type(value) is Cell and value.kind == "pair":
        found.append(value.items[0])
        value = value.items[1]
        if len(found) % 2 == 0:
            slow = slow.items[1]
            if slow is value and value != NULL:
                return None
    return found if value == NULL else None


def list_of(make, values, tail=NULL):
    """A list of VALUES before TAIL, its pairs made by MAKE(kind, items)."""
    for value in reversed(values):
        tail = make("pair", [value, tail])
    return tail
