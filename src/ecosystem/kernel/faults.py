"""Every fault of a body or a query, where msgspec stops at the first one.

A second pass over values that were refused: fields, nested structs and lists one by one, each fault
with its path, a code for programs and words for people.
"""

import re
import types
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import UNSET, Struct

from ecosystem.kernel import constraints
from ecosystem.kernel.errors import FieldError, Malformed
from ecosystem.kernel.words import Words

_MOST = 100  # faults named in one answer; a list of a million wrong items needs no more
_LOOKED_AT = 1000  # items of one list that are looked at singly

_WORDS = {
    "missing": Words("Thiếu trường này.", "This field is missing."),
    "unknown_field": Words("Không có trường này.", "There is no such field."),
    "wrong_type": Words("Cần {expected}, nhưng nhận được {got}.", "Expected {expected}, but it is {got}."),
    "naive_datetime": Words(
        "Thời điểm phải có múi giờ, ví dụ 2026-11-21T09:00:00+07:00.",
        "The time needs its offset, as in 2026-11-21T09:00:00+07:00.",
    ),
    "invalid": Words("Giá trị không hợp lệ: {detail}.", "The value is not valid: {detail}."),
    "invalid_choice": Words("Giá trị không nằm trong các lựa chọn.", "This is not one of the choices."),
    "out_of_bounds": Words("Giá trị ngoài giới hạn: cần {detail}.", "Out of bounds: {detail} is wanted."),
    "blank": Words("Chưa điền.", "This is empty."),
    "too_long": Words("Tối đa {most} ký tự.", "At most {most} characters."),
    "unknown_reference": Words("Không có mục này.", "There is no such thing."),
    "out_of_use": Words("Nơi này đã ngừng sử dụng.", "This place is no longer in use."),
    "broken_json": Words("JSON không đúng cú pháp: {detail}.", "The JSON is broken: {detail}."),
}

_WRONG_TYPE = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_PLACE = re.compile(r" - at `(?:key in )?\$(.*)`$")


def named(path: str, code: str, locale: str, **params: Any) -> FieldError:
    """A field error in the asker's language; a param may be Words itself."""
    said = {name: param.to(locale) if isinstance(param, Words) else param for name, param in params.items()}
    return FieldError(path, code, _WORDS[code].to(locale, **said))


def refuse(found: list[FieldError]) -> None:
    """Raise Malformed naming all of it, if there is any."""
    if found:
        raise Malformed(errors=found)


def of_words(path: str, text: Words, most: int, locale: str, *, wanted: bool = False) -> list[FieldError]:
    """Vietnamese is wanted where a text is; English may be empty, and each has an end."""
    found = [named(f"{path}.vi", "blank", locale)] if wanted and not text.vi else []
    for language, said in (("vi", text.vi), ("en", text.en)):
        if len(said) > most:
            found.append(named(f"{path}.{language}", "too_long", locale, most=most))
    return found


def of_body(body: bytes, wanted: Any, locale: str) -> list[FieldError]:
    """What is wrong with a JSON body that was refused as `wanted`."""
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return [named("", "broken_json", locale, detail=str(error) or "too deep")]
    return of_value(value, wanted, locale)


def of_value(
    value: Any, wanted: Any, locale: str, *, path: str = "", strict: bool = True
) -> list[FieldError]:
    """What is wrong with a plain value; `strict` False takes text for numbers, as queries do."""

    def lax(item: Any, kind: Any) -> None:
        msgspec.convert(item, kind, strict=strict, str_keys=True)

    found: list[FieldError] = []
    for where, code, params in _walk(value, wanted, path, lax):
        found.append(named(where, code, locale, **params))
        if len(found) == _MOST:
            break
    return found


_Fault = tuple[str, str, dict[str, Any]]
_Convert = Callable[[Any, Any], None]


def _walk(value: Any, wanted: Any, path: str, convert: _Convert) -> Iterator[_Fault]:
    inner = _choice(value, wanted)
    parts = list(_parts(value, inner, path))
    below = False
    for fault in (f for child, kind, where in parts for f in _child(child, kind, where, convert)):
        below = True
        yield fault
    if not below:
        try:
            convert(value, wanted)
        except msgspec.ValidationError as error:
            yield _classified(str(error), path)
        except (ValueError, TypeError, OverflowError) as error:
            yield path, "invalid", {"detail": str(error)}


class _Missing:
    """Marks a field that is not there."""


class _Unknown:
    """Marks a field that should not be there."""


def _child(value: Any, wanted: Any, path: str, convert: _Convert) -> Iterator[_Fault]:
    if value is _Missing:
        yield path, "missing", {}
    elif wanted is _Unknown:
        yield path, "unknown_field", {}
    else:
        yield from _walk(value, wanted, path, convert)


def _parts(value: Any, kind: Any, path: str) -> Iterator[tuple[Any, Any, str]]:
    """The values inside a struct, list or mapping with the type each should have."""
    origin, arguments = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and issubclass(kind, Struct) and isinstance(value, dict):
        yield from _fields(value, kind, path)
    elif isinstance(value, list) and _is_sequence(origin, arguments):
        for index, item in enumerate(value[:_LOOKED_AT]):
            yield item, arguments[0], f"{path}[{index}]"
    elif origin is dict and isinstance(value, dict):
        for key, item in value.items():
            yield item, arguments[1], _joined(path, key)


def _is_sequence(origin: Any, arguments: tuple[Any, ...]) -> bool:
    if origin is tuple:
        return arguments[-1:] == (Ellipsis,)
    return bool(arguments) and origin in (list, set, frozenset)


def _fields(value: dict[str, Any], kind: type[Struct], path: str) -> Iterator[tuple[Any, Any, str]]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name, field in fields.items():
        if name in value:
            yield value[name], field.type, _joined(path, name)
        elif field.required:
            yield _Missing, field.type, _joined(path, name)
    if kind.__struct_config__.forbid_unknown_fields:
        tag = kind.__struct_config__.tag_field
        for name in value:
            if name not in fields and name != tag:
                yield value[name], _Unknown, _joined(path, name)


def _choice(value: Any, wanted: Any) -> Any:
    """The type inside Annotated and optional that the value was meant for."""
    while get_origin(wanted) is Annotated:
        wanted = get_args(wanted)[0]
    if get_origin(wanted) in (Union, types.UnionType):
        choices = [kind for kind in get_args(wanted) if kind not in (type(None), type(UNSET))]
        if len(choices) == 1 and value is not None:
            return _choice(value, choices[0])
    return wanted


def _classified(message: str, path: str) -> _Fault:
    place = _PLACE.search(message)
    if place:
        path = (path + place.group(1)).lstrip(".")
        message = message[: place.start()]
    if "with a timezone component" in message:
        return path, "naive_datetime", {}
    if match := _WRONG_TYPE.search(message):
        expected, got = map(constraints.type_words, match.groups())
        return path, "wrong_type", {"expected": expected, "got": got}
    if bound := constraints.bound_words(message):
        return path, "out_of_bounds", {"detail": bound}
    if message.startswith("Invalid enum value"):
        return path, "invalid_choice", {}
    return path, "invalid", {"detail": constraints.form_words(message) or message}


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else str(name)
