"""Requests drawn by schemathesis after an operation of our OpenAPI: such as fit it, and such as do not.

Its strategies only: each request is sent by `sides.py`, signed in, which schemathesis cannot.
Nothing is shrunk or kept, so that the same seed draws the same requests.
"""

import random

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

FITTING, UNFIT = GenerationMode.POSITIVE, GenerationMode.NEGATIVE


class Drawn:
    """The operations of one document as schemathesis reads them; `app` says how they are sent."""

    def __init__(self, document, app) -> None:
        schema = schemathesis.openapi.from_dict(document, config=SchemathesisConfig())
        schema.app = app
        self.operations = {one.label: one for one in (r.ok() for r in schema.get_all_operations())}

    def requests(self, operation, number, *, mode, count, ids):
        """So many requests to this operation, as Werkzeug's client takes them.

        One that cannot be unfit, as its only fields are any text, is asked in a fitting way.
        """
        found = self._cases(operation, number, mode=mode, count=count)
        if not found and mode is UNFIT:
            found = self._cases(operation, number, mode=FITTING, count=count)
        chance = random.Random(f"{number} {operation.label} {mode}")
        return [_request(case, chance, ids) for case in found]

    def _cases(self, operation, number, *, mode, count):
        found = []

        @seed(f"{number} {operation.label}")
        @settings(
            max_examples=count,
            phases=[Phase.generate],
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(self.operations[operation.label].as_strategy(generation_mode=mode))
        def draw(case):
            if len(found) < count:
                found.append(case)

        try:
            draw()
        except Unsatisfiable:
            return []
        return found


def _request(case, chance, ids):
    for name in case.path_parameters or ():
        if name in ids and chance.random() < 0.5:
            case.path_parameters[name] = chance.choice(ids[name])
    return case.as_transport_kwargs()
