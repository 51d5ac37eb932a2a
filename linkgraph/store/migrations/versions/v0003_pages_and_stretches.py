"""What pages showed, and stretches of a run in which our own network failed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("observations", sa.Column("title", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "observations",
        sa.Column("body", sa.String(40), nullable=False, server_default="", comment="a hash of the page's text"),
    )
    op.add_column(
        "observations",
        sa.Column("signs", sa.String(200), nullable=False, server_default="", comment="words joined by blanks"),
    )
    row_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "stretches",
        sa.Column("id", row_id, primary_key=True),
        sa.Column("run_id", row_id, sa.ForeignKey("runs.id"), nullable=False, index=True),
        sa.Column("after", row_id, nullable=False, comment="the last observation before the network failed"),
        sa.Column("through", row_id, nullable=False, comment="the last observation that is not to be trusted"),
        sa.Column("why", sa.Text(), nullable=False),
    )
