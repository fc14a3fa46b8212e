"""Tables of ``actions.staff``."""
