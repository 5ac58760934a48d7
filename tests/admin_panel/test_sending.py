"""A form that a script sends is told where to go on, so that the page there is asked for once."""

import re

from fakes.deeds import module_file

from admin_panel.sending import BY_SCRIPT, GO_ON

KEYS = re.compile(r'name="(csrf_token|request_id)" value="([^"]+)"')


def test_a_script_goes_on_and_the_page_there_says_what_was_done(mentor):
    fields = {**dict(KEYS.findall(mentor.page("/modules"))), "module": module_file()}
    answer = mentor.client.post("/modules", data=fields, headers={BY_SCRIPT: "1"})
    assert (answer.status_code, answer.text) == (204, "")
    assert answer.headers[GO_ON] == "/modules"
    assert "Location" not in answer.headers
    assert "digits-e1 is here." in mentor.page("/modules")


def test_a_mistake_is_told_by_the_page_as_ever(mentor):
    fields = dict(KEYS.findall(mentor.page("/modules")))
    answer = mentor.client.post("/modules", data=fields, headers={BY_SCRIPT: "1"})
    assert answer.status_code == 422
    assert "Check one thing" in answer.text
