"""The rostering engine: a problem in, a roster out; no web, no database, no clock, no files."""
