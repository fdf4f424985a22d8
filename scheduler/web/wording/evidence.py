"""Words for what is refused when photos and scans of certificates are sent in."""

from flask_babel import LazyString, lazy_gettext

_EVIDENCE: dict[str, LazyString] = {
    "required": lazy_gettext("Please choose a photo or a PDF of your certificate."),
    "empty": lazy_gettext("This file is empty. Please choose it again."),
    "too_large": lazy_gettext(
        "The file is larger than %(most)s MB. Take it at a lower resolution, or send a screenshot of it."
    ),
    "type": lazy_gettext(
        "Only photos (JPEG, PNG, WebP) and PDF can be read here. This file holds something else, "
        "whatever its name says."
    ),
    "heic": lazy_gettext(
        "This photo is in Apple's HEIC format, which cannot be read here. Take a screenshot of it and send "
        "that. For new photos: in the iPhone's settings choose Camera, Formats, Most Compatible."
    ),
    "broken": lazy_gettext("The picture is damaged and cannot be read to its end. Please take it again."),
    "pixels": lazy_gettext(
        "The picture has too many pixels (at most %(most)s megapixels). Take it at a lower resolution."
    ),
    "busy": lazy_gettext("Many pictures are being read at this moment. Please try again in a minute."),
    "pdf_broken": lazy_gettext(
        "The PDF is damaged and cannot be read. Print it to PDF anew, or take a photo."
    ),
    "pdf_locked": lazy_gettext("The PDF is locked with a password. Send one without, or take a photo."),
    "pdf_active": lazy_gettext(
        "The PDF holds scripts, forms or attached files, which are not accepted. Print it to PDF anew, "
        "or take a photo."
    ),
    "pdf_pages": lazy_gettext(
        "The PDF has more than %(most)s pages. Send only those that show the certificate."
    ),
    "most": lazy_gettext("At most %(most)s files for one qualification, please."),
    "last": lazy_gettext("One file must stay. Add the other one first, then remove this."),
    "gone": lazy_gettext("This file is no longer kept."),
}

WORDS: dict[str, LazyString] = {f"evidence.{code}": words for code, words in _EVIDENCE.items()}
