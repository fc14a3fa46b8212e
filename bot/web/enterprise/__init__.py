"""Pages for enterprises, and for anybody at a door."""
