"""The table of the first start."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from ecosystem.kernel.db import Base


class SetupLink(Base):
    """A link that sets an empty installation up, once; found by the SHA-256 of its secret only."""

    __tablename__ = "setup_link"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
