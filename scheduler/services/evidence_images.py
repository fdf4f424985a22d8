"""Photos of certificates: decoded within limits, and drawn anew so that only what is seen remains."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, ImageOps

from scheduler.errors import Conflict, InvalidInput

#: The longer side of what is kept; small print of a certificate stays legible.
LONGEST_SIDE = 2_000
#: A phone's 50 megapixels pass. Photos are scaled while they are decoded, other pictures only afterwards.
MOST_PIXELS = {"JPEG": 64_000_000, "MPO": 64_000_000, "PNG": 24_000_000, "WEBP": 24_000_000}
#: A progressive photo has about ten passes; thousands of them would keep a processor busy for minutes.
MOST_PASSES = 100
_QUALITY = 85
_FORMATS = ("JPEG", "PNG", "WEBP")
_PASS = b"\xff\xda"
_BIT_DEPTH = 256
_PATIENCE_SECONDS = 20.0
#: One picture at a time: decoded, it may be twenty times as large as its file.
_decoding = threading.Lock()


def redraw(data: bytes, *, field: str) -> bytes:
    """Return a photo upright, at most 2000 pixels long, as a JPEG that holds nothing but its pixels.

    Raises ``InvalidInput`` for ``field`` where it is too large to be decoded or broken, and ``Conflict``
    where too many others are being decoded.
    """
    with _turn():
        try:
            return _redraw(data, field)
        except InvalidInput:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise InvalidInput(field, "evidence.pixels", most=_megapixels()) from error
        except Exception as error:  # whatever a decoder stumbles over, the picture is broken
            raise InvalidInput(field, "evidence.broken") from error


@contextmanager
def _turn() -> Iterator[None]:
    if not _decoding.acquire(timeout=_PATIENCE_SECONDS):
        raise Conflict("evidence.busy")
    try:
        yield
    finally:
        _decoding.release()


def _redraw(data: bytes, field: str) -> bytes:
    with Image.open(BytesIO(data), formats=_FORMATS) as picture:
        most = MOST_PIXELS[str(picture.format)]
        if picture.width * picture.height > most:
            raise InvalidInput(field, "evidence.pixels", most=_megapixels())
        if data.count(_PASS) > MOST_PASSES and picture.format not in {"PNG", "WEBP"}:
            raise InvalidInput(field, "evidence.broken")
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
        return _encode(_on_white(_eight_bits(ImageOps.exif_transpose(picture))))


def _megapixels() -> int:
    return max(MOST_PIXELS.values()) // 1_000_000


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Return a picture of 16 bits a pixel in eight; Pillow would cut the bright half off."""
    if not picture.mode.startswith("I"):
        return picture
    return picture.convert("I").point(lambda value: value / _BIT_DEPTH).convert("L")


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the pixels alone, on white where they are transparent, without comments and profiles."""
    picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    sheet = Image.new("RGB", picture.size, "white")
    sheet.paste(picture, mask=picture if picture.mode == "RGBA" else None)
    return sheet


def _encode(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=_QUALITY, optimize=True)
    return buffer.getvalue()
