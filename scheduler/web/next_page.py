"""Where a form leads afterwards: only to a page of this site."""

from urllib.parse import urlsplit


def local_path(text: str | None) -> str | None:
    r"""Return ``text`` if it is a path on this site that any browser reads as one, else ``None``.

    Browsers take ``//host`` and ``/\host`` for another host and drop tabs and line breaks.
    """
    if not text or not text.startswith("/") or text.startswith("//"):
        return None
    if "\\" in text or not text.isprintable():
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else text
