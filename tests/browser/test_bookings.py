"""A resident without an account and without scripts books, confirms, and is counted at the door."""

import re
import time
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser
Open = Callable[..., BrowserContext]
PHONE = 360


def _message(site: Site) -> str:
    """Return the first message to the guest, which the worker writes within seconds."""
    for _ in range(60):
        found = sorted(site.outbox.glob("guest-*.sms.txt"))
        if found:
            return found[0].read_text(encoding="utf-8")
        time.sleep(0.25)
    pytest.fail("no message to the guest was written")


def _faults(page: Page, url: str) -> list[str]:
    page.goto(url)
    wide = page.evaluate("document.documentElement.scrollWidth")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{url}: {item['id']}" for item in found] + ([f"{url}: {wide} px"] if wide > PHONE else [])


def test_resident_without_scripts_books_confirms_and_is_counted_at_the_door(
    site: Site, open_context: Open
) -> None:
    page = open_context(width=PHONE, scripts=False).new_page()
    page.goto(site.url)
    page.locator("a[href^='/events/']", has_text="家庭消防安全体验课").first.click()
    page.get_by_role("link", name="预订名额").click()
    page.fill("input[name=name]", "马居民")
    page.fill("input[name=contact]", "138 0000 8888")
    page.fill("input[name=party]", "2")
    page.check("input[name=consent]")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile("/booking-check/"))
    asked, text = page.url, _message(site)
    code = re.search(r"确认码：(\d{6})", text)
    assert code is not None
    page.fill("input[name=code]", code[1])
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile("/bookings/"))
    assert page.url in text
    expect(page.locator(".alert-success").last).to_contain_text("期待您的到来")
    watched = open_context(width=PHONE).new_page()
    assert [fault for url in (asked, page.url, f"{page.url}/change") for fault in _faults(watched, url)] == []
    _count(open_context(width=PHONE).new_page(), site)


def _count(page: Page, site: Site) -> None:
    """Open the party from the leader's list, as the code at the door does, and count it."""
    sign_in(page, site, "grid_leader")
    page.goto(f"{site.url}/leader/attendance")
    page.locator(".lf-attend-line", has_text="家庭消防安全体验课").get_by_role("link").click()
    line = page.locator(".lf-attend-line", has_text="马居民")
    action = line.locator("form").get_attribute("action")
    assert _faults(page, site.url + str(action).partition("?")[0]) == []
    page.get_by_role("button", name="2 人到场").click()
    expect(page.locator(".lf-state-in")).to_contain_text("2/2")
