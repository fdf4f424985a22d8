"""Tests of column generation."""
