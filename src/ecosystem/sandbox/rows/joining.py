"""Rows of ways into an organisation: a code, somebody who asks, an invitation on its way."""

from datetime import datetime, timedelta
from secrets import token_bytes

from ecosystem.directory.models import JoinCode, MembershipRequest
from ecosystem.identity.models import Invitation
from ecosystem.identity.rules import INVITATION_LASTS
from ecosystem.kernel.db import Base
from ecosystem.kernel.ids import new_id
from ecosystem.sandbox.data import Demo
from ecosystem.sandbox.rows.common import SINCE, Ids


def joining(demo: Demo, ids: Ids, now: datetime) -> list[Base]:
    """What a manager finds waiting at the first start; nobody knows the invitation's link."""
    wanted = demo.joining
    organisation_id, manager_id = ids.organisation[wanted.organisation], ids.person["manager"]
    invited_at = now - timedelta(hours=wanted.invited_hours_ago)
    return [
        JoinCode(
            id=new_id(),
            organisation_id=organisation_id,
            code=wanted.code,
            label=wanted.label,
            approval=True,
            max_uses=wanted.max_uses,
            uses=1,
            created_by_id=manager_id,
            created_at=now - SINCE,
            expires_at=now + timedelta(days=wanted.code_days),
        ),
        MembershipRequest(
            id=new_id(),
            organisation_id=organisation_id,
            person_id=ids.person[wanted.asks],
            source="code",
            state="pending",
            created_at=now - timedelta(hours=wanted.asked_hours_ago),
        ),
        Invitation(
            id=new_id(),
            secret_hash=token_bytes(32),
            email=wanted.invited,
            role=wanted.invited_as,
            scope_kind="organisation",
            scope_id=organisation_id,
            locale=demo.region.locale,
            invited_by_id=manager_id,
            created_at=invited_at,
            sent_at=invited_at,
            expires_at=invited_at + INVITATION_LASTS,
        ),
    ]
