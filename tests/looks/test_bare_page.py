import re
from base64 import b64encode
from hashlib import sha256

from markupsafe import Markup

from kiosk.looks.bare_page import bare_headers, bare_page

PARTS = [Markup("<h1>One</h1>"), Markup("<p>Two</p>")]


def test_the_policy_lets_in_the_style_of_the_page_and_no_other():
    page = bare_page(language="en", title="One", parts=PARTS)
    (style,) = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    its_sum = b64encode(sha256(style.encode()).digest()).decode()
    policy = dict(bare_headers())["Content-Security-Policy"]
    assert f"style-src 'sha256-{its_sum}';" in policy
    assert "unsafe" not in policy
    assert "url(" not in style  # it stands alone: nothing else is fetched


def test_it_loads_itself_again_only_where_it_is_to():
    assert "refresh" not in bare_page(language="en", title="One", parts=PARTS)
    page = bare_page(language="ar", title="One", parts=PARTS, again_after_s=5)
    assert '<meta http-equiv="refresh" content="5">' in page
    assert '<html lang="ar" dir="rtl">' in page


def test_a_title_is_words_and_no_markup():
    assert "<title>&lt;b&gt;</title>" in bare_page(language="en", title="<b>", parts=PARTS)
