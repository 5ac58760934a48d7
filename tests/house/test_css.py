"""CSS that Chrome 94 and Firefox 98 understand, and nothing fetched from elsewhere. Source: UI.md of the design."""

import re

import pytest
from house.sources import Problem, files, problems

DENIED = {
    "color-mix": r"color-mix\(",
    ":has": r":has\(",
    "light-dark": r"light-dark\(",
    "nested selectors": r"&",
    "cascade layers": r"@layer\b",
    "container queries": r"@container\b|container-type\s*:|\bcq[wh]\b",
    "@scope": r"@scope\b",
    "@property": r"@property\b",
    "@starting-style": r"@starting-style\b",
    "new colour spaces": r"\b(oklch|oklab|lch|lab|color)\(",
    "relative colours": r"\((from)\s",
    "subgrid": r"\bsubgrid\b",
    "viewport units of 2022": r"\d(svh|dvh|lvh|svw|dvw|lvw|svi|dvi)\b",
    "range media queries": r"@media[^{]*[<>]",
    "text-wrap": r"\btext-wrap\s*:",
    "single transforms": r"(?:^|[{;\s])(translate|rotate|scale)\s*:",
    "anchor positioning": r"anchor-name|position-anchor|anchor\(",
    "field-sizing": r"field-sizing",
    ":user-valid": r":user-(in)?valid",
    "popover": r":popover-open",
    "view transitions": r"view-transition",
    "a file from elsewhere": r"url\(\s*['\"]?(https?:)?//",
    "@import": r"@import\b",
}


def too_new(file, source):
    bare = re.sub(
        r"/\*.*?\*/", lambda found: "\n" * found.group().count("\n"), source, flags=re.DOTALL
    )
    for what, pattern in DENIED.items():
        for found in re.finditer(pattern, bare):
            yield Problem(file, bare.count("\n", 0, found.start()) + 1, what)
    yield from nested(file, bare)


def nested(file, source):
    """A rule in a rule, which needs no `&` in new browsers."""
    preludes = []
    for found in re.finditer(r"([^{};]*)([{}])", source):
        if found.group(2) == "}":
            if preludes:
                preludes.pop()
            continue
        if preludes and not preludes[-1].startswith("@"):
            yield Problem(file, source.count("\n", 0, found.end()) + 1, "a rule in a rule")
        preludes.append(found.group(1).strip())


@pytest.mark.parametrize(
    "bad",
    [
        "a { color: color-mix(in srgb, red, blue) }",
        "a:has(b) { color: red }",
        "a { color: light-dark(red, blue) }",
        "a { &:hover { color: red } }",
        "a { b { color: red } }",
        "@media print { a { b { color: red } } }",
        "@layer page { a { color: red } }",
        "a { height: 100dvh }",
        "@media (width >= 600px) { a { color: red } }",
        "a { rotate: 3deg }",
        "a { background: url(https://elsewhere.example/a.png) }",
        "a { background: url('//elsewhere.example/a.png') }",
        "@import 'b.css';",
    ],
)
def test_the_rule_sees(bad):
    assert list(too_new("sample", bad))


@pytest.mark.parametrize(
    "good",
    [
        "a { transform: rotate(3deg); color: var(--ink); background-color: red }",
        "@media (min-width: 600px) { a > b { color: red } }",
        "@keyframes x { from { opacity: 0 } to { opacity: 1 } }",
        "/* a:has(b) */ a { background: url(icons.svg) }",
        "a { white-space: nowrap; inset-inline: 0; aspect-ratio: 1 }",
    ],
)
def test_the_rule_lets_pass(good):
    assert not list(too_new("sample", good))


def test_our_css_is_for_the_browsers_of_the_places_we_serve():
    assert problems(too_new, files("*.css")) == []
