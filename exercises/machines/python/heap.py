"""The heap: cells, their counts of references, and the memory that they take.

Relies on the machine for the roots of the backup trace, which frees what only
cycles keep, and code that nothing refers to, before memory counts as full.
Guarantees: a cell is freed when its count is 0, with all that only it holds,
without recursion; nothing is made beyond the limit.
"""

from values import WORD_BITS, Cell, Fault, symbol

GREATEST_SIZE = (1 << 27) - 1
WORD_BYTES = WORD_BITS // 8
HEAD = 64 // WORD_BITS


def words_of(kind, size, what=None):
    """The words that a cell of KIND with SIZE elements takes."""
    if kind == "bytes":
        size = -(-size // WORD_BYTES)
    elif kind == "string":
        size = -(-4 * size // WORD_BYTES)
    elif kind == "device":
        size = what.elements
    return HEAD + max(size, 1)


class Heap:
    """Memory for LIMIT words."""

    def __init__(self, limit):
        self.limit, self.used = limit, 0
        self.peak = self.most = 0   # most words, most cells at a time
        self.made = 0               # cells, ever
        self.cells = set()
        self.names = set()          # the symbols that programs made
        self.programs = set()       # those that were assembled
        self.roots = lambda: ([], [])
        self.reading = None         # a reader whose open forms hold values

    def reserve(self, words):
        """Make sure that WORDS more words are free, else fault `memory`."""
        if self.used + words > self.limit:
            self.trace()
            if self.used + words > self.limit:
                raise Fault("memory")

    def reserve_cell(self, kind, size):
        """Make sure that there is memory for a cell, before its items are."""
        self.reserve(words_of(kind, size))

    def reserve_list(self, length):
        """Make sure that there is memory for a list of this LENGTH."""
        self.reserve(length * words_of("pair", 2))

    def intern(self, name):
        """The symbol of this NAME; a new one takes memory for good."""
        if name not in self.names:
            words = words_of("string", len(name))
            self.reserve(words)
            self.used += words
            self.names.add(name)
        return symbol(name)

    def new(self, kind, items, what=None):
        """A new cell, whose one reference is the caller's."""
        words = words_of(kind, len(items), what)
        self.reserve(words)
        self.used += words
        self.peak = max(self.peak, self.used)
        self.made += 1
        cell = Cell(kind, items, 1, what)
        self.cells.add(cell)
        self.most = max(self.most, len(self.cells))
        return cell

    def retain(self, value):
        """One reference more to VALUE."""
        if type(value) is Cell and value.count is not None:
            value.count += 1

    def release(self, value):
        """One reference less; what nobody refers to is freed."""
        dead = [value]
        while dead:
            cell = dead.pop()
            if type(cell) is not Cell or cell.count is None:
                continue
            cell.count -= 1
            if cell.count == 0:
                if cell.kind not in ("bytes", "string"):
                    dead.extend(cell.items)
                self.free(cell)

    def free(self, cell):
        """Give back the memory of CELL."""
        self.used -= words_of(cell.kind, len(cell.items), cell.what)
        self.cells.discard(cell)
        if cell.kind == "device":
            cell.what.close()

    def trace(self):
        """The backup trace: mark from the roots, free what is not marked."""
        values, programs = self.roots()
        marked, known = set(), set()
        values, programs = list(values), list(programs)
        while values or programs:
            if programs:
                program = programs.pop()
                if program not in known:
                    known.add(program)
                    values.extend(program.values.values())
                continue
            cell = values.pop()
            if type(cell) is not Cell or cell in marked:
                continue
            if cell.kind == "closure":
                programs.append(cell.what.program)
            if cell.count is not None:
                marked.add(cell)
                if cell.kind not in ("bytes", "string"):
                    values.extend(cell.items)
        garbage = self.cells - marked
        for cell in garbage:
            if cell.kind not in ("bytes", "string"):
                for item in cell.items:
                    if type(item) is Cell and item in marked:
                        item.count -= 1
            self.free(cell)
        for program in self.programs - known:
            self.programs.discard(program)
            self.used -= program.words
            for item in program.values.values():
                if type(item) is Cell and item in marked:
                    item.count -= 1
