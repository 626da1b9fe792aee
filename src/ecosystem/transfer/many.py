"""Conditions on as many values as a list may have rows."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY


def among(column: Any, values: Collection[Any]) -> ColumnElement[bool]:
    """Whether the column holds one of these: one parameter, where IN has one each and 32,767 at most."""
    found: ColumnElement[bool] = column == any_(bindparam(None, list(values), type_=ARRAY(column.type)))
    return found
