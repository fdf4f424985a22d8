"""Pages and answers for everybody, through HTTP."""
