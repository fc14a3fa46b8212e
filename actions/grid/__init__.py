"""Towns, villages and grids: which of them a resident's words mean."""
