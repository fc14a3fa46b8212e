"""``/chat``: the conversation by forms, for browsers without scripts."""
