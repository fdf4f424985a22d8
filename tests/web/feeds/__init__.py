"""Pages and answers to calendars, through HTTP."""
