"""The navigator: situations, checklists and ratings of services (高效办成一件事)."""
