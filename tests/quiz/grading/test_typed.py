"""A typed answer gets what the judge of short answers gives, with the evidence for it."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from cpu_time import run_within
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.cards import CardVersion, Diacritics, TypedContent, TypedPolicy
from quiz.errors import Fault, Invalid
from quiz.grading import typed
from quiz.grading.grades import Grade, TypedEvidence
from quiz.limits import ACCEPTED_CHARS
from quiz.questions import Pins, Question, Surroundings
from quiz.responses import Format, TypedResponse

CASES = Path(__file__).parents[3] / "benchmarks/data/grading/typed_cases.jsonl"
JUDGEMENTS = Path(__file__).parent / "typed_judgements.jsonl"


def graded(
    text: str,
    *accepted: str,
    policy: TypedPolicy = TypedPolicy(),  # noqa: B008
    prompt: str = "Who?",
    language: str | None = None,
    surroundings: Surroundings = Surroundings(),  # noqa: B008
) -> Grade:
    content = TypedContent(prompt=prompt, accepted=accepted, policy=policy)
    card = CardVersion(card_id=UUID(int=1), deck_id=UUID(int=2), version=1, content=content)
    pins = Pins(language=language, surroundings=surroundings)
    question = Question(UUID(int=3), card, Format.TYPED, seed=0, position=1, pins=pins)
    return typed.grade(question, TypedResponse(text=text), confidence=None)


def outcome_of(case: dict[str, object]) -> str:
    """How a case of a file is graded: from 0.75 it is accepted, up to 0.25 rejected."""
    options = dict(case.get("options", {}))  # type: ignore[call-overload]  # JSON
    policy = TypedPolicy(
        case_sensitive=options.get("case_sensitive", False),
        diacritics=Diacritics(options.get("diacritics", "lenient")),
        tolerance=options.get("tol"),
        unit=options.get("unit"),
    )
    around = Surroundings(tuple(options.get("others", ())), tuple(options.get("words", ())))
    grade = graded(
        str(case["response"]),
        *case["accepted"],  # type: ignore[misc]  # JSON
        policy=policy,
        prompt=str(case["prompt"]),
        language=case.get("language"),  # type: ignore[arg-type]  # JSON
        surroundings=around,
    )
    assert grade.fraction is not None
    return "accept" if grade.fraction >= 0.75 else "reject" if grade.fraction <= 0.25 else "partial"


def misses_of(path: Path) -> tuple[list[str], int]:
    """The cases of a file that are graded otherwise than expected, and how many cases it has."""
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    misses = [
        f"{case['id']}: {case['response']!r} for {case['accepted']} is {outcome}"
        for case in cases
        if (outcome := outcome_of(case)) not in case["expected"].split("|")
    ]
    return misses, len(cases)


def test_the_shared_cases_are_graded_as_expected() -> None:
    misses, count = misses_of(CASES)
    assert len(misses) <= 0.05 * count, "\n".join(misses)


def test_a_teachers_judgements_are_met() -> None:
    misses, count = misses_of(JUDGEMENTS)
    assert len(misses) <= 0.01 * count, "\n".join(misses)


def test_an_accepted_text_gets_all() -> None:
    assert graded("Trotsky", "Leon Trotsky", "Trotsky") == Grade(
        fraction=1.0,
        suggested_fraction=None,
        grader="typed",
        grader_version="3",
        reliability=1.0,
        needs_review=False,
        evidence=TypedEvidence(matched="Trotsky", forgiven=()),
    )


def test_another_text_gets_nothing() -> None:
    grade = graded("Stalin", "Leon Trotsky", "Trotsky")
    assert grade.fraction == 0.0
    assert grade.evidence == TypedEvidence(matched=None, problems=("unmatched",))
    assert grade.reliability < 1
    assert not grade.needs_review


def test_the_evidence_says_what_was_forgiven() -> None:
    evidence = graded("“the hague”", "The Hague").evidence
    assert evidence == TypedEvidence(matched="The Hague", forgiven=("case", "punctuation"))


def test_the_evidence_shows_how_a_misspelt_answer_is_written() -> None:
    evidence = graded("Zinoview", "Zinoviev").evidence
    assert evidence == TypedEvidence("Zinoviev", ("typo",), correction="Zinoviev")


def test_the_evidence_shows_the_accents_that_were_forgiven() -> None:
    evidence = graded("nino", "niño").evidence
    assert evidence == TypedEvidence("niño", ("diacritics",), correction="niño")


def test_accents_are_not_mentioned_where_the_card_ignores_them() -> None:
    policy = TypedPolicy(diacritics=Diacritics.IGNORE)
    assert graded("nino", "niño", policy=policy).evidence == TypedEvidence("niño")


def test_missing_accents_cost_half_where_the_card_is_strict() -> None:
    grade = graded("nino", "niño", policy=TypedPolicy(diacritics=Diacritics.STRICT))
    assert grade.fraction == 0.5
    assert grade.evidence == TypedEvidence(
        "niño", ("diacritics",), problems=("diacritics",), correction="niño"
    )


@pytest.mark.parametrize(("text", "key"), [("Muller", "Müller"), ("Sao Paulo", "São Paulo")])
def test_neither_transcription_nor_recall_is_a_way_round_strict_accents(
    text: str, key: str
) -> None:
    assert graded(text, key, policy=TypedPolicy(diacritics=Diacritics.STRICT)).fraction == 0.5


def test_written_out_umlauts_are_strict_enough() -> None:
    policy = TypedPolicy(diacritics=Diacritics.STRICT)
    assert graded("Mueller", "Müller", policy=policy).fraction == 1.0


def test_a_typing_error_is_no_way_round_strict_accents() -> None:
    policy = TypedPolicy(diacritics=Diacritics.STRICT)
    assert graded("espanol", "español", policy=policy).fraction == 0.5
    assert graded("españoll", "español", policy=policy).fraction == 1.0


def test_the_accepted_text_that_needs_the_least_forgiving_is_named() -> None:
    evidence = graded("resume", "Résumé", "resume.", "RESUME").evidence
    assert evidence == TypedEvidence(matched="resume.", forgiven=("punctuation",))


def test_an_exact_text_is_named_although_another_would_do() -> None:
    assert graded("resume", "Résumé", "resume").evidence == TypedEvidence(matched="resume")


def test_case_counts_where_the_card_says_so() -> None:
    cased = TypedPolicy(case_sensitive=True)
    assert graded("pH", "pH", policy=cased).fraction == 1.0
    assert graded("PH", "pH", policy=cased).fraction == 0.0
    assert graded("PH", "pH", policy=cased).evidence == TypedEvidence(None, problems=("case",))
    assert graded("pH.", "pH", policy=cased).fraction == 1.0
    assert graded("Javascript", "JavaScript", policy=cased).fraction == 0.0
    assert graded("PH", "pH").fraction == 1.0


def test_a_typing_error_may_not_lead_to_another_answer_of_the_deck() -> None:
    assert graded("Lenim", "Lenin").fraction == 1.0
    assert graded("Lenim", "Lenin", surroundings=Surroundings(others=("Lenim",))).fraction == 0.0


def test_a_typing_error_may_not_lead_to_another_word_of_the_deck() -> None:
    around = Surroundings(words=("mitrol",))
    assert graded("mitrol valve", "mitral valve").fraction == 1.0
    assert graded("mitrol valve", "mitral valve", surroundings=around).fraction != 1.0


def test_a_typing_error_may_not_lead_to_a_common_word_of_the_language() -> None:
    assert graded("slick", "slack").fraction == 0.0
    assert graded("slakc", "slack").fraction == 1.0


def test_what_the_card_accepts_itself_is_no_danger() -> None:
    around = Surroundings(others=("Trotsky",))
    assert graded("Trotsky", "Leon Trotsky", "Trotsky", surroundings=around).fraction == 1.0


def test_the_language_tells_what_denies() -> None:
    assert graded("Gomorra sin fin", "Gomorra fin", language="es").fraction == 0.0
    assert graded("nicht Lenin", "Lenin", language="de").fraction == 0.0
    assert graded("nicht Lenin", "Lenin").fraction == 0.0


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u00a0", "\u200b", "\ufeff \u200e", "...", "?"])
@pytest.mark.parametrize("accepted", ["Lenin", "+", " ", ""])
def test_an_empty_text_gets_nothing(text: str, accepted: str) -> None:
    grade = graded(text, accepted)
    assert grade.fraction == 0.0
    assert grade.evidence == TypedEvidence(None, problems=("empty",))


def test_the_longest_accepted_text_is_right_as_it_stands() -> None:
    assert graded("a" * ACCEPTED_CHARS, "a" * ACCEPTED_CHARS).fraction == 1.0


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        graded("a" * 10_001, "Lenin")
    message = "An answer has at most 10,000 characters, not 10,001."
    assert refusal.value.faults == (Fault("/response/text", message),)


@settings(deadline=None)
@given(st.text(max_size=80).filter(lambda text: text.isprintable() and text.strip()))
def test_every_accepted_text_is_right_as_it_stands(text: str) -> None:
    assert graded(text, text).fraction == 1.0


@settings(deadline=None)
@given(st.text(), st.text(max_size=60))
def test_every_text_gets_a_grade(text: str, accepted: str) -> None:
    grade = graded(text, accepted)
    assert grade.fraction is not None
    assert 0 <= grade.fraction <= 1
    assert 0 <= grade.reliability <= 1


PIECES = [
    *(".", ". ", "- ", "é", " ", "a\u0301", "\ud800", "²", "3½ ", "(", "9**", "5 m*", "not "),
    *("1,234,", "1e", "1/1/1 ", "half ", "one hundred and ", "a or ", "a, ", "<b>", "\0", "😀"),
    *("\u202eשלום ", "x^", "m/s", "ab cd ", "1 1/1 ", "10^", "five point "),
]


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("accepted", ["Leon Trotsky", "9.81 m/s²", "21 January 1924", "a" * 500])
def test_the_longest_answers_are_graded_quickly(piece: str, accepted: str) -> None:
    text = (piece * 10_000)[:10_000]
    run_within(0.5, lambda: graded(text, accepted))


@pytest.mark.parametrize("accepted", ["(a)" * 166, "a (b) " * 83, "((a) b) " * 60])
def test_many_parentheses_in_what_is_accepted_cost_little(accepted: str) -> None:
    run_within(1, lambda: graded("something else", accepted))


@pytest.mark.parametrize(
    "text",
    [
        "Oslo; Bergen",
        "Oslo • Bergen",
        "Oslo／Bergen",
        "Oslo → Bergen",
        "Oslo = Bergen",
        "1. Oslo 2. Bergen",
        "A) Bergen B) Oslo C) Trondheim",
        "Oslo otherwise Bergen",
        "Oslo and Bergen and Trondheim",
    ],
)
def test_several_answers_in_one_are_guesses_whatever_parts_them(text: str) -> None:
    grade = graded(text, "Oslo", prompt="What is the capital of Norway?", language="en")
    assert grade.fraction == 0.25
    assert isinstance(grade.evidence, TypedEvidence)
    assert "lists_many" in grade.evidence.problems


@pytest.mark.parametrize("text", ["Oslo, Norway", "Oslo; the capital of Norway", "It is Oslo."])
def test_what_only_says_the_question_again_is_no_guess(text: str) -> None:
    assert graded(text, "Oslo", prompt="What is the capital of Norway?").fraction == 1
