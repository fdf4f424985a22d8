"""List pages of leaders, administrators and the public ask as much of the database for 3 rows as for 300."""

from flask import Flask

from scheduler.timeutils import utcnow
from tests.big_town import PAGES, BigTown, look

WHOSE = ("admin", "planner of everything", "nobody")


def test_list_pages_need_as_many_queries_for_300_rows_as_for_3(app: Flask) -> None:
    town, counted = BigTown(grids=3, now=utcnow()), []
    for rows in (3, 297):
        town.grow(people=rows, shifts=rows)
        counted.append({path: look(client, path) for _, client, path in town.pages(app, WHOSE)})
    few, many = counted
    assert len(few) == sum(len(PAGES[who]) for who in WHOSE)
    assert {path: (few[path], queries) for path, queries in many.items() if queries > few[path]} == {}
