"""The assembler: blocks as data to a program, after spec/text.md (Blocks).

It takes the same data whether a text was read or a program hands them to
`assemble`; only a text has places.  `if`, `try` and lambdas that are not yet
done wait on a stack of their own: depth costs no recursion.
Relies on reader, table and program.py.  Guarantees: what it returns keeps the
lifetime rule; all else is Refused.
"""

from printer import write
from heap import words_of
from program import (BLOCK, CONSTANT, COPY, REGISTERS, TAKE, Argument, Block,
                     Instruction, Program, verify)
from reader import read_all
from table import BY_NAME
from values import Cell, NULL, Refused, elements, kind_of, symbol

REGISTER_NAMES = {f"r{number}": number for number in range(REGISTERS)}
MOST_OPERANDS = 255
QUOTE = symbol("quote")


def assemble_text(text):
    """The program that TEXT spells."""
    places = {}
    data = read_all(text, places)
    return Assembler(places).assemble(data)


def assemble_data(value, isolated, heap):
    """The program that a list of blocks spells, and the words of HEAP that it
    takes; where it is ISOLATED it may not set handlers."""
    copy, words = copy_constant(value, heap)
    forms = elements(copy)
    if forms is None:
        raise Refused("a program is a list of blocks")
    program = Assembler({}).assemble([(form, None) for form in forms])
    for block in program.blocks:
        for instruction in block.code:
            if isolated and instruction.definition.name == "set-handler":
                raise Refused("only a program that was handed the world may "
                              "set handlers")
    return program, words


def copy_constant(value, heap):
    """A copy of VALUE as a constant, and the words of HEAP that it takes; what
    is shared is copied each time.  A cell is opened when it is met, and done
    when copies of its elements are on top of DONE: an open one is in a cycle."""
    done, opened, words = [], set(), 0
    stack = [(value, False)]
    while stack:
        cell, finished = stack.pop()
        if type(cell) is not Cell:
            done.append(cell)
            continue
        if cell.kind not in ("pair", "vector", "string", "bytes"):
            raise Refused(f"a {cell.kind} cannot be a constant")
        size = len(cell.items)
        if cell.kind in ("string", "bytes"):
            done.append(Cell(cell.kind, cell.items[:]))
        elif finished:
            opened.discard(id(cell))
            items = done[len(done) - size:]
            done[len(done) - size:] = [Cell(cell.kind, items)]
            continue
        elif id(cell) in opened:
            raise Refused("the data have a cycle")
        else:
            opened.add(id(cell))
            stack.append((cell, True))
            stack.extend((item, False) for item in reversed(cell.items))
        words += words_of(cell.kind, size)
        heap.reserve(words)
    return done[0], words


class Names:
    """The variables of a block with names: which are alive, and where.  A name
    that is born gets the lowest register that is free."""

    def __init__(self):
        self.registers, self.used = {}, 0

    def find(self, name):
        """The register of NAME."""
        if name not in self.registers:
            raise Refused(f"{name} is no variable that is alive here")
        return self.registers[name]

    def end(self, name):
        """NAME ends."""
        if name not in self.registers:
            raise Refused(f"{name} is taken twice")
        self.used &= ~(1 << self.registers.pop(name))

    def born(self, name):
        """The register that NAME is born into."""
        if name.startswith("!"):
            raise Refused(f"{name}: a variable does not begin with !")
        if name in self.registers:
            raise Refused(f"{name} is alive already")
        free = ~self.used & (self.used + 1)
        register = free.bit_length() - 1
        if register >= REGISTERS:
            raise Refused("more than 256 registers")
        self.used |= free
        self.registers[name] = register
        return register

    def copy(self):
        """The same variables, for the other way."""
        other = Names()
        other.registers, other.used = dict(self.registers), self.used
        return other


class Numbers:
    """The variables of a block with numbers: what their texts say."""

    def find(self, name):
        """The register that NAME spells."""
        if name not in REGISTER_NAMES:
            raise Refused(f"{name} is no register from r0 to r255")
        return REGISTER_NAMES[name]

    born = find

    def end(self, name):
        """The verifier counts what ends."""

    def copy(self):
        """The same."""
        return self


class Unit:
    """A block that is being assembled: what of its body is still to be read,
    the variables, and the ways of `else` that wait."""

    def __init__(self, block, variables, body):
        self.block, self.variables, self.body = block, variables, body
        self.names = []
        self.others = []

    def born(self, name):
        """The register of NAME, which is born."""
        register = self.variables.born(name)
        self.names.append(name)
        self.block.registers = max(self.block.registers, register + 1)
        return register


class Assembler:
    """Assembles one program; PLACES as the reader gave them."""

    def __init__(self, places):
        self.places = places
        self.blocks, self.waiting = [], []
        self.outer, self.lambdas = None, 0

    def assemble(self, forms):
        """The program of FORMS, (datum, place) each."""
        for form, place in forms:
            try:
                self.block(form, place)
            except Refused as error:
                raise self.placed(error, place) from None
        program = Program(self.blocks)
        names = {block.name: block for block in self.blocks}
        for block in self.blocks:
            for instruction in block.code:
                self.link(instruction, names)
        verify(program)
        return program

    @staticmethod
    def placed(error, place):
        """ERROR with its PLACE, where it has none that is nearer."""
        if place is None or error.args[0][:1].isdigit():
            return error
        return Refused(f"{place[0]}:{place[1]}: {error}")

    @staticmethod
    def link(instruction, names):
        """Put blocks where their names stand."""
        for argument in instruction.arguments:
            if argument.mode == BLOCK:
                if argument.value not in names:
                    raise Refused(f"there is no block {argument.value}")
                argument.value = names[argument.value]

    def block(self, form, place):
        """Assemble a block, and after it the lambdas that open in it."""
        parts = elements(form)
        if not parts or parts[0] != symbol("block") or len(parts) < 5:
            raise Refused("a program is made of (block NAME (PARAMETER …) "
                          "(CAPTURED …) INSTRUCTION …)")
        name = self.name_of(parts[1], "a block's name")
        self.outer, self.lambdas = name, 0
        rest = form.items[1].items[1].items[1].items[1]
        if type(parts[3]) is int:
            unit = self.numbered(name, parts[2], parts[3], rest)
        else:
            unit = self.named(name, parts[2], parts[3], rest)
        unit.block.place = place
        self.blocks.append(unit.block)
        self.waiting = [unit]
        while self.waiting:
            self.body(self.waiting[-1])

    def numbered(self, name, parameters, captures, body):
        """A block whose header has numbers."""
        rest = False
        if kind_of(parameters) == "pair":
            if parameters.items[1] != symbol("rest"):
                raise Refused("a header with numbers is N N or (N . rest) N")
            parameters, rest = parameters.items[0], True
        if type(parameters) is not int or not 0 <= parameters <= REGISTERS \
                or not 0 <= captures <= REGISTERS:
            raise Refused("a header counts from 0 to 256 registers")
        block = Block(name, parameters, rest, captures)
        block.registers = block.arity() + captures
        if block.registers > REGISTERS:
            raise Refused("more than 256 registers")
        return Unit(block, Numbers(), body)

    def named(self, name, parameters, captures, body):
        """A block whose header has names."""
        names, rest = [], None
        while kind_of(parameters) == "pair":
            names.append(parameters.items[0])
            parameters = parameters.items[1]
        if parameters != NULL:
            if not names:
                raise Refused("a block's parameters are a list")
            rest = parameters
        captured = elements(captures)
        if captured is None:
            raise Refused("a block's captured variables are a list")
        block = Block(name, len(names), rest is not None, len(captured))
        unit = Unit(block, Names(), body)
        for each in names + ([rest] if rest else []) + captured:
            unit.born(self.name_of(each, "a variable"))
        return unit

    @staticmethod
    def name_of(datum, what):
        """The name that DATUM is."""
        if kind_of(datum) != "symbol":
            raise Refused(f"{what} is a name, not {write(datum)[:60]}")
        return datum.value

    def body(self, unit):
        """Assemble instructions of UNIT till it is done, or a lambda opens."""
        while True:
            if kind_of(unit.body) != "pair":
                raise Refused(f"{unit.block.name}: a body ends with a transfer")
            place = self.places.get(id(unit.body))
            form, rest = unit.body.items
            unit.body = rest
            try:
                opened = self.instruction(unit, form, place)
            except Refused as error:
                raise self.placed(error, place) from None
            if opened:
                self.waiting.append(opened)
                return
            if unit.block.code[-1].definition.form != "transfer":
                continue
            if unit.body != NULL:
                raise Refused(f"{unit.block.name}: nothing stands after a "
                              "transfer")
            if not unit.others:
                unit.block.names = unit.names \
                    if isinstance(unit.variables, Names) else None
                self.waiting.pop()
                return
            branch, unit.body, unit.variables = unit.others.pop()
            branch.otherwise = len(unit.block.code)

    def instruction(self, unit, form, place):
        """Assemble one instruction; the unit of a lambda that it opens."""
        parts = elements(form)
        if not parts or kind_of(parts[0]) != "symbol":
            raise Refused("an instruction is (OP OPERAND …), not "
                          + write(form)[:60])
        head = parts[0].value
        if head == "let":
            return self.let(unit, parts, place)
        if head in ("if", "try"):
            self.tree(unit, head, parts, place)
            return None
        definition = self.definition(head)
        if definition.form == "test" or definition.results:
            raise Refused(f"{head} stands in " +
                          ("(if …)" if definition.form else "(let …)"))
        self.emit(unit, definition, parts[1:], [], None, place)
        return None

    @staticmethod
    def definition(name):
        """The definition of the op NAME."""
        if name not in BY_NAME or name in ("let", "if", "try"):
            raise Refused(f"there is no instruction {name} that stands here")
        return BY_NAME[name]

    def let(self, unit, parts, place):
        """Assemble a `let`."""
        if len(parts) != 3:
            raise Refused("(let NAME (OP OPERAND …))")
        born, value = parts[1:]
        operation = elements(value) if kind_of(value) == "pair" else None
        if kind_of(value) != "pair" or operation and operation[0] == QUOTE:
            self.emit(unit, BY_NAME["let"], [value],
                      [self.name_of(born, "a variable")], None, place)
            return None
        if not operation or kind_of(operation[0]) != "symbol":
            raise Refused("(let NAME (OP OPERAND …))")
        if operation[0].value == "lambda":
            return self.open_lambda(unit, born, value, operation, place)
        definition = self.definition(operation[0].value)
        if not definition.results:
            raise Refused(f"{definition.name} has no result")
        self.emit(unit, definition, operation[1:],
                  self.born_names(definition, born), None, place)
        return None

    def born_names(self, definition, born):
        """The names of what DEFINITION lets be born, as BORN lists them."""
        if len(definition.results) == 1:
            return [self.name_of(born, "a variable")]
        names = elements(born)
        if names is None or len(names) != len(definition.results):
            raise Refused(f"{definition.name} has {len(definition.results)} "
                          "results")
        return [self.name_of(name, "a variable") for name in names]

    def tree(self, unit, head, parts, place):
        """Assemble an `if` or `try` up to its ways."""
        ways = [elements(part) for part in parts[-2:]]
        operation = elements(parts[-3]) if len(parts) > 3 else None
        if len(parts) != (4 if head == "if" else 5) or not operation \
                or not all(ways) or ways[0][0] != symbol("then") \
                or ways[1][0] != symbol("else"):
            raise Refused(
                "(if (TEST OPERAND …) (then …) (else …))" if head == "if" else
                "(try NAME (OP OPERAND …) (then …) (else …))")
        definition = self.definition(self.name_of(operation[0], "an op"))
        names = []
        if head == "if" and definition.form != "test":
            raise Refused(f"if needs a test: {definition.name} is none")
        if head == "try":
            if definition.form or not definition.can_fault:
                raise Refused(f"try needs an instruction that can fault: "
                              f"{definition.name} is none")
            names = self.born_names(definition, parts[1])
        if unit.body != NULL:
            raise Refused(f"nothing stands after {head}")
        before = unit.variables.copy()
        self.emit(unit, definition, operation[1:], names, head, place)
        other = unit.variables.copy() if head == "if" else before
        unit.others.append((unit.block.code[-1], parts[-1].items[1], other))
        unit.body = parts[-2].items[1]

    def open_lambda(self, unit, born, value, operation, place):
        """Assemble the `close` of a lambda; the unit of its block."""
        if isinstance(unit.variables, Numbers):
            raise Refused("lambda needs a block with names")
        captures = elements(operation[2]) if len(operation) > 3 else None
        if captures is None or not all(kind_of(each) == "symbol"
                                       for each in captures):
            raise Refused("(let NAME (lambda (PARAMETER …) (CAPTURED …) "
                          "INSTRUCTION …))")
        self.lambdas += 1
        name = f"{self.outer}/{self.lambdas}"
        self.emit(unit, BY_NAME["close"], [symbol(name), *captures],
                  [self.name_of(born, "a variable")], None, place)
        inside = [symbol(each.value.removeprefix("!")) for each in captures]
        listed = NULL
        for each in reversed(inside):
            listed = Cell("pair", [each, listed])
        opened = self.named(name, operation[1], listed,
                            value.items[1].items[1].items[1])
        opened.block.place = place
        self.blocks.append(opened.block)
        return opened

    def emit(self, unit, definition, operands, births, branch, place):
        """Append an instruction to UNIT's code."""
        arguments, ends = [], []
        fixed = definition.operands
        rest = fixed[-1].rest if fixed else None
        least, most = (len(fixed) - 1 + rest[0], len(fixed) - 1 + rest[1]) \
            if rest else (len(fixed), len(fixed))
        if not least <= len(operands) <= most:
            raise Refused(f"{definition.name} takes {least} operands, "
                          f"not {len(operands)}")
        for index, datum in enumerate(operands):
            operand = fixed[min(index, len(fixed) - 1)]
            argument, ended = self.operand(unit, operand, datum)
            arguments.append(argument)
            ends += ended
        for name in ends:
            unit.variables.end(name)
        results = [unit.born(name) for name in births]
        unit.block.code.append(
            Instruction(definition, arguments, results, branch, place))

    def operand(self, unit, operand, datum):
        """The argument that DATUM spells, and which names it takes."""
        find = unit.variables.find
        kind = kind_of(datum)
        if operand.bare:
            name = self.name_of(datum, f"a {operand.role}'s name")
            return (Argument(BLOCK, name) if operand.role == "block"
                    else Argument(CONSTANT, datum)), []
        if operand.role == "end":
            name = self.name_of(datum, "a variable")
            return Argument(TAKE, find(name)), [name]
        if kind == "symbol":
            if datum.value.startswith("!"):
                name = datum.value[1:]
                return Argument(TAKE, find(name)), [name]
            return Argument(COPY, find(datum.value)), []
        if kind == "pair":
            quoted = elements(datum)
            if not quoted or quoted[0] != QUOTE or len(quoted) != 2:
                raise Refused("an operand is a variable or a constant, not "
                              + write(datum)[:60])
            return Argument(CONSTANT, quoted[1]), []
        return Argument(CONSTANT, datum), []
