"""What Alembic runs: the migrations, in the transaction of the connection that it is given."""

from __future__ import annotations

from alembic import context

# Their tables belong to the metadata.
from actions.hotline import tables as hotline  # noqa: F401
from actions.insight import tables as insight  # noqa: F401
from actions.inspection import tables as inspection  # noqa: F401
from actions.publishing import tables as publishing  # noqa: F401
from actions.services import tables as services  # noqa: F401
from actions.staff import tables as staff  # noqa: F401
from actions.storage import chat  # noqa: F401
from actions.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite changes a table by copying it.
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
