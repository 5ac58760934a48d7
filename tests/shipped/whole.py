"""What tests of the shipped modules share: their files, their pools, their words."""

from kiosk.rules.forms import SINGLE


def files_of(folder):
    """Every file of a module's folder, by its name in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def of_pool(module, pool):
    return [item for item in module.items.values() if item.pool is pool]


def gold_answer(item):
    """What somebody answers who answers right; of a text its first spelling."""
    kinds = {field.name: field.kind for field in item.form.fields}
    return {
        name: (gold.split("|")[0] if kinds[name] == "text" else gold)
        if kinds[name] in SINGLE
        else gold.split("|")
        for name, gold in item.gold.items()
    }


def words_of_item(item):
    """What a visitor reads of an item, its fields aside."""
    yield from (item.form.prompt, item.form.help, item.form.picture_alt, item.why, *item.hints)
    yield from (item.feedback_right, item.feedback_wrong, *item.feedback_for.values())


def words_for_visitors(module):
    """Every text of a module that a visitor reads."""
    for step in module.steps:
        yield from (step.title, step.text, step.alt)
    for item in module.items.values():
        yield from words_of_item(item)
        for field in item.form.fields:
            yield field.label
            yield from (option.label for option in (*field.options, *field.targets))
