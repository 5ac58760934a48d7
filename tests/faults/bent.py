"""Requests that fit no form, written after an operation of our OpenAPI: the same for the same seed."""

import json
import random
from urllib.parse import quote

VALUES = (
    *(
        "",
        " ",
        "0",
        "1",
        "-1",
        "2",
        "12",
        "07",
        "1.5",
        "1e9",
        "NaN",
        "Infinity",
        "99999999999999999999",
    ),
    *("9223372036854775807", "-9223372036854775808", "1" * 5000, "٣", "１２", "²", "0x10", "1,5"),
    *("true", "null", "[]", "{}", "None", "on", "yes", "exact", "cash", "account", "hour", "amina"),
    *("2026-11-22", "2026-02-30", "0001-01-01", "9999-12-31", "10000-01-01", "2026-11-22T25:61"),
    *("00:00", "24:00", "23:59", "mon-fri 08:00-20:00", "day", "month", "year", "471902"),
    *("'; DROP TABLE transfer; --", '" OR 1=1 --', "%", "%s%n", "../../etc/passwd", "\\\\x\\y"),
    *(
        "<script>alert(1)</script>",
        "{{7*7}}",
        "${7*7}",
        "\x00",
        "a\x00b",
        "A1\x00",
        "\ud7ff",
        "\u202e",
        "\ufeff",
    ),
    *(
        "\N{GRINNING FACE}",
        "e\u0301" * 400,
        "a" * 3000,
        "\r\nSet-Cookie: a=b",
        "\x1b[2J",
        "//evil.example",
    ),
    *(
        "http://evil.example",
        "/floor",
        "a,b",
        "a;b",
        "a\tb",
        "*",
        ".",
        "..",
        "/",
        "a" * 64,
        "é" * 300,
    ),
)
"""No number, numbers at an edge, days there are not, code of many kinds, signs that hide."""
BODIES = (
    (b"", ""),
    (b"", "application/x-www-form-urlencoded"),
    (b"%", "application/x-www-form-urlencoded"),
    (b"a=%ff%fe&=&&==&a", "application/x-www-form-urlencoded"),
    (b"a=1&" * 1500, "application/x-www-form-urlencoded"),
    (b"--x\r\n", "multipart/form-data; boundary=x"),
    (b"--x\r\nContent-Disposition: form-data\r\n\r\n--x--", "multipart/form-data; boundary=x"),
    (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 1200 + b"--x--\r\n",
     "multipart/form-data; boundary=x"),
    (b"1", "multipart/form-data"),
    (b"1", "multipart/form-data; boundary=" + "b" * 300),
    (b"{", "application/json"),
    (b"[" * 100_000, "application/json"),
    (b'{"a":' * 2000, "application/json"),
    (b"\xff\xfe\x00", "application/json; charset=utf-16"),
    (b"<a/>", "text/xml"),
    (b"\x81" * 500, "application/octet-stream"),
    (b"x" * 70_000, "application/x-www-form-urlencoded"),
)  # fmt: skip
TOKEN = "the-right-token"
"""Stands where whoever sends a form puts theirs."""
HEADERS = (
    {},
    {},
    {"HX-Request": "true"},
    {"Accept": "application/json"},
    {"Accept": "application/json"},
    {"Accept": "x", "Accept-Language": "*;q=x,,ar;q=9"},
    {"Accept-Language": "ar"},
    {"Cookie": "hub_language=%00; hub_session_known=x.y.z"},
    {"If-None-Match": '"x', "Range": "bytes=5-1", "If-Modified-Since": "never"},
    {"Content-Encoding": "gzip", "Expect": "x"},
)


def address_of(operation, path, chance, ids):
    """Where to: each thing that the address names is one that is there, or none of that kind."""
    for name in named_in(operation, "path"):
        known = ids.get(name)
        value = chance.choice(known) if known and chance.random() < 0.5 else chance.choice(VALUES)
        path = path.replace(f"{{{name}}}", quote(str(value) or "-", safe=""))
    asked = {name: chance.choice(VALUES) for name in named_in(operation, "query")}
    kept = [(name, value) for name, value in asked.items() if chance.random() < 0.8]
    return path, [*kept, *kept[: chance.randrange(2)]]


def fitting(name, shape, chance, ids):
    """Often a value that the field may hold, so that what stands beside it is read; else ""."""
    if chance.random() < 0.4:
        return ""
    if name in ids:
        return chance.choice(ids[name])
    if "enum" in shape:
        return chance.choice(shape["enum"])
    if shape.get("type") == "integer":
        return str(chance.choice((shape.get("minimum", 0), shape.get("maximum", 9))))
    return ""


def named_in(operation, place):
    return [one["name"] for one in operation.get("parameters", ()) if one["in"] == place]


def body_of(operation, chance, ids):
    """A form with what is typed at random, right keys among it; or no form at all."""
    content = operation["requestBody"]["content"]
    ((kind, said),) = content.items()
    if chance.random() < 0.12:
        data, sent_as = chance.choice(BODIES)
        return {"data": data, "content_type": sent_as}
    shapes = said["schema"].get("properties", {})
    fields = list(shapes)
    typed = {
        name: fitting(name, shapes[name], chance, ids) or chance.choice(VALUES)
        for name in fields
        if chance.random() < 0.85
    }
    typed |= {"csrf_token": TOKEN, "request_id": f"0123456789abcdef{chance.randrange(9)}"}
    if chance.random() < 0.2 and fields:
        typed[chance.choice(fields)] = [chance.choice(VALUES) for _ in range(3)]
    if kind == "multipart/form-data":
        mark = b"--mark\r\n"
        body = b"".join(
            mark
            + f'Content-Disposition: form-data; name="{name}"'.encode()
            + (b'; filename="x"' if chance.random() < 0.3 else b"")
            + b"\r\n\r\n"
            + str(value).encode("utf-8", "surrogatepass")
            + b"\r\n"
            for name, value in typed.items()
        )
        sent_as = "multipart/form-data; boundary=mark"
        return {"data": body + b"--mark--\r\n", "content_type": sent_as}
    return {"data": typed}


def words_of(operation, chance, shapes):
    """What a machine says: a call with any values in its fields, or bytes of nothing."""
    content = operation.get("requestBody", {}).get("content", {})
    said = content.get("application/json")
    if said is None or chance.random() < 0.2:
        return chance.choice((b"", b"{}", b"[]", b"\x93\x01\x02\x03", b"\xdd\xff\xff\xff\xff", *(
            data for data, _ in BODIES)))  # fmt: skip
    shape = shapes[said["schema"]["$ref"].rpartition("/")[2]]
    known = {name: any_value(one, chance) for name, one in shape["properties"].items()}
    return json.dumps({k: v for k, v in known.items() if chance.random() < 0.95}).encode()


def any_value(schema, chance):
    """A value of the field's own type more often than not."""
    if chance.random() < 0.3:
        return chance.choice((None, True, -1, 2**63, 1.5, [], {}, [[]], *VALUES))
    if schema.get("type") == "integer":
        return chance.choice((0, 1, 60, 3600, 2**31, 2**62))
    return chance.choice(schema.get("enum") or (*VALUES, "boot-1", "request-1"))


def chance_of(seed, name):
    """Chance for one route and one seed."""
    return random.Random(f"{seed} {name}")


def request_of(operation, seed, number, side):
    """One bent request to an operation, as Werkzeug's client takes it."""
    said = operation.said
    chance = chance_of(f"{seed} {number}", said["operationId"] + operation.method)
    place, query = address_of(said, operation.path, chance, side.ids)
    made = {"method": operation.method, "path": place, "query_string": query}
    if said["x-may"] == "enrolled machine":
        return {**made, "headers": {}, "data": words_of(said, chance, side.shapes)}
    headers = dict(HEADERS[number] if not operation.varies else chance.choice(HEADERS))
    more = {} if operation.method == "GET" else body_of(said, chance, side.ids)
    return {**made, "headers": headers, **more}
