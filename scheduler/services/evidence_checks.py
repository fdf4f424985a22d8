"""What may be sent in as evidence: told by its content, never by its name or by what a browser says."""

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from scheduler.errors import InvalidInput
from scheduler.services.evidence_images import redraw
from scheduler.services.evidence_pdfs import MAGIC as PDF
from scheduler.services.evidence_pdfs import check_pdf

FIELD = "file"
NAME_LENGTH = 80
#: What a browser is asked to offer; without HEIC in the list, an iPhone turns its photos into JPEG itself.
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
#: The brands by which files of the HEIF family name themselves (ISO/IEC 23008-12).
_HEIF = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif"})
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file fit to be kept: ``data`` of a photo are drawn anew, ``name`` is clean and ends as it should."""

    name: str
    media_type: str
    data: bytes

    @property
    def sha256(self) -> str:
        """Return the digest by which a file that is sent twice is known."""
        return hashlib.sha256(self.data).hexdigest()


def check_upload(upload: Upload, *, most_bytes: int) -> CheckedFile:
    """Return what is kept of a file; raise ``InvalidInput`` for the field ``file`` with the reason."""
    data = upload.data
    if not data:
        raise InvalidInput(FIELD, "evidence.empty")
    if len(data) > most_bytes:
        raise InvalidInput(FIELD, "evidence.too_large", most=megabytes(most_bytes))
    if data.startswith(PDF):
        check_pdf(data, field=FIELD)
        return CheckedFile(clean_name(upload.name, ".pdf"), "application/pdf", data)
    if not _is_picture(data):
        raise InvalidInput(FIELD, "evidence.heic" if _is_heif(data) else "evidence.type")
    return CheckedFile(clean_name(upload.name, ".jpg"), "image/jpeg", redraw(data, field=FIELD))


def megabytes(size: int) -> int:
    """Return a size as people say it."""
    return max(1, size // _MEGABYTE)


def clean_name(name: str, ending: str) -> str:
    """Return a file's name without folders and signs that nobody types, with the ending it should have."""
    plain = unicodedata.normalize("NFC", name.replace("\\", "/"))
    last = PurePosixPath(plain).name
    stem = "".join(sign for sign in last if unicodedata.category(sign)[0] not in "CZ" or sign == " ")
    stem = stem.rpartition(".")[0] if "." in stem.strip(".") else stem
    return (stem.strip(" .")[:NAME_LENGTH].strip() or "file") + ending


def _is_picture(data: bytes) -> bool:
    return data.startswith((_JPEG, _PNG)) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def _is_heif(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in _HEIF
