"""Problems in other people's formats, recognised by what they hold, and mapped onto the ordinary rules."""

from scheduler.rostering.formats.answers import Answer, answer_to_json, read_answer
from scheduler.rostering.formats.reading import Kind, Loaded, Source, read_problem, recognise, source_of

__all__ = [
    "Answer",
    "Kind",
    "Loaded",
    "Source",
    "answer_to_json",
    "read_answer",
    "read_problem",
    "recognise",
    "source_of",
]
