"""The week of availability by keyboard and by taps, and heard as a screen reader hears it."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Site, sign_in

pytestmark = pytest.mark.browser
Open = Callable[..., BrowserContext]
WISHES = ("可以", "优先", "尽量不", "不行")


def _week(site: Site, open_context: Open, width: int = 1280) -> tuple[Page, Locator]:
    page = open_context(width=width).new_page()
    sign_in(page, site, "auditor")
    page.goto(f"{site.url}/my/availability")
    return page, page.get_by_role("grid", name="常规一周")


def _here(page: Page) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('aria-label')"))


def test_keyboard_reaches_every_cell_and_says_all_four_wishes(site: Site, open_context: Open) -> None:
    page, week = _week(site, open_context)
    expect(week.get_by_role("button")).to_have_count(4 + 7 + 28)
    expect(week.locator("button[tabindex='0']")).to_have_count(1)
    week.locator("button[tabindex='0']").focus()
    seen = set()
    for _ in range(7):
        for _ in range(4):
            seen.add(_here(page).partition(":")[0])
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Home")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
    assert len(seen) == 28
    names = []
    for key in "1234":
        page.keyboard.press(key)
        names.append(_here(page).partition(": ")[2])
    assert tuple(names) == WISHES
    expect(page.locator("[data-lf-said]")).to_have_text("星期日 上午: 不行")
    page.keyboard.press("Space")
    assert _here(page) == "星期日 上午: 可以"
    page.keyboard.press("End")
    page.keyboard.press("4")
    page.keyboard.press("Tab")  # the grid is one stop: what follows are the words to fill it with
    assert page.evaluate("document.activeElement.dataset.lfBrush") == "available"
    page.locator("#week").get_by_role("button", name="保存").click()
    page.wait_for_load_state()
    expect(week.get_by_role("button", name="星期日 夜间: 不行")).to_be_visible()


def test_taps_say_what_the_chosen_word_says(site: Site, open_context: Open) -> None:
    page, week = _week(site, open_context, width=390)
    word = page.locator("button[data-lf-brush='preferred']")
    expect(word).to_have_attribute("aria-pressed", "false")
    word.click()
    expect(word).to_have_attribute("aria-pressed", "true")
    for cell in ("星期一 上午", "星期二 下午"):
        week.get_by_role("button", name=cell).click()
        expect(week.get_by_role("button", name=f"{cell}: 优先")).to_be_visible()
    word.click()
    expect(word).to_have_attribute("aria-pressed", "false")
    week.get_by_role("button", name="星期一 上午").click()
    expect(week.get_by_role("button", name="星期一 上午: 尽量不")).to_be_visible()
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [item["id"] for item in found] == []
