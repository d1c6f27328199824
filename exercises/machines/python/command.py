"""The command line: options, files and exit statuses.

Relies on everything else.  Guarantees: whatever is wrong with a program or a
command is one line of text and a status, 65 or 64.
"""

import sys

from assembler import assemble_text
from devices import (Arguments, Clock, Device, Files, Plotter, Random, Status,
                     Stream, World)
from heap import Heap
from image import MAGIC, load
from machine import Machine
from printer import write
from program import verify_start
from reader import Malformed
from values import VOID, Fault, Refused

DEFAULT_HEAP = 1 << 27
HALT = "(block main () () (halt 0)) (block halt (v) () (halt !v))"


class Usage(Exception):
    """A command line that says nothing."""


class Options:
    """The options of `run`, and what follows them."""

    def __init__(self, words):
        self.fuel = self.trace = self.trace_file = None
        self.heap, self.seed, self.stats = DEFAULT_HEAP, 1, False
        self.grants = {}
        words = list(words)
        while words and words[0].startswith("--"):
            word = words.pop(0)
            name, equals, value = word.partition("=")
            if not equals and name not in ("--stats",):
                if not words:
                    raise Usage(f"{name} needs a value")
                value = words.pop(0)
            self.set(name, value)
        if not words:
            raise Usage("which program?")
        self.file, self.arguments = words[0], words[1:]

    def set(self, name, value):
        """Take the option NAME."""
        if name == "--stats":
            self.stats = True
        elif name == "--trace" and value == "transfers":
            self.trace = value
        elif name == "--trace-file":
            self.trace_file = value
        elif name == "--grant":
            for grant in value.split(","):
                device, _, where = grant.partition("=")
                self.grants[device] = where
        elif name in ("--fuel", "--heap", "--seed") and value.isdigit():
            setattr(self, name[2:], int(value))
        else:
            raise Usage(f"{name} {value} is no option of this machine")


def read_program(path):
    """The program in the file at PATH."""
    with open(path, "rb") as file:
        data = file.read()
    if data.startswith(MAGIC[:1]):
        return load(data)
    try:
        program = assemble_text(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Refused(f"byte {error.start}: this is not UTF-8") from None
    except Malformed as error:
        line, column = error.place
        raise Refused(f"{line}:{column}: {error}") from None
    verify_start(program)
    return program


def make_world(heap, options):
    """The cell of the world, with the devices that OPTIONS grant."""
    world = World()
    devices = [Stream("console", 0, 1), Arguments(options.arguments), Status()]
    for name, where in options.grants.items():
        if name == "files":
            devices.append(Files(where))
        elif name == "clock":
            devices.append(Clock("clock"))
        elif name == "random":
            devices.append(Random(options.seed))
        elif name == "timer":
            devices.append(Device("timer"))
        elif name == "plotter":
            devices.append(Plotter(where))
        else:
            raise Usage(f"there is no device {name}")
    for device in devices:
        world.cells[device.name] = heap.new("device", [], device)
    return heap.new("device", [], world)


def finish(machine, end, options):
    """Print what the END of a run leaves to print; the exit status."""
    world = machine.world.what
    if "plotter" in world.cells:
        world.cells["plotter"].what.finish()
    status = end.status
    if end.answer is not None:
        if end.answer != VOID:
            world.cells["console"].what.send(
                (write(end.answer) + "\n").encode())
        status = world.cells["status"].what.status
    machine.clear()
    if end.report:
        print(end.report, file=sys.stderr)
    if options.stats:
        for name, count in (("instructions", machine.instructions),
                            ("transfers", machine.transfers),
                            ("allocations", machine.heap.made),
                            ("peak live cells", machine.heap.most),
                            ("peak live words", machine.heap.peak),
                            ("live cells at halt", len(machine.heap.cells))):
            print(f"{name}: {count}", file=sys.stderr)
    return status


def run(options):
    """Run the program that OPTIONS name; the exit status."""
    program = read_program(options.file)
    halt = assemble_text(HALT).blocks[1]
    heap = Heap(options.heap)
    out = sys.stderr
    if options.trace_file:
        out = open(options.trace_file, "w", encoding="utf-8")
    trace = (lambda line: print(line, file=out)) if options.trace else None
    try:
        world = make_world(heap, options)
    except Fault:
        raise Refused("the heap is too small to begin") from None
    machine = Machine(program, heap, world, options.fuel, trace)
    status = finish(machine, machine.run(halt), options)
    out.flush()
    return status


def main(words):
    """The command WORDS; its exit status."""
    try:
        if words[:1] != ["run"]:
            raise Usage("baton run [OPTION …] FILE [ARGUMENT …]")
        options = Options(words[1:])
        try:
            return run(options)
        except Refused as error:
            print(f"{options.file}: {error}", file=sys.stderr)
            return 65
    except (Usage, OSError) as error:
        print(f"baton: {error}", file=sys.stderr)
        return 64
