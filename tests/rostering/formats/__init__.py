"""Tests of the public formats, with scorers written from their published definitions."""
