"""Every page fits a phone, speaks both languages, has no fault that axe finds, and asks no other host."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Site, sign_in
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser
NARROW, WIDE = 360, 1280
#: Pages that say that there is nothing.
MISSING = {"/no-such-page", "/partners/1-NOBODYKNOWSTHIS"}


@dataclass
class Watch:
    """What a page did besides showing itself."""

    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def _watch(page: Page, site: Site) -> Watch:
    watch = Watch()
    page.on(
        "request",
        lambda r: watch.foreign.append(r.url) if not r.url.startswith((site.url, "data:")) else None,
    )
    page.on("console", lambda m: watch.complaints.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: watch.complaints.append(str(error)))
    return watch


def _first(page: Page, site: Site, path: str, pattern: str) -> str:
    page.goto(site.url + path)
    found = re.search(pattern, page.content())
    assert found, f"{path} links to nothing like {pattern}"
    return str(found[1])


def _addresses(page: Page, site: Site, role: str) -> Iterator[str]:
    """Yield the paths of a role with real ids in them, taken from the lists that lead there."""
    sources = {
        "unit": ("/units", r'href="/units/([a-z0-9-]+)"'),
        "event": ("/", r'href="/events/(\d+)'),
        "open_shift": ("/open-shifts", r'href="/open-shifts/(\d+)'),
        "shift": ("/leader/shifts", r'href="/leader/shifts/(\d+)"'),
        "over": ("/leader/attendance", r'href="/leader/shifts/(\d+)/attendance/close"'),
        "server": ("/leader/hours", r'href="/leader/people/(\d+)/hours"'),
        "own_entry": ("/my/hours", r'href="/my/hours/(\d+)/objection"'),
        "asked_swap": ("/my/swaps", r'href="/my/swaps/(\d+)"'),
        "own_shift": ("/my", r'href="/my/shifts/(\d+)/offer"'),
        "own_claim": ("/my/qualifications", r'href="/my/qualifications/(\d+)"'),
        "claim": ("/leader/qualifications", r'href="/leader/qualifications/(\d+)"'),
        "team_code": ("/units/guihua-1", r'href="/join/(\w+)"'),
        "own_team": ("/teams", r'href="/teams/(\d+)"'),
        "team": ("/leader/teams", r'href="/leader/teams/(\d+)"'),
        "applicant": ("/leader/teams/{team}", r"/members/(\d+)/refuse"),
        "member": ("/leader/teams/{team}", r"/members/(\d+)/end"),
        "link": ("/leader/teams/{team}", r'/links/(\d+)"'),
        "partner": ("/leader/teams/{team}/links/{link}", r'/partners/([\w-]+)"'),
        "period": ("/leader/periods", r'href="/leader/periods/(\d+)"'),
        "person": ("/admin/people", r'href="/admin/people/(\d+)"'),
    }
    values: dict[str, str] = {}
    for path in PAGES[role]:
        for name in re.findall(r"{(\w+)}", path):
            if name not in values:
                values[name] = _value(page, site, name, path, values, sources)
        yield path.format(**values)


def _value(
    page: Page, site: Site, name: str, path: str, values: dict[str, str], sources: dict[str, tuple[str, str]]
) -> str:
    if name == "period":  # the city's own is the earliest
        page.goto(f"{site.url}/leader/periods")
        numbers = re.findall(r'href="/leader/periods/(\d+)"', page.content())
        return str(min(map(int, numbers)))
    if name == "entry":
        return _first(page, site, f"/leader/people/{values['server']}/hours", r'href="/leader/hours/(\d+)"')
    if name == "shift" and "period" in values:
        return _first(page, site, f"/leader/periods/{values['period']}/board", r'/shifts/(\d+)"')
    where, pattern = sources[name]
    return _first(page, site, where.format(**values), pattern)


def _names(violations: list[dict[str, object]]) -> list[str]:
    return [f"{item['id']}: {[node['target'] for node in item['nodes']]}" for item in violations]  # type: ignore[attr-defined]  # axe's own JSON


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("role", sorted(PAGES))
def test_pages_are_fit_to_be_shown(
    site: Site, open_context: Callable[..., BrowserContext], role: str, language: str
) -> None:
    page = open_context(width=NARROW, language=language).new_page()
    if role != "nobody":
        sign_in(page, site, role)
        if language == "en":
            with page.expect_navigation():
                page.evaluate("document.querySelector('form[action=\"/language\"]').requestSubmit()")
    wrong: dict[str, list[str]] = {}
    axe = Axe()
    paths = list(_addresses(page, site, role))
    for path in paths:
        watch = _watch(page, site)
        page.set_viewport_size({"width": NARROW, "height": 800})
        answer = page.goto(site.url + path)
        assert answer is not None
        expected = 404 if path in MISSING else 200
        faults = [] if answer.status == expected else [f"status {answer.status}"]
        for width in (NARROW, WIDE):
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth")
            faults += [f"{wide} px wide at {width}"] if wide > width else []
        if language == "zh-CN":  # the other language has the same page behind its words
            results = axe.run(page, options={"resultTypes": ["violations"]})
            faults += _names(results.response["violations"])
        faults += watch.foreign
        faults += [text for text in watch.complaints if "404" not in text or path not in MISSING]
        if faults:
            wrong[path] = faults
    assert wrong == {}
