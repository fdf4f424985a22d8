"""Feeds meet the conformance list, and each of its checks fails where it should."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.ical.entries import Entry, EntryStatus, Language
from scheduler.ical.rendering import render_feed
from tests.ical.conformance import check_bytes, check_change
from tests.ical.samples import NOW, ZONES, entry, feed, full_entry, zone_feed

Change = Callable[[bytes], bytes]
UID = b"UID:shift-1@calendar.test\r\n"
SUMMARY = "SUMMARY:急救培训\r\n".encode()
BUSY = b"TRANSP:OPAQUE\r\n"


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("zone", ZONES)
def test_feed_meets_the_list(zone: str, language: Language, private: bool) -> None:
    body = render_feed(zone_feed(zone, language, private=private))
    assert check_bytes(body, private=private, site_https=True) == []


@pytest.mark.parametrize("private", [False, True])
def test_feed_without_events_meets_the_list(private: bool) -> None:
    assert check_bytes(render_feed(feed(private=private)), private=private, site_https=True) == []


def swap(old: bytes, new: bytes) -> Change:
    def change(body: bytes) -> bytes:
        assert old in body
        return body.replace(old, new, 1)

    return change


def add(line: str, after: bytes = UID) -> Change:
    """Return a change that puts a line into the first event, or behind another line."""
    return swap(after, after + line.encode(errors="surrogateescape") + b"\r\n")


def repeated_event(body: bytes) -> bytes:
    start, end = body.index(b"BEGIN:VEVENT"), body.index(b"END:VEVENT\r\n") + len(b"END:VEVENT\r\n")
    return body[:end] + body[start:end] + body[end:]


def zone_last(body: bytes) -> bytes:
    end = b"END:VTIMEZONE\r\n"
    start, stop = body.index(b"BEGIN:VTIMEZONE"), body.index(end) + len(end)
    return (body[:start] + body[stop:]).replace(b"END:VCALENDAR", body[start:stop] + b"END:VCALENDAR")


def two_thousand_and_one_events(body: bytes) -> bytes:
    return body + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 2_001


def no_alarm_but_a_uid(body: bytes) -> bytes:
    return body.replace(b"ACTION:DISPLAY\r\n", b"ACTION:DISPLAY\r\nUID:alarm-1@calendar.test\r\n")


MUTATIONS: list[tuple[str, Change]] = [
    ("C01", swap(b"\r\n", b"\n")),
    ("C01", lambda body: body.removesuffix(b"\n")),
    ("C02", add("COMMENT:" + "x" * 68)),
    ("C03", swap("救".encode(), "救".encode()[:1] + b"\r\n " + "救".encode()[1:])),
    ("C03", swap("救".encode(), b"\xff")),
    ("C04", lambda body: b"\xef\xbb\xbf" + body),
    ("C04", add("COMMENT:\ufeff")),
    ("C05", add("COMMENT:\u202e")),
    ("C05", add("COMMENT:\u2069")),
    ("C05", add("COMMENT:\t")),
    ("C05", add("COMMENT:\u2028")),
    ("C06", swap(b"VERSION:2.0\r\n", b"X-FIRST:1\r\nVERSION:2.0\r\n")),
    ("C06", lambda body: body + b"X-LAST:1\r\n"),
    ("C07", swap(b"END:VEVENT\r\n", b"")),
    ("C07", swap(b"END:VALARM\r\n", b"END:VEVENT\r\n")),
    ("C08", add("PRODID:-//again", after=b"VERSION:2.0\r\n")),
    ("C08", add("VERSION:2.0", after=b"VERSION:2.0\r\n")),
    ("C09", add("UID:feed-1@calendar.test", after=b"VERSION:2.0\r\n")),
    ("C10", add("METHOD:PUBLISH", after=b"VERSION:2.0\r\n")),
    ("C11", swap(b"X-WR-CALNAME:", b"X-WR-OTHER:")),
    ("C11", swap(b"\r\nNAME:", b"\r\nNAME:other ")),
    ("C12", swap(b";VALUE=DURATION:PT1H", b":PT1H")),
    ("C12", swap(b";VALUE=DURATION:PT1H", b";VALUE=DURATION:1H")),
    ("C12", swap(b"X-PUBLISHED-TTL:PT1H", b"X-PUBLISHED-TTL:P")),
    ("C13", swap(b"X-WR-TIMEZONE:Asia/Shanghai", b"X-WR-TIMEZONE:China Standard Time")),
    ("C14", add("SOURCE;VALUE=URI:https://a.example/token.ics", after=b"VERSION:2.0\r\n")),
    ("C15", swap(b"COLOR:steelblue", b"COLOR:#4682b4")),
    ("C16", swap(b"TZID:America/New_York", b"TZID:America/Boston")),
    ("C17", lambda body: body.replace(b";TZID=America/New_York", b";TZID=Asia/Shanghai")),
    ("C18", lambda body: body.replace(b"America/New_York", b"US-Eastern")),
    ("C19", add("RDATE:20300101T000000,20300102T000000", after=b"TZNAME:EST\r\n")),
    ("C20", zone_last),
    ("C20", swap(b"TZOFFSETTO:-0500", b"TZOFFSETTO:-0530")),
    ("C20", swap(b"TZOFFSETFROM:-0400", b"TZOFFSETFROM:-0300")),
    ("C20", swap(b"BYDAY=2SU;BYMONTH=3", b"BYDAY=3SU;BYMONTH=3")),
    ("C20", swap(b"RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\r\n", b"")),
    ("C20", swap(b"DTSTART:20240310T020000", b"DTSTART:20240310T030000")),
    ("C20", swap(b"DTSTART:20240310T020000", b"DTSTART:20300310T020000")),
    ("C20", swap(b"TZOFFSETTO:-0500", b"TZOFFSETTO:EST")),
    ("C21", swap(SUMMARY, b"")),
    ("C21", add("LOCATION:twice")),
    ("C22", repeated_event),
    ("C23", swap(UID, b"UID:https://calendar.test/1\r\n")),
    ("C23", swap(UID, b"UID:shift-1@elsewhere.test\r\n")),
    ("C24", add("DURATION:PT2H")),
    ("C24", swap(b"DTEND;TZID=Asia/Shanghai:20261201T110000\r\n", b"")),
    ("C25", swap(b"DTEND;TZID=Asia/Shanghai:20261201T110000", b"DTEND;VALUE=DATE:20261202")),
    ("C25", swap(b"DTEND;TZID=Asia/Shanghai:20261201T110000", b"DTEND:20261201T030000Z")),
    (
        "C26",
        swap(b"DTEND;TZID=Asia/Shanghai:20261201T110000", b"DTEND;TZID=Asia/Shanghai:20261201T090000"),
    ),
    ("C27", swap(b"DTSTART;TZID=Asia/Shanghai:", b"DTSTART:")),
    ("C28", swap(b"CREATED:20261101T080000Z", b"CREATED:20261101T080000")),
    ("C29", swap(b"LAST-MODIFIED:20261102T093000Z", b"LAST-MODIFIED:20261102T093001Z")),
    ("C31", swap(b"STATUS:CONFIRMED", b"STATUS:NEEDS-ACTION")),
    ("C32", swap(b"TRANSP:TRANSPARENT", b"TRANSP:OPAQUE")),
    ("C32", add("SEQUENCE:0", after=b"UID:shift-2@calendar.test\r\n")),
    (
        "C32",
        swap(b"TRANSP:TRANSPARENT\r\n", b"TRANSP:TRANSPARENT\r\nBEGIN:VALARM\r\nEND:VALARM\r\n"),
    ),
    ("C33", swap("【已取消】".encode(), b"")),
    ("C34", add("RRULE:FREQ=DAILY;COUNT=2")),
    ("C34", add("RDATE:20270101T000000Z")),
    ("C35", add("ATTENDEE:mailto:a@b.example")),
    ("C35", add("ORGANIZER:mailto:a@b.example")),
    ("C37", no_alarm_but_a_uid),
    ("C38", swap(b"URL:https://", b"URL:http://")),
    ("C39", swap(SUMMARY, b"SUMMARY:a,b\r\n")),
    ("C39", swap(SUMMARY, b"SUMMARY:a;b\r\n")),
    ("C39", swap(SUMMARY, b"SUMMARY:a\\b\r\n")),
    ("C39", swap(b"X-WR-CALNAME:", b"X-WR-CALNAME:a;")),
    ("C39", swap(b"CATEGORIES:", b"CATEGORIES:a;")),
    ("C40", two_thousand_and_one_events),
    ("C40", add("COMMENT:" + "x" * 1_000_000)),
]


def private_feed() -> bytes:
    """Return a private feed with something of everything that a mutation may touch."""
    return render_feed(
        feed(
            full_entry(1),
            full_entry(2, status=EntryStatus.CANCELLED),
            entry(3, zone="America/New_York"),
            private=True,
        )
    )


def numbers(faults: list[str]) -> set[str]:
    return {fault.partition(" ")[0] for fault in faults}


@pytest.mark.parametrize(("number", "change"), MUTATIONS)
def test_check_sees_a_mutated_feed(number: str, change: Change) -> None:
    body = private_feed()
    assert check_bytes(body, private=True, site_https=True) == []
    assert number in numbers(check_bytes(change(body), private=True, site_https=True))


def test_check_sees_what_only_public_feeds_must_not_have() -> None:
    faults = numbers(check_bytes(private_feed(), private=False, site_https=True))
    assert faults == {"C14", "C36"}


def test_check_allows_plain_addresses_on_a_plain_site() -> None:
    body = private_feed().replace(b"URL:https://", b"URL:http://")
    assert check_bytes(body, private=True, site_https=False) == []


def test_every_point_of_the_list_has_a_mutation() -> None:
    tested = {number for number, _ in MUTATIONS} | {"C36"}
    assert tested | {"C30"} == {f"C{number:02}" for number in range(1, 41)}


LATER = NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("number", "old", "new"),
    [
        ("C30", entry(), entry(updated=LATER)),
        ("C53", entry(), entry(end=datetime(2026, 12, 1, 4, 0, tzinfo=UTC), updated=LATER)),
        ("C53", entry(), entry(location="别处", updated=LATER)),
        ("C53", entry(), entry(status=EntryStatus.TENTATIVE, updated=LATER)),
        ("C54", entry(sequence=3), entry(sequence=2, title="new", updated=LATER)),
        ("C55", entry(), None),
        (
            "C55",
            entry(
                start=NOW - timedelta(days=29),
                end=NOW - timedelta(days=28),
                sequence=1,
                status=EntryStatus.CANCELLED,
            ),
            None,
        ),
    ],
)
def test_check_sees_a_bad_change(number: str, old: Entry, new: Entry | None) -> None:
    before, after = render_feed(feed(old)), render_feed(feed(*([new] if new else [])))
    assert numbers(check_change(before, after, NOW)) == {number}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (entry(), entry()),
        (entry(), entry(title="new title", updated=LATER)),
        (entry(), entry(location="别处", sequence=1, updated=LATER)),
        (entry(), entry(zone="Asia/Urumqi", updated=LATER)),
        (entry(), entry(status=EntryStatus.CANCELLED, sequence=1, updated=LATER)),
        (entry(start=NOW - timedelta(days=3), end=NOW - timedelta(days=2)), None),
        (
            entry(
                start=NOW - timedelta(days=32),
                end=NOW - timedelta(days=31),
                sequence=1,
                status=EntryStatus.CANCELLED,
            ),
            None,
        ),
    ],
)
def test_check_allows_a_good_change(old: Entry, new: Entry | None) -> None:
    before, after = render_feed(feed(old)), render_feed(feed(*([new] if new else [])))
    assert check_change(before, after, NOW) == []
