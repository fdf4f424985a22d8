"""The worker, its leases and the solver's child process, killed in every way."""
