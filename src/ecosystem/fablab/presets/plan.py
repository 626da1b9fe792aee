"""What a preset brings and what of it is there: pure functions on plain values."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from ecosystem.fablab.presets import library, schemas
from ecosystem.kernel.text import search_key
from ecosystem.kernel.words import Words

_DAYS = Words("{n} khung giờ mỗi tuần", "{n} stretches a week")
_QUESTIONS = Words("{n} câu hỏi, đạt từ {mark} điểm", "{n} questions, pass at {mark}")
_VALID = Words("Hiệu lực {n} ngày", "Valid for {n} days")
_ASKS = Words("Cần chứng nhận: {name}", "Asks for: {name}")
_FREE = Words("Không cần chứng nhận", "Asks for no qualification")
_SEATS = Words("{n} chỗ", "{n} places")
_HOURS = Words("Giờ mở cửa", "Opening hours")


class There(Struct, frozen=True):
    """What is there: by code, by slug, by name without diacritics."""

    qualifications: frozenset[str] = frozenset()
    quizzes: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    rooms: frozenset[str] = frozenset()
    hours: bool = False


def asked(preset: library.Preset) -> list[library.Qualification]:
    """The qualifications that its categories ask for."""
    codes = {category.qualification for category in brought(preset)}
    return [found for found in library.qualifications() if found.code in codes]


def brought(preset: library.Preset) -> list[library.Category]:
    """Its categories, in the order of the catalogue."""
    return [category for category in library.categories() if category.slug in preset.categories]


def parts(preset: library.Preset, there: There) -> list[schemas.PresetPart]:
    """All that it brings, each once, and whether it is there."""
    return [*_learning(preset, there), *_categories(preset, there), *_place(preset, there)]


def room_known(room: library.Room, names: Iterable[str]) -> bool:
    """Whether a room of that name is there, in either language."""
    known = set(names)
    return bool({search_key(room.name.vi), search_key(room.name.en)} & known)


def _learning(preset: library.Preset, there: There) -> Iterator[schemas.PresetPart]:
    for found in asked(preset):
        yield schemas.PresetPart(
            "qualification",
            found.code,
            found.name,
            _VALID.filled(n=found.valid_days),
            found.code in there.qualifications,
        )
        about = _QUESTIONS.filled(n=len(found.quiz.questions), mark=found.quiz.pass_mark)
        yield schemas.PresetPart("quiz", found.code, found.quiz.title, about, found.code in there.quizzes)


def _categories(preset: library.Preset, there: There) -> Iterator[schemas.PresetPart]:
    names = {found.code: found.name for found in library.qualifications()}
    for category in brought(preset):
        name = names.get(category.qualification or "")
        about = Words(_ASKS.to("vi", name=name.vi), _ASKS.to("en", name=name.en)) if name else _FREE
        yield schemas.PresetPart(
            "category", category.slug, category.name, about, category.slug in there.categories
        )


def _place(preset: library.Preset, there: There) -> Iterator[schemas.PresetPart]:
    weekly = len(preset.weekly())
    yield schemas.PresetPart("hours", "hours", _HOURS, _DAYS.filled(n=weekly), there.hours)
    for room in preset.rooms:
        about = _SEATS.filled(n=room.capacity) if room.capacity else Words("", "")
        known = room_known(room, there.rooms)
        yield schemas.PresetPart("room", search_key(room.name.vi), room.name, about, known)
