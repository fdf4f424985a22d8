"""Attendance in a browser: taps without a network, and a phone without scripts that types the digits."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser
Open = Callable[..., BrowserContext]
PHONE = 390


def _list_of_now(page: Page, site: Site) -> str:
    """Open the list of the post that the demo city mans just now, and return its address."""
    page.goto(f"{site.url}/leader/attendance")
    page.locator("main a[href$='/attendance']", has_text="便民服务点值守").click()
    page.wait_for_url(re.compile(r"/attendance$"))
    return page.url


def _state(page: Page, number: int) -> str | None:
    return page.locator("#attendance > li").nth(number).get_attribute("data-state")


def test_taps_without_network_are_kept_and_sent_once(site: Site, open_context: Open) -> None:
    context = open_context(width=PHONE)
    page = context.new_page()
    sign_in(page, site, "grid_leader")
    address = _list_of_now(page, site)
    lines = page.locator("#attendance > li")
    context.set_offline(True)
    lines.nth(2).locator(".lf-act-in").click()
    lines.nth(3).locator(".lf-act-excused").click()
    expect(page.locator("#lf-queue")).to_contain_text("2")
    assert (_state(page, 2), _state(page, 3)) == ("in", "excused")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    context.set_offline(False)
    expect(page.locator("#lf-queue")).to_be_hidden(timeout=30_000)
    assert sent == [f"{address}/taps"]
    page.reload()
    assert (_state(page, 2), _state(page, 3)) == ("in", "excused")
    assert page.evaluate("localStorage.length") == 0


def test_taps_outlive_a_closed_page(site: Site, open_context: Open) -> None:
    context = open_context(width=PHONE)
    page = context.new_page()
    sign_in(page, site, "grid_leader")
    address = _list_of_now(page, site)
    context.set_offline(True)
    page.locator("#attendance > li").nth(4).locator(".lf-act-no_show").click()
    expect(page.locator("#lf-queue")).to_be_visible()
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    expect(again.locator("#lf-queue")).to_be_hidden(timeout=30_000)
    again.reload()
    assert _state(again, 4) == "no_show"


def test_volunteer_without_scripts_types_the_digits_and_checks_in_and_out(
    site: Site, open_context: Open
) -> None:
    leader = open_context().new_page()
    sign_in(leader, site, "team_leader")
    _list_of_now(leader, site)
    leader.locator("a[href^='/check-in/display/']").click()
    phone = open_context(width=PHONE, scripts=False).new_page()
    sign_in(phone, site, "volunteer")
    for action in ("in", "out"):
        leader.reload()
        phone.goto(f"{site.url}/check-in")
        phone.fill("input[name=code]", leader.locator(".lf-digits").inner_text())
        phone.locator("main form button[type=submit]").click()
        phone.locator(f"main button[value={action}]").click()
        expect(phone.locator(f"main .lf-own .lf-state-{action}")).to_be_visible()


def test_screen_at_the_place_renews_its_code_by_itself(site: Site, open_context: Open) -> None:
    leader = open_context().new_page()
    sign_in(leader, site, "team_leader")
    _list_of_now(leader, site)
    address = leader.locator("a[href^='/check-in/display/']").get_attribute("href")
    screen = open_context()
    page = screen.new_page()
    page.clock.install()
    page.goto(f"{site.url}{address}")
    expect(page.locator(".lf-digits")).to_be_visible()
    page.evaluate("window.before = true")
    with page.expect_event("framenavigated"):
        page.clock.fast_forward(61_000)
    page.wait_for_load_state()
    assert page.evaluate("window.before") is None  # a fresh page knows nothing of the one before
    screen.set_offline(True)
    page.clock.fast_forward(61_000)
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator(".lf-digits")).to_be_hidden()
