"""The `scheduler` command, as people type it."""
