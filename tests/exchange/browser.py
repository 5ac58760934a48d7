"""A requester at a browser: follows redirects by hand, sends the hidden fields of the page."""

import io
import json
import re
import zipfile

from exchange.market import PNG, table, template

HIDDEN = re.compile(r'name="(csrf_token|request_id|draft)" value="([^"]+)"')


class Browser:
    """A Flask test client that fills in forms."""

    def __init__(self, app) -> None:
        self.client = app.test_client()
        self.page = ""

    def get(self, path, status=200):
        response = self.client.get(path)
        assert response.status_code == status, response.get_data(as_text=True)[:2000]
        self.page = response.get_data(as_text=True)
        return response

    def post(self, path, status=303, keys=True, **typed):
        """Send a form with the hidden fields of the page that is open."""
        hidden = dict(reversed(HIDDEN.findall(self.page))) if keys else {}
        response = self.client.post(path, data={**hidden, **typed})
        assert response.status_code == status, response.get_data(as_text=True)[:2000]
        if response.status_code in (200, 400, 401, 404, 409, 413, 429):
            self.page = response.get_data(as_text=True)
        return response

    def follow(self, response):
        return self.get(response.headers["Location"])

    def sign_in(self, name, secret, status=303):
        self.get("/requester/sign-in")
        return self.post("/requester/sign-in", name=name, secret=secret, status=status)

    def upload(self, rows=3, status=200, **files):
        """The first step of posting: template, table and pictures."""
        self.get("/requester/post")
        content = {
            "template": (io.BytesIO(json.dumps(template()).encode()), "template.json"),
            "file": (io.BytesIO(table(rows).encode()), "batch.csv"),
            "pictures": (io.BytesIO(zipped(rows)), "pictures.zip"),
            **{name: (io.BytesIO(data), name) for name, data in files.items()},
        }
        return self.post("/requester/post", status=status, title="Digits of May", **content)


def zipped(rows, **more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for n in range(1, rows + 1):
            made.writestr(f"d{n}.png", PNG)
        for name, content in more.items():
            made.writestr(name, content)
    return out.getvalue()
