"""The workflow of a roster: period, run, draft, edits, comparison, publication."""
