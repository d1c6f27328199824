"""The table of instructions, read from spec/instructions.scm.

The specification is data that Baton's own reader reads; the head of that file
explains its entries.  So this machine has no list of instructions: it has a
method for each micro-operation and service (micro.py, machine.py).
Relies on the reader.  Guarantees: DEFINITIONS by opcode, and by name; KINDS.
"""

import os
import zlib

from reader import read_all
from values import Word, elements, kind_of, text_of

SPECIFICATION = os.path.join(os.path.dirname(os.path.realpath(__file__)),
                             "..", "..", "..", "spec", "instructions.scm")
PROFILES = {"core": 1, "data": 2, "system": 4}


class Operand:
    """An operand as the table has it: `type` is a kind or `any`; `mutable`
    where the cell must be no constant; `role` is read, store or end, and of a
    bare name block or symbol; `rest` is (least, most) of a rest operand, or
    None."""

    def __init__(self, entry):
        self.name, self.type = entry[0], entry[1]
        self.bare = len(entry) == 2
        self.role = entry[1] if self.bare else entry[2]
        self.rest = (entry[4], entry[5]) if len(entry) > 3 else None
        self.word = ":".join(entry[1:3]) + ("*" if self.rest else "")
        self.mutable = self.type.endswith("!")
        self.type = "any" if self.bare else self.type.removesuffix("!")


class Definition:
    """An instruction of the table."""

    def __init__(self, entry, profile):
        _, self.name, self.opcode, operands, results, formula, _ = entry
        self.profile = PROFILES[profile]
        self.operands = [Operand(operand) for operand in operands]
        self.results = results if isinstance(results, list) else []
        self.form = results if results in ("test", "transfer", "tree") else ""
        self.formula = formula if isinstance(formula, list) else []
        names = [operand.name for operand in self.operands]
        # An argument of the formula: which operand it is, or what it says.
        self.arguments = [(names.index(argument), None) if argument in names
                          else (None, argument)
                          for argument in self.formula[1:]]
        self.can_fault = any(operand.type != "any"
                             for operand in self.operands)

    def signature(self):
        """The line of the digest (spec/image.md)."""
        words = [operand.word for operand in self.operands]
        result = self.form or str(len(self.results))
        return " ".join([str(self.opcode), self.name, *words, "->", result])


def plain(datum):
    """DATUM of the table as Python has it.  The table nests a few levels."""
    items = elements(datum)
    if items is not None:
        return [plain(item) for item in items]
    if kind_of(datum) == "string":
        return text_of(datum)
    return datum.value if isinstance(datum, Word) else datum


def read_table(path):
    """The definitions and kinds that the file at PATH has."""
    definitions, kinds, faulting, profile = [], {}, set(), None
    with open(path, encoding="utf-8") as file:
        entries = [plain(datum) for datum, _ in read_all(file.read())]
    for entry in entries:
        if entry[0] == "kind":
            kinds[entry[1]] = (entry[2], PROFILES[entry[4]])
        elif entry[0] == "group":
            profile = entry[2]
        elif entry[0] == "micro" and entry[4]:
            faulting.add(entry[1])
        elif entry[0] == "service" and entry[2]:
            faulting.add(("service", entry[1]))
        elif entry[0] == "instruction":
            definitions.append(Definition(entry, profile))
    for definition in definitions:
        formula = definition.formula
        effect = tuple(formula[:2]) if formula[:1] == ["service"] \
            else "".join(formula[:1])
        definition.can_fault = definition.can_fault or effect in faulting
    return definitions, kinds


def digest(definitions):
    """The digest of a program that uses these DEFINITIONS."""
    lines = [definition.signature() + "\n" for definition in
             sorted(definitions, key=lambda definition: definition.opcode)]
    return zlib.crc32("".join(lines).encode())


DEFINITIONS, KINDS = read_table(SPECIFICATION)
BY_OPCODE = {definition.opcode: definition for definition in DEFINITIONS}
BY_NAME = {definition.name: definition for definition in DEFINITIONS}
