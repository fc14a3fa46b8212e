"""Foreign documents to content files: recognise, decode, extract, write."""

from knowledge.importing.batch import Outcome, import_paths

__all__ = ["Outcome", "import_paths"]
