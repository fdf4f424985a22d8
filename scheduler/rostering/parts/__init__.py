"""Problems too large for one search: parts of neighbouring units as tasks, and a bound over the whole."""
