"""Every pattern of the package, and texts that make a pattern work hard.

Run as a program it prints, one JSON object a line, what the package compiles: at import, for each language, on a page.
"""

from __future__ import annotations

import ast
import json
import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Literal

import newscrawl
from tests.languages import available

PACKAGE = Path(newscrawl.__file__).parent
Method = Literal["search", "match", "fullmatch"]


@dataclass(frozen=True)
class Compiled:
    """A pattern, the module that compiled it, and how it is applied: `search` stands for all that look everywhere."""

    pattern: str
    flags: int
    module: str
    methods: frozenset[Method]

    def apply(self, method: Method, text: str | bytes) -> object:
        return getattr(self.compiled, method)(text)

    @property
    def compiled(self) -> re.Pattern[Any]:
        is_text = self.pattern.startswith("str:")
        return re.compile(self.pattern[4:] if is_text else self.pattern[6:].encode("latin-1"), self.flags)


def sources() -> dict[str, str]:
    """Every module of the package with its source."""
    names = {path: ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in PACKAGE.rglob("*.py")}
    return {name.removesuffix(".__init__"): path.read_text("utf-8") for path, name in names.items()}


def compiled() -> list[Compiled]:
    """Every pattern of the package, each once."""
    listed = subprocess.run([sys.executable, "-m", "tests.patterns"], check=True, capture_output=True, text=True)
    uses = _uses()
    found = {}
    for line in listed.stdout.splitlines():
        pattern, flags, module, names = json.loads(line)
        methods = next((uses[module, name] for name in names if (module, name) in uses), frozenset({"search"}))
        found[pattern, flags, module] = Compiled(pattern, flags, module, methods)
    return list(found.values())


def _uses() -> dict[tuple[str, str], frozenset[Method]]:
    """(module, how a pattern is known there) -> how it is applied; a pattern that is handed on is searched with.

    It is known by its name, by the line that compiles it (`re.compile(...).match`), or by the function that returns it.
    """
    uses: defaultdict[tuple[str, str], set[Method]] = defaultdict(set)
    for module, source in sources().items():
        tree = list(ast.walk(ast.parse(source)))
        homes = {alias.asname or alias.name: (node.module or "", alias.name) for node in tree
                 if isinstance(node, ast.ImportFrom) for alias in node.names}  # fmt: skip
        methods = {id(node.value): node.attr for node in tree if isinstance(node, ast.Attribute)}
        called = {id(node.func) for node in tree if isinstance(node, ast.Call)}
        for node in tree:
            method: Method = "search"
            if methods.get(id(node)) in ("match", "fullmatch"):
                method = "match" if methods[id(node)] == "match" else "fullmatch"
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in called:
                uses[homes.get(node.id, (module, node.id))].add(method)
            elif isinstance(node, ast.Call) and id(node) in methods:
                uses[module, node.func.id if isinstance(node.func, ast.Name) else str(node.lineno)].add(method)
    return {key: frozenset(methods) for key, methods in uses.items()}


# -- texts ------------------------------------------------------------------------------------------------------------

_SIGNS = "a0 .,-:;/<>\"'&=_@#?!()[]{}|\n\tAé漢Z9%+*~\\\0"
_ENDS = ("", "\0", "\n!")


def pumps(one: Compiled) -> list[tuple[str, str, str]]:
    """(what stands in front, what is repeated, what stands behind) of texts that make the pattern try again and again:
    for each thing that it repeats, alone, behind what leads there, and together with it.
    """
    text = one.compiled.pattern
    tree = parser.parse(text, one.flags & ~re.DEBUG)
    signs = "".join(dict.fromkeys(_literals(tree))) + _SIGNS
    reader = _Reader(signs, one.flags | tree.state.flags)
    units = dict.fromkeys((lead, unit) for lead, unit in reader.repeats(tree, "") if unit)
    units |= dict.fromkeys(("", lead + unit) for lead, unit in units)
    units |= dict.fromkeys(("", lead) for lead, _ in units if lead)
    units |= dict.fromkeys(("", unit) for _, unit in units)
    units |= dict.fromkeys(("", whole) for whole in (reader.sample(tree), reader.sample(tree, 1)) if whole)
    return [(lead, unit, end) for lead, unit in units for end in _ENDS]


def _literals(tree: Any) -> Iterator[str]:
    for kind, value in tree:
        if kind in (op.LITERAL, op.NOT_LITERAL):
            yield chr(value)
        elif kind is op.IN:
            yield from _literals(value)
        elif kind is op.RANGE:
            yield chr(value[0])
        else:
            for inner in _inner(kind, value):
                yield from _literals(inner)


def _inner(kind: Any, value: Any) -> list[Any]:
    """The parts that an item of a parse tree is made of."""
    if kind is op.BRANCH:
        return list(value[1])
    if kind is op.SUBPATTERN:
        return [value[3]]
    if kind in _REPEATS:
        return [value[2]]
    if kind is op.ATOMIC_GROUP:
        return [value]
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [value[1]]
    if kind is op.GROUPREF_EXISTS:
        return [part for part in value[1:] if part]
    return []


_REPEATS = frozenset({op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT})
_SETS = frozenset({op.IN, op.ANY, op.NOT_LITERAL, op.LITERAL})


@dataclass(frozen=True)
class _Reader:
    """Makes texts of parse trees."""

    signs: str
    flags: int

    def sample(self, tree: Any, often: int = 0) -> str:
        """A text that the tree matches (but for what looks around), with optional parts left out or taken once."""
        return "".join(self._of(item, often) for item in tree)

    def _of(self, item: tuple[Any, Any], often: int) -> str:
        kind, value = item
        if kind in _SETS:
            return next(iter(self.members(item)), "")
        if kind in _REPEATS:
            return self.sample(value[2], often) * min(max(value[0], min(often, value[1])), 20)
        if kind in (op.ASSERT, op.ASSERT_NOT):
            return ""
        return self.sample(inner[0], often) if (inner := _inner(kind, value)) else ""

    def members(self, item: tuple[Any, Any]) -> list[str]:
        """Up to three characters of a set, of different kinds."""
        kind, value = item
        if kind is op.LITERAL:
            return [chr(value)]
        found: dict[tuple[bool, bool, bool], str] = {}
        for sign in self.signs:
            if len(found) < 3 and _is_in(sign, kind, value, self.flags):
                found.setdefault((sign.isalpha(), sign.isdigit(), sign.isspace()), sign)
        return list(found.values())

    def repeats(self, tree: Any, lead: str) -> Iterator[tuple[str, str]]:
        """(what leads to it, what is repeated) of every repetition in the tree."""
        for item in tree:
            kind, value = item
            if kind in _REPEATS and value[1] > 20:
                yield from ((lead, unit) for unit in self._units(value[2]))
            for inner in _inner(kind, value):
                yield from self.repeats(inner, lead)
            lead += self._of(item, 1)

    def _units(self, body: Any) -> Iterator[str]:
        """What a repetition's body may be: every branch of it, every member of a set."""
        for often in (0, 1):
            yield self.sample(body, often)
        if len(body) == 1:
            kind, value = body[0]
            if kind in _SETS:
                yield from self.members(body[0])
            elif kind is not op.ASSERT and kind is not op.ASSERT_NOT:
                for inner in _inner(kind, value):
                    yield from self._units(inner)


def _is_in(sign: str, kind: Any, value: Any, flags: int) -> bool:
    if kind is op.ANY:
        return sign != "\n" or bool(flags & re.DOTALL)
    if kind is op.NOT_LITERAL:
        return ord(sign) != value
    negated = bool(value) and value[0][0] is op.NEGATE
    return any(_holds(sign, part) for part in value) is not negated


def _holds(sign: str, part: tuple[Any, Any]) -> bool:
    kind, value = part
    if kind is op.LITERAL:
        return ord(sign) == value
    if kind is op.RANGE:
        return value[0] <= ord(sign) <= value[1]
    return kind is op.CATEGORY and re.fullmatch(_CATEGORIES[value], sign) is not None


_CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s", op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


# -- the program ------------------------------------------------------------------------------------------------------


def _list() -> None:
    """Print what is compiled. In a process of its own: what is compiled already is not compiled again."""
    compile_ = re._compile  # type: ignore[attr-defined]
    seen: dict[tuple[str, int, str], list[str]] = {}

    def listed(pattern: Any, flags: Any) -> Any:
        frame = sys._getframe(2)
        module = frame.f_globals.get("__name__", "")
        if module.startswith("newscrawl") and not isinstance(pattern, re.Pattern):
            text = f"str:{pattern}" if isinstance(pattern, str) else f"bytes:{pattern.decode('latin-1')}"
            seen[text, int(flags), module] = [str(frame.f_lineno), frame.f_code.co_name]
        return compile_(pattern, flags)

    re._compile = listed  # type: ignore[attr-defined]
    for name in [name for name in sys.modules if name.startswith("newscrawl")]:
        del sys.modules[name]
    _import_all()
    _use_all()
    names = dict(_named())
    for (text, flags, module), places in seen.items():
        print(json.dumps([text, flags, module, [names.get((text, module), ""), *places]]))


def _import_all() -> None:
    for module in walk_packages([str(PACKAGE)], "newscrawl."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


def _named() -> Iterator[tuple[tuple[str, str], str]]:
    """The patterns that are values of modules, with their names."""
    for module, held in list(sys.modules.items()):
        for name, value in list(vars(held).items()) if module.startswith("newscrawl") else ():
            if isinstance(value, re.Pattern):
                kind = "str" if isinstance(value.pattern, str) else "bytes"
                text = value.pattern if isinstance(value.pattern, str) else value.pattern.decode("latin-1")
                yield (f"{kind}:{text}", module), name


def _use_all() -> None:
    """Use what compiles a pattern when it is first needed: for each language a page, a text, and its tables."""
    from newscrawl import lang
    from newscrawl.dates import words
    from newscrawl.extraction.body import boilerplate
    from newscrawl.extraction.readers.timestamp import labels_of

    phrases: dict[tuple[str, ...], str] = {}
    for code in available():
        lines = "".join(f"<p>{code} 3. 5. 2024, 10:15 by Jane Doe, 2 hours ago: a text that goes on and on.</p>" * 5)
        for page in (f"<html lang={code}><h1>The bridge is open</h1>{lines}", "<html><p>x"):
            newscrawl.extract(page, f"https://news.example/{code}/2024/03/05/story")
        newscrawl.clean(re.sub("<[^>]*>", "\n\n", lines), language=code)
        _touch(labels_of(lang.load(code)))
        _touch(words.Locale((code, "en")).words)
        for bucket in boilerplate._index(lang.load(code)).values():
            bucket.fill()
            phrases |= {tuple(re.findall(r"{\w+}", phrase)): phrase for phrase, _ in bucket.patterns}
    for phrase in phrases.values():  # thousands that differ in nothing but their words: one for each row of gaps
        boilerplate._pattern(phrase)


def _touch(held: Any) -> None:
    for name in dir(type(held)):
        getattr(held, name)


if __name__ == "__main__":
    _list()
