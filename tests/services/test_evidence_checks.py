"""What is kept of files that are sent in, and what is refused whatever it calls itself."""

from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from scheduler.errors import Conflict, InvalidInput
from scheduler.services import evidence_images
from scheduler.services.evidence_checks import CheckedFile, Upload, check_upload, clean_name
from tests.services.evidence_files import acting, bomb, looping, opened, packed_pdf, pdf, picture

MOST = 2_000_000


def _check(data: bytes, name: str = "证书.jpg") -> CheckedFile:
    return check_upload(Upload(name, data), most_bytes=MOST)


def _refusal(data: bytes, name: str = "证书.jpg") -> str:
    with pytest.raises(InvalidInput) as refused:
        _check(data, name)
    assert refused.value.field == "file"
    return refused.value.code


def test_photo_is_drawn_anew_upright_and_without_what_is_not_seen() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned
    exif[0x010E] = "secret place"
    data = picture((3000, 1500), exif=exif, comment=b"<script>alert(1)</script>", icc_profile=b"profile")
    kept = _check(data)
    assert (kept.name, kept.media_type) == ("证书.jpg", "image/jpeg")
    result = opened(kept.data)
    assert (result.format, result.mode, result.size) == ("JPEG", "RGB", (1000, 2000))
    red, _, blue = result.getpixel((500, 100))  # type: ignore[misc]  # three numbers, in this mode
    assert red > blue + 100
    assert not result.getexif()
    assert result.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for secret in (b"secret", b"script", b"profile"):
        assert secret not in kept.data
    assert _check(data).sha256 == kept.sha256


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGBA"), ("PNG", "LA"), ("PNG", "P"), ("PNG", "1"), ("WEBP", "RGBA"), ("JPEG", "CMYK")],
)
def test_pictures_of_other_kinds_become_jpeg(kind: str, mode: str) -> None:
    result = opened(_check(picture(kind=kind, mode=mode)).data)
    assert (result.format, result.mode, result.size) == ("JPEG", "RGB", (60, 40))


def test_transparent_ground_becomes_white_and_deep_grey_stays_grey() -> None:
    clear, deep = BytesIO(), BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(clear, "PNG")
    assert opened(_check(clear.getvalue()).data).getpixel((5, 5)) == (255, 255, 255)
    Image.new("I;16", (20, 20), 128 * 256).save(deep, "PNG")
    grey = opened(_check(deep.getvalue()).data).getpixel((5, 5))
    assert grey == (128, 128, 128)


def test_what_is_no_picture_is_refused_by_its_content() -> None:
    whole = picture((400, 400))
    assert _refusal(b"") == "evidence.empty"
    assert _refusal(b"\xff\xd8\xff" + bytes(MOST)) == "evidence.too_large"
    assert _refusal(b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "a.svg") == "evidence.type"
    assert _refusal(b"<html><script>alert(1)</script>") == "evidence.type"
    assert _refusal(b"GIF89a" + whole) == "evidence.type"
    assert _refusal(b"PK\x03\x04 a zip archive") == "evidence.type"
    assert _refusal(b"\0\0\0\x18ftypheic\0\0\0\0", "IMG_0001.HEIC") == "evidence.heic"
    assert _refusal(whole[: len(whole) // 2]) == "evidence.broken"
    assert _refusal(whole[:3] + b"<html>") == "evidence.broken"
    assert _refusal(whole + b"\xff\xda" * 200) == "evidence.broken"


def test_bombs_are_refused_before_they_are_decoded() -> None:
    assert _refusal(bomb(), "bomb.png") == "evidence.pixels"
    assert _refusal(bomb(8_000, 8_000), "bomb.png") == "evidence.pixels"
    hidden = PngInfo()
    hidden.add_text("comment", "0" * 3_000_000, zip=True)
    assert _refusal(picture(kind="PNG", pnginfo=hidden)) == "evidence.broken"


def test_polyglot_is_kept_as_the_picture_alone() -> None:
    data = picture() + b"PK\x03\x04<script>alert(1)</script>%PDF-1.7"
    kept = _check(data, "photo.html")
    assert kept.name == "photo.jpg"
    assert b"script" not in kept.data
    assert kept.data.endswith(b"\xff\xd9")


def test_many_decoders_at_once_are_refused_politely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_images, "_PATIENCE_SECONDS", 0.01)
    with evidence_images._turn(), pytest.raises(Conflict) as refused:  # noqa: SLF001 - another request's turn
        _check(picture())
    assert refused.value.code == "evidence.busy"


def test_plain_pdf_is_kept_as_it_is() -> None:
    data = pdf(10)
    kept = _check(data, "培训证书.PDF")
    assert (kept.name, kept.media_type, kept.data) == ("培训证书.pdf", "application/pdf", data)


def test_pdf_that_does_more_than_show_pages_is_refused() -> None:
    assert _refusal(pdf(11), "a.pdf") == "evidence.pdf_pages"
    for action in ("JavaScript", "Launch", "SubmitForm", "GoToE"):
        assert _refusal(pdf(change=acting(action))) == "evidence.pdf_active"
    assert _refusal(pdf(change=lambda one: one.add_attachment("a.exe", b"MZ"))) == "evidence.pdf_active"
    locked = pdf(change=lambda one: one.encrypt("secret", algorithm="RC4-128"))
    assert _refusal(locked) == "evidence.pdf_locked"
    assert _refusal(pdf(0)) == "evidence.pdf_broken"
    assert _refusal(b"%PDF-1.7\n" + b"<script>" * 50) == "evidence.pdf_broken"
    assert _refusal(b"\n" + pdf()) == "evidence.type"


def test_script_in_a_compressed_part_of_a_pdf_or_under_another_spelling_is_found() -> None:
    assert _refusal(pdf(change=acting("Launch")).replace(b"/Launch", b"/Laun#63h")) == "evidence.pdf_active"
    assert _check(packed_pdf(b"")).media_type == "application/pdf"
    assert _refusal(packed_pdf(b"/OpenAction<</S/JavaScript/JS(app.alert)>>")) == "evidence.pdf_active"


def test_pdf_that_refers_to_itself_or_is_nested_deeply_ends() -> None:
    assert _check(pdf(change=looping)).media_type == "application/pdf"
    assert _refusal(packed_pdf(b"/A " + b"[" * 5_000 + b"]" * 5_000)) == "evidence.pdf_broken"


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\王芳\\证书 2026.PNG", "证书 2026.jpg"),
        ("急救证.tar.gz", "急救证.tar.jpg"),
        ("\u202egpj.exe", "gpj.jpg"),
        ("a\r\nSet-Cookie: x=1.jpg", "aSet-Cookie: x=1.jpg"),
        ("..", "file.jpg"),
        ("", "file.jpg"),
        (".jpg", "jpg.jpg"),
        ("长" * 300 + ".jpg", "长" * 80 + ".jpg"),
        ("caf\u0065\u0301.jpg", "café.jpg"),
    ],
)
def test_names_are_cleaned(name: str, clean: str) -> None:
    assert clean_name(name, ".jpg") == clean
