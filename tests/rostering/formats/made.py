"""Instances of both public formats made from a size and a seed, of the sizes of the largest published."""

import random

HOURS = 8
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def made_curtois(weeks: int, staff: int, types: int, seed: int = 1) -> str:
    """Return an instance like the larger published ones: eight hours each, early before late."""
    rng = random.Random(f"curtois {weeks} {staff} {types} {seed}")
    days, names = 7 * weeks, [f"s{index}" for index in range(types)]
    rows = ["SECTION_HORIZON", str(days), "", "SECTION_SHIFTS"]
    rows += [f"{name},{HOURS * 60},{'|'.join(names[: index // 2])}" for index, name in enumerate(names)]
    rows += ["", "SECTION_STAFF"]
    rows += [_member(rng, f"p{person}", weeks, names) for person in range(staff)]
    rows += ["", "SECTION_DAYS_OFF"]
    rows += [f"p{person},{rng.randrange(days)}" for person in range(staff) for _ in range(weeks // 4)]
    for section in ("ON", "OFF"):
        rows += ["", f"SECTION_SHIFT_{section}_REQUESTS"]
        asked = {(rng.randrange(staff), rng.randrange(days)) for _ in range(staff * weeks)}
        rows += [f"p{who},{day},{rng.choice(names)},{rng.randint(1, 3)}" for who, day in sorted(asked)]
    rows += ["", "SECTION_COVER"]
    crew = max(staff * 4 // (7 * types), 1)
    rows += [
        f"{day},{name},{max(crew + rng.randint(-1, 1), 0)},100,1" for day in range(days) for name in names
    ]
    return "\n".join(rows) + "\n"


def _member(rng: random.Random, name: str, weeks: int, names: list[str]) -> str:
    """Return a line of staff: three or four shifts a week, of two types in three."""
    usable = set(rng.sample(range(len(names)), max(len(names) * 2 // 3, 1)))
    limits = "|".join(f"{kind}={7 * weeks if index in usable else 0}" for index, kind in enumerate(names))
    minutes = weeks * rng.choice((3, 4)) * HOURS * 60
    return f"{name},{limits},{minutes + 600},{minutes - 600},5,2,2,{(weeks + 1) // 2}"


def made_inrc2(nurses: int, weeks: int, seed: int = 1) -> tuple[str, str, list[str]]:
    """Return scenario, history and weeks like those of the competition: four skills, four shift types."""
    rng = random.Random(f"inrc2 {nurses} {weeks} {seed}")
    name = f"n{nurses:03}w{weeks}"
    skills = [["HeadNurse", "Nurse"], ["Nurse"], ["Nurse", "Caretaker"], ["Caretaker"], ["Trainee"]]
    crew = [
        (f"N_{index}", rng.choice(["Full", "Part", "Half"]), skills[index % 5]) for index in range(nurses)
    ]
    scenario = [
        f"SCENARIO = {name}", "", f"WEEKS = {weeks}", "", "SKILLS = 4", "HeadNurse", "Nurse", "Caretaker",
        "Trainee", "", "SHIFT_TYPES = 4", "Early (2,5)", "Day (2,28)", "Late (2,5)", "Night (4,5)", "",
        "FORBIDDEN_SHIFT_TYPES_SUCCESSIONS", "Early 0", "Day 0", "Late 2 Early Day",
        "Night 3 Early Day Late", "", "CONTRACTS = 3",
        f"Full ({5 * weeks - 5},{5 * weeks + 2}) (3,5) (2,3) 2 1",
        f"Part ({3 * weeks},{4 * weeks}) (3,5) (2,5) 2 1",
        f"Half ({2 * weeks},{3 * weeks}) (3,5) (3,5) 1 1", "",
        f"NURSES = {nurses}", *(f"{who} {kind} {len(known)} {' '.join(known)}" for who, kind, known in crew),
    ]  # fmt: skip
    history = ["HISTORY", f"0 {name}", "", "NURSE_HISTORY"]
    for who, _, _ in crew:
        on = rng.randrange(3)
        last = rng.choice(["Early", "Day"]) if on else "None"
        history.append(f"{who} 0 0 {last} {min(on, 1)} {on} {0 if on else rng.randint(1, 3)}")
    return _text(scenario), _text(history), [_week(rng, name, crew) for _ in range(weeks)]


def _week(rng: random.Random, name: str, crew: list[tuple[str, str, list[str]]]) -> str:
    rows = ["WEEK_DATA", name, "", "REQUIREMENTS"]
    for skill in ("HeadNurse", "Nurse", "Caretaker", "Trainee"):
        able = sum(skill in known for _, _, known in crew)
        for kind in ("Early", "Day", "Late", "Night"):
            low = [rng.randint(0, able // 12) for _ in DAYS]
            pairs = " ".join(f"({least},{least + rng.randint(0, able // 7)})" for least in low)
            rows.append(f"{kind} {skill} {pairs}")
    asked = rng.sample(crew, len(crew) // 3)
    rows += ["", f"SHIFT_OFF_REQUESTS = {len(asked)}"]
    rows += [f"{who} {rng.choice(('Any', 'Late', 'Night'))} {rng.choice(DAYS)}" for who, _, _ in asked]
    return _text(rows)


def _text(rows: list[str]) -> str:
    return "\n".join(rows) + "\n"
