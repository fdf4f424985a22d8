"""Files as people send them in, good and hostile, made in the test itself."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def picture(
    size: tuple[int, int] = (60, 40), *, kind: str = "JPEG", mode: str = "RGB", **options: Any
) -> bytes:
    """Return a picture whose left half is red and whose right half is blue, if its mode has colours."""
    image = Image.new("RGB", size, (200, 0, 0))
    image.paste((0, 0, 200), (size[0] // 2, 0, *size))
    buffer = BytesIO()
    image.convert(mode).save(buffer, kind, **options)
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    """Return a picture, decoded."""
    image = Image.open(BytesIO(data))
    image.load()
    return image


def pdf(pages: int = 1, change: Callable[[PdfWriter], object] | None = None) -> bytes:
    """Return a document of empty pages, changed as wanted."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if change is not None:
        change(writer)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def acting(action: str) -> Callable[[PdfWriter], object]:
    """Return a change by which a document does something when it is opened."""

    def change(writer: PdfWriter) -> None:
        deed = DictionaryObject()
        deed[NameObject("/S")] = NameObject(f"/{action}")
        deed[NameObject("/F")] = TextStringObject("calc.exe")
        writer.root_object[NameObject("/OpenAction")] = deed

    return change


def looping(writer: PdfWriter) -> None:
    """Let a document refer to itself."""
    writer.root_object[NameObject("/Loop")] = writer.root_object.indirect_reference


def packed_pdf(catalog: bytes) -> bytes:
    """Return a document all of whose objects are compressed; ``catalog`` stands in its root."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R " + catalog + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
    )
    places = [sum(len(one) + 1 for one in objects[:number]) for number in range(len(objects))]
    head = b" ".join(b"%d %d" % (number, place) for number, place in enumerate(places, start=1)) + b" "
    body = zlib.compress(head + b" ".join(objects))
    start = b"%PDF-1.5\n"
    packed = b"4 0 obj\n<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>stream\n" % (
        len(head),
        len(body),
    )
    packed += body + b"\nendstream\nendobj\n"
    where = len(start) + len(packed)
    entries = [(0, 0, 255), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, len(start), 0), (1, where, 0)]
    table = b"".join(struct.pack(">BHB", *entry) for entry in entries)
    index = b"5 0 obj\n<</Type/XRef/Size 6/W[1 2 1]/Root 1 0 R/Length %d>>stream\n" % len(table)
    return start + packed + index + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % where


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """Return a PNG of some kilobytes that says it has so many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    rows = zlib.compress(bytes(width // 8 + 1) * 100)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
