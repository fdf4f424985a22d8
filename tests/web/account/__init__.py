"""Pages about accounts, used as a browser uses them."""
