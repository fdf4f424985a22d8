"""The worker's side: queue messages, leases, the solver's child process."""
