"""Tests in a real browser against the served demo city."""
