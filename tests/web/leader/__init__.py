"""A leader's pages."""
