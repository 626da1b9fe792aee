"""People for tests: entered as the product enters them, signed in over HTTP."""

from collections.abc import Collection
from uuid import UUID

import httpx

from ecosystem.directory.models import Person
from ecosystem.identity import service, tokens
from ecosystem.identity.service import RoleAt
from ecosystem.kernel.db import Database, Session

PASSWORD = "correct horse battery"
MAI = "mai@lab.example"
REGION = UUID("01970000-0000-7000-8000-000000000001")
OTHER = UUID("01970000-0000-7000-8000-000000000002")

# Each role where it may be held.
ROLE_AT = {
    "admin": RoleAt("admin", "region", REGION),
    "manager": RoleAt("manager", "region", REGION),
    "lab": RoleAt("lab", "site", OTHER),
    "teacher": RoleAt("teacher", "organisation", OTHER),
    "mentor": RoleAt("mentor", "region", REGION),
    "guardian": RoleAt("guardian", "region", REGION),
    "founder": RoleAt("founder", "programme", OTHER),
    "student": RoleAt("student", "organisation", OTHER),
}


async def enter(
    database: Database, email: str = "mai@lab.example", *roles: str, name: str = "Lê Thị Mai"
) -> Person:
    """A person with PASSWORD and these roles."""

    async def work(session: Session) -> Person:
        return await service.create_person_with_password(
            session,
            email=email,
            full_name=name,
            password=PASSWORD,
            roles=[ROLE_AT[role] for role in roles],
        )

    return await database.transact(work)


async def token_for(
    database: Database, person: Person, *, scopes: Collection[str] | None = None
) -> dict[str, str]:
    """The header of a fresh token with exactly these scopes; with all that the person holds by default."""

    async def work(session: Session) -> str:
        issued = await tokens.create_token(session, person_id=person.id, label="test", scopes=scopes)
        return issued.secret

    return {"authorization": f"Bearer {await database.transact(work)}"}


async def sign_in(client: httpx.AsyncClient, email: str = MAI) -> dict[str, str]:
    """Sign this client in; answers the header for its unsafe requests."""
    answer = await client.post("/api/session", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    return {"x-csrf-token": answer.json()["csrf_token"]}
