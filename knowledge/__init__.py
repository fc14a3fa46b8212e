"""Knowledge of 济事通: the content files, their checks, the index over them and the search in it."""
