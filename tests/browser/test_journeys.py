"""What people come for, from door to door: on a phone without scripts, by keyboard, and with the solver."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser
Open = Callable[..., BrowserContext]
PHONE = 360


def _plain_phone(open_context: Open) -> Page:
    """Return a phone's page in a browser that runs no scripts."""
    return open_context(width=PHONE, scripts=False).new_page()


def test_volunteer_without_scripts_takes_a_shift_and_gives_it_back(site: Site, open_context: Open) -> None:
    page = _plain_phone(open_context)
    sign_in(page, site, "volunteer")
    page.goto(f"{site.url}/open-shifts?kind=training")
    line = page.locator(".lf-offer").filter(has=page.locator("form[action$='/sign-up']")).last
    shift = line.get_attribute("id")
    line.get_by_role("button").click()
    expect(page.locator(f"#{shift} .badge", has_text="自己报名")).to_be_visible()
    page.goto(f"{site.url}/my")
    number = str(shift).removeprefix("shift-")
    expect(page.locator(f"a[href$='/open-shifts/{number}']").first).to_be_visible()
    page.goto(f"{site.url}/open-shifts/{number}")
    page.locator("summary").first.click()
    page.locator(f"form[action='/open-shifts/{number}/cancel'] button").click()
    expect(page.locator(f"form[action='/open-shifts/{number}/sign-up'] button")).to_be_visible()


def test_volunteer_without_scripts_says_when_they_can_serve(site: Site, open_context: Open) -> None:
    page = _plain_phone(open_context)
    sign_in(page, site, "team_leader")
    page.goto(f"{site.url}/my/availability")
    page.get_by_label("星期三 傍晚").select_option("unavailable")
    page.locator("#week").get_by_role("button", name="保存").click()
    page.goto(f"{site.url}/my/availability")
    expect(page.get_by_label("星期三 傍晚")).to_have_value("unavailable")


def test_newcomer_without_scripts_registers_and_subscribes(site: Site, open_context: Open) -> None:
    page = _plain_phone(open_context)
    page.goto(site.url)
    page.get_by_role("link", name="成为志愿者").first.click()
    page.fill("input[name=name]", "马新邻")
    page.fill("input[name=login]", "138 1234 5678")
    page.fill("input[name=password]", "桂花开了八月香 2026")
    page.select_option("select[name=grid]", "liuxi-2")
    page.check("input[name=consent]")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile("sign-in"))
    page.fill("input[name=login]", "13812345678")
    page.fill("input[name=password]", "桂花开了八月香 2026")
    page.locator("main form").first.locator("button[type=submit]").click()
    page.goto(f"{site.url}/my/calendar")
    page.locator("form[action='/my/calendar'] button").click()
    address = page.locator("#my-address").input_value()
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.text().startswith("BEGIN:VCALENDAR\r\n")


def test_resident_without_scripts_finds_and_downloads_the_calendar(site: Site, open_context: Open) -> None:
    page = _plain_phone(open_context)
    page.goto(f"{site.url}/units")
    page.get_by_role("link", name="桂花社区").first.click()
    subscribe = page.locator(".lf-subscribe")
    assert str(subscribe.locator("a[href^='webcal://']").get_attribute("href")).endswith(
        "/calendar/units/guihua.ics"
    )
    download = subscribe.locator("a[href^='/calendar/units/']").get_attribute("href")
    assert page.request.get(f"{site.url}{download}").text().count("BEGIN:VEVENT") >= 3
    page.goto(f"{site.url}/calendar")
    page.locator("a[rel=next]").first.click()
    expect(page.locator("a[href^='/events/']:visible").first).to_be_visible()


def test_keyboard_alone_signs_in_and_takes_a_shift(site: Site, open_context: Open) -> None:
    page = open_context().new_page()
    page.goto(f"{site.url}/open-shifts")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    login, password = site.accounts["volunteer"]
    _tab_to(page, "input[name=login]")
    page.keyboard.type(login)
    _tab_to(page, "input[name=password]")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/open-shifts")
    page.wait_for_load_state()
    _tab_to(page, "form[action$='/sign-up'] button")
    page.keyboard.press("Enter")
    expect(page.locator(".lf-offer .badge", has_text="自己报名").first).to_be_visible()


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"sixty presses of Tab do not lead to {selector}")


def test_leader_generates_reviews_and_publishes_a_roster(site: Site, open_context: Open) -> None:
    page = open_context().new_page()
    sign_in(page, site, "grid_leader")
    page.goto(f"{site.url}/leader/periods")
    period = max(re.findall(r"/leader/periods/(\d+)", page.content()), key=int)
    page.goto(f"{site.url}/leader/periods/{period}")
    page.select_option("select[name=time_limit]", "10")
    page.get_by_role("button", name="生成").click()
    expect(page.locator("progress")).to_be_visible()
    expect(page.get_by_role("button", name="重新生成")).to_be_visible(timeout=40_000)
    page.goto(f"{site.url}/leader/periods/{period}/board")
    page.locator(".lf-card-title").first.click()
    expect(page.locator(".lf-panel")).to_contain_text("固定")
    page.goto(f"{site.url}/leader/periods/{period}/changes")
    page.locator("form[action$='/publish'] button").click()
    page.wait_for_url(re.compile("/versions/1$"))
    expect(page.locator("h1, h2").filter(has_text="第 1 版").first).to_be_visible()
