"""What a row says of a person: pure functions."""

from datetime import date

from msgspec import Struct

from ecosystem.directory.rules import normal_email, normal_name
from ecosystem.kernel.words import Words
from ecosystem.transfer.importing.fields import Field
from ecosystem.transfer.importing.remarks import remark
from ecosystem.transfer.importing.rows import RowReader

OLDEST = 120  # years
CHILD = 16  # younger ones are written to only when a guardian has agreed
_LANGUAGE = {"vi": Words("Tiếng Việt", "Vietnamese"), "en": Words("Tiếng Anh", "English")}

FIELDS = (
    Field(
        name="ref",
        label=Words("Mã", "Reference"),
        synonyms=("ref", "id", "ma", "ma so", "mssv", "ma sinh vien", "ma hoc sinh", "student id", "code"),
    ),
    Field(
        name="name",
        label=Words("Họ tên", "Full name"),
        required=True,
        several=True,
        synonyms=(
            *("ho ten", "ho va ten", "full name", "name", "ten", "ho va ten dem", "ho dem", "ho"),
            *("last name", "surname", "first name", "given name"),
        ),
    ),
    Field(
        name="email",
        label=Words("Email", "Email"),
        synonyms=("email", "e mail", "mail", "thu dien tu", "dia chi email", "email address"),
    ),
    Field(
        name="phone",
        label=Words("Điện thoại", "Phone"),
        synonyms=("phone", "dien thoai", "sdt", "so dien thoai", "mobile", "tel"),
    ),
    Field(
        name="birth_date",
        label=Words("Ngày sinh", "Date of birth"),
        synonyms=("birth date", "ngay sinh", "date of birth", "birthday", "dob", "ngay thang nam sinh"),
    ),
    Field(
        name="locale",
        label=Words("Ngôn ngữ", "Language"),
        default=True,
        synonyms=("locale", "language", "ngon ngu", "lang"),
        meanings=_LANGUAGE,
        known={
            **dict.fromkeys(("tieng viet", "viet", "vietnamese", "vn"), "vi"),
            **dict.fromkeys(("tieng anh", "anh", "english"), "en"),
        },
    ),
    Field(
        name="organisation",
        label=Words("Tổ chức", "Organisation"),
        default=True,
        synonyms=(
            "organisation",
            "organization",
            "to chuc",
            "don vi",
            "truong",
            "school",
            "company",
            "cong ty",
        ),
    ),
    Field(
        name="title",
        label=Words("Chức danh hoặc lớp", "Title or class"),
        synonyms=("title", "chuc danh", "chuc vu", "lop", "class", "position"),
    ),
)


class Draft(Struct, frozen=True):
    """What a row says of a person; None is left as it is."""

    ref: str | None
    name: str
    email: str | None
    phone: str | None
    birth_date: date | None
    locale: str | None
    organisation: str | None
    title: str | None


def draft(asked: RowReader) -> Draft:
    """What the row says; where something stands against it, the remarks tell."""
    # First and last names in columns of their own are one name, without the sign between other texts.
    name = asked.name().replace(" · ", " ")
    if name and normal_name(name) is None:
        asked.refused.append(remark("control_character", asked.column("name"), name))
    given = asked.text("email")
    email = normal_email(given) if given else None
    if given and email is None:
        asked.refused.append(remark("bad_email", asked.column("email"), given))
    if not given:
        asked.warnings.append(remark("no_email", asked.column("email")))
    phone = asked.text("phone", most=40)
    return Draft(
        ref=asked.text("ref") or (f"email:{email}" if email else None),
        name=normal_name(name) or "",
        email=email,
        phone=phone,
        birth_date=asked.day("birth_date"),
        locale=asked.word("locale"),
        organisation=asked.text("organisation"),
        title=asked.text("title"),
    )


def age(birth_date: date, today: date) -> int:
    """Whole years on that day."""
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))
