"""Examples made from JSON schemas, always the same ones, with values that look like ours."""

from typing import Any

_BY_FORMAT = {
    "uuid": "01934c2e-7d3a-7000-8000-0a1b2c3d4e5f",
    "date-time": "2026-11-21T02:00:00Z",
    "date": "2026-11-21",
    "time": "08:00:00",
    "email": "hoa@example.org",
    "uri": "https://example.org/",
    "byte": "",
}
_BY_NAME = {
    "vi": "Máy cắt laser",
    "en": "Laser cutter",
    "ends_at": "2026-11-21T03:00:00Z",
    "closes_at": "2026-11-21T10:00:00Z",
    "to": "2026-11-22T02:00:00Z",
    "email": "student@demo.example",
    "password": "demo-ecosystem",
    "full_name": "Nguyễn Thị Hoa",
    "locale": "vi",
    "zone": "Asia/Ho_Chi_Minh",
    "currency": "VND",
    "amount": 50000,
    "weekday": 1,
    "opens": "08:00",
    "closes": "12:00",
    "units": 1,
    "version": 1,
    "slug": "laser",
    "next_cursor": None,
}
_DEEP = 12  # levels; a schema that holds itself ends here


def example_of(schema: dict[str, Any], schemas: dict[str, Any], name: str = "", depth: int = 0) -> Any:
    """A value that fits the schema; `schemas` are the components it may refer to."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rsplit("/", 1)[1]], schemas, name, depth + 1)
    if schema.get("examples"):
        found = schema["examples"]
        return next(iter(found.values())) if isinstance(found, dict) else found[0]
    for key in ("const", "example"):
        if key in schema:
            return schema[key]
    if schema.get("enum"):
        return schema["enum"][0]
    for key in ("oneOf", "anyOf", "allOf"):
        if schema.get(key):
            return _of_choice(schema[key], schemas, name, depth)
    return _of_type(schema, schemas, name, depth)


def _of_choice(choices: list[dict[str, Any]], schemas: dict[str, Any], name: str, depth: int) -> Any:
    if name in _BY_NAME and _BY_NAME[name] is None:
        return None
    solid = [choice for choice in choices if choice.get("type") != "null"]
    if not solid or (depth > _DEEP and len(solid) < len(choices)):
        return None
    return example_of(solid[0], schemas, name, depth + 1)


def _of_type(schema: dict[str, Any], schemas: dict[str, Any], name: str, depth: int) -> Any:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "null")
    if kind == "object" or "properties" in schema:
        properties = schema.get("properties", {})
        return {key: example_of(value, schemas, key, depth + 1) for key, value in properties.items()}
    if kind == "array":
        items = schema.get("items")
        return [] if depth > _DEEP or not items else [example_of(items, schemas, name, depth + 1)]
    return _of_scalar(str(kind), schema, name)


def _of_scalar(kind: str, schema: dict[str, Any], name: str) -> Any:
    known = _BY_NAME.get(name)
    if kind == "string":
        found = _BY_FORMAT.get(schema.get("format", ""), "text")
        least = schema.get("minLength", 0)
        return known if isinstance(known, str) else found.ljust(least, "x")
    if kind in ("integer", "number"):
        if isinstance(known, int):
            return known
        return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
    return {"boolean": False}.get(kind)
