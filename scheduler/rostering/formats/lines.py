"""Lines of a text file with their numbers, and refusals that name the line."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from scheduler.rostering.codecs import LONGEST_ID, MOST, shown, text
from scheduler.rostering.problem import ProblemError

_NUMBER = re.compile(r"[0-9]+")
_NAME = text(longest=LONGEST_ID, empty=False)
_DIGITS = len(str(MOST))


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds something, without the space around it."""

    number: int
    text: str

    def wrong(self, message: str) -> ProblemError:
        """Return the refusal of this line."""
        return ProblemError(f"line {self.number}", message)

    def fields(self, names: str, *, separator: str | None = ",") -> list[str]:
        """Return the line's fields, as many as ``names`` lists; ``None`` separates at white space."""
        found = [field.strip() for field in self.text.split(separator)]
        wanted = names.split(", ")
        if len(found) != len(wanted):
            raise self.wrong(
                f"must hold {len(wanted)} fields ({names}), not {len(found)}: {shown(self.text)}"
            )
        return found

    def whole(self, field: str, what: str, *, most: int = MOST) -> int:
        """Return a number of the line, from 0 to ``most``."""
        if not _NUMBER.fullmatch(field):
            raise self.wrong(f"{what} must be a whole number from 0, not {shown(field)}")
        value = int(field) if len(field) <= _DIGITS else most + 1
        if value > most:
            raise self.wrong(f"{what} must be at most {most}, not {shown(field)}")
        return value

    def new(self, key: str, known: Iterable[str], what: str) -> str:
        """Return a name that is not known yet."""
        try:
            _NAME.read(key)
        except ProblemError as error:
            raise self.wrong(f"the name of {what} {error.message}") from error
        if key in known:
            raise self.wrong(f"{what} {shown(key)} stands twice")
        return key

    def known(self, key: str, known: Iterable[str], what: str) -> str:
        """Return a name that must be known."""
        if key not in known:
            raise self.wrong(f"there is no {what} {shown(key)}")
        return key


def lines_of(source: str, *, comment: str | None = None) -> list[Line]:
    """Return the lines that hold something and are no comment."""
    numbered = (Line(number, line.strip()) for number, line in enumerate(source.splitlines(), start=1))
    return [line for line in numbered if line.text and not (comment and line.text.startswith(comment))]


class Cursor:
    """Lines read one after the other, where a file's parts come in a fixed order."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._next = 0

    def peek(self) -> Line | None:
        """Return the next line without taking it."""
        return self._lines[self._next] if self._next < len(self._lines) else None

    def take(self, expected: str) -> Line:
        """Take the next line; ``expected`` says what should stand there."""
        line = self.peek()
        if line is None:
            last = self._lines[-1].number if self._lines else 1
            raise ProblemError(f"line {last}", f"the file ends here, where {expected} should follow")
        self._next += 1
        return line

    def heading(self, word: str) -> Line:
        """Take a line that must be ``word``."""
        line = self.take(word)
        if line.text != word:
            raise line.wrong(f"must be {word}, not {shown(line.text)}")
        return line

    def setting(self, word: str) -> tuple[Line, str]:
        """Take a line ``word = value``."""
        line = self.take(f"{word} = …")
        key, equals, value = line.text.partition("=")
        if key.strip() != word or not equals or not value.strip():
            raise line.wrong(f"must be {word} = …, not {shown(line.text)}")
        return line, value.strip()

    def listed(self, word: str) -> list[Line]:
        """Take ``word = n`` and the n lines after it."""
        line, value = self.setting(word)
        number = line.whole(value, f"the number of {word}", most=len(self._lines))
        return [self.take(f"line {index + 1} of {number} of {word}") for index in range(number)]

    def until(self, stops: Callable[[Line], bool]) -> list[Line]:
        """Take lines up to one that stops, or the end."""
        taken = []
        while (line := self.peek()) is not None and not stops(line):
            taken.append(self.take(""))
        return taken

    def end(self) -> None:
        """Refuse what follows where nothing should."""
        line = self.peek()
        if line is not None:
            raise line.wrong(f"the file should end before {shown(line.text)}")
