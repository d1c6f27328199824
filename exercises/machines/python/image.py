"""Images: a program from bytes, after spec/image.md.

Relies on the table and on program.py.  Guarantees: what `load` returns follows
the page in every byte and keeps the lifetime rule; all else is Refused, with
the offset of the byte at fault.
"""

import zlib

from program import (BLOCK, CONSTANT, COPY, REGISTERS, TAKE, Argument, Block,
                     Instruction, Program, verify, verify_start)
from table import BY_OPCODE, KINDS, digest
from values import (EOF, FALSE, GREATEST, LEAST, NULL, TRUE, VOID, Cell,
                    Refused, Word, is_scalar, string_items, symbol)

MAGIC = b"\x8bBaton\r\n"
WIDTHS = {0x10: 16, 0x20: 32, 0x40: 64}
KIND_NAMES = {code: name for name, (code, _) in KINDS.items()}
WORDS = {"null": NULL, "void": VOID, "eof": EOF}
IF, TRY = 0x04, 0x05


def load(image):
    """The verified program of IMAGE, a byte string."""
    return Loader(image).load()


class Loader:
    """Reads an image once, from the front; `at` is the next byte's offset."""

    def __init__(self, image):
        self.bytes, self.at = image, 0
        self.end = len(image)
        self.constants = []
        self.used = set()
        self.least, self.greatest = 0, 0    # of the integers in it
        self.profiles = 1

    def load(self):
        """The program."""
        self.check_frame()
        width = self.byte()
        if width not in WIDTHS:
            self.wrong("the width is none of 16, 32 and 64", -1)
        profiles, flags = self.byte(), self.byte()
        if flags > 1:
            self.wrong("an unknown flag", -1)
        promised = int.from_bytes(self.take(4), "little")
        for _ in range(self.number()):
            self.constants.append(self.constant())
        blocks = [self.block_head() for _ in range(self.count(1 << 32))]
        for block, start, end in blocks:
            Decoder(self, block, [entry[0] for entry in blocks]).decode(
                start, end)
        if flags:
            self.debug([block for block, _, _ in blocks])
        if self.at != self.end:
            self.wrong("bytes are left over")
        if width != self.width_needed():
            self.wrong("the width is not the one that is needed", 9, False)
        if profiles != self.profiles:
            self.wrong("the profiles are not those that are used", 10, False)
        if promised != digest(self.used):
            self.wrong("the digest differs: the image is for a machine with "
                       "other instructions", 12, False)
        program = Program([block for block, _, _ in blocks])
        verify(program)
        verify_start(program)
        return program

    def check_frame(self):
        """Check magic, version and checksum."""
        if self.take(8) != MAGIC:
            self.wrong("this is no image: the magic differs", 0, False)
        if self.byte() != 1:
            self.wrong("the version is not 1", -1)
        self.end -= 4
        if self.end < self.at:
            self.wrong("the image ends too early")
        said = int.from_bytes(self.bytes[self.end:], "little")
        if said != zlib.crc32(self.bytes[:self.end]):
            self.wrong("the checksum differs", self.end, False)

    def constant(self):
        """The next constant."""
        code = self.byte()
        kind = KIND_NAMES.get(code)
        self.profiles |= KINDS[kind][1] if kind else 0
        if kind == "int":
            return self.integer(self.zigzag())
        if kind == "bool":
            value = self.byte()
            if value > 1:
                self.wrong("a boolean is 0 or 1", -1)
            return TRUE if value else FALSE
        if kind in WORDS:
            return WORDS[kind]
        if kind == "char":
            number = self.number()
            if not is_scalar(number):
                self.wrong("there is no such character")
            return Word("char", number)
        if kind == "symbol":
            return symbol(self.string())
        if kind == "pair":
            return Cell(kind, [self.earlier(), self.earlier()])
        if kind == "vector":
            return Cell(kind, [self.earlier()
                               for _ in range(self.count(self.end))])
        if kind == "bytes":
            return Cell(kind, bytearray(self.take(self.number())))
        if kind == "string":
            return Cell(kind, string_items(self.string()))
        return self.wrong("an unknown kind of constant", -1)

    def earlier(self):
        """A constant that stands before."""
        return self.constants[self.count(len(self.constants))]

    def block_head(self):
        """The next block but for its code, and where that begins and ends."""
        name = self.string()
        parameters, rest = self.count(REGISTERS + 1), self.byte()
        if rest > 1:
            self.wrong("a flag is 0 or 1", -1)
        captures = self.count(REGISTERS + 1)
        block = Block(name, parameters, bool(rest), captures)
        block.registers = self.count(REGISTERS + 1)
        length = self.number()
        start = self.at
        self.take(length)
        return block, start, self.at

    def debug(self, blocks):
        """The debug section: names, then places."""
        self.string()
        names = [self.string() for _ in range(self.count(self.end))]
        for block in blocks:
            if self.count(2):
                births = sum(len(each.results) for each in block.code)
                block.names = [names[self.count(len(names))] for _ in
                               range(block.arity() + block.captures + births)]
        line = 0
        for block in blocks:
            for each in [block, *block.code]:
                line += self.zigzag()
                each.place = (line, self.number())

    def integer(self, number):
        """NUMBER, which stands in the program."""
        if not LEAST <= number <= GREATEST:
            self.wrong("an integer does not fit into a word of 64 bits")
        self.least = min(self.least, number)
        self.greatest = max(self.greatest, number)
        return number

    def width_needed(self):
        """The width byte of the least word that every integer fits into."""
        for byte, bits in WIDTHS.items():
            bound = 1 << (bits - 3)
            if -bound <= self.least and self.greatest < bound:
                return byte
        return None

    def take(self, length):
        """The next LENGTH bytes."""
        if length > self.end - self.at:
            self.wrong("the image ends too early")
        self.at += length
        return self.bytes[self.at - length:self.at]

    def byte(self):
        """The next byte."""
        return self.take(1)[0]

    def number(self):
        """The next number: seven bits a byte, the least significant first."""
        number, shift = 0, 0
        while True:
            byte = self.byte()
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
            if shift > 63:
                self.wrong("a number is too long", -1)
        if number >= 1 << 64 or byte == 0 and shift > 7:
            self.wrong("a number is too long", -1)
        return number

    def zigzag(self):
        """The next number, with its sign."""
        number = self.number()
        return -(number + 1 >> 1) if number & 1 else number >> 1

    def count(self, bound):
        """The next number, which is below BOUND."""
        number = self.number()
        if number >= bound:
            self.wrong("an index is out of range", -1)
        return number

    def string(self):
        """The next string."""
        start = self.at
        try:
            return self.take(self.number()).decode("utf-8")
        except UnicodeDecodeError:
            return self.wrong("this is not UTF-8", start, False)

    def wrong(self, message, offset=0, relative=True):
        """Refuse the image at OFFSET (from here where it is RELATIVE)."""
        offset = self.at + offset if relative else offset
        raise Refused(f"byte {offset}: {message}")


class Decoder:
    """Decodes the code of one block."""

    def __init__(self, loader, block, blocks):
        self.loader, self.block, self.blocks = loader, block, blocks

    def decode(self, start, end):
        """Decode the bytes from START to END.  `open` holds each `if` and
        `try` whose `then` is not yet at its end, with the offset of that."""
        loader, code = self.loader, self.block.code
        behind, behind_end = loader.at, loader.end
        loader.at, loader.end = start, end
        opened = []
        while True:
            instruction, then_end = self.instruction()
            code.append(instruction)
            if then_end is not None:
                opened.append((instruction, then_end))
            if instruction.definition.form != "transfer":
                continue
            if not opened:
                break
            branch, then_end = opened.pop()
            if loader.at != then_end:
                loader.wrong("a length does not end where `then` ends")
            branch.otherwise = len(code)
        if loader.at != end:
            loader.wrong("code stands after a transfer")
        loader.at, loader.end = behind, behind_end

    def instruction(self):
        """The next instruction, with the one in it for `if` and `try`; and
        where `then` ends, or None."""
        definition = self.definition()
        if definition.form != "tree":
            if definition.form == "test":
                self.loader.wrong("a test stands outside of `if`", -1)
            return self.fields(definition, None), None
        branch = definition.name
        length = self.loader.number()
        test = self.definition()
        if branch == "if" and test.form != "test":
            self.loader.wrong("`if` needs a test", -1)
        if branch == "try" and (test.form or not test.can_fault):
            self.loader.wrong("`try` needs an instruction with a fault", -1)
        instruction = self.fields(test, branch)
        return instruction, self.loader.at + length

    def definition(self):
        """The definition of the opcode that comes next."""
        opcode = self.loader.byte()
        if opcode not in BY_OPCODE:
            self.loader.wrong("an unknown opcode", -1)
        definition = BY_OPCODE[opcode]
        self.loader.used.add(definition)
        self.loader.profiles |= definition.profile
        return definition

    def fields(self, definition, branch):
        """The instruction of DEFINITION whose fields come next."""
        loader, arguments = self.loader, []
        for operand in definition.operands:
            if operand.role == "block":
                block = self.blocks[loader.count(len(self.blocks))]
                arguments.append(Argument(BLOCK, block))
            elif operand.role == "symbol":
                value = loader.earlier()
                if type(value) is not Word or value.kind != "symbol":
                    loader.wrong("this constant is no symbol", -1)
                arguments.append(Argument(CONSTANT, value))
            elif operand.rest:
                least, most = operand.rest
                count = loader.number()
                if not least <= count <= most:
                    loader.wrong("a wrong number of operands", -1)
                for _ in range(count):
                    arguments.append(self.operand(operand))
            else:
                arguments.append(self.operand(operand))
        results = [loader.count(REGISTERS) for _ in definition.results]
        return Instruction(definition, arguments, results, branch)

    def operand(self, operand):
        """The next operand."""
        loader = self.loader
        number = loader.number()
        index, mode = number >> 2, number & 3
        if operand.role == "end" and mode != 1:
            loader.wrong("`drop` does not take", -1)
        if mode == 3:
            index = -(index + 1 >> 1) if index & 1 else index >> 1
            return Argument(CONSTANT, loader.integer(index))
        if mode == 2:
            if index >= len(loader.constants):
                loader.wrong("an index is out of range", -1)
            value = loader.constants[index]
            if type(value) is int:
                loader.wrong("an integer is no constant of an operand", -1)
            return Argument(CONSTANT, value)
        if index >= REGISTERS:
            loader.wrong("an index is out of range", -1)
        return Argument(TAKE if mode else COPY, index)
