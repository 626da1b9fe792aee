"""Enrolment: places kept for schools, who takes part in a class and who waits for it.

Revision 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "series_places",
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.CheckConstraint("places BETWEEN 1 AND 10000", name=op.f("ck_series_places_places")),
        sa.ForeignKeyConstraint(["series_id"], ["class_series.id"], name=op.f("fk_series_places_series_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_series_places_organisation_id")
        ),
        sa.PrimaryKeyConstraint("series_id", "organisation_id", name=op.f("pk_series_places")),
    )
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("ordered_by_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("paid_state", sa.String(), nullable=False),
        sa.Column("fee_amount", sa.BigInteger(), nullable=True),
        sa.Column("fee_currency", sa.String(), nullable=True),
        sa.Column("entered_at", _INSTANT, nullable=False),
        sa.Column("offer_expires_at", _INSTANT, nullable=True),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.CheckConstraint(
            "state IN ('enrolled', 'waiting', 'offered', 'withdrawn', 'expired', 'transferred')",
            name=op.f("ck_enrolment_state"),
        ),
        sa.CheckConstraint("paid_state IN ('free', 'to_pay_at_desk')", name=op.f("ck_enrolment_paid_state")),
        sa.CheckConstraint(
            "(state = 'offered') = (offer_expires_at IS NOT NULL)", name=op.f("ck_enrolment_offer")
        ),
        sa.CheckConstraint("(fee_amount IS NULL) = (fee_currency IS NULL)", name=op.f("ck_enrolment_fee")),
        sa.ForeignKeyConstraint(["series_id"], ["class_series.id"], name=op.f("fk_enrolment_series_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id")),
        sa.ForeignKeyConstraint(["ordered_by_id"], ["person.id"], name=op.f("fk_enrolment_ordered_by_id")),
        sa.ForeignKeyConstraint(["school_id"], ["organisation.id"], name=op.f("fk_enrolment_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("series_id", "number", name=op.f("uq_enrolment_series_id_number")),
    )
    op.create_index("ix_enrolment_person_id", "enrolment", ["person_id"])
    op.create_index("ix_enrolment_ordered_by_id", "enrolment", ["ordered_by_id"])
    op.create_index(
        "uq_enrolment_alive",
        "enrolment",
        ["series_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('enrolled', 'waiting', 'offered')"),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("enrolment")
    op.drop_table("series_places")
