"""Lists of words kept as text, which reads better than a column of quoted words."""


def listed(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split())


def by_form(text: str) -> dict[str, str]:
    """What each form stands for, from lines of "base: form, form"; forms may have spaces."""
    found: dict[str, str] = {}
    for line in text.strip().splitlines():
        base, _, forms = line.partition(":")
        found |= {form.strip(): base.strip() for form in forms.split(",")}
    return found
