"""Commands about people: `user create`, `token create`."""

import sys
from datetime import datetime

import click
from sqlalchemy import select

from ecosystem.cli import using
from ecosystem.directory.models import ROLES
from ecosystem.directory.queries import person_by_email
from ecosystem.identity import service, tokens
from ecosystem.kernel.db import Session
from ecosystem.places.models import Region, Site


@click.group(name="user")
def user() -> None:
    """People who can sign in."""


@user.command(name="create")
@click.option("--email", required=True, help="The address to sign in with.")
@click.option("--name", required=True, help="The full name, as the person writes it.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="ROLE[:SITE]",
    help=f"Held in the whole region, or at the site with this slug; {', '.join(ROLES)}. May be repeated.",
)
@click.option("--locale", type=click.Choice(["vi", "en"]), default="vi", help="The language of the person.")
@click.option("--zone", default="Asia/Ho_Chi_Minh", help="The time zone of the person.")
@click.option(
    "--born",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The date of birth; without it nothing can be booked that asks for an age.",
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input (for scripts).")
def create_user(
    email: str,
    name: str,
    roles: tuple[str, ...],
    locale: str,
    zone: str,
    born: datetime | None,
    password_stdin: bool,
) -> None:
    """Enter a person with a password, which is asked for. The first administrator comes in this way.

    Example: ecosystem user create --email an@truong.vn --name "Nguyễn An" --role lab:fablab-trung-tam
    """
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)

    async def work(session: Session) -> None:
        await service.create_person_with_password(
            session,
            email=email,
            full_name=name,
            password=password,
            roles=[await _role_at(session, text) for text in roles],
            locale=locale,
            zone=zone,
            birth_date=born.date() if born else None,
        )

    using.with_database(using.settings(), lambda database: database.transact(work))
    click.echo(f"{email} can sign in")


@click.group()
def token() -> None:
    """Keys for programs that act for a person."""


@token.command(name="create")
@click.option("--user", "email", required=True, metavar="EMAIL", help="The person it acts for.")
@click.option("--label", default="command line", help="What the person sees in the list of tokens.")
@click.option("--scope", "scopes", multiple=True, help="Only this permission; may be repeated. All, if none.")
@click.option("--days", type=click.IntRange(1, 3650), help="Days until it ends; it does not end by itself.")
def create_token(email: str, label: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Print a new token and nothing else. It is shown this once: `Authorization: Bearer <token>`."""

    async def work(session: Session) -> str:
        person = await person_by_email(session, email)
        if person is None:
            raise click.ClickException(f"there is no person with the address {email}")
        issued = await tokens.create_token(
            session, person_id=person.id, label=label, scopes=scopes or None, expires_days=days
        )
        return issued.secret

    click.echo(using.with_database(using.settings(), lambda database: database.transact(work)))


async def _role_at(session: Session, text: str) -> service.RoleAt:
    """The role that `ROLE` or `ROLE:SITE` means; raises ClickException naming what is unknown."""
    role, _, slug = text.partition(":")
    if role not in ROLES:
        raise click.ClickException(f"there is no role {role}; there are {', '.join(ROLES)}")
    if slug:
        site = await session.scalar(select(Site.id).where(Site.slug == slug))
        if site is None:
            raise click.ClickException(f"there is no site {slug}")
        return service.RoleAt(role, "site", site)
    region = await session.scalar(select(Region.id))
    if region is None:
        raise click.ClickException("there is no region yet to hold a role in")
    return service.RoleAt(role, "region", region)
