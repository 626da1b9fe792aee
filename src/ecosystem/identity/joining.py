"""Writes of joining: sign-up with a confirmed address, and a new password by letter.

Whether an address has an account is told to its owner only: what a stranger sees, and the work that is
done for it, is the same either way. A link's row is deleted by whoever uses it first, so it works once.
"""

from datetime import date
from secrets import token_urlsafe
from uuid import UUID

from msgspec import Struct
from sqlalchemy import delete, select

from ecosystem.directory import membership
from ecosystem.directory import queries as people
from ecosystem.directory import service as directory
from ecosystem.directory.errors import EmailTaken, LinkSpent
from ecosystem.directory.models import Person
from ecosystem.directory.rules import normal_email, person_faults
from ecosystem.directory.words import fault
from ecosystem.identity import letters
from ecosystem.identity.limits import LETTER, account_bucket, count_try
from ecosystem.identity.models import Credential, PasswordReset, RateCounter, SignUp
from ecosystem.identity.passwords import common_passwords, hash_password
from ecosystem.identity.rules import LINK_LASTS, password_faults
from ecosystem.identity.sessions import end_everything
from ecosystem.identity.words import birth_date_fault, password_fault
from ecosystem.kernel import audit, clock
from ecosystem.kernel.db import Database, Session
from ecosystem.kernel.errors import FieldError, Malformed
from ecosystem.kernel.ids import new_id, secret_hash
from ecosystem.kernel.text import squeeze
from ecosystem.notifications.service import Letter, Recipient, notify

_EARLIEST_BIRTH = date(1900, 1, 1)


class Newcomer(Struct, frozen=True, kw_only=True):
    """What somebody says who wants an account."""

    email: str
    full_name: str
    password: str
    locale: str
    birth_date: date | None = None


async def sign_up(db: Database, *, who: Newcomer, address: str | None, locale: str) -> str:
    """Send a letter that confirms the address, or says that it has an account; answers the address.

    `locale` is the language of refusals. Raises Malformed naming every bad field, TooManyTries.
    """
    refuse(newcomer_faults(who, locale))
    email = normal_email(who.email) or ""
    await count_try(db, email=email, address=address, limit=LETTER)
    password_hash = await hash_password(who.password)
    secret = token_urlsafe(32)

    async def work(session: Session) -> None:
        person = await people.person_by_email(session, email)
        row = _sign_up(who, email, password_hash, secret, known=person is not None)
        session.add(row)
        await session.flush()
        letter = letters.confirm(secret) if person is None else letters.known()
        await _send(session, f"sign-up:{row.id}", person, email, who.locale, letter)

    await db.transact(work)
    return email


async def confirm(session: Session, *, secret: str) -> Person:
    """The address is its owner's: make the account. Raises LinkSpent.

    Whose address is of an organisation's domain belongs to that organisation from today on.
    """
    found = await session.execute(
        delete(SignUp)
        .where(
            SignUp.secret_hash == secret_hash(secret),
            SignUp.expires_at > clock.now(),
            SignUp.known.is_(False),
        )
        .returning(SignUp.email, SignUp.full_name, SignUp.password_hash, SignUp.locale, SignUp.birth_date)
    )
    row = found.one_or_none()
    if row is None:
        raise LinkSpent
    try:
        person = await directory.create_person(
            session, full_name=row.full_name, email=row.email, locale=row.locale, birth_date=row.birth_date
        )
    except EmailTaken as taken:
        raise LinkSpent from taken  # another letter's link was first
    now = clock.now()
    session.add(Credential(person_id=person.id, password_hash=row.password_hash, changed_at=now))
    await session.execute(delete(SignUp).where(SignUp.email == row.email))
    await membership.join_by_domain(session, person=person)
    return person


async def ask_reset(db: Database, *, email: str, address: str | None, locale: str) -> str:
    """Send a letter that sets a new password, or says that there is no account; answers the address.

    Raises Malformed, TooManyTries.
    """
    wanted = normal_email(email)
    if wanted is None:
        raise Malformed(errors=[fault("email", "email", locale)])
    await count_try(db, email=wanted, address=address, limit=LETTER)
    secret = token_urlsafe(32)

    async def work(session: Session) -> None:
        person = await people.person_by_email(session, wanted)
        if person is not None and person.deactivated_at is not None:
            person = None
        now = clock.now()
        row = PasswordReset(
            id=new_id(),
            secret_hash=secret_hash(secret),
            person_id=person.id if person else None,
            created_at=now,
            expires_at=now + LINK_LASTS,
        )
        session.add(row)
        await session.flush()
        letter = letters.reset(secret) if person else letters.unknown()
        await _send(session, f"password-reset:{row.id}", person, wanted, locale, letter)

    await db.transact(work)
    return wanted


async def set_password(db: Database, *, secret: str, password: str, locale: str) -> None:
    """Set the password that the letter's link stands for, and end all sessions and tokens.

    A password that is refused (Malformed) does not spend the link. Raises LinkSpent.
    """
    async with db.read() as session:
        person = await _resetting(session, secret)
    faults = password_faults(
        password, email=person.email or "", full_name=person.full_name, common=common_passwords()
    )
    refuse([password_fault(code, locale) for code in faults])
    password_hash = await hash_password(password)

    async def work(session: Session) -> None:
        used = await session.scalar(
            delete(PasswordReset)
            .where(PasswordReset.secret_hash == secret_hash(secret), PasswordReset.person_id == person.id)
            .returning(PasswordReset.id)
        )
        if used is None:
            raise LinkSpent
        await _replace_password(session, person.id, password_hash)
        await _forget_tries(session, person.email)
        await audit.record(
            session, actor=person.id, action="password.reset", subject_kind="person", subject_id=person.id
        )
        await _send(
            session, f"password-set:{used}", person, person.email or "", person.locale, letters.changed()
        )

    await db.transact(work)


def newcomer_faults(who: Newcomer, locale: str) -> list[FieldError]:
    """Everything that is wrong with what a newcomer says."""
    found = person_faults(full_name=who.full_name, email=who.email, locale=who.locale)
    faults = [fault(field, code, locale) for field, code in found]
    codes = password_faults(who.password, email=who.email, full_name=who.full_name, common=common_passwords())
    faults += [password_fault(code, locale) for code in codes]
    born, today = who.birth_date, clock.now().date()
    if born is not None and not _EARLIEST_BIRTH <= born <= today:
        faults.append(birth_date_fault(locale))
    return faults


def refuse(faults: list[FieldError]) -> None:
    """Raises Malformed naming all of these, if there are any."""
    if faults:
        raise Malformed(errors=faults)


def _sign_up(who: Newcomer, email: str, password_hash: str, secret: str, *, known: bool) -> SignUp:
    now = clock.now()
    return SignUp(
        id=new_id(),
        secret_hash=secret_hash(secret),
        email=email,
        full_name=squeeze(who.full_name),
        password_hash=password_hash,
        locale=who.locale,
        birth_date=who.birth_date,
        known=known,
        created_at=now,
        expires_at=now + LINK_LASTS,
    )


async def _send(
    session: Session, key: str, person: Person | None, email: str, locale: str, letter: Letter
) -> None:
    # A name that nobody has confirmed stays out of the letter: it could say anything to anybody.
    to = Recipient(person.full_name, email, person.locale) if person else Recipient("", email, locale)
    await notify(session, key=key, to=to, letter=letter)


async def _resetting(session: Session, secret: str) -> Person:
    """Whose password a link sets. Raises LinkSpent."""
    person: Person | None = await session.scalar(
        select(Person)
        .join(PasswordReset, PasswordReset.person_id == Person.id)
        .where(
            PasswordReset.secret_hash == secret_hash(secret),
            PasswordReset.expires_at > clock.now(),
            Person.deactivated_at.is_(None),
        )
    )
    if person is None:
        raise LinkSpent
    return person


async def _replace_password(session: Session, person_id: UUID, password_hash: str) -> None:
    """Store the new hash; what the old password had opened closes, and no other letter sets another."""
    now = clock.now()
    await session.merge(Credential(person_id=person_id, password_hash=password_hash, changed_at=now))
    await end_everything(session, person_id=person_id)
    await session.execute(delete(PasswordReset).where(PasswordReset.person_id == person_id))


async def _forget_tries(session: Session, email: str | None) -> None:
    """Wrong guesses at the old password no longer count."""
    if email is not None:
        bucket = account_bucket(email)
        await session.execute(delete(RateCounter).where(RateCounter.bucket == bucket))
