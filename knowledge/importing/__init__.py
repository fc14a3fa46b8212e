"""Foreign documents to content files: recognise, decode, extract, confirm, write."""

from knowledge.importing.batch import Outcome, import_paths
from knowledge.importing.refusal import Refusal
from knowledge.importing.understanding import Rejected, Understood, inspect, inspect_all, write

__all__ = ["Outcome", "Refusal", "Rejected", "Understood", "import_paths", "inspect", "inspect_all", "write"]
