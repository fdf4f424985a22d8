"""A seeded, fictional demo city: a joint committee, three communities, twelve grids, 480 volunteers."""
