"""The folder of public instances, as the tests of their formats find it."""

from tests.rostering.formats.conftest import benchmarks

__all__ = ["benchmarks"]
