"""Measure the engine: on which instances, beside which other solvers, and the table of what came out."""
