"""Service records of another system, brought into our format through a mapping file."""

from knowledge.importing.services.batch import Imported, Refused, import_services
from knowledge.importing.services.mapping import Mapping, read_mapping

__all__ = ["Imported", "Mapping", "Refused", "import_services", "read_mapping"]
