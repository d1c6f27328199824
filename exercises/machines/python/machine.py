"""The machine: steps, transfers, faults, fuel and services (spec/machine.md).

Relies on programs that are verified: a register that is used is alive.
Guarantees: a fault leaves everything as it was; each reference that is made is
released; every transfer is counted, traced and paid for in `enter`.
"""

from assembler import assemble_data
from heap import words_of
from micro import BORROWED, MICRO
from printer import name_text, show
from program import REGISTERS, Block
from values import (FALSE, NULL, Fault, Refused, elements, kind_of, list_of,
                    string_items, symbol)

RESERVE = 9                         # the pairs that a handler's call needs
IRRITANTS = 8


class Ended(Exception):
    """The end of a program: what the trace says of it, the exit status, and
    after `halt` the answer."""

    def __init__(self, line, status, answer=None, report=None):
        super().__init__(line)
        self.line, self.status = line, status
        self.answer, self.report = answer, report


class Resume(Block):
    """The block of a resume closure: it goes on in TARGET.  The closure holds
    the handler, and what the registers of TARGET begin with."""

    def __init__(self, target):
        super().__init__("resume", 0, False, None)
        self.target, self.program = target, target.program


class Machine:
    """A machine that runs PROGRAM, with WORLD, a device, for at most BUDGET
    transfers (None: without bound); TRACE(line) takes the transfer trace."""

    def __init__(self, program, heap, world, budget=None, trace=None):
        self.heap, self.world = heap, world
        self.budget, self.trace = budget, trace
        self.program = program
        self.block, self.pc = program.main, 0
        self.registers = [None] * REGISTERS
        self.handler, self.reserve = FALSE, NULL
        self.timer, self.slice = FALSE, 0
        self.transfers = self.instructions = 0
        heap.roots = self.roots

    def roots(self):
        """The values and programs that a trace of the heap begins with."""
        values = [self.handler, self.reserve, self.timer, self.world]
        values += [each for each in self.registers if each is not None]
        values += self.world.what.cells.values()
        for device in self.world.what.cells.values():
            values.append(getattr(device.what, "answer", NULL))
        for form in self.heap.reading.open if self.heap.reading else ():
            values += form.items
        return values, [self.program, self.block.program]

    # Running

    def run(self, halt):
        """Run to the end, which it returns; HALT is the block of `main`'s
        continuation."""
        self.heap.retain(self.world)
        self.load([halt.constant, self.world])
        self.note()
        try:
            while True:
                try:
                    self.step()
                except Fault as fault:
                    self.fault(fault)
        except Ended as end:
            if self.trace:
                self.trace(end.line)
            return end

    def load(self, values):
        """Let the registers hold VALUES, and nothing else."""
        rest = REGISTERS - len(values)
        self.registers = values + [None] * rest

    def values(self):
        """The values of the current instruction's operands."""
        registers = self.registers
        return [registers[argument.value]
                if argument.mode in ("copy", "take") else argument.value
                for argument in self.block.code[self.pc].arguments]

    def step(self):
        """Do one instruction."""
        instruction = self.block.code[self.pc]
        self.instructions += 1
        values = self.values()
        for index, kind, mutable in instruction.typed:
            value = values[index]
            if kind_of(value) != kind or mutable and value.count is None:
                raise Fault("type")
        if instruction.definition.form == "transfer":
            TRANSFERS[instruction.definition.name](self, instruction, values)
            return
        result = self.effect(instruction, values)
        self.finish(instruction, values, result)
        if instruction.branch == "if" and not result:
            self.pc = instruction.otherwise
        else:
            self.pc += 1

    def effect(self, instruction, values):
        """Do what the formula of INSTRUCTION says; its result."""
        definition = instruction.definition
        if not definition.formula:
            return values[0]
        if definition.formula[0] == "end":
            return None
        fixed = len(definition.operands)
        if fixed and definition.operands[-1].rest:
            values = values[:fixed - 1] + [values[fixed - 1:]]
        arguments = [said if index is None else values[index]
                     for index, said in definition.arguments]
        if definition.formula[0] == "service":
            return SERVICES[arguments[0]](self, *arguments[1:])
        return MICRO[definition.formula[0]](self.heap, *arguments)

    def finish(self, instruction, values, result):
        """End what INSTRUCTION takes, and let its results be born."""
        heap, registers = self.heap, self.registers
        for index in instruction.retained:
            heap.retain(values[index])
        for register in instruction.taken:
            registers[register] = None
        micro = instruction.definition.formula[:1]
        if instruction.results:
            if micro and micro[0] in BORROWED:
                heap.retain(result)
            results = result if type(result) is tuple and len(
                instruction.results) > 1 else (result,)
            for register, value in zip(instruction.results, results):
                registers[register] = value
        else:
            heap.release(result)    # what was replaced, of a setter
        for index in instruction.released:
            heap.release(values[index])

    # Transfers

    def jump(self, instruction, values):
        """Go on in a block."""
        self.arrive(instruction, values, values[0], values[1:])

    def call(self, instruction, values):
        """Go on in a closure."""
        self.check_call(values[0], len(values) - 1)
        closure = values[0]
        self.arrive(instruction, values, closure.what, values[1:],
                    captured=closure.items)

    def apply(self, instruction, values):
        """Go on in a closure, with the elements of a list too."""
        closure, *arguments, spread = values
        further = elements(spread)
        if further is None:
            raise Fault("type")
        self.check_call(closure, len(arguments) + len(further))
        self.arrive(instruction, values, closure.what, arguments, further,
                    closure.items, [spread])

    def check_call(self, closure, count):
        """Check a call with COUNT arguments.  The handler of a resume closure
        needs the reserve, which another may have used."""
        if not closure.what.accepts(count):
            raise Fault("arity")
        if isinstance(closure.what, Resume) and closure.items[0] != FALSE:
            self.fill_reserve()

    def arrive(self, instruction, values, block, arguments, further=(),
               captured=(), ended=()):
        """Make a transfer whose conditions hold.  ARGUMENTS are operands,
        retained or moved; the FURTHER ones and what is CAPTURED are retained;
        what is ENDED is released then, as what the instruction takes."""
        heap = self.heap
        owned = [*arguments, *further]
        if block.rest:
            heap.reserve_list(len(owned) - block.parameters)
        self.pay()
        for index in instruction.retained:
            heap.retain(values[index])
        for value in (*further, *captured):
            heap.retain(value)
        captured = list(captured)
        if block.rest:
            collected = owned[block.parameters:]
            owned[block.parameters:] = [list_of(heap.new, collected)]
        for index in instruction.released:
            heap.release(values[index])
        for value in ended:
            heap.release(value)
        self.enter(block, owned, captured)

    def halt(self, instruction, values):
        """End with an answer."""
        raise Ended("halt " + show(values[0]), 0, values[0])

    def raise_fault(self, instruction, values):
        """The fault `raised`."""
        raise Fault("raised", None, [values[0]])

    def pay(self):
        """End where the budget is spent."""
        if self.budget == 0:
            raise Ended("fuel", 124, report="the fuel is spent")

    def enter(self, block, arguments, captured):
        """Go on in BLOCK; all values are owned.  This is where every transfer
        goes through, those of handlers and timers too."""
        if isinstance(block, Resume):
            captured = self.resume(*captured)
            block = block.target
        self.load(arguments + captured)
        self.block, self.pc = block, 0
        interrupted = None
        if self.timer != FALSE and self.slice == 0:
            interrupted = self.interrupt(len(arguments) + len(captured))
        if self.budget is not None:
            self.budget -= 1
        if self.timer != FALSE:
            self.slice -= 1
        self.transfers += 1
        self.note()
        if interrupted:
            raise interrupted

    def interrupt(self, count):
        """Turn the transfer that is under way into a call of the timer's
        closure; without memory for it give the fault."""
        heap, timer = self.heap, self.timer
        try:
            heap.reserve(words_of("closure", count + 1))
        except Fault as fault:
            self.timer = FALSE
            heap.release(timer)
            return fault
        resume = heap.new("closure", [self.handler, *self.registers[:count]],
                          Resume(self.block))
        self.timer = FALSE
        self.handler = FALSE
        captured = list(timer.items)
        for value in captured:
            heap.retain(value)
        self.block = timer.what
        self.load([resume] + captured)
        heap.release(timer)
        return None

    def note(self):
        """Trace the transfer that just happened."""
        if self.trace:
            shown = self.registers[:self.block.arity()]
            self.trace(" ".join([str(self.transfers),
                                 name_text(self.block.name),
                                 *map(show, shown)]))

    # Faults

    def fault(self, fault):
        """Go where FAULT leads: to `else`, to the handler, or to the end."""
        instruction = self.block.code[self.pc]
        if instruction.branch == "try":
            self.pc = instruction.otherwise
            return
        irritants = self.irritants(fault)
        place = f"{name_text(self.block.name)}:{self.pc}"
        if self.handler == FALSE:
            shown = " ".join(map(show, irritants))
            wrong = ": " + fault.wrong if fault.wrong else ""
            where = instruction.place
            line = f" (line {where[0]}, column {where[1]})" if where else ""
            raise Ended("fault " + fault.kind, 70, report=(
                f"fault {fault.kind} at {place}{line}{wrong} {shown}").strip())
        self.pay()
        self.call_handler(fault, irritants)

    def irritants(self, fault):
        """The values that FAULT is about."""
        if fault.kind == "memory" or fault.kind in ("device", "program"):
            return []
        if fault.irritants is not None:
            return fault.irritants
        return [value.constant if isinstance(value, Block) else value
                for value in self.values()[:IRRITANTS]]

    def call_handler(self, fault, irritants):
        """Call the handler, with memory that `set-handler` reserved."""
        heap = self.heap
        for value in irritants:
            heap.retain(value)
        if fault.wrong and fault.kind in ("device", "program"):
            try:
                irritants = [heap.new("string", string_items(fault.wrong))]
            except Fault:
                irritants = []
        where = symbol(self.block.name), self.pc
        for value in self.registers:
            if value is not None:
                heap.release(value)
        self.load([])
        handler, self.handler = self.handler, FALSE
        reserve, self.reserve = self.reserve, NULL
        heap.release(reserve)
        arguments = [symbol(fault.kind), list_of(heap.new, irritants),
                     heap.new("pair", list(where))]
        captured = list(handler.items)
        for value in captured:
            heap.retain(value)
        heap.release(handler)
        self.enter(handler.what, arguments, captured)

    def fill_reserve(self):
        """Keep the pairs that a call of a handler will need, as a list."""
        if self.reserve == NULL:
            self.heap.reserve_list(RESERVE)
            self.reserve = list_of(self.heap.new, [NULL] * RESERVE)

    def resume(self, handler, *values):
        """Put what a resume closure holds in force; VALUES are for the
        registers."""
        self.heap.release(self.handler)
        self.handler = handler
        return list(values)

    # Services

    def port(self, world, name):
        """The device of this NAME."""
        if world is not self.world:
            raise Fault("device", f"{world.what.name} has no ports")
        cell = self.world.what.port(name.value)
        self.heap.retain(cell)
        return cell

    def get(self, name):
        """The value of the symbol NAME."""
        values = self.block.program.values
        if name not in values:
            raise Fault("unbound", None, [name])
        self.heap.retain(values[name])
        return values[name]

    def put(self, name, value):
        """The value of the symbol NAME becomes VALUE; what it was ends."""
        values = self.block.program.values
        old, values[name] = values.get(name), value
        return old

    def takes(self, value, count):
        """Check that VALUE is #f, or a closure for just COUNT arguments."""
        if value == FALSE:
            return
        if kind_of(value) != "closure":
            raise Fault("type")
        if value.what.rest or value.what.parameters != count:
            raise Fault("arity")

    def set_handler(self, handler):
        """Faults go to HANDLER; the one before is the result."""
        self.takes(handler, 3)
        if handler == FALSE:
            self.heap.release(self.reserve)
            self.reserve = NULL
        else:
            self.fill_reserve()
        old, self.handler = self.handler, handler
        return old

    def set_timer(self, device, count, closure):
        """After COUNT transfers call CLOSURE; the one before ends."""
        if device.what.name != "timer":
            raise Fault("device", f"{device.what.name} is no timer")
        if count < 0:
            raise Fault("bounds")
        self.takes(closure, 1)
        old, self.timer, self.slice = self.timer, closure, count
        return old

    def assemble(self, operands):
        """A closure of the program that a list of blocks spells."""
        shared = None
        if len(operands) == 2:
            if kind_of(operands[1]) != "device":
                raise Fault("type")
            if operands[1] is not self.world:
                raise Fault("device", "this is not the world")
            shared = self.block.program.values
        try:
            program, words = assemble_data(operands[0], shared is None,
                                           self.heap)
        except Refused as error:
            raise Fault("program", str(error)) from None
        self.heap.used += words
        program.words = words
        self.heap.programs.add(program)
        if shared is not None:
            program.values = shared
        return program.main.constant

    # The end

    def clear(self):
        """Release all that the machine holds."""
        held = [self.handler, self.reserve, self.timer, self.world,
                *self.registers, *self.world.what.cells.values()]
        for device in self.world.what.cells.values():
            held.append(getattr(device.what, "answer", NULL))
        for program in [self.program, *self.heap.programs]:
            held += program.values.values()
            program.values.clear()
        for value in held:
            self.heap.release(value)


TRANSFERS = {"jump": Machine.jump, "call": Machine.call,
             "apply": Machine.apply, "halt": Machine.halt,
             "raise": Machine.raise_fault}
SERVICES = {
    "port": Machine.port,
    "in": lambda machine, device: device.what.input(),
    "out": lambda machine, device, value: device.what.output(value),
    "read": lambda machine, device: device.what.read(machine.heap),
    "write": lambda machine, device, value:
        device.what.write(machine.heap, value),
    "assemble": Machine.assemble, "get": Machine.get, "put": Machine.put,
    "set-handler": Machine.set_handler, "set-timer": Machine.set_timer,
}
