"""What machines ask of those who take them without a reservation, such as classes."""

from collections.abc import Collection
from uuid import UUID

from ecosystem.fablab import rows
from ecosystem.kernel.db import Session, raw
from ecosystem.kernel.hooks import Handling

_ASKED = """
SELECT l.resource_id, coalesce(l.qualification_id, c.qualification_id) AS qualification_id,
    c.rules::text AS category_rules, l.rules::text AS own_rules
FROM listing l JOIN category c ON c.id = l.category_id WHERE l.resource_id = ANY($1::uuid[])"""


async def handling(session: Session, resource_ids: Collection[UUID]) -> dict[UUID, Handling]:
    """The `Handler` of machines. One statement."""
    found = await (await raw(session)).fetch(_ASKED, list(resource_ids))
    return {
        row["resource_id"]: Handling(*rows.buffers(rows.rules_of(row)), row["qualification_id"])
        for row in found
    }
