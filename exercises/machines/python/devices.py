"""The devices, after spec/machine.md (Services).

A device answers `input`, `output`, `read` and `write`, each with the machine's
heap, or faults `device`.  The machine checks operands' types first.
Relies on reader and printer.  Guarantees: no device reaches outside of what
was granted; a file is closed when its device is freed.
"""

import os
import stat
import time

from printer import write as text_of_value
from reader import END, Malformed, Reader
from values import (EOF, FALSE, NULL, TRUE, Cell, Fault, elements, kind_of,
                    list_of, string_items, text_of)


def refuse(wrong):
    """The fault `device`."""
    raise Fault("device", wrong)


def bytes_of(value):
    """The bytes that `out` sends for VALUE."""
    if type(value) is int:
        if not 0 <= value <= 255:
            raise Fault("bounds")
        return bytes([value])
    if kind_of(value) != "string":
        raise Fault("type")
    return text_of(value).encode()


def string(heap, text):
    """A new string of this TEXT."""
    return heap.new("string", string_items(text))


class Device:
    """A device that serves nothing; the others are made from it."""

    elements = 2

    def __init__(self, name):
        self.name = name

    def input(self):
        """The next byte, or EOF."""
        refuse(f"{self.name} gives no bytes")

    def output(self, value):
        """Send a byte or string."""
        refuse(f"{self.name} takes no bytes")

    def read(self, heap):
        """The next datum, a fresh value, or EOF."""
        refuse(f"{self.name} gives no data")

    def write(self, heap, value):
        """Send a datum."""
        refuse(f"{self.name} takes no data")

    def close(self):
        """Nothing refers to the device any more."""


class World(Device):
    """The device of devices: `cells` by name, of those that are granted."""

    elements = 9

    def __init__(self):
        super().__init__("world")
        self.cells = {}

    def port(self, name):
        """The device of this NAME."""
        if name not in self.cells:
            refuse(f"{name} is not granted")
        return self.cells[name]


class Stream(Device):
    """The console or a file: bytes and data, in or out.  SOURCE and SINK are
    file descriptors or None.  As a source of characters (reader.py) it decodes
    no more than it must, so that `in` goes on where `read` stopped."""

    def __init__(self, name, source, sink):
        super().__init__(name)
        self.source, self.sink = source, sink
        self.buffer, self.at = b"", 0
        self.line, self.column = 1, 1

    def fill(self, count):
        """The next COUNT bytes, fewer at the end; they stay to be taken."""
        if self.source is None:
            refuse(f"{self.name} is not for reading")
        while len(self.buffer) - self.at < count:
            more = os.read(self.source, 1 << 16)
            if not more:
                break
            self.buffer, self.at = self.buffer[self.at:] + more, 0
        return self.buffer[self.at:self.at + count]

    def input(self):
        byte = self.fill(1)
        if not byte:
            return EOF
        self.at += 1
        self.advance(byte[0] == 10)
        return byte[0]

    def advance(self, ended):
        """Count a character, which ENDED a line or did not."""
        self.line += ended
        self.column = 1 if ended else self.column + 1

    def peek(self):
        """The next character, "" at the end."""
        first = self.fill(1)
        if not first or first[0] < 0x80:
            return first.decode()
        length = 2 if first[0] < 0xE0 else 3 if first[0] < 0xF0 else 4
        try:
            return self.fill(length).decode()
        except UnicodeDecodeError:
            place = (self.line, self.column)
            self.input()
            raise Malformed("this is not UTF-8", place) from None

    def next(self):
        """Take the next character."""
        character = self.peek()
        self.at += len(character.encode())
        self.advance(character == "\n")
        return character

    def read(self, heap):
        self.fill(0)
        reader = Reader(self, heap)
        heap.reading = reader
        try:
            datum = reader.read()
        except Malformed as error:
            line, column = error.place
            refuse(f"{line}:{column}: {error}")
        finally:
            heap.reading = None
        return EOF if datum is END else datum

    def output(self, value):
        if self.sink is None:
            refuse(f"{self.name} is not for writing")
        self.send(bytes_of(value))

    def write(self, heap, value):
        if self.sink is None:
            refuse(f"{self.name} is not for writing")
        self.send(text_of_value(value).encode())

    def send(self, data):
        """Write all of DATA."""
        try:
            while data:
                data = data[os.write(self.sink, data):]
        except OSError as error:
            refuse(f"{self.name}: {error.strerror}")

    def close(self):
        for descriptor in (self.source, self.sink):
            if descriptor is not None and descriptor > 2:
                os.close(descriptor)


class Arguments(Device):
    """The arguments of the command line, one after the other."""

    def __init__(self, arguments):
        super().__init__("args")
        self.arguments = iter(arguments)

    def read(self, heap):
        argument = next(self.arguments, None)
        return EOF if argument is None else string(heap, argument)


class Status(Device):
    """The exit status."""

    def __init__(self):
        super().__init__("status")
        self.status = 0

    def output(self, value):
        if type(value) is not int:
            raise Fault("type")
        if not 0 <= value <= 255:
            raise Fault("bounds")
        self.status = value

    def write(self, heap, value):
        self.output(value)


class Files(Device):
    """A folder: requests in, answers out."""

    OPENINGS = {"input": os.O_RDONLY,
                "output": os.O_WRONLY | os.O_CREAT | os.O_TRUNC,
                "append": os.O_WRONLY | os.O_CREAT | os.O_APPEND}

    def __init__(self, folder):
        super().__init__("files")
        self.folder = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        self.answer = FALSE

    def read(self, heap):
        answer, self.answer = self.answer, FALSE
        return answer

    def write(self, heap, value):
        request = elements(value) or [None]
        verb = getattr(request[0], "value", None)
        named = len(request) == 2 and type(request[1]) is Cell \
            and request[1].kind == "string"
        if verb == "list" and len(request) == 1:
            answer = self.list(heap)
        elif named and verb in (*self.OPENINGS, "delete"):
            name = text_of(request[1])
            answer = self.delete(name) if verb == "delete" \
                else self.open(heap, verb, name)
        else:
            refuse("files takes (input NAME), (output NAME), (append NAME), "
                   "(delete NAME) or (list)")
        heap.release(self.answer)
        self.answer = answer

    def list(self, heap):
        """The names in the folder."""
        names = sorted(os.listdir(self.folder))
        heap.reserve(sum(len(name) + 8 for name in names))
        return list_of(heap.new, [string(heap, name) for name in names])

    def delete(self, name):
        """Delete the file of this NAME."""
        self.check(name)
        try:
            os.unlink(name, dir_fd=self.folder)
            return TRUE
        except (OSError, ValueError):
            return FALSE

    def open(self, heap, verb, name):
        """A device for the file of this NAME."""
        self.check(name)
        flags = self.OPENINGS[verb] | os.O_NOFOLLOW | os.O_NONBLOCK
        device = Stream("file", None, None)
        cell = heap.new("device", [], device)
        try:
            opened = os.open(name, flags, 0o666, dir_fd=self.folder)
        except (OSError, ValueError):
            heap.release(cell)
            return FALSE
        if verb == "input":
            device.source = opened
        else:
            device.sink = opened
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            heap.release(cell)
            return FALSE
        return cell

    @staticmethod
    def check(name):
        """Refuse a NAME that leads elsewhere."""
        if "/" in name or name in ("", ".", ".."):
            refuse("a name has no / and is not empty, . or ..")


class Clock(Device):
    """Day, second and microsecond."""

    def read(self, heap):
        heap.reserve_list(3)
        now = time.time_ns() // 1000
        day, rest = divmod(now, 86400 * 10**6)
        return list_of(heap.new, [day, *divmod(rest, 10**6)])


class Random(Device):
    """The generator xorshift64*."""

    MASK = (1 << 64) - 1

    def __init__(self, seed):
        super().__init__("random")
        self.state = seed & self.MASK or 1

    def bits(self, count):
        """The top COUNT bits of the next output."""
        state = self.state
        state ^= state >> 12
        state ^= state << 25 & self.MASK
        state ^= state >> 27
        self.state = state
        return (state * 0x2545F4914F6CDD1D & self.MASK) >> (64 - count)

    def input(self):
        return self.bits(8)

    def read(self, heap):
        return self.bits(29)


def attribute(text):
    """TEXT as it stands in a drawing: marked up, without controls."""
    for character, entity in (("&", "amp"), ("<", "lt"), ('"', "quot")):
        text = text.replace(character, f"&{entity};")
    return "".join(each for each in text if each >= " ")


class Plotter(Device):
    """Draws, and writes the drawing when the program ends."""

    FORMS = {"move": ["int", "int"], "line": ["int", "int"],
             "circle": ["int"], "color": ["string"], "width": ["int"],
             "text": ["string"]}
    FARTHEST, MARGIN, TEXT_REACH = 1000000, 10, 10

    def __init__(self, path):
        super().__init__("plotter")
        self.path, self.shapes = path, []
        self.x = self.y = 0
        self.color, self.width = "black", 1
        self.xs, self.ys = [], []

    def write(self, heap, value):
        verb, *arguments = elements(value) or [NULL]
        verb = verb.value if kind_of(verb) == "symbol" else None
        if list(map(kind_of, arguments)) != self.FORMS.get(verb) \
                or not all(self.is_near(verb, each) for each in arguments):
            refuse("this is no drawing command")
        arguments = [each if type(each) is int else attribute(text_of(each))
                     for each in arguments]
        if verb in ("color", "width"):
            setattr(self, verb, *arguments)
        else:
            getattr(self, verb)(*arguments)

    def is_near(self, verb, value):
        """May the VALUE stand in a command of this VERB?"""
        least = -self.FARTHEST if verb in ("move", "line") else 0
        return type(value) is not int or least <= value <= self.FARTHEST

    def cover(self, x, y, around):
        """The view box holds what is AROUND this point."""
        self.xs += [x - around, x + around]
        self.ys += [y - around, y + around]

    def stroke(self):
        """The attributes of a line."""
        return f'stroke="{self.color}" stroke-width="{self.width}"'

    def move(self, x, y):
        """Go to a point."""
        self.x, self.y = x, y

    def line(self, x, y):
        """A line from the last point."""
        self.cover(self.x, self.y, self.width)
        self.cover(x, y, self.width)
        self.shapes.append(f'<line x1="{self.x}" y1="{self.y}" x2="{x}" '
                           f'y2="{y}" {self.stroke()} stroke-linecap="round"/>')
        self.move(x, y)

    def circle(self, radius):
        """A circle around the last point."""
        self.cover(self.x, self.y, radius + self.width)
        self.shapes.append(f'<circle cx="{self.x}" cy="{self.y}" r="{radius}" '
                           f'fill="none" {self.stroke()}/>')

    def text(self, text):
        """Text at the last point."""
        self.cover(self.x, self.y, self.TEXT_REACH)
        self.shapes.append(f'<text x="{self.x}" y="{self.y}" '
                           f'fill="{self.color}">{text}</text>')

    def finish(self):
        """Write the drawing, where there is one."""
        if not self.shapes:
            return
        left, top = min(self.xs) - self.MARGIN, min(self.ys) - self.MARGIN
        width = max(self.xs) + self.MARGIN - left
        height = max(self.ys) + self.MARGIN - top
        with open(self.path, "w", encoding="utf-8") as file:
            file.write('<svg xmlns="http://www.w3.org/2000/svg" '
                       f'viewBox="{left} {top} {width} {height}">\n')
            file.writelines(shape + "\n" for shape in self.shapes)
            file.write("</svg>\n")
