"""Column generation: a roster is put together from whole rosters of single people."""
