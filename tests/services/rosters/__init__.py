"""The workflow of a roster, from period to publication."""
