"""The shapes of the content files. Each module describes one kind of file, or one step of reading it."""
