"""Services, called as the pages call them."""
