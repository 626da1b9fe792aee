"""Alembic's environment: runs on the connection the caller hands over in `attributes`."""

from importlib import import_module
from pathlib import Path
from typing import Any

from alembic import context
from sqlalchemy import Connection

import ecosystem
from ecosystem.kernel.db import Base

# Every feature's tables, whoever asks: the models know them only once they are imported.
root = Path(ecosystem.__file__).parent
for models in sorted(root.rglob("models.py")):
    import_module(".".join(["ecosystem", *models.relative_to(root).parent.parts, "models"]))


def is_ours(item: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """Whether a table belongs to the models; the job queue brings its own and is left out."""
    return not (kind == "table" and (name or "").startswith("pgqueuer"))


def run(connection: Connection) -> None:
    """Migrate on this connection; each migration is a transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        include_object=is_ours,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
