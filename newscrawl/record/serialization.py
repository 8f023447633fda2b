"""Records as plain data and back: what `Article.to_dict` and `Article.from_dict` are made of."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Literal, Union

from newscrawl.errors import RecordError


def to_plain(value: Any) -> Any:
    """Dicts, lists and scalars of a dataclass, a tuple or a mapping; every key present."""
    kind = value.__class__
    if kind is str or value is None:
        return value
    if kind is tuple:
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    if is_dataclass(value):
        return {name: to_plain(getattr(value, name)) for name in _names(kind)}
    return value


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


Build = Callable[[Any, str], Any]


@cache
def builder(hint: Any) -> Build:
    """A function that makes a value of the annotated type from plain data; its second argument is the key's path."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if is_dataclass(hint) and isinstance(hint, type):
        return _record_builder(hint)
    if origin in (Union, types.UnionType):
        inner = [builder(arg) for arg in args if arg is not type(None)]
        return lambda value, path: None if value is None else inner[0](value, path)
    if origin is tuple:
        item = builder(args[0])
        return lambda value, path: tuple(
            item(one, f"{path}[{n}]") for n, one in enumerate(_typed(value, (list, tuple), path))
        )
    if origin is Literal:
        return lambda value, path: _one_of(value, args, path)
    if origin is not None:  # Mapping[str, X]
        held = builder(args[1])
        return lambda value, path: {k: held(v, f"{path}.{k}") for k, v in _typed(value, Mapping, path).items()}
    accepted = (int, float) if hint is float else hint
    return lambda value, path: _typed(value, accepted, path)


def _record_builder(kind: type) -> Build:
    hints = typing.get_type_hints(kind)
    builders = {name: builder(hints[name]) for name in _names(kind)}

    def build(value: Any, path: str) -> Any:
        known = _typed(value, Mapping, path)
        for key in known:
            if key not in builders:
                raise RecordError(f"{path}.{key}: unknown key; the fields of {kind.__name__} are {', '.join(builders)}")
        try:
            return kind(**{key: builders[key](item, f"{path}.{key}") for key, item in known.items()})
        except TypeError as error:
            raise RecordError(f"{path}: {error}") from None

    return build


def _typed(value: Any, kind: Any, path: str) -> Any:
    if isinstance(value, kind) and not (isinstance(value, bool) and kind is not bool):
        return value
    raise RecordError(f"{path}: {type(value).__name__} where {getattr(kind, '__name__', 'another type')} belongs")


def _one_of(value: Any, allowed: tuple[Any, ...], path: str) -> Any:
    if value in allowed:
        return value
    raise RecordError(f"{path}: {value!r} is not one of {', '.join(map(repr, allowed))}")
