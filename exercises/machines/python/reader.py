"""The reader: text to data, after spec/text.md (Data).

Relies on a source of characters with `peek` and `next`, and on a heap, so
that it reads programs (constants) and input (counted cells) alike.  Keeps
open lists on a stack of its own: depth costs no recursion.
Guarantees: what it returns is a datum of the grammar; anything else raises
Malformed with a place, and the source stands behind the token that was wrong.
"""

from values import (Cell, Word, TRUE, FALSE, NULL, VOID, EOF, LEAST, GREATEST,
                    is_scalar, list_of, string_items, symbol)

CHARACTERS = {"nul": 0, "tab": 9, "newline": 10, "return": 13, "escape": 27,
              "space": 32, "delete": 127}
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
CONSTANTS = {"#t": TRUE, "#f": FALSE, "#void": VOID, "#eof": EOF}
DIGITS = set("0123456789")
HEXADECIMAL = DIGITS | set("abcdefABCDEF")
NO_NAME = set("()\";'|")
END = object()                      # the end of the text, as `read` returns it
DOT = object()                      # a lone dot, as `token` returns it


class Constants:
    """What a reader of programs makes its cells by: constants, without end.
    The heap (heap.py) has the same for cells that count."""

    new, intern = Cell, staticmethod(symbol)

    @staticmethod
    def reserve_list(length):
        """There is memory enough."""

    @staticmethod
    def release(value):
        """A constant needs no end."""


class Malformed(Exception):
    """Text that is no data: what is wrong, and at which line and column."""

    def __init__(self, wrong, place):
        super().__init__(wrong)
        self.place = place


class Characters:
    """A source of characters that is a text in memory."""

    def __init__(self, text):
        self.text, self.at = text, 0
        self.line, self.column = 1, 1

    def peek(self):
        """The next character, "" at the end."""
        return self.text[self.at:self.at + 1]

    def next(self):
        """Take the next character."""
        character = self.text[self.at:self.at + 1]
        self.at += 1
        if character == "\n":
            self.line, self.column = self.line + 1, 1
        else:
            self.column += 1
        return character


class Form:
    """Something open: a list, vector or bytes, a quote or a comment."""

    def __init__(self, kind, place):
        self.kind, self.place = kind, place
        self.items, self.places = [], []
        self.dotted = None          # how many items stood before the dot


def is_control(character):
    """Is CHARACTER one that may stand in strings only, or white space?"""
    return character < " "


def is_name_character(character):
    """May CHARACTER stand in a name without bars?"""
    return character > " " and character not in NO_NAME


def starts_like_integer(text):
    """Does TEXT begin with a digit, or with a sign and a digit?"""
    digits = text[1:2] if text[0] in "+-" else text[0]
    return digits != "" and digits in DIGITS


def is_bare(name):
    """May NAME be written without bars?"""
    return (name not in ("", ".") and name[0] != "#"
            and not starts_like_integer(name)
            and "\x7f" not in name and all(map(is_name_character, name)))


class Reader:
    """Reads data from SOURCE, its cells from HEAP.  PLACES, where given, gets
    the place of each element under the identity of the pair that holds it."""

    def __init__(self, source, heap=Constants, places=None):
        self.source, self.heap, self.places = source, heap, places
        self.open = []

    def read(self):
        """The next datum, or END."""
        try:
            return self.read_datum()
        except BaseException:
            for form in self.open:
                for item in form.items:
                    self.heap.release(item)
            self.open = []
            raise

    def read_datum(self):
        """The next datum: the loop over tokens.  What a token completes is
        put into the innermost open form, which this may complete in turn."""
        while True:
            self.skip_space()
            place = self.place()
            character = self.source.peek()
            if character == "":
                if self.open:
                    self.wrong("the text ends inside of what begins here",
                               self.open[-1].place)
                return END
            if character == "(":
                self.source.next()
                self.open.append(Form("list", place))
                continue
            if character == "'":
                self.source.next()
                self.open.append(Form("quote", place))
                continue
            if character == ")":
                self.source.next()
                value = self.close(place)
                place = self.open.pop().place
            elif character == "#":
                value = self.hash(place)
                if value is None:
                    continue
            elif character == '"':
                value = self.heap.new(
                    "string", string_items(self.delimited('"', place)))
            elif character == "|":
                value = self.heap.intern(self.delimited("|", place))
            else:
                value = self.token(place)
            if value is DOT:
                self.dot(place)
                continue
            if self.complete(value, place):
                return self.open.pop().items[0] if self.open else self.whole

    def complete(self, value, place):
        """Put VALUE where it belongs; is it the datum that was asked for?"""
        while self.open:
            form = self.open[-1]
            if form.kind == "comment":
                self.heap.release(value)
                self.open.pop()
                return False
            if form.dotted is not None and len(form.items) > form.dotted:
                self.heap.release(value)
                self.wrong("one datum stands behind a dot", place)
            form.items.append(value)
            form.places.append(place)
            if form.kind != "quote":
                return False
            form.items.insert(0, symbol("quote"))
            form.places.insert(0, form.place)
            value, place = self.list(form), form.place
            self.open.pop()
        self.whole = value
        return True

    def close(self, place):
        """The list, vector or byte string that a parenthesis completes.  Its
        form stays open till its cells are made, so that nothing is lost."""
        form = self.open[-1] if self.open else None
        if form is None or form.kind in ("quote", "comment"):
            self.wrong("nothing is open that this could close", place)
        if form.dotted is not None and len(form.items) == form.dotted:
            self.wrong("one datum stands behind a dot", place)
        if form.kind == "list":
            return self.list(form)
        if form.kind == "vector":
            return self.heap.new("vector", list(form.items))
        for item, where in zip(form.items, form.places):
            if type(item) is not int or not 0 <= item <= 255:
                self.wrong("a byte is an integer from 0 to 255", where)
        return self.heap.new("bytes", bytearray(form.items))

    def list(self, form):
        """The list of what stands in FORM."""
        dotted = form.dotted is not None
        items = form.items[:-1] if dotted else form.items
        tail = form.items[-1] if dotted else NULL
        self.heap.reserve_list(len(items))
        value = list_of(self.heap.new, items, tail)
        if self.places is not None:
            pair = value
            for where in form.places[:len(items)]:
                self.places[id(pair)] = where
                pair = pair.items[1]
        return value

    def dot(self, place):
        """A lone dot stands here."""
        form = self.open[-1] if self.open else None
        if (form is None or form.kind != "list" or not form.items
                or form.dotted is not None):
            self.wrong("a dot stands behind a list's elements", place)
        form.dotted = len(form.items)

    def hash(self, place):
        """What begins with `#`: a value, or None where it opens a form."""
        self.source.next()
        character = self.source.peek()
        if character == "(":
            self.source.next()
            self.open.append(Form("vector", place))
            return None
        if character == ";":
            self.source.next()
            self.open.append(Form("comment", place))
            return None
        if character == "|":
            self.source.next()
            self.skip_block(place)
            return None
        if character == "\\":
            return self.character(place)
        text = "#" + self.name_characters()
        if text == "#u8" and self.source.peek() == "(":
            self.source.next()
            self.open.append(Form("bytes", place))
            return None
        if text in CONSTANTS:
            return CONSTANTS[text]
        if text[:2] == "#x":
            digits = text[2:].removeprefix("-")
            if digits and set(digits) <= HEXADECIMAL:
                return self.integer(int(text[2:], 16), place)
        self.wrong(text + " is nothing that can be read", place)

    def token(self, place):
        """An integer, a name, or DOT."""
        text = self.name_characters()
        if text == "":
            self.source.next()
            self.wrong("a control character stands here", place)
        if text == ".":
            return DOT
        if not starts_like_integer(text):
            return self.heap.intern(text)
        if not set(text[1:]) <= DIGITS:
            self.wrong(text + " is neither an integer nor a name", place)
        if len(text) > 30 and len(text.lstrip("+-0")) > 30:
            self.wrong("the integer does not fit into a word", place)
        return self.integer(int(text), place)

    def integer(self, number, place):
        """NUMBER, where it fits into a word."""
        if not LEAST <= number <= GREATEST:
            self.wrong("the integer does not fit into a word", place)
        return number

    def character(self, place):
        """The character whose `#` is read and whose backslash comes next."""
        self.source.next()
        text = self.source.peek()
        if text == "":
            self.wrong("the text ends inside of a character", place)
        if is_control(text) and text not in "\t\n\r":
            self.source.next()
            self.wrong("a control character stands here", place)
        self.source.next()
        if is_name_character(text):
            text += self.name_characters()
        if len(text) == 1:
            return Word("char", ord(text))
        if text in CHARACTERS:
            return Word("char", CHARACTERS[text])
        if text[0] == "x" and set(text[1:]) <= HEXADECIMAL:
            return Word("char", self.code_point(text[1:], place))
        self.wrong("there is no character #\\" + text, place)

    def delimited(self, mark, place):
        """The text up to the closing MARK, its escapes resolved."""
        self.source.next()
        text = []
        while True:
            character = self.source.next()
            if character == "":
                self.wrong("the text ends inside of what begins here", place)
            if character == mark:
                return "".join(text)
            if character == "\\":
                character = self.escape(mark, place)
            elif mark == "|" and is_control(character) \
                    and character not in "\t\n\r":
                self.wrong("a control character stands here", place)
            text.append(character)

    def escape(self, mark, place):
        """The character that an escape spells; its backslash is read."""
        character = self.source.next()
        if character in ('"', mark):
            return character
        if character == "x":
            digits = ""
            while self.source.peek() in HEXADECIMAL:
                digits += self.source.next()
            if digits and self.source.peek() == ";":
                self.source.next()
                return chr(self.code_point(digits, place))
        if character not in ESCAPES:
            self.wrong("there is no such escape", place)
        return ESCAPES[character]

    def code_point(self, digits, place):
        """The code point that hexadecimal DIGITS spell."""
        number = int(digits[-16:], 16)
        if digits[:-16].strip("0") or not is_scalar(number):
            self.wrong("there is no character of this code point", place)
        return number

    def name_characters(self):
        """The name characters that stand next."""
        text = []
        while True:
            character = self.source.peek()
            if character == "" or not is_name_character(character):
                return "".join(text)
            text.append(self.source.next())

    def skip_space(self):
        """Go behind white space and comments to the end of a line."""
        while True:
            character = self.source.peek()
            if character == ";":
                while self.source.peek() not in ("\n", ""):
                    self.source.next()
            elif character in (" ", "\t", "\n", "\r"):
                self.source.next()
            else:
                return

    def skip_block(self, place):
        """Go behind a comment `#| … |#` whose opening is read."""
        depth = 1
        while depth:
            character = self.source.next()
            if character == "":
                self.wrong("the text ends inside of this comment", place)
            pair = character + self.source.peek()
            if pair in ("#|", "|#"):
                self.source.next()
                depth += 1 if pair == "#|" else -1

    def place(self):
        """Line and column of the character that comes next."""
        return self.source.line, self.source.column

    def wrong(self, message, place):
        """Refuse the text at PLACE."""
        raise Malformed(message, place)


def read_all(text, places=None):
    """All data of TEXT, as constants, in a Python list with their places."""
    reader = Reader(Characters(text), places=places)
    data = []
    while True:
        reader.skip_space()
        place = reader.place()
        datum = reader.read()
        if datum is END:
            return data
        data.append((datum, place))
