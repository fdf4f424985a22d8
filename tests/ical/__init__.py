"""Calendars, judged from their bytes and by readers that nobody here wrote."""
