"""The OpenAPI of hub and exchange: routes, the fields that views read, and the words on the wire.

Run `.venv/bin/python deploy/docs.py` after a route or a field changed; a house test compares.
A form's fields are found where they are read: in the view's own code and in what it calls.
"""

import ast
import functools
import inspect
import re
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from deploy import field_shapes  # noqa: E402
from deploy.field_shapes import Shape  # noqa: E402

OURS = ("admin_panel", "kiosk.lobby", "kiosk.exchange.requester_pages", "kiosk.station_api",
        "kiosk.exchange.staff_pages",
        "kiosk.exchange.hub_api", "kiosk.signed_door", "station_agent.screens")  # fmt: skip
"""Rooms whose code is followed from a view on."""
FORM_READERS = frozenset(
    {"text", "reason", "digits", "money", "whole", "choice", "get", "getlist", "pop"}
)
FORMS = frozenset({"form", "typed", "given", "forms"})
KEYS = ("csrf_token", "request_id")
NOT_MORE = 4
"""So many calls deep fields are looked for."""
SIGNED = "enrolled machine"
FILE: Shape = {"type": "string", "format": "binary"}
ANSWERS = {"default": {"description": "A page, a file, or a refusal in words with its status."}}


def pages() -> dict[str, str]:
    """The documents by their file's name."""
    hub, exchange = _apps()
    return {
        "openapi-hub.json": document("Hub", hub),
        "openapi-exchange.json": document("Exchange", exchange),
    }


@functools.cache
def _apps() -> tuple[Any, Any]:
    """Both apps on empty folders that are gone afterwards: only their routes are read."""
    from kiosk.app import create_app
    from kiosk.clock import SystemClock
    from kiosk.exchange.app import create_app as create_exchange
    from kiosk.exchange.exchange import open_exchange
    from kiosk.hub_folder import make_folder
    from kiosk.opening_hub import open_hub
    from kiosk.settings import ExchangeSettings, HubSettings

    with tempfile.TemporaryDirectory() as made:
        folder, clock = Path(made), SystemClock()
        make_folder(folder / "hub")
        hub = open_hub(folder / "hub", HubSettings(), clock)
        exchange = open_exchange(folder / "exchange", ExchangeSettings(), clock)
        apps = create_app(hub), create_exchange(exchange)
        hub.close()
        exchange.close()
    return apps


def document(title: str, app: Any) -> str:
    """What an app answers, as OpenAPI in JSON."""
    paths: dict[str, Any] = {}
    shapes: dict[str, Any] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        if rule.endpoint == "looks.static":
            continue
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            view = app.view_functions[rule.endpoint]
            paths.setdefault(path, {})[method.lower()] = _operation(rule, method, view, shapes)
    made = {
        "openapi": "3.1.0",
        "info": {"title": f"Steppingstone: {title}", "version": "1"},
        "paths": paths,
        "components": {"schemas": dict(sorted(shapes.items()))},
    }
    return msgspec.json.format(msgspec.json.encode(made), indent=1).decode() + "\n"


def _operation(rule: Any, method: str, view: Any, shapes: dict[str, Any]) -> dict[str, Any]:
    found = _Found()
    found.read(inspect.unwrap(view), NOT_MORE)
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": field_shapes.by_name(name)}
        for name in sorted(rule.arguments)
    ]
    parameters += [
        {"name": name, "in": "query", "schema": found.asked[name] or field_shapes.by_name(name)}
        for name in sorted(found.asked)
    ]
    made: dict[str, Any] = {"operationId": rule.endpoint, "x-may": getattr(view, "__may__", "")}
    if parameters:
        made["parameters"] = parameters
    if method != "GET":
        made["requestBody"] = {"content": found.content(shapes)}
    return {**made, "responses": ANSWERS}


class _Found:
    """What a view reads of a request."""

    def __init__(self) -> None:
        self.asked: dict[str, Shape] = {}
        self.typed: dict[str, Shape] = {}
        self.files: set[str] = set()
        self.shape: type | None = None
        self.is_packed = False
        self._seen: set[Any] = set()

    def read(self, function: Any, depth: int) -> None:
        """Note what this function reads, and what it calls."""
        if function in self._seen or not _is_ours(function):
            return
        self._seen.add(function)
        own, calls = _own(function)
        _more(self.asked, own.asked)
        _more(self.typed, own.typed)
        self.files |= own.files
        self.shape = own.shape or self.shape
        self.is_packed |= own.is_packed
        if depth:
            for other in calls:
                self.read(other, depth - 1)

    def note(self, node: ast.AST, function: Any) -> None:
        """Note what one node of a function reads."""
        known = getattr(function, "__globals__", {})
        match node:
            case (
                ast.Attribute(value=ast.Name(id="receiver"), attr="open_batch")
                | ast.Name(id="open_batch")
            ):
                self.is_packed = True
            case ast.Call(func=ast.Name(id="decode"), args=[_, ast.Name(id=name)]):
                self.shape = known.get(name, self.shape)
            case ast.Call(func=ast.Attribute(value=of, attr=reader), args=[first, *_]):
                self._take(of, reader, _word(first), field_shapes.by_reader(reader, node, known))
            case ast.Call(func=ast.Name(id=reader), args=[ast.Call() as inner, *_]):
                self._take_again(inner, field_shapes.READ_BY.get(reader, {}))
            case ast.Subscript(value=of, slice=ast.Constant(value=str(name))):
                self._take(of, "get", name)
            case ast.Subscript(value=ast.Call() as inner):
                self._take_again(inner, field_shapes.sliced(node, known))
            case ast.Compare(left=ast.Call() as inner, comparators=[other]):
                self._take_again(inner, field_shapes.compared(other, known))

    def _take_again(self, call: ast.Call, shape: Shape) -> None:
        """A field that is read and goes on to something that says what it may hold."""
        match call:
            case ast.Call(func=ast.Attribute(value=of, attr="get" as reader), args=[first, *_]):
                self._take(of, reader, _word(first), shape)

    def _take(self, of: ast.expr, reader: str, name: str, shape: Shape | None = None) -> None:
        last = of.attr if isinstance(of, ast.Attribute) else getattr(of, "id", "")
        if not name or reader not in FORM_READERS:
            return
        if last == "args":
            _more(self.asked, {name: shape or {}})
        elif last == "files":
            self.files.add(name)
        elif last in FORMS:
            _more(self.typed, {name: shape or {}})

    def content(self, shapes: dict[str, Any]) -> dict[str, Any]:
        """The body as its media type has it."""
        if self.is_packed:  # MessagePack of signed facts
            return {"application/octet-stream": {"schema": FILE}}
        if self.shape is not None:
            (made,), parts = msgspec.json.schema_components(
                [self.shape], ref_template="#/components/schemas/{name}"
            )
            shapes.update(parts)
            return {"application/json": {"schema": made}}
        fields = {
            name: self.typed.get(name) or field_shapes.by_name(name)
            for name in sorted({*self.typed, *KEYS})
        }
        if not self.files:
            return {"application/x-www-form-urlencoded": {"schema": _form(fields)}}
        files = dict.fromkeys(sorted(self.files), FILE)
        return {"multipart/form-data": {"schema": _form({**fields, **files})}}


@functools.cache
def _own(function: Any) -> tuple[_Found, tuple[Any, ...]]:
    """What a function itself reads, and the functions it names."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    found = _Found()
    for node in ast.walk(tree):
        found.note(node, function)
    return found, tuple(dict.fromkeys(inspect.unwrap(other) for other in _called(tree, function)))


def _more(found: dict[str, Shape], own: dict[str, Shape]) -> None:
    """Fields that are read here; the first call that says what one may hold is believed."""
    for name, shape in own.items():
        found[name] = found.get(name) or shape


def _form(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "additionalProperties": False}


def _word(node: ast.expr) -> str:
    """A field's name; of one that is made of parts, how its first looks."""
    match node:
        case ast.Constant(value=str(name)):
            return name
        case ast.JoinedStr(values=parts):
            return "".join(_word(part) or "1" for part in parts)
    return ""


def _is_ours(function: Any) -> bool:
    if not inspect.isfunction(function) or function.__code__.co_filename.startswith("<"):
        return False  # a dataclass writes functions of its own
    return function.__module__.startswith(OURS)


def _called(tree: ast.AST, function: Any) -> Iterator[Callable[..., Any]]:
    """Functions that this one names: its module's, another module's, a class's own."""
    known = function.__globals__
    for node in ast.walk(tree):
        named: Any = None
        if isinstance(node, ast.Name):
            named = known.get(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = known.get(node.value.id)
            if inspect.ismodule(owner) or inspect.isclass(owner):
                named = getattr(owner, node.attr, None)
        if inspect.isclass(named) and named.__module__.startswith(OURS):
            yield from (each for each in vars(named).values() if inspect.isfunction(each))
            named = None
        if inspect.ismethod(named):
            named = named.__func__
        if inspect.isfunction(named) and _is_ours(inspect.unwrap(named)):
            yield named
