"""Values as text: as `write` prints them (spec/text.md), and as traces do
(spec/trace.md).

Relies on the reader to know which names need bars.  Guarantees: `write` ends
on every value, cycles too, and prints what reads back where that is possible;
depth costs no recursion.  `show` recurs at most three levels.
"""

from reader import CHARACTERS, ESCAPES, is_bare, is_control
from values import Cell, NULL, text_of

CHARACTER_NAMES = {code: name for name, code in CHARACTERS.items()}
ESCAPED = {character: "\\" + letter for letter, character in ESCAPES.items()}
WORDS = {"null": "()", "void": "#void", "eof": "#eof"}
LEVELS, ELEMENTS, LENGTH = 3, 8, 40


def delimited(text, mark):
    """TEXT between two MARKs."""
    out = [mark]
    for character in text:
        if character == mark:
            out.append("\\" + mark)
        elif character in ESCAPED:
            out.append(ESCAPED[character])
        elif is_control(character) or character == "\x7f":
            out.append(f"\\x{ord(character):x};")
        else:
            out.append(character)
    return "".join(out) + mark


def name_text(name):
    """The text of a NAME, between bars where it needs them."""
    return name if is_bare(name) else delimited(name, "|")


def leaf(value):
    """The text of a value that shows no other values."""
    if type(value) is int:
        return str(value)
    kind = value.kind
    if kind == "bool":
        return "#t" if value.value else "#f"
    if kind == "char":
        if value.value in CHARACTER_NAMES:
            return "#\\" + CHARACTER_NAMES[value.value]
        if value.value < 32:
            return f"#\\x{value.value:x}"
        return "#\\" + chr(value.value)
    if kind == "symbol":
        return name_text(value.value)
    if kind == "string":
        return delimited(text_of(value), '"')
    if kind == "bytes":
        return "#u8(" + " ".join(map(str, value.items)) + ")"
    if kind in ("closure", "device"):
        return f"#<{kind} {name_text(value.what.name)}>"
    return WORDS[kind]


OPENINGS = {"pair": "(", "vector": "#(", "box": "#<box ",
            "record": "#<record "}


def closing(kind):
    """What ends the text of a cell of this KIND."""
    return ">" if kind in ("box", "record") else ")"


def shows_values(value):
    """Does the text of VALUE show other values?"""
    return type(value) is Cell and value.kind in OPENINGS


def cyclic(value):
    """The cells that are met again inside of themselves, by identity: a walk
    in the order of printing, where a cell is open till its elements are."""
    found, done, opened = set(), set(), set()
    stack = [(value, False)]
    while stack:
        cell, finished = stack.pop()
        if finished:
            opened.discard(id(cell))
            done.add(id(cell))
        elif not shows_values(cell) or id(cell) in done:
            continue
        elif id(cell) in opened:
            found.add(id(cell))
        else:
            opened.add(id(cell))
            stack.append((cell, True))
            stack.extend((item, False) for item in reversed(cell.items))
    return found


class Tail:
    """The rest of a list that is being printed."""

    def __init__(self, value):
        self.value = value


def write(value):
    """The text of VALUE.  The stack holds what is still to print: texts,
    values, and tails of lists."""
    labelled, labels = cyclic(value), {}
    out, stack = [], [value]
    while stack:
        top = stack.pop()
        if type(top) is str:
            out.append(top)
        elif type(top) is Tail:
            rest = top.value
            if rest == NULL:
                out.append(")")
            elif shows_values(rest) and rest.kind == "pair" \
                    and id(rest) not in labelled:
                out.append(" ")
                stack += [Tail(rest.items[1]), rest.items[0]]
            else:
                out.append(" . ")
                stack += [")", rest]
        elif not shows_values(top):
            out.append(leaf(top))
        elif id(top) in labels:
            out.append(f"#{labels[id(top)]}#")
        else:
            if id(top) in labelled:
                labels[id(top)] = len(labels)
                out.append(f"#{labels[id(top)]}=")
            out.append(OPENINGS[top.kind])
            if top.kind == "pair":
                stack += [Tail(top.items[1]), top.items[0]]
            else:
                stack.append(closing(top.kind))
                for index in range(len(top.items) - 1, -1, -1):
                    stack.append(top.items[index])
                    if index:
                        stack.append(" ")
    return "".join(out)


def show(value):
    """The text of VALUE in a trace: bounded in depth, elements and length."""
    text = bounded(value, 1)
    return text if len(text) <= LENGTH else text[:LENGTH] + "…"


def bounded(value, level):
    """The text of VALUE, which stands LEVEL deep."""
    if not shows_values(value):
        if type(value) is Cell and value.kind in ("bytes", "string"):
            return bounded_raw(value)
        return leaf(value)
    if level > LEVELS:
        return "…"
    if value.kind != "pair":
        items, tail = value.items, NULL
    else:
        items, tail = [], value
        while len(items) < ELEMENTS and shows_values(tail) \
                and tail.kind == "pair":
            items.append(tail.items[0])
            tail = tail.items[1]
    parts = [bounded(item, level + 1) for item in items[:ELEMENTS]]
    if len(items) > ELEMENTS or shows_values(tail) and tail.kind == "pair":
        parts.append("…")
    elif tail != NULL:
        parts += [".", bounded(tail, level + 1)]
    return OPENINGS[value.kind] + " ".join(parts) + closing(value.kind)


def bounded_raw(cell):
    """The text of a byte string or string CELL, as far as a trace shows it."""
    if cell.kind == "string":
        shown = "".join(map(chr, cell.items[:LENGTH + 2]))
        return delimited(shown, '"')
    parts = [str(byte) for byte in cell.items[:ELEMENTS]]
    if len(cell.items) > ELEMENTS:
        parts.append("…")
    return "#u8(" + " ".join(parts) + ")"
