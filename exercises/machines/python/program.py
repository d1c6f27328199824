"""Programs: blocks of instructions, and the lifetime rule (spec/machine.md).

A block is a tree whose leaves are transfers.  Here it lies flat, in the order
of the text: behind an `if` or `try` comes `then`, and `otherwise` is the index
of the first instruction of `else`.  So the index in the list is the number by
which traces and reports name an instruction, and depth costs no recursion.
Relies on the table.  Guarantees: `verify` accepts a program only where every
block keeps the lifetime rule and every reference to a block fits.
"""

from values import Cell, Refused

COPY, TAKE, CONSTANT, BLOCK = "copy", "take", "constant", "block"
REGISTERS = 256


class Argument:
    """An operand of an instruction in a program: a mode, and with it the
    register, the constant's value, or the block (till it is linked its name)."""

    __slots__ = ("mode", "value")

    def __init__(self, mode, value):
        self.mode, self.value = mode, value


class Instruction:
    """An instruction: its definition, arguments and result registers; for one
    under `if` or `try` that as `branch`; its place (line, column) or None."""

    def __init__(self, definition, arguments, results, branch=None, place=None):
        self.definition, self.arguments = definition, arguments
        self.results, self.branch, self.place = results, branch, place
        self.otherwise = None
        operands = definition.operands
        roles = [operands[min(i, len(operands) - 1)] for i in
                 range(len(arguments))]
        # What a step needs of it: the types to check, which values are
        # retained, which registers end, and which of those are released.
        self.typed = [(i, operand.type, operand.mutable)
                      for i, operand in enumerate(roles)
                      if operand.type != "any"]
        self.retained = [i for i, operand in enumerate(roles)
                         if operand.role == "store"
                         and arguments[i].mode == COPY]
        self.taken = [argument.value for argument in arguments
                      if argument.mode == TAKE]
        self.released = [i for i, operand in enumerate(roles)
                         if operand.role != "store"
                         and arguments[i].mode == TAKE]


class Block:
    """A block.  `names` are those of its parameters, captured variables and
    births, in the order of the code, or None where it has numbers."""

    def __init__(self, name, parameters, rest, captures):
        self.name, self.parameters = name, parameters
        self.rest, self.captures = rest, captures
        self.registers, self.code, self.names = 0, [], None
        self.place = self.program = None
        # What `close` gives where nothing is captured.
        self.constant = Cell("closure", [], None, self)

    def arity(self):
        """How many registers the parameters take."""
        return self.parameters + (1 if self.rest else 0)

    def accepts(self, count):
        """May it be called with COUNT arguments?"""
        return count == self.parameters or self.rest and count > self.parameters


class Program:
    """A program: its blocks, and the values of its symbols (a dictionary that
    an assembled program may share).  `words` is what it takes of the heap."""

    def __init__(self, blocks):
        self.blocks, self.values, self.words = blocks, {}, 0
        for block in blocks:
            block.program = self
        names = {}
        for block in blocks:
            if names.setdefault(block.name, block) is not block:
                raise Refused(f"two blocks have the name {block.name}")
        if "main" not in names:
            raise Refused("there is no block main")
        self.main = names["main"]
        if self.main.captures:
            raise Refused("main captures something")

    def constants(self):
        """Every constant that stands in an instruction."""
        for block in self.blocks:
            for instruction in block.code:
                for argument in instruction.arguments:
                    if argument.mode == CONSTANT:
                        yield argument.value


def verify(program):
    """Refuse PROGRAM where it breaks the lifetime rule or links badly."""
    for block in program.blocks:
        Verifier(block).verify()


def verify_start(program):
    """Refuse PROGRAM where it is none that a machine can start."""
    main = program.main
    if main.rest or main.parameters != 2:
        raise Refused("main takes two parameters, (k world)")


class Verifier:
    """One pass over a block, with the live registers as bits of a number; at
    an `if` or `try` it remembers those with which `else` begins."""

    def __init__(self, block):
        self.block = block
        self.names = {}
        self.given = iter(block.names or ())

    def verify(self):
        """Refuse the block where it breaks a rule."""
        block = self.block
        count = block.arity() + block.captures
        if count > REGISTERS:
            raise Refused(f"{block.name}: more than 256 registers")
        live, others, highest = 0, [], count - 1
        for register in range(count):
            live = self.born(live, register, 0)
        for index, instruction in enumerate(block.code):
            before = live
            live = self.take(instruction, live, index)
            if instruction.branch == "if":
                others.append(live)
            elif instruction.branch == "try":
                others.append(before)
            for register in instruction.results:
                live = self.born(live, register, index)
                highest = max(highest, register)
            if instruction.definition.form == "transfer":
                if live:
                    lowest = (live & -live).bit_length() - 1
                    self.wrong(index, lowest, "is still alive at this transfer")
                live = others.pop() if others else 0
            self.link(instruction, index)
        if highest + 1 != block.registers:
            raise Refused(f"{block.name}: has {highest + 1} registers, "
                          f"not {block.registers}")

    def take(self, instruction, live, index):
        """The registers of LIVE that are so behind the instruction's takes."""
        taken = 0
        for argument in instruction.arguments:
            if argument.mode in (COPY, TAKE):
                bit = 1 << argument.value
                if not live & bit:
                    self.wrong(index, argument.value, "is not alive here")
                if argument.mode == TAKE and taken & bit:
                    self.wrong(index, argument.value, "is taken twice")
                if argument.mode == TAKE:
                    taken |= bit
        return live & ~taken

    def born(self, live, register, index):
        """LIVE with REGISTER, which is born."""
        if live >> register & 1:
            self.wrong(index, register, "is born while it is alive")
        self.names[register] = next(self.given, f"r{register}")
        return live | 1 << register

    def link(self, instruction, index):
        """Check a reference to a block."""
        if instruction.definition.name not in ("jump", "close"):
            return
        target = instruction.arguments[0].value
        count = len(instruction.arguments) - 1
        if instruction.definition.name == "close":
            if count != target.captures:
                self.wrong(index, None, f"{target.name} captures "
                           f"{target.captures} values, not {count}")
        elif target.captures:
            self.wrong(index, None, f"{target.name} captures values: a jump "
                       "cannot bring them")
        elif not target.accepts(count):
            self.wrong(index, None, f"{target.name} takes "
                       f"{target.parameters} arguments, not {count}")

    def wrong(self, index, register, message):
        """Refuse the block at instruction INDEX."""
        code = self.block.code
        place = code[index].place if index < len(code) else None
        name = self.names.get(register, f"r{register}")
        subject = "" if register is None else name + " "
        where = f" (line {place[0]}, column {place[1]})" if place else ""
        raise Refused(f"{self.block.name}:{index}{where}: {subject}{message}")
