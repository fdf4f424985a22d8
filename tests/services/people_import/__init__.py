"""The import of people, from bytes to accounts."""
