"""A requester posts a batch: the public list, sign-in, a table with an error, the preview, the price."""

from browser import requester

ROWS = 3


def test_anybody_reads_the_list_without_an_account(open_tab, site):
    for language in ("en", "ar"):
        tab = open_tab("public", language).go(site.exchange)
        tab.see("tasks")
        tab.page.click("article h2 a")
        tab.see("task")


def test_a_wrong_secret_key_is_refused_in_a_sentence(open_tab, site):
    tab = open_tab("requester-refused").go(f"{site.exchange}/requester/sign-in")
    tab.page.fill("#name", "Nobody")
    tab.page.fill("#secret", "wrong")
    tab.press_and_go("Enter").see("sign-in")
    assert "wrong" not in tab.page.input_value("#secret")


def test_a_requester_posts_a_batch_after_mending_a_row(open_tab, site):
    tab = requester.sign_in(open_tab("requester-post"), site)
    tab.see("home")
    tab.press_and_go("n").see("post")
    template, table, pictures = requester.batch_files(ROWS)
    wrong = table.replace("digit-002.png", "not-there.png")
    tab.page.fill("#title", "Three digits")
    requester.choose_files(tab, template, wrong, pictures)
    tab.page.click("button:has-text('Check the batch')")
    tab.reads("not-there.png").reads("3").see("post-wrong")
    requester.choose_files(tab, template, table, pictures)
    tab.page.click("button:has-text('Check the batch')")
    tab.reads("To set aside now").see("post-preview")
    assert "KSh 0.75" in tab.text(".sums__total")
    tab.press_and_go("Enter").reads("Three digits").see("batch-new")
