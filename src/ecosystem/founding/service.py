"""Writes of the first start: the link, and what it makes.

Everything happens under one lock: of two who follow a link at once one founds and the other is told.
"""

from datetime import timedelta
from secrets import token_urlsafe

from sqlalchemy import delete, func, select

from ecosystem.directory import organisations
from ecosystem.directory import service as directory
from ecosystem.directory.models import Organisation
from ecosystem.directory.rules import person_faults
from ecosystem.directory.words import fault
from ecosystem.founding.errors import AlreadyFounded, SetupLinkSpent
from ecosystem.founding.models import SetupLink
from ecosystem.founding.schemas import Founded, SetupIn
from ecosystem.identity import service as identity
from ecosystem.identity.passwords import common_passwords
from ecosystem.identity.rules import password_faults
from ecosystem.identity.words import password_fault
from ecosystem.kernel import clock
from ecosystem.kernel.db import Session
from ecosystem.kernel.errors import FieldError, Malformed
from ecosystem.kernel.faults import named
from ecosystem.kernel.ids import new_id, secret_hash
from ecosystem.kernel.text import slug_of, squeeze
from ecosystem.kernel.words import Words
from ecosystem.places import service as places
from ecosystem.places.models import Region, Site

LINK_LASTS = timedelta(hours=24)
_LOCK = 0x666F756E  # the letters of "foun"


async def is_open(session: Session) -> bool:
    """Whether there is no region yet."""
    return await session.scalar(select(Region.id)) is None


async def issue(session: Session) -> str | None:
    """The secret of a fresh link, which takes the place of any before it; None once there is a region."""
    await _lock(session)
    if not await is_open(session):
        return None
    await session.execute(delete(SetupLink))
    secret, now = token_urlsafe(32), clock.now()
    session.add(
        SetupLink(
            id=new_id(),
            secret_hash=secret_hash(secret),
            created_at=now,
            expires_at=now + LINK_LASTS,
        )
    )
    await session.flush()
    return secret


async def found(session: Session, *, wanted: SetupIn, locale: str) -> Founded:
    """Make region, organisation, site and administrator, and spend the link.

    Raises AlreadyFounded, SetupLinkSpent, and Malformed naming every bad field; the link stays good then.
    """
    await _lock(session)
    if not await is_open(session):
        raise AlreadyFounded
    spent = await session.execute(
        delete(SetupLink)
        .where(SetupLink.secret_hash == secret_hash(wanted.token), SetupLink.expires_at > clock.now())
        .returning(SetupLink.id)
    )
    if spent.first() is None:
        raise SetupLinkSpent
    if faults := _faults(wanted, locale):
        raise Malformed(errors=faults)
    region = await _region(session, wanted)
    organisation = await organisations.create_organisation(
        session,
        slug=slug_of(_both(wanted.organisation_name).vi),
        name=_both(wanted.organisation_name),
        sector=wanted.sector,
    )
    site = await _site(session, wanted, region, organisation)
    person = await identity.create_person_with_password(
        session,
        email=wanted.email,
        full_name=wanted.full_name,
        password=wanted.password,
        roles=[identity.RoleAt("admin", "region", region.id)],
        locale=wanted.locale,
        zone=wanted.zone,
    )
    await directory.add_membership(
        session, person_id=person.id, organisation_id=organisation.id, since=clock.now().date()
    )
    return Founded(email=person.email or "", site_id=site.id, site_slug=site.slug)


async def _lock(session: Session) -> None:
    await session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


async def _region(session: Session, wanted: SetupIn) -> Region:
    name = _both(wanted.region_name)
    fields = places.RegionFields(
        slug=slug_of(name.vi),
        name=name,
        tagline=Words("", ""),
        zone=wanted.zone,
        currency=wanted.currency,
        locale=wanted.locale,
        country=wanted.country,
    )
    return await places.create_region(session, actor=None, fields=fields)


async def _site(session: Session, wanted: SetupIn, region: Region, organisation: Organisation) -> Site:
    name = _both(wanted.site_name)
    fields = places.SiteFields(
        slug=slug_of(name.vi),
        kind=wanted.site_kind,
        name=name,
        description=Words("", ""),
        address=squeeze(wanted.address),
        organisation_id=organisation.id,
        zone=wanted.zone,
    )
    return await places.create_site(session, actor=None, region_id=region.id, fields=fields)


def _both(name: Words) -> Words:
    """The name in both languages; where one is empty the other stands in."""
    vi, en = squeeze(name.vi), squeeze(name.en)
    return Words(vi or en, en or vi)


def _faults(wanted: SetupIn, locale: str) -> list[FieldError]:
    names = ("region_name", "organisation_name", "site_name")
    faults = [named(name, "missing", locale) for name in names if not _both(getattr(wanted, name)).vi]
    faults += [
        fault(field, code, locale)
        for field, code in person_faults(
            full_name=wanted.full_name, email=wanted.email, locale=wanted.locale, zone=wanted.zone
        )
    ]
    codes = password_faults(
        wanted.password, email=wanted.email, full_name=wanted.full_name, common=common_passwords()
    )
    return faults + [password_fault(code, locale) for code in codes]
