"""Calendars: entries in, RFC 5545 bytes out, with no clock, no database and no network."""
