"""A seat at which two learners of a class may sit, as the gallery shows it."""

from types import SimpleNamespace as Handed

RUTH = Handed(name="Ruth A.", other_url="/exam/digits/whose")


def beside(**told):
    known = {
        "step": "code", "code": "", "sitter": "Grace M.", "beside": "", "away": False,
        "code_length": 6, "pin_length": 4,
    }  # fmt: skip
    return Handed(**{**known, **told})


def of_two(bar, exam_begin):
    """A seat at which two learners of a class may sit."""
    two = {"bar": bar(name="Grace M. + Ruth A.")}
    stranger = Handed(
        field="code",
        message="This person is not in the class that meets now. Ask your mentor.",
    )
    rows = [
        Handed(
            name="Grace M.",
            look="good",
            symbol="certificate",
            words="Passed",
            ready=True,
            over=True,
        ),
        Handed(
            name="Ruth A.", look="off", symbol="book", words="Not begun", ready=True, over=False
        ),
    ]
    asked = Handed(
        title="Read handwritten digits", module="digits-e1", learners=rows, leave_url="/learn"
    )
    shown = "beside/show.html"
    return [
        ("beside", shown, {"bar": bar(), "page": beside(), "errors": []}),
        (
            "beside-pin",
            shown,
            {"bar": bar(), "page": beside(step="pin", code="471903"), "errors": []},
        ),
        ("beside-refused", shown, {"bar": bar(), "page": beside(), "errors": [stranger]}),
        ("beside-away", shown, {"bar": bar(), "page": beside(away=True), "errors": []}),
        ("beside-here", shown, {**two, "page": beside(beside="Ruth A."), "errors": []}),
        ("exam-whose", "exam/whose.html", {**two, "exam": asked}),
        ("exam-begin-named", "exam/begin.html", {**two, "whose": RUTH, "exam": exam_begin()}),
    ]
