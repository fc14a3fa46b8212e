"""Staff accounts, roles and the audit record."""
