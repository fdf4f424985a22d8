"""Large problems in parts: cutting, bounding, and putting together."""
