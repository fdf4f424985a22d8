"""Sheets of paper as PDF: headings, sentences, tables and a seal, equal bytes for equal content.

Chinese is set in a font that every reader brings along (STSong-Light, Adobe-GB1), so that no font file is
shipped; Latin letters in English sheets are Helvetica, which every reader has as well.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import segno
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

_CHINESE, _LATIN = "STSong-Light", "Helvetica"
_BRAND, _INK, _GREY, _LINE = (
    HexColor("#8f2d1d"),
    HexColor("#212529"),
    HexColor("#6c757d"),
    HexColor("#adb5bd"),
)
_MARGIN = 20 * mm
_WIDTH = A4[0] - 2 * _MARGIN
#: So much must fit below a heading, else it begins the next page.
_WITH_HEADING = 30 * mm
_NOT_LATIN = re.compile(r"[^\u0000-\u00ff\u2013\u2014\u2018-\u201d\u2022\u2026\u2212]+")
_MINUS = str.maketrans({"\u2212": "-"})

pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE))


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a sheet begins: its title, the language it is read in, and whether a double line frames it."""

    title: str
    chinese: bool
    framed: bool = False


class Writer:
    """Puts a sheet together, from top to bottom."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._story: list[Flowable] = []

    def title(self, text: str) -> None:
        """Write the title of the sheet, in the middle."""
        self._add(text, size=20, color=_BRAND, alignment=TA_CENTER, spaceAfter=4 * mm)

    def heading(self, text: str) -> None:
        """Write the heading of a part, underlined."""
        cell = self._paragraph(text, size=12, color=_BRAND)
        line = TableStyle([("LINEBELOW", (0, 0), (-1, -1), 1, _BRAND), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
        heading = Table([[cell]], [_WIDTH], style=line, spaceBefore=4 * mm, spaceAfter=2 * mm)
        self._story += [CondPageBreak(_WITH_HEADING), heading]

    def line(self, text: str, *, size: float = 10.5, grey: bool = False, middle: bool = False) -> None:
        """Write a sentence or a paragraph."""
        color = _GREY if grey else _INK
        self._add(text, size=size, color=color, alignment=TA_CENTER if middle else 0, spaceAfter=2 * mm)

    def warning(self, text: str) -> None:
        """Write what nobody may overlook, in a box."""
        cell = self._paragraph(text, size=11, color=_BRAND)
        box = TableStyle([("BOX", (0, 0), (-1, -1), 1.5, _BRAND)])
        self._story += [Table([[cell]], [_WIDTH], style=box), Spacer(1, 4 * mm)]

    def table(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[int],
        right: Sequence[int],
    ) -> None:
        """Write a table; ``widths`` are shares, ``right`` the columns whose values stand on the right."""
        body = [
            [self._cell(text, grey=number == 0, right=place in right) for place, text in enumerate(row)]
            for number, row in enumerate([columns, *rows])
        ]
        shares = [_WIDTH * width / sum(widths) for width in widths]
        look = [("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        self._story += [Table(body, shares, repeatRows=1, style=TableStyle(look)), Spacer(1, 2 * mm)]

    def pairs(self, pairs: Sequence[tuple[str, str | None]]) -> None:
        """Write names and values in two columns each; without a value a line is left to write on."""
        cells: list[Flowable] = []
        for name, value in pairs:
            cells += [self._cell(name, grey=True), _Blank() if value is None else self._cell(value)]
        cells += [Spacer(0, 0)] * (-len(cells) % 4)
        rows = [cells[place : place + 4] for place in range(0, len(cells), 4)]
        shares = [_WIDTH * part for part in (0.17, 0.33, 0.17, 0.33)]
        look = TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")])
        self._story.append(Table(rows, shares, style=look))

    def seal(self, lines: Sequence[str], stamp: str, address: str) -> None:
        """Write who vouches for it, with room for a stamp and a QR code of ``address``."""
        words = [self._paragraph(text, size=10.5, spaceAfter=1.5 * mm) for text in lines]
        row = [words, _Stamp(stamp, _CHINESE if self._sheet.chinese else _LATIN), _Code(address)]
        shares = [_WIDTH - 74 * mm, 37 * mm, 37 * mm]
        look = TableStyle([("VALIGN", (0, 0), (-1, -1), "BOTTOM"), ("LEFTPADDING", (0, 0), (0, 0), 0)])
        self._story += [Spacer(1, 6 * mm), KeepTogether([Table([row], shares, style=look)])]

    def finish(self) -> bytes:
        """Return the sheet as a PDF."""
        target = io.BytesIO()
        document = SimpleDocTemplate(
            target,
            pagesize=A4,
            title=self._sheet.title,
            author="Lianfang",
            lang="zh-Hans" if self._sheet.chinese else "en",
            invariant=1,
            **dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), _MARGIN - 6),
        )
        frame = _frame if self._sheet.framed else _nothing
        document.build(self._story, onFirstPage=frame, onLaterPages=frame)
        return target.getvalue()

    def _add(self, text: str, *, size: float, **look: object) -> None:
        self._story.append(self._paragraph(text, size=size, **look))

    def _cell(self, text: str, *, grey: bool = False, right: bool = False) -> Paragraph:
        return self._paragraph(
            text, size=9.5, color=_GREY if grey else _INK, alignment=TA_RIGHT if right else 0
        )

    def _paragraph(self, text: str, *, size: float, color: object = _INK, **look: object) -> Paragraph:
        chinese = self._sheet.chinese
        style = ParagraphStyle(
            "line",
            fontName=_CHINESE if chinese else _LATIN,
            fontSize=size,
            leading=size * 1.5,
            textColor=color,
            wordWrap="CJK" if chinese else None,
            **look,
        )
        return Paragraph(escape(text) if chinese else _mixed(text), style)


def _mixed(text: str) -> str:
    """Mark the runs that Helvetica has no letters for."""
    parts: list[str] = []
    at = 0
    for run in _NOT_LATIN.finditer(text):
        parts += [escape(text[at : run.start()]), f'<font name="{_CHINESE}">{escape(run.group())}</font>']
        at = run.end()
    return "".join([*parts, escape(text[at:])]).translate(_MINUS)


def _frame(canvas: Canvas, _document: SimpleDocTemplate) -> None:
    canvas.setStrokeColor(_BRAND)
    for inset, width in ((10 * mm, 2.0), (12 * mm, 0.6)):
        canvas.setLineWidth(width)
        canvas.rect(inset, inset, A4[0] - 2 * inset, A4[1] - 2 * inset)


def _nothing(_canvas: Canvas, _document: SimpleDocTemplate) -> None:
    """Draw nothing beside the content."""


class _Blank(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """A line to write on."""

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width, self.height = width, 14.0
        return self.width, self.height

    def draw(self) -> None:
        self.canv.setLineWidth(0.5)
        self.canv.line(0, 1, self.width - 4 * mm, 1)


class _Stamp(Flowable):  # type: ignore[misc]  # as above
    """Room for a stamp."""

    def __init__(self, word: str, font: str) -> None:
        super().__init__()
        self._word, self._font = word, font
        self.width = self.height = 32 * mm

    def draw(self) -> None:
        middle = self.width / 2
        self.canv.setStrokeColor(_GREY)
        self.canv.setDash(2, 2)
        self.canv.circle(middle, middle, middle - 1)
        self.canv.setFillColor(_GREY)
        self.canv.setFont(self._font, 10)
        self.canv.drawCentredString(middle, middle - 3, self._word)


class _Code(Flowable):  # type: ignore[misc]  # as above
    """An address as a QR code."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._rows = [list(row) for row in segno.make(address, error="m").matrix]
        self.width = self.height = 32 * mm

    def draw(self) -> None:
        side = self.width / len(self._rows)
        self.canv.setFillColor(_INK)
        for down, row in enumerate(self._rows):
            for across, dark in enumerate(row):
                if dark:
                    self.canv.rect(
                        across * side, self.height - (down + 1) * side, side, side, stroke=0, fill=1
                    )
