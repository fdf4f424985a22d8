"""The privacy notice, and the address that says whether the site is up."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from scheduler.services import health
from tests.factories import make_unit
from tests.web.public.looking import english


def test_notice_tells_its_version_in_both_languages(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = replace(app.config["SETTINGS"], privacy_version="2031-07")
    monkeypatch.setitem(app.config, "SETTINGS", changed)
    make_unit(name="安和联合党委", name_en="Anhe Committee", contact="张辉 0553-0000220")
    for language, words in (
        ("zh", ("隐私说明", "版本 2031-07", "安和联合党委", "张辉 0553-0000220", "个人信息保护法")),
        (
            "en",
            ("Privacy notice", "Version 2031-07", "Anhe Committee", "Personal Information Protection Law"),
        ),
    ):
        page = english(client, "/privacy") if language == "en" else client.get("/privacy").text
        for word in words:
            assert word in page


def test_notice_stands_on_a_site_without_units(client: FlaskClient) -> None:
    assert client.get("/privacy").status_code == 200


def test_site_that_is_up_says_ok_without_a_cookie(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_site_without_its_database_says_so(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OperationalError("SELECT 1", {}, Exception("the server has gone away"))

    monkeypatch.setattr(health, "ask_database", fail)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "Set-Cookie" not in answer.headers
