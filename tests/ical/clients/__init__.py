"""Programs that read calendars with libraries nobody here wrote, each in a process of its own."""
