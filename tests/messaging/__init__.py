"""Tests of what people are sent."""
