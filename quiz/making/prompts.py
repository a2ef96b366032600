"""What prompts have in common: cards that ask the same of different things."""

from rapidfuzz import fuzz

from quiz.making.likeness import Form, Weights, form_of, same

COMPARED_CHARS = 200
BARE_WORDS = 2
"""Prompts of so few words ("Mitosis") name their subject and nothing else."""

SUBJECT_WORDS = 12
"""Who needs more words than these asks something of their own."""


def form(prompt: str, language: str | None) -> Form:
    """How a prompt is compared."""
    return form_of(prompt, language)


def ask_the_same(one: str, other: str, language: str | None, weights: Weights) -> bool:
    """Whether the two prompts have the same answer."""
    ours, theirs = form(one, language), form(other, language)
    if ours.text == theirs.text or sorted(ours.stems) == sorted(theirs.stems) != []:
        return True
    few = min(len(ours.stems), len(theirs.stems)) <= BARE_WORDS
    return not few and not _tells_apart(ours, theirs) and same(ours, theirs, weights)


def apart(one: str, other: str) -> float:
    """How unlike two prompts are, 0..1."""
    a, b = one[:COMPARED_CHARS].casefold(), other[:COMPARED_CHARS].casefold()
    return 1 - fuzz.token_sort_ratio(a, b) / 100


def subjects(prompt: str, other: str, language: str | None) -> tuple[str, ...] | None:
    """The words by which the prompt names its subject, where the other asks the same of another.

    "Outline Leon Trotsky?" and "Outline Lev Kamenev?" begin alike and differ in a name; so do two
    bare terms. `None` where the prompts are no such pair: what one asks may be true for the other.
    """
    ours, theirs = form(prompt, language), form(other, language)
    own = tuple(word for word in ours.words if word not in theirs.words)
    foreign = tuple(word for word in theirs.words if word not in ours.words)
    if not own or not foreign or max(len(own), len(foreign)) > SUBJECT_WORDS:
        return None
    is_bare = max(len(ours.words), len(theirs.words)) <= BARE_WORDS and len(own) == len(ours.words)
    begins_alike = ours.words[0] == theirs.words[0]
    return own if is_bare or begins_alike else None


def _tells_apart(one: Form, other: Form) -> bool:
    """Whether each prompt has a word of its own: "capital of Peru", "capital of Chile"."""
    ours, theirs = set(one.stems), set(other.stems)
    return bool(ours - theirs) and bool(theirs - ours) and len(ours) == len(theirs)
