"""Qualifications that the demo's people sent in: drawn certificates that wait, are refused, or end soon."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import select

from scheduler.database import db
from scheduler.demo.attendance_story import story_roles
from scheduler.models import Person, Qualification, QualificationEvidence, Skill, Unit
from scheduler.services import evidence_store as store
from scheduler.services.evidence_checks import Upload, check_upload
from scheduler.services.qualification_expiry import WARNINGS, due_warning
from scheduler.timeutils import local_date

_ZONE = "Asia/Shanghai"
_SIZE = (720, 500)
_PAPER, _INK, _RED = (253, 250, 240), (40, 40, 60), (190, 30, 30)
_MOST_BYTES = 8_000_000
_ISSUERS = ("市红十字会", "市消防救援支队", "市应急管理局", "区卫健委")
#: Whose claims wait: units by code, and how many volunteers of each have sent one in.
_WAITING = (("guihua-1", 3), ("guihua-2", 1), ("liuxi-1", 2), ("shiqiao-2", 1))
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class _Story:
    """A qualification of the demo's volunteer: days since its begin and to its end, and what became of it."""

    skill: str
    since: int
    until: int
    file: str = ""
    verified: bool = False
    refusal: str = ""


_STORIES = (
    _Story("earthquake", 700, 20, "应急救援证.jpg", verified=True),
    _Story("flood", 800, -40, verified=True),
    _Story("fire", 10, 720, "消防培训证书.jpg"),
    _Story("psychology", 30, 700, "心理援助证.jpg", refusal="照片看不清证书编号，请平放、光线充足后重拍。"),
)


def add_claims(instance: Path, *, seed: int, now: datetime) -> None:
    """Let volunteers send in certificates, and one of them see every state that there is."""
    rng, today = Random(seed + 40), local_date(now, _ZONE)
    skills = {skill.code: skill for skill in db.session.scalars(select(Skill))}
    _spare_warnings(today)
    roles = story_roles()
    for story in _STORIES:
        held = _tell(story, skills[story.skill], roles.volunteer, roles.leader, today, now)
        if story.file:
            _attach(instance, held, story.file, now)
    for number, person in enumerate(_claimants()):
        skill = _unproved(person, list(skills.values()), rng)
        _wait(instance, person, skill, number, rng, today, now)
    db.session.flush()


def remove_files(instance: Path) -> None:
    """Remove the files of the demo's evidence."""
    store.remove(instance, db.session.scalars(select(QualificationEvidence.stored_name)).all())


def _spare_warnings(today: date) -> None:
    """Count everybody as warned already: a demo that starts has no hundred messages to send."""
    soon = today + timedelta(days=max(WARNINGS))
    for held in db.session.scalars(select(Qualification).where(Qualification.valid_until <= soon)):
        held.warned_days, held.warned_until = due_warning(held, today), held.valid_until


def _tell(
    story: _Story, skill: Skill, person: Person, leader: Person, today: date, now: datetime
) -> Qualification:
    held = Qualification(
        person_id=person.id,
        skill_id=skill.id,
        valid_from=today - timedelta(days=story.since),
        valid_until=today + timedelta(days=story.until),
        note="皖应急 2024-0317",
    )
    held.submit(now - timedelta(days=min(story.since, 5)))
    if story.verified:
        held.sign(leader.id, now - timedelta(days=min(story.since, 300)))
    elif story.refusal:
        held.refuse(leader.id, now - timedelta(days=2), story.refusal)
    db.session.add(held)
    db.session.flush()
    return held


def _claimants() -> Iterator[Person]:
    for code, number in _WAITING:
        query = select(Person).join(Person.home_unit).where(Unit.code == code, Person.phone.is_not(None))
        yield from db.session.scalars(query.order_by(Person.id.desc()).limit(number))
    yield story_roles().team_leader


def _unproved(person: Person, skills: Sequence[Skill], rng: Random) -> Skill:
    """Return a skill that the person has nothing in yet."""
    query = select(Qualification.skill_id).where(Qualification.person_id == person.id)
    known = set(db.session.scalars(query))
    return rng.choice([skill for skill in skills if skill.id not in known])


def _wait(
    instance: Path, person: Person, skill: Skill, number: int, rng: Random, today: date, now: datetime
) -> None:
    begun = today - timedelta(days=rng.randrange(10, 120))
    held = Qualification(
        person_id=person.id,
        skill_id=skill.id,
        level=rng.choice((1, 1, 2)),
        valid_from=begun,
        valid_until=begun + 2 * _YEAR,
        note=f"{rng.choice(_ISSUERS)} {begun:%Y}-{rng.randrange(1000, 9999)}",
    )
    held.submit(now - timedelta(hours=7 * number + rng.randrange(1, 7)))
    db.session.add(held)
    db.session.flush()
    _attach(instance, held, f"{skill.name}证书.{'pdf' if number == 1 else 'jpg'}", now)


def _attach(instance: Path, held: Qualification, name: str, now: datetime) -> None:
    skill = db.session.get_one(Skill, held.skill_id)
    drawn = _draw(skill.name_en or skill.code, held)
    buffer = BytesIO()
    if name.endswith(".pdf"):
        made = now.timetuple()  # else the file would hold the moment of loading
        drawn.save(buffer, "PDF", creationDate=made, modDate=made)
    else:
        drawn.save(buffer, "JPEG")
    file = check_upload(Upload(name, buffer.getvalue()), most_bytes=_MOST_BYTES)
    with store.kept(instance, [file.data]) as names:
        db.session.add(
            QualificationEvidence(
                qualification_id=held.id,
                stored_name=names[0],
                media_type=file.media_type,
                size=len(file.data),
                sha256=file.sha256,
                original_name=file.name,
                uploaded=held.submitted_at or now,
            )
        )


def _draw(skill: str, held: Qualification) -> Image.Image:
    """Return a picture of a certificate; in Latin letters, because no other font comes with the product."""
    width, height = _SIZE
    sheet = Image.new("RGB", _SIZE, _PAPER)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((14, 14, width - 15, height - 15), outline=_RED, width=4)
    pen.rectangle((24, 24, width - 25, height - 25), outline=_RED, width=1)
    lines = (
        (80, 40, "CERTIFICATE"),
        (150, 26, skill),
        (290, 18, f"Level {held.level}   valid from {held.valid_from} until {held.valid_until}"),
        (330, 18, f"No. {held.note.rpartition(' ')[2]}"),
        (440, 14, "SPECIMEN: drawn for the demo, proves nothing"),
    )
    for top, size, text in lines:
        pen.text((width / 2, top), text, font=ImageFont.load_default(size), fill=_INK, anchor="mm")
    pen.line((180, 235, width - 180, 235), fill=_INK)
    pen.ellipse((540, 340, 650, 450), outline=_RED, width=5)
    pen.regular_polygon((595, 395, 30), 5, fill=_RED)
    return sheet
