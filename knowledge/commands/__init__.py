"""The subcommands of ``python -m knowledge``; each module has ``register(subparsers)``."""
