"""Every message is in the catalogue, and in Chinese; what is compiled is what is written."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "scheduler" / "translations" / "zh_Hans_CN" / "LC_MESSAGES"


def _extracted(folder: Path) -> Catalog:
    target = folder / "messages.pot"
    command = [str(Path(sys.executable).with_name("pybabel")), "extract", "-F", "pyproject.toml"]
    command += ["-k", "lazy_gettext", "-k", "lazy_pgettext:1c,2", "--no-location", "-o", str(target), "."]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return read_po(BytesIO(target.read_bytes()))


def _written() -> Catalog:
    return read_po(BytesIO((FOLDER / "messages.po").read_bytes()), locale="zh_Hans_CN")


def _keys(catalog: Catalog) -> set[tuple[str | None, str]]:
    return {(message.context, _id(message)) for message in catalog if message.id}


def _strings(catalog: Catalog) -> dict[tuple[str | None, str], tuple[str, ...]]:
    return {
        (_context(message), _id(message)): (message.string,)
        if isinstance(message.string, str)
        else tuple(message.string or ())
        for message in catalog
        if message.id
    }


def _context(message: Message) -> str | None:
    raw: object = message.context
    return raw.decode() if isinstance(raw, bytes) else message.context  # compiled contexts come as bytes


def _id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def test_catalogue_holds_exactly_the_messages_of_the_code(tmp_path: Path) -> None:
    assert _keys(_written()) == _keys(_extracted(tmp_path))


def test_every_message_is_in_chinese() -> None:
    assert [key for key, string in _strings(_written()).items() if not all(string)] == []


def test_translations_keep_their_placeholders() -> None:
    wrong = [(_id(message), str(fault)) for message in _written() for fault in message.check()]
    assert wrong == []


def test_compiled_catalogue_is_that_of_the_text() -> None:
    compiled = read_mo(BytesIO((FOLDER / "messages.mo").read_bytes()))
    assert _strings(compiled) == _strings(_written())
