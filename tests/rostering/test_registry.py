"""Every rule has both faces, words in both languages, a formula, and a test that it bites."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import scheduler.rostering
from scheduler.rostering.cpsat import ENCODINGS
from scheduler.rostering.presets import BALANCED
from scheduler.rostering.rules import CEILINGS, RULES
from scheduler.rostering.words import WORDS
from tests.rostering import rules as tests_of_rules


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def test_every_rule_has_an_encoding() -> None:
    assert set(ENCODINGS) == set(RULES)


def test_every_rule_stands_once_in_the_balanced_preset() -> None:
    assert sorted(setting.code for setting in BALANCED) == sorted(RULES)


def test_every_rule_has_words_in_both_languages() -> None:
    assert set(WORDS) == set(RULES)
    for code, words in WORDS.items():
        assert all(map(_is_chinese, (words.name, words.explanation, words.blocked))), code
        english = (words.name_en, words.explanation_en, words.blocked_en)
        assert all(text and not _is_chinese(text) for text in english), code


def test_names_of_rules_differ() -> None:
    assert len({words.name for words in WORDS.values()}) == len(WORDS)
    assert len({words.name_en for words in WORDS.values()}) == len(WORDS)


def test_every_rule_has_a_test_that_it_bites() -> None:
    modules = [
        import_module(f"{tests_of_rules.__name__}.{name}")
        for _, name, _ in iter_modules(tests_of_rules.__path__)
    ]
    tests = {name for module in modules for name in vars(module)}
    assert {code for code in RULES if f"test_{code}_bites" not in tests} == set()


def test_every_rule_has_its_formula() -> None:
    folder = Path(next(iter(scheduler.rostering.__path__)))
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert {code for code in RULES if f"`{code}`" not in text} == set()


def test_ceilings_are_rules() -> None:
    assert set(RULES) > CEILINGS
