"""One function per thing a person can do: permission, rules, rows and audit entry in one transaction."""
