"""Tables of ``actions.services``."""
