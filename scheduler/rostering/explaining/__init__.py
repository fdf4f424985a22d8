"""Say without the solver why a roster is as it is, and what would change it."""
