"""Tables of ``actions.inspection``."""

from __future__ import annotations

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in with the package's tables."""


def downgrade() -> None:
    """The reverse."""
