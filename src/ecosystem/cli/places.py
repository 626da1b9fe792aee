"""Commands that make the first places of a fresh installation: its region and sites."""

import re
from datetime import time

import click
from sqlalchemy import select

from ecosystem.cli import using
from ecosystem.kernel.db import Session
from ecosystem.kernel.words import Words
from ecosystem.places import service
from ecosystem.places.models import Region, Site
from ecosystem.places.rules import Weekly

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"(\w{3})(?:-(\w{3}))? (\d{2}:\d{2})-(\d{2}:\d{2})")


@click.group()
def region() -> None:
    """The region that this installation serves."""


@region.command(name="create")
@click.argument("slug")
@click.option("--name-vi", required=True, help="Its name in Vietnamese.")
@click.option("--name-en", help="Its name in English; the Vietnamese one if it has none.")
@click.option("--zone", default="Asia/Ho_Chi_Minh", show_default=True, help="IANA time zone.")
@click.option("--currency", default="VND", show_default=True, help="ISO 4217 code.")
@click.option("--locale", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@click.option("--country", help="ISO 3166-1 code of the calendar that suggests public holidays, such as VN.")
def create_region(
    slug: str, name_vi: str, name_en: str | None, zone: str, currency: str, locale: str, country: str | None
) -> None:
    """Make the region; there is one in an installation."""
    fields = service.RegionFields(
        slug=slug,
        name=Words(name_vi, name_en or name_vi),
        tagline=Words("", ""),
        zone=zone,
        currency=currency.upper(),
        locale=locale,
        country=country.upper() if country else None,
    )

    async def work(session: Session) -> None:
        if await session.scalar(select(Region.id)) is not None:
            raise click.ClickException("there is a region already")
        await service.create_region(session, actor=None, fields=fields)

    using.with_database(using.settings(), lambda database: database.transact(work), migrate=True)
    click.echo(f"region {slug} is there; next: ecosystem site create --help")


@click.group()
def site() -> None:
    """Sites of the region: fablabs, incubators, labs."""


@site.command(name="create")
@click.argument("slug")
@click.option("--name-vi", required=True, help="Its name in Vietnamese.")
@click.option("--name-en", help="Its name in English; the Vietnamese one if it has none.")
@click.option(
    "--kind", type=click.Choice(["fablab", "incubator", "lab", "centre", "mobile"]), default="fablab"
)
@click.option("--address", default="", help="Street, ward, city.")
@click.option(
    "--hours",
    multiple=True,
    default=("mon-fri 08:00-12:00", "mon-fri 13:00-17:00"),
    show_default=True,
    help="Weekly opening, repeatable; 00:00-00:00 is round the clock.",
)
def create_site(
    slug: str, name_vi: str, name_en: str | None, kind: str, address: str, hours: tuple[str, ...]
) -> None:
    """Make a site with its weekly opening hours."""
    weekly = [Weekly(day, *span) for text in hours for day, span in _stretches(text)]

    async def work(session: Session) -> None:
        region = await session.scalar(select(Region))
        if region is None:
            raise click.ClickException("there is no region yet: ecosystem region create --help")
        if await session.scalar(select(Site.id).where(Site.slug == slug)) is not None:
            raise click.ClickException(f"there is a site {slug} already")
        fields = service.SiteFields(
            slug=slug,
            kind=kind,
            name=Words(name_vi, name_en or name_vi),
            description=Words("", ""),
            address=address,
            zone=region.zone,
        )
        made = await service.create_site(session, actor=None, region_id=region.id, fields=fields)
        await service.set_site_hours(session, actor=None, site_id=made.id, weekly=weekly)

    using.with_database(using.settings(), lambda database: database.transact(work))
    click.echo(f"site {slug} is there")


def _stretches(text: str) -> list[tuple[int, tuple[time, time]]]:
    """The weekdays, Monday being 1, and the hours of `mon-fri 08:00-12:00`."""
    found = _HOURS.fullmatch(text.strip().lower())
    first, last = (found[1], found[2] or found[1]) if found else ("", "")
    if found is None or first not in _DAYS or last not in _DAYS or _DAYS.index(first) > _DAYS.index(last):
        raise click.BadParameter(
            f"{text!r}: wanted is something like 'mon-fri 08:00-12:00'", param_hint="--hours"
        )
    try:
        span = (time.fromisoformat(found[3]), time.fromisoformat(found[4]))
    except ValueError as error:
        raise click.BadParameter(f"{text!r}: {error}", param_hint="--hours") from None
    return [(day + 1, span) for day in range(_DAYS.index(first), _DAYS.index(last) + 1)]
