"""Tables of ``actions.hotline``."""
