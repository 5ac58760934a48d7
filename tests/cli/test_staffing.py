import pytest


def test_a_person_who_works_here_is_added_with_a_password_shown_once(site):
    made = site.tells("staff", "add", "juma", "--name", "Juma Otieno", "--role", "operator")
    assert (made["role"], made["sign_in"]) == ("operator", "juma")
    assert len(made["secret"]) == 10
    assert "mentor: zawadi / " in site.says(
        "staff", "add", "zawadi", "--name", "Zawadi P.", "--role", "mentor"
    )


@pytest.mark.parametrize(
    "words",
    [
        ("juma", "--role", "operator"),
        ("juma", "--name", "Juma", "--role", "visitor"),
        ("--name", "Juma", "--role", "operator"),
    ],
)
def test_a_name_and_a_role_are_needed(site, words):
    assert site.run("staff", "add", *words).exit_code == 2


def test_a_sign_in_belongs_to_one_person(site):
    words = ("staff", "add", "juma", "--name", "Juma", "--role", "operator")
    site.says(*words)
    assert site.refuses(*words) == "This name is taken. Please choose another."
