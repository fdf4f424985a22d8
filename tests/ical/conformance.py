"""The conformance list for feeds as a program: raw bytes in, faults out, each named by its number.

It knows the list and the standards, and nothing of how feeds are made here.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zoneinfo import available_timezones

from tests.ical.change_checks import check_change
from tests.ical.parsing import Component, Line, interval, moment, parse, unfold
from tests.ical.zone_checks import zone_faults

_BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UID = re.compile(r"[a-z_]+-[0-9]+@([a-z0-9.-]+)")
_STAMPS = ("DTSTAMP", "CREATED", "LAST-MODIFIED")
_ONCE = ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "LAST-MODIFIED", "SEQUENCE", "STATUS")
_AT_MOST_ONCE = (
    "DTEND",
    "DURATION",
    "DESCRIPTION",
    "LOCATION",
    "GEO",
    "URL",
    "TRANSP",
    "CREATED",
    "CLASS",
)
_TEXTS = {
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "COMMENT",
    "CONTACT",
    "NAME",
    "X-WR-CALNAME",
    "X-WR-CALDESC",
}
_DURATION = re.compile(r"\+?P(?=.)(\d+W|(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?)")
_MARKS = ("【已取消】", "[Cancelled]")
_CSS3 = re.compile(
    "aliceblue|antiquewhite|aqua|aquamarine|azure|beige|bisque|black|blanchedalmond|blue|"
    "blueviolet|brown|burlywood|cadetblue|chartreuse|chocolate|coral|cornflowerblue|cornsilk|"
    "crimson|cyan|darkblue|darkcyan|darkgoldenrod|darkgray|darkgreen|darkgrey|darkkhaki|"
    "darkmagenta|darkolivegreen|darkorange|darkorchid|darkred|darksalmon|darkseagreen|"
    "darkslateblue|darkslategray|darkslategrey|darkturquoise|darkviolet|deeppink|deepskyblue|"
    "dimgray|dimgrey|dodgerblue|firebrick|floralwhite|forestgreen|fuchsia|gainsboro|ghostwhite|"
    "gold|goldenrod|gray|green|greenyellow|grey|honeydew|hotpink|indianred|indigo|ivory|khaki|"
    "lavender|lavenderblush|lawngreen|lemonchiffon|lightblue|lightcoral|lightcyan|"
    "lightgoldenrodyellow|lightgray|lightgreen|lightgrey|lightpink|lightsalmon|lightseagreen|"
    "lightskyblue|lightslategray|lightslategrey|lightsteelblue|lightyellow|lime|limegreen|linen|"
    "magenta|maroon|mediumaquamarine|mediumblue|mediumorchid|mediumpurple|mediumseagreen|"
    "mediumslateblue|mediumspringgreen|mediumturquoise|mediumvioletred|midnightblue|mintcream|"
    "mistyrose|moccasin|navajowhite|navy|oldlace|olive|olivedrab|orange|orangered|orchid|"
    "palegoldenrod|palegreen|paleturquoise|palevioletred|papayawhip|peachpuff|peru|pink|plum|"
    "powderblue|purple|red|rosybrown|royalblue|saddlebrown|salmon|sandybrown|seagreen|seashell|"
    "sienna|silver|skyblue|slateblue|slategray|slategrey|snow|springgreen|steelblue|tan|teal|"
    "thistle|tomato|turquoise|violet|wheat|white|whitesmoke|yellow|yellowgreen"
)


@dataclass(frozen=True)
class Expectation:
    """What the bytes do not say of themselves."""

    private: bool
    site_https: bool


def check_bytes(body: bytes, *, private: bool, site_https: bool) -> list[str]:
    """Return the faults of a feed (C01 to C40; C30 needs two renderings)."""
    faults = [f"{number} {fault}" for number, check in _BYTE_CHECKS for fault in check(body)]
    try:
        calendar = parse(body)
    except ValueError as fault:
        return [*faults, f"C07 {fault}"]
    expectation = Expectation(private, site_https)
    faults += [f"{n} {fault}" for n, check in _CALENDAR_CHECKS for fault in check(calendar, expectation)]
    faults += zone_faults(calendar)
    faults += _across_events(calendar.of_kind("VEVENT"))
    for event in calendar.of_kind("VEVENT"):
        faults += [
            f"{number} {event.value('UID')}: {fault}"
            for number, check in _EVENT_CHECKS
            for fault in check(event, expectation)
        ]
    return faults


# Bytes


def _c01(body: bytes) -> Iterator[str]:
    if re.search(rb"(?<!\r)\n|\r(?!\n)", body) or not body.endswith(b"\r\n"):
        yield "a line break is not CRLF"


def _c02(body: bytes) -> Iterator[str]:
    for number, line in enumerate(body.split(b"\r\n"), 1):
        if len(line) > 75:
            yield f"line {number} has {len(line)} octets"


def _c03(body: bytes) -> Iterator[str]:
    for number, line in enumerate(body.split(b"\r\n"), 1):
        try:
            line.decode()
        except UnicodeDecodeError:
            yield f"line {number} is not UTF-8 by itself"


def _c04(body: bytes) -> Iterator[str]:
    if "\ufeff" in body.decode(errors="replace"):
        yield "there is a byte order mark"


def _c05(body: bytes) -> Iterator[str]:
    for number, line in enumerate(body.decode(errors="replace").split("\r\n"), 1):
        for sign in line:
            if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} or sign in _BIDI:
                yield f"line {number} holds U+{ord(sign):04X}"


def _c06(body: bytes) -> Iterator[str]:
    lines = unfold(body)
    if lines[:2] != ["BEGIN:VCALENDAR", "VERSION:2.0"] or lines[-1] != "END:VCALENDAR":
        yield "VERSION is not second or END:VCALENDAR not last"


def _c40(body: bytes) -> Iterator[str]:
    events = unfold(body).count("BEGIN:VEVENT")
    if len(body) >= 1_000_000 or events > 2_000:
        yield f"{len(body)} bytes, {events} events"


_BYTE_CHECKS: list[tuple[str, Callable[[bytes], Iterator[str]]]] = [
    ("C01", _c01),
    ("C02", _c02),
    ("C03", _c03),
    ("C04", _c04),
    ("C05", _c05),
    ("C06", _c06),
    ("C40", _c40),
]

# Calendar

_Check = Callable[[Component, Expectation], Iterator[str]]


def _c08(calendar: Component, _: Expectation) -> Iterator[str]:
    for name in ("PRODID", "VERSION"):
        if len(calendar.named(name)) != 1:
            yield f"not one {name}"


def _c09(calendar: Component, _: Expectation) -> Iterator[str]:
    if calendar.named("UID"):
        yield "the calendar has a UID"


def _c10(calendar: Component, _: Expectation) -> Iterator[str]:
    if calendar.named("METHOD"):
        yield "the calendar has a METHOD"


def _c11(calendar: Component, _: Expectation) -> Iterator[str]:
    names = [line.value for name in ("NAME", "X-WR-CALNAME") for line in calendar.named(name)]
    if len(names) != 2 or len(set(names)) != 1 or not names[0]:
        yield f"NAME and X-WR-CALNAME: {names}"


def _c12(calendar: Component, _: Expectation) -> Iterator[str]:
    if calendar.named("REFRESH-INTERVAL") != [Line("REFRESH-INTERVAL", {"VALUE": "DURATION"}, "PT1H")]:
        yield "not one REFRESH-INTERVAL;VALUE=DURATION:PT1H"
    if not _DURATION.fullmatch(calendar.value("X-PUBLISHED-TTL")):
        yield "no valid X-PUBLISHED-TTL"


def _c13(calendar: Component, _: Expectation) -> Iterator[str]:
    if calendar.value("X-WR-TIMEZONE") not in available_timezones():
        yield "no valid X-WR-TIMEZONE"


def _c14(calendar: Component, expected: Expectation) -> Iterator[str]:
    sources = calendar.named("SOURCE")
    if expected.private and sources:
        yield "a private feed tells its address"
    if not expected.private and [line.parameters for line in sources] != [{"VALUE": "URI"}]:
        yield "not one SOURCE;VALUE=URI"


def _c15(calendar: Component, _: Expectation) -> Iterator[str]:
    if not _CSS3.fullmatch(calendar.value("COLOR")):
        yield f"COLOR {calendar.value('COLOR')!r} is no CSS3 name"


def _c35(calendar: Component, _: Expectation) -> Iterator[str]:
    for part in calendar.walk():
        for name in ("ATTENDEE", "ORGANIZER"):
            if part.named(name):
                yield f"{part.name} names an {name}"


def _c39(calendar: Component, _: Expectation) -> Iterator[str]:
    for part in calendar.walk():
        for line in part.lines:
            bare = re.sub(r"\\[\\;,nN]", "", line.value)
            if (line.name in _TEXTS and re.search(r"[\\;,]", bare)) or (
                line.name == "CATEGORIES" and re.search(r"[\\;]", bare)
            ):
                yield f"{line.name} is not escaped: {line.value[:40]!r}"


_CALENDAR_CHECKS: list[tuple[str, _Check]] = [
    ("C08", _c08),
    ("C09", _c09),
    ("C10", _c10),
    ("C11", _c11),
    ("C12", _c12),
    ("C13", _c13),
    ("C14", _c14),
    ("C15", _c15),
    ("C35", _c35),
    ("C39", _c39),
]

# Events


def _across_events(events: list[Component]) -> Iterator[str]:
    counts = Counter(event.value("UID") for event in events)
    yield from (f"C22 {uid} stands {count} times" for uid, count in counts.items() if count > 1)
    hosts = {uid.rpartition("@")[2] for uid in counts}
    if len(hosts) > 1:
        yield f"C23 several hosts: {sorted(hosts)}"


def _c21(event: Component, _: Expectation) -> Iterator[str]:
    yield from (f"not one {name}" for name in _ONCE if len(event.named(name)) != 1)
    yield from (f"more than one {name}" for name in _AT_MOST_ONCE if len(event.named(name)) > 1)


def _c23(event: Component, _: Expectation) -> Iterator[str]:
    if not _UID.fullmatch(event.value("UID")):
        yield "not kind-id@host"


def _c24(event: Component, _: Expectation) -> Iterator[str]:
    if len(event.named("DTEND")) + len(event.named("DURATION")) != 1:
        yield "neither or both of DTEND and DURATION"


def _c25(event: Component, _: Expectation) -> Iterator[str]:
    times = [line for name in ("DTSTART", "DTEND") for line in event.named(name)]
    shapes = {(len(t.value), t.parameters.get("VALUE", "DATE-TIME"), t.value[-1:] == "Z") for t in times}
    if len(shapes) > 1:
        yield "DTSTART and DTEND are of different types"


def _c26(event: Component, _: Expectation) -> Iterator[str]:
    start, end = interval(event)
    if start and end and start >= end:
        yield f"{end} is not after {start}"


def _c27(event: Component, _: Expectation) -> Iterator[str]:
    for name in ("DTSTART", "DTEND"):
        for line in event.named(name):
            if moment(line) is None:
                yield f"{name} is not a moment: {line.value}"


def _c28(event: Component, _: Expectation) -> Iterator[str]:
    for name in _STAMPS:
        for line in event.named(name):
            if line.parameters or not re.fullmatch(r"\d{8}T\d{6}Z", line.value):
                yield f"{name} is not in UTC"


def _c29(event: Component, _: Expectation) -> Iterator[str]:
    if event.value("DTSTAMP") != event.value("LAST-MODIFIED"):
        yield "DTSTAMP is not LAST-MODIFIED"


def _c31(event: Component, _: Expectation) -> Iterator[str]:
    if event.value("STATUS") not in {"CONFIRMED", "TENTATIVE", "CANCELLED"}:
        yield f"STATUS {event.value('STATUS')!r}"


def _c32(event: Component, _: Expectation) -> Iterator[str]:
    if event.value("STATUS") != "CANCELLED":
        return
    if event.value("TRANSP") != "TRANSPARENT":
        yield "cancelled, but not transparent"
    if not event.value("SEQUENCE").isdigit() or int(event.value("SEQUENCE")) < 1:
        yield "cancelled, but SEQUENCE never rose"
    if event.of_kind("VALARM"):
        yield "cancelled, but rings"


def _c33(event: Component, _: Expectation) -> Iterator[str]:
    if event.value("STATUS") == "CANCELLED" and not event.value("SUMMARY").startswith(_MARKS):
        yield "cancelled, but the title does not say so"


def _c34(event: Component, _: Expectation) -> Iterator[str]:
    for name in ("RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"):
        if event.named(name):
            yield f"has {name}"


def _c36(event: Component, expected: Expectation) -> Iterator[str]:
    if event.of_kind("VALARM") and not expected.private:
        yield "rings in a public feed"


def _c37(event: Component, _: Expectation) -> Iterator[str]:
    if any(alarm.named("UID") for alarm in event.of_kind("VALARM")):
        yield "an alarm has a UID"


def _c38(event: Component, expected: Expectation) -> Iterator[str]:
    schemes = ("https://",) if expected.site_https else ("https://", "http://")
    for line in event.named("URL"):
        if not line.value.startswith(schemes):
            yield f"URL {line.value}"


_EVENT_CHECKS: list[tuple[str, _Check]] = [
    ("C21", _c21),
    ("C23", _c23),
    ("C24", _c24),
    ("C25", _c25),
    ("C26", _c26),
    ("C27", _c27),
    ("C28", _c28),
    ("C29", _c29),
    ("C31", _c31),
    ("C32", _c32),
    ("C33", _c33),
    ("C34", _c34),
    ("C36", _c36),
    ("C37", _c37),
    ("C38", _c38),
]

__all__ = ["check_bytes", "check_change"]
