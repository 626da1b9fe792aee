"""What a row says of a machine, room or kit: pure functions."""

from typing import Any

from msgspec import Struct

from ecosystem.kernel.words import Words
from ecosystem.transfer.importing.fields import Field
from ecosystem.transfer.importing.mapping import CategoryRule, Choice
from ecosystem.transfer.importing.remarks import LEFT_OUT, TAKEN_AS_ONE, remark
from ecosystem.transfer.importing.rows import MOST_TEXT, RowReader
from ecosystem.transfer.tables.cells import holds, whole, words

MOST_UNITS = 10_000
OTHER = CategoryRule(Words("Thiết bị khác", "Other equipment"))

FIELDS = (
    Field(
        name="ref",
        label=Words("Mã", "Reference"),
        synonyms=(
            *("ref", "uuid", "id", "ma", "ma so", "ma thiet bi", "ma may", "ma tai san", "code"),
            *("asset tag", "asset", "reference"),
        ),
    ),
    Field(
        name="name",
        label=Words("Tên", "Name"),
        required=True,
        synonyms=(
            *("name", "ten", "ten may", "ten thiet bi", "thiet bi", "machine", "equipment", "tool"),
            *("item", "title"),
        ),
    ),
    Field(
        name="units",
        label=Words("Số lượng", "Quantity"),
        synonyms=("units", "quantity", "qty", "so luong", "sl", "count", "number"),
    ),
    Field(
        name="room",
        label=Words("Phòng", "Room"),
        synonyms=("room", "phong", "location room", "location", "vi tri", "space"),
    ),
    Field(
        name="site",
        label=Words("Địa điểm", "Site"),
        default=True,
        synonyms=("site", "co so", "dia diem", "lab", "xuong"),
    ),
    Field(
        name="category",
        label=Words("Danh mục", "Category"),
        default=True,
        synonyms=("category", "loai", "nhom", "danh muc", "type", "loai may", "nhom thiet bi"),
    ),
    Field(
        name="kind",
        label=Words("Loại", "Kind"),
        default=True,
        synonyms=("kind", "kieu"),
        meanings={
            "machine": Words("Máy", "Machine"),
            "room": Words("Phòng", "Room"),
            "kit": Words("Bộ dụng cụ", "Kit"),
            "booth": Words("Gian trưng bày", "Booth"),
        },
        known={
            **dict.fromkeys(("may", "tool", "thiet bi"), "machine"),
            "phong": "room",
            **dict.fromkeys(("bo kit", "bo", "bo dung cu"), "kit"),
            "gian trung bay": "booth",
        },
    ),
    Field(
        name="state",
        label=Words("Tình trạng", "State"),
        synonyms=("state", "status", "tinh trang", "trang thai", "condition"),
        meanings={
            "in_order": Words("Hoạt động", "In order"),
            "out_of_order": Words("Hỏng", "Out of order"),
            "retired": Words("Ngừng dùng", "Retired"),
        },
        known={
            **dict.fromkeys(("in order", "ok", "good", "tot", "hoat dong", "dang dung"), "in_order"),
            **dict.fromkeys(("out of order", "broken", "hong", "hu", "bao tri"), "out_of_order"),
            **dict.fromkeys(("thanh ly", "ngung dung"), "retired"),
        },
    ),
    Field(
        name="risk",
        label=Words("Mức rủi ro", "Risk"),
        synonyms=("risk", "rui ro", "muc rui ro"),
        meanings={
            "low": Words("Thấp", "Low"),
            "medium": Words("Trung bình", "Medium"),
            "high": Words("Cao", "High"),
        },
        known={"thap": "low", **dict.fromkeys(("trung binh", "vua"), "medium"), "cao": "high"},
    ),
    Field(
        name="manual_url",
        label=Words("Hướng dẫn", "Manual"),
        synonyms=("manual", "manual url", "huong dan", "tai lieu"),
    ),
    Field(
        name="photo_url",
        label=Words("Ảnh", "Photo"),
        synonyms=("photo", "photo url", "image", "anh", "hinh anh", "hinh"),
    ),
    Field(
        name="description",
        label=Words("Mô tả", "Description"),
        several=True,
        synonyms=(
            *("description", "mo ta", "specific name", "model", "brand", "hang", "notes", "ghi chu"),
            "thong so",
        ),
    ),
    Field(name="state_note", label=Words("Ghi chú tình trạng", "Note on the state")),
)


class Draft(Struct, frozen=True):
    """What a row says of a resource; None is left as it is, or at its default when it is new."""

    ref: str | None
    name: str
    kind: str
    units: int
    category: str
    room: str | None = None
    site: str | None = None
    description: str | None = None
    risk: str | None = None
    state: str | None = None
    state_note: str | None = None
    manual_url: str | None = None
    photo_url: str | None = None


def draft(asked: RowReader) -> Draft:
    """What the row says; where something stands against it, the remarks tell."""
    ref, name = asked.text("ref"), asked.name()
    described = asked.text("description", most=MOST_TEXT)
    category = _category(asked, " ".join(filter(None, (name, described))))
    if category is None:
        asked.refused.append(remark("no_category"))
    room = asked.text("room")
    if room is None and "room" in asked.mapping.columns:
        asked.warnings.append(remark("no_room", asked.column("room")))
    return Draft(
        ref=ref,
        name=name,
        kind=asked.word("kind") or "machine",
        units=_units(asked),
        category=category or "",
        room=room,
        site=asked.text("site"),
        description=described,
        risk=asked.word("risk"),
        state=asked.word("state"),
        state_note=asked.text("state_note", most=MOST_TEXT),
        manual_url=asked.address("manual_url"),
        photo_url=asked.address("photo_url"),
    )


def _units(asked: RowReader) -> int:
    """How many there are, by the mapping's rules for what counts nothing."""
    given = next(iter(asked.cells_of("units")), None)
    rules = asked.mapping.units
    if given is None:
        default = asked.mapping.defaults.get("units")
        if isinstance(default, int):
            return min(max(default, 1), MOST_UNITS)
        return _instead(asked, "missing", rules.missing, None)
    number = whole(given)
    if number is None:
        return _instead(asked, "text", rules.text, given)
    if number == 0:
        return _instead(asked, "zero", rules.zero, given)
    if number < 0:
        return _instead(asked, "negative", rules.negative, given)
    if number > MOST_UNITS:
        asked.refused.append(remark("units_too_many", asked.column("units"), given, most=MOST_UNITS))
        return 1
    return number


def _instead(asked: RowReader, kind: str, choice: Choice, given: Any) -> int:
    column, code = asked.column("units"), f"units_{kind}"
    if choice == "one":
        # Without a column for quantities nothing is odd about a row that has none.
        if column is not None:
            asked.warnings.append(remark(code, column, given, more=TAKEN_AS_ONE))
    elif choice == "skip":
        asked.skipped.append(remark(code, column, given, more=LEFT_OUT))
    else:
        asked.refused.append(remark(code, column, given))
    return 1


def _category(asked: RowReader, told: str) -> str | None:
    """The category that a column names, else the first whose words the text has, else the default."""
    named = asked.text("category") if asked.cells_of("category") else None
    if named is not None:
        return named
    tokens = words(told)
    for slug, rule in asked.mapping.categories.items():
        if any(holds(tokens, word) for word in rule.words):
            return slug
    default = asked.mapping.defaults.get("category")
    return str(default) if default is not None else None
