"""Sections of entries, other readings of links."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What was read before knows neither; the next reading fills them in.
    op.add_column("entries", sa.Column("section", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "links",
        sa.Column(
            "candidates", sa.Text(), nullable=False, server_default="", comment="canonical URLs joined by blanks"
        ),
    )
