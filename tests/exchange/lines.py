"""A line to an exchange's app without a network: the test client as a transport."""

from kiosk.link.client import Answer, SignedClient
from kiosk.link.enrol import enrol
from kiosk.protocol.keys import make_keys


class ClientTransport:
    """Carries bytes to a Flask app; `change` may spoil what comes back."""

    def __init__(self, app) -> None:
        self.client = app.test_client()
        self.sent = []

    def send(self, method, path, headers, body):
        self.sent.append((method, path, dict(headers), body))
        response = self.client.open(path, method=method, headers=dict(headers), data=body)
        return Answer(response.status_code, response.headers, response.get_data())


def join(app, code, *, name="Kibera", currency="KES", keys=None):
    """Enrol a hub and give (its keys, a client that signs as it, the transport)."""
    transport, keys = ClientTransport(app), keys or make_keys()
    host = enrol(transport, keys, code=code, kind="hub", name=name, currency=currency)
    return keys, SignedClient(transport, keys, host.public_signing), transport
