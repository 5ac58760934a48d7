"""Every sentence a person reads is translatable; no inline script, style or handler (strict CSP)."""

import ast
import re
from html.parser import HTMLParser

import pytest
from house.sources import Problem, files, problems, tree
from jinja2 import Environment, nodes

READ_ALOUD = {
    "alt",
    "aria-description",
    "aria-label",
    "aria-roledescription",
    "label",
    "placeholder",
    "title",
}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
AS_TYPED = {"code", "kbd", "samp", "pre"}
"""What stands in these is not language: keys, commands, codes."""
LETTERS = re.compile(r"[^\W\d_]{2,}")
NOT_READ = (
    (r"\{%-? block \w+_class -?%\}.*?\{%-? endblock", "{% endblock"),
    (r"\{%-? macro (is|has)_\w+\(.*?\{%-? endmacro", "{% endmacro"),
)
"""What fills a class attribute, and macros that answer yes or nothing, are not for people."""
A_SENTENCE = re.compile(r"[A-Z][a-z]+[a-z ]*|\w+ \w+ \w+")
TRANSLATORS = {"_", "n_"}
MARK = "\x00"


class Page(HTMLParser):
    """Walks a template whose Jinja parts were taken out."""

    def __init__(self, file) -> None:
        super().__init__(convert_charrefs=True)
        self.file = file
        self.found = []
        self.open = []

    def report(self, what):
        self.found.append(Problem(self.file, self.getpos()[0], what))

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        if tag == "style" or (tag == "script" and "src" not in names):
            self.report(f"an inline <{tag}>")
        for name, value in names.items():
            if name == "style" or re.match(r"on[a-z]", name) or name.startswith("hx-on"):
                self.report(f"an inline {name}=")
            if name in READ_ALOUD and LETTERS.search(value or ""):
                self.report(f"not translatable: {name}={value!r}")
            if re.match(r"\s*javascript:", value or "", re.IGNORECASE):
                self.report(f"a script in {name}=")

    def handle_endtag(self, tag):
        while tag in self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        # A macro or block that fills a tag with attributes.
        data = re.sub(r'hx-[\w-]+="[^"]*"|[\w-]+="\0"', "", data)
        if LETTERS.search(data) and not AS_TYPED & set(self.open) and "script" not in self.open:
            self.report(f"not translatable: {data.strip()!r}")


def page_problems(file, source):
    page = Page(file)
    page.feed(without_jinja(source))
    page.close()
    yield from page.found
    for node in (
        Environment(autoescape=True, extensions=["jinja2.ext.do"])
        .parse(source)
        .find_all(nodes.Output)
    ):
        yield from printed_words(file, node)


def without_jinja(source):
    """The HTML alone, each Jinja part replaced by nothing that a person reads, lines kept."""
    blank = lambda found: "\n" * found.group().count("\n")  # noqa: E731
    source = re.sub(r"\{#.*?#\}", blank, source, flags=re.DOTALL)
    for pattern, end in NOT_READ:
        source = re.sub(pattern, lambda found, end=end: blank(found) + end, source, flags=re.DOTALL)
    source = re.sub(r"\{%.*?%\}", blank, source, flags=re.DOTALL)
    return re.sub(r"\{\{.*?\}\}", lambda found: MARK + blank(found), source, flags=re.DOTALL)


def printed_words(file, node):
    """Words in `{{ … }}` that no translator sees, as in `{{ button("Start now") }}`."""
    if (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name in TRANSLATORS
    ):
        return
    if (
        isinstance(node, nodes.Const)
        and isinstance(node.value, str)
        and A_SENTENCE.fullmatch(node.value)
    ):
        yield Problem(file, node.lineno, f"not translatable: {node.value!r}")
    for child in node.iter_child_nodes():
        yield from printed_words(file, child)


def flashed_words(file, source):
    """Words that a door shows without translating them."""
    for node in ast.walk(tree(source)):
        flashes = (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "flash"
        )
        if flashes and isinstance(node.args[0], ast.Constant | ast.JoinedStr):
            yield Problem(file, node.lineno, "a message that nobody translates")


@pytest.mark.parametrize(
    "bad",
    [
        "<p>Hello</p>",
        "<p>{{ name }} has left</p>",
        "{% if x %}Saved{% endif %}",
        '<input placeholder="Your name">',
        '<img alt="A cat">',
        "{% macro is_pad(form) %}yes{% endmacro %}Saved",
        '<p title="{{ x }} now">{{ _("Now") }}</p>',
        "<script>alert(1)</script>",
        '<script type="module">go()</script>',
        "<style>a{}</style>",
        '<p style="color: red">{{ x }}</p>',
        '<p onclick="go()">{{ x }}</p>',
        '<p hx-on:click="go()">{{ x }}</p>',
        '<a href="javascript:go()">{{ x }}</a>',
        '{{ button("Start") }}',
        '{{ "Saved on this computer" }}',
        '{{ "Yes" if x else _("No") }}',
    ],
)
def test_the_rule_sees(bad):
    assert list(page_problems("sample", bad))


@pytest.mark.parametrize(
    "good",
    [
        '<p>{{ _("Hello") }}</p>',
        '<p title="{{ _("Now") }}">{{ name }} · 7 / 9</p>',
        '{# a comment #}<script src="{{ looks("undo.js") }}" type="module"></script>',
        '<option{% if x %} selected{% endif %} value="ar">{{ x }}</option>',
        "<kbd>Enter</kbd> <code>kiosk serve</code>",
        '<a class="button{% if x %} button--here{% endif %}" href="#main">{{ icon("arrow-left") }}</a>',
        "{% block body_class %}lock{% endblock %}{{ x }}",
        "{% macro is_pad(form) %}{% if form.pad %}yes{% endif %}{% endmacro %}",
        '{{ n_("{n} task", "{n} tasks", n) }}',
        '<a href="{{ url_for("floor.show", seat=x) }}">{{ x|money }}</a>',
    ],
)
def test_the_rule_lets_pass(good):
    assert not list(page_problems("sample", good))


def test_the_rule_sees_a_flash():
    assert list(flashed_words("sample", "flash('Saved')"))
    assert list(flashed_words("sample", "flash(f'{n} saved')"))
    assert not list(flashed_words("sample", "flash(_('Saved'))"))


def test_every_sentence_of_a_page_is_translatable_and_no_page_holds_a_script():
    assert (
        problems(page_problems, [file for file in files("*.html") if "templates" in file.parts])
        == []
    )


def test_every_message_of_a_door_is_translatable():
    assert problems(flashed_words, files("*.py")) == []
