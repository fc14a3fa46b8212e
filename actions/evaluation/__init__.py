"""How good the answers are: question sets, judges and tables."""
