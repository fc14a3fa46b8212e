"""Tables of ``actions.inspection``."""
