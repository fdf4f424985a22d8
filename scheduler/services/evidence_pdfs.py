"""Scans as PDF: parsed as far as needed to refuse what does more than show pages."""

import logging
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from scheduler.errors import InvalidInput

MAGIC = b"%PDF-"
MOST_PAGES = 10
#: A scan of ten pages has some hundred objects.
MOST_OBJECTS = 20_000
#: What a document may not do or carry: run scripts and programs, send forms, hold files, load others.
_FORBIDDEN_KEYS = frozenset({"/JS", "/JavaScript", "/EF", "/EmbeddedFiles", "/RichMedia", "/XFA"})
_FORBIDDEN_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToE",
        "/GoToR",
        "/Rendition",
    }
)
_FORBIDDEN_TYPES = frozenset({"/EmbeddedFile", "/Filespec"})
#: Looked for in the bytes too: a viewer may mend a broken document otherwise than our parser does.
_FORBIDDEN_WORDS = re.compile(rb"/(JavaScript|Launch|EmbeddedFile)")

# The parser tells of every oddity it forgives; what matters here is said to whoever sent the file.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def check_pdf(data: bytes, *, field: str) -> None:
    """Raise ``InvalidInput`` for ``field`` unless the file is a plain, unlocked document of few pages."""
    try:
        _check(data, field)
    except InvalidInput:
        raise
    except Exception as error:  # whatever the parser stumbles over, the file is broken
        raise InvalidInput(field, "evidence.pdf_broken") from error


def _check(data: bytes, field: str) -> None:
    reader = PdfReader(BytesIO(data), xref_stream_maximum_entries=MOST_OBJECTS)
    if reader.is_encrypted:
        raise InvalidInput(field, "evidence.pdf_locked")
    if _FORBIDDEN_WORDS.search(data):
        raise InvalidInput(field, "evidence.pdf_active")
    for number, thing in enumerate(_dictionaries(reader)):
        if number > MOST_OBJECTS:
            raise InvalidInput(field, "evidence.pdf_broken")
        if _acts(thing):
            raise InvalidInput(field, "evidence.pdf_active")
    pages = len(reader.pages)
    if pages > MOST_PAGES:
        raise InvalidInput(field, "evidence.pdf_pages", most=MOST_PAGES)
    if not pages:
        raise InvalidInput(field, "evidence.pdf_broken")


def _acts(thing: DictionaryObject) -> bool:
    return (
        not _FORBIDDEN_KEYS.isdisjoint(thing)
        or _name(thing, "/S") in _FORBIDDEN_ACTIONS
        or _name(thing, "/Type") in _FORBIDDEN_TYPES
    )


def _name(thing: DictionaryObject, key: str) -> str:
    return str(thing.get(key, "")) if key in thing else ""


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Yield every dictionary that can be reached from the trailer, streams included, each once.

    No recursion: a document may be nested more deeply than Python's stack.
    """
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.trailer]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            key = (thing.idnum, thing.generation)
            if key in seen:
                continue
            seen.add(key)
            waiting.append(thing.get_object())
        elif isinstance(thing, DictionaryObject):
            yield thing
            waiting.extend(thing.values())
        elif isinstance(thing, ArrayObject):
            waiting.extend(thing)
