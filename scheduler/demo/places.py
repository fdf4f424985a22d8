"""The demo city's units, partners and skills."""

from datetime import datetime
from random import Random
from typing import Any

from shapely.geometry import Polygon

from scheduler.database import db
from scheduler.demo.geography import geojson, grid_polygons, outline
from scheduler.demo.names import (
    COMMUNITIES,
    GRID_NAMES_EN,
    PARTNER_PREFIXES,
    PARTNERS,
    made_up_name,
)
from scheduler.enums import UnitKind
from scheduler.models import Partner, Skill, Unit

#: Code, Chinese and English name, what it is about.
SKILLS = (
    ("lead", "带队", "Team lead", "带领一个班次，负责点名、安全和通报。"),
    ("medical", "医疗救护", "First aid", "心肺复苏、止血包扎、搬运伤员。"),
    ("fire", "消防", "Fire safety", "灭火器与消火栓使用、疏散引导、隐患排查。"),
    ("earthquake", "地震救援", "Earthquake rescue", "建筑危险判断、简易破拆、应急避险。"),
    ("flood", "防汛", "Flood response", "巡堤查险、沙袋围堰、水上安全。"),
    ("epidemic", "疫情防控", "Epidemic control", "消杀、信息登记、居家健康服务。"),
    ("psychology", "心理疏导", "Psychological support", "倾听、安抚，识别需要转介的人。"),
    ("logistics", "后勤保障", "Logistics", "物资清点发放、车辆与通信保障。"),
)


def add_skills() -> list[Skill]:
    """Add the skills and return them in their order."""
    skills = [
        Skill(code=code, name=name, name_en=english, description=text, position=position)
        for position, (code, name, english, text) in enumerate(SKILLS)
    ]
    db.session.add_all(skills)
    db.session.flush()
    return skills


def _add_unit(parent: Unit | None, shape: Polygon, rng: Random, now: datetime, **values: Any) -> Unit:
    unit = Unit(
        parent_id=parent.id if parent else None,
        boundary=geojson(shape),
        updated=now,
        zone="Asia/Shanghai",
        **values,
    )
    # no subscriber's number begins with a zero
    unit.contact = f"{made_up_name(rng)} 0553-000{rng.randrange(1, 10_000):04d}"
    db.session.add(unit)
    db.session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    return unit


def _populate(grid: Unit, rng: Random) -> None:
    grid.households = rng.randrange(250, 601)
    grid.residents = int(grid.households * rng.uniform(2.3, 3.0))
    grid.children = int(grid.residents * rng.uniform(0.11, 0.19))
    grid.older_people = int(grid.residents * rng.uniform(0.16, 0.31))
    grid.disabled_people = int(grid.residents * rng.uniform(0.012, 0.035))


def _add_partners(grid: Unit, label: str, rng: Random) -> None:
    for sort, ending in rng.sample(PARTNERS, rng.randrange(2, 5)):
        prefix = label if sort in {"学校", "卫生服务站", "业主委员会"} else rng.choice(PARTNER_PREFIXES)
        db.session.add(
            Partner(unit_id=grid.id, name=f"{prefix}{ending}", sort=sort, contact=made_up_name(rng))
        )


def _sum_up(unit: Unit, parts: list[Unit]) -> None:
    for field in ("households", "residents", "children", "older_people", "disabled_people"):
        setattr(unit, field, sum(getattr(part, field) for part in parts))


def add_units(seed: int, *, now: datetime) -> tuple[Unit, list[Unit], list[Unit]]:
    """Add the tree and return the committee, its communities, and the twelve grids."""
    rng = Random(seed)
    shapes = grid_polygons(seed)
    committee = _add_unit(
        None,
        outline([polygon for polygons in shapes for polygon in polygons]),
        rng,
        now,
        kind=UnitKind.COMMITTEE,
        code="anhe",
        name="安和应急联合党委",
        name_en="Anhe Joint Committee",
        party_branch="安和应急联合党委",
    )
    communities, grids = [], []
    for number, polygons in enumerate(shapes):
        community, own = _add_community(committee, number, polygons, rng, now)
        communities.append(community)
        grids += own
    _sum_up(committee, communities)
    return committee, communities, grids


def _add_community(
    committee: Unit, number: int, polygons: list[Polygon], rng: Random, now: datetime
) -> tuple[Unit, list[Unit]]:
    """Add a community with its grids, whose numbers of people add up to its own."""
    name, code, english, labels = COMMUNITIES[number]
    community = _add_unit(
        committee,
        outline(polygons),
        rng,
        now,
        kind=UnitKind.COMMUNITY,
        code=code,
        name=name,
        name_en=english,
        party_branch=f"{name}党总支",
    )
    grids = []
    for place, (label, label_en, polygon) in enumerate(
        zip(labels, GRID_NAMES_EN[number], polygons, strict=True), start=1
    ):
        names = {"code": f"{code}-{place}", "name": f"{label}网格", "name_en": f"{label_en} Grid"}
        grids.append(_add_grid(community, polygon, label, rng, now, **names))
    _sum_up(community, grids)
    return community, grids


def _add_grid(
    community: Unit, polygon: Polygon, label: str, rng: Random, now: datetime, **names: str
) -> Unit:
    grid = _add_unit(community, polygon, rng, now, kind=UnitKind.GRID, party_branch=f"{label}党支部", **names)
    _populate(grid, rng)
    _add_partners(grid, label, rng)
    return grid
