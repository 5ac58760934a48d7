"""A page number that is none shows the first page."""

import pytest

from station_agent.app import create_app


@pytest.mark.parametrize("number", ["9" * 5000, "99999", "-1", "x", "", "٣", "1e3"])
def test_a_page_number_out_of_all_bounds_shows_the_first_page(desk, number):
    desk.sit_down(seconds=6000)
    client = create_app(desk.agent).test_client()
    answer = client.get(f"/earnings?page={number}", base_url="http://127.0.0.1:8070")
    assert answer.status_code == 200
