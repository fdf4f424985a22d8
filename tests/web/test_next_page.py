"""Where a form may lead."""

import pytest

from scheduler.web.next_page import local_path


@pytest.mark.parametrize(
    "path",
    ["/", "/my", "/open-shifts?unit=guihua-1&page=2", "/units/桂花", "/a//b", "/a?next=https://x.example/"],
)
def test_next_page_on_this_site_is_kept(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "my",
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\/evil.example/",
        "/\t/evil.example/",
        "/\n/evil.example/",
        "\t//evil.example/",
        " //evil.example/",
        "/my\r\nSet-Cookie: a=b",
        "/\x00/evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "http:/evil.example",
        "/\u2028/evil.example",
        "/\ud800",
    ],
)
def test_next_page_elsewhere_is_dropped(address: str | None) -> None:
    assert local_path(address) is None
