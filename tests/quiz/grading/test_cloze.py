"""Each gap of a cloze card is a short answer of its own."""

from uuid import UUID

import pytest

from quiz.cards import CardVersion, ClozeContent, Gap, TypedPolicy
from quiz.errors import Invalid
from quiz.grading import cloze
from quiz.grading.grades import ClozeEvidence, GapEvidence, Grade
from quiz.questions import Question
from quiz.responses import ClozeResponse, Format

PROMPT = "{{1}} led the Red Army, and {{2}} followed {{3}} in the year {{4}}."
GAPS = (Gap(("Leon Trotsky",)), Gap(("Stalin",)), Gap(("Lenin",)), Gap(("1924",)))


def graded(*texts: str, gaps: tuple[Gap, ...] = GAPS, policy: TypedPolicy | None = None) -> Grade:
    content = ClozeContent(prompt=PROMPT, gaps=gaps, policy=policy or TypedPolicy())
    card = CardVersion(card_id=UUID(int=1), deck_id=UUID(int=2), version=1, content=content)
    question = Question(UUID(int=3), card, Format.CLOZE, seed=0, position=1)
    return cloze.grade(question, ClozeResponse(texts), confidence=None)


def pointers_of(*texts: str) -> list[str]:
    with pytest.raises(Invalid) as refusal:
        graded(*texts)
    return [fault.pointer for fault in refusal.value.faults]


def test_all_gaps_filled_get_all() -> None:
    grade = graded("Trotsky, Leon", "stalin", "Lenin", "1924")
    assert (grade.grader, grade.grader_version) == ("cloze", "2")
    assert grade.fraction == 1.0
    assert not grade.needs_review


def test_each_gap_counts_the_same() -> None:
    assert graded("Leon Trotsky", "", "Lenin", "1925").fraction == 0.5


def test_the_evidence_has_every_gap_in_its_order() -> None:
    assert graded("Leon Trotzky", "Lenin", "", "1924").evidence == ClozeEvidence(
        (
            GapEvidence(1.0, "Leon Trotsky", ("typo",), correction="Leon Trotsky"),
            GapEvidence(0.0, None, problems=("unmatched",)),
            GapEvidence(0.0, None, problems=("empty",)),
            GapEvidence(1.0, "1924"),
        )
    )


def test_what_another_gap_accepts_is_no_typing_error() -> None:
    gaps = (Gap(("anode",)), Gap(("diode",)), Gap(("diodes",)), Gap(("x",)))
    assert graded("", "diodes", "", "", gaps=gaps).fraction == 0.0


def test_the_policy_holds_for_every_gap() -> None:
    cased = TypedPolicy(case_sensitive=True)
    assert graded("leon trotsky", "Stalin", "lenin", "1924", policy=cased).fraction == 0.5


@pytest.mark.parametrize("texts", [(), ("Trotsky",), ("a", "b", "c", "d", "e")])
def test_another_number_of_texts_than_gaps_is_refused(texts: tuple[str, ...]) -> None:
    assert pointers_of(*texts) == ["/response/texts"]


def test_every_text_that_is_too_long_is_named() -> None:
    assert pointers_of("a" * 501, "b", "c" * 501, "") == ["/response/texts/0", "/response/texts/2"]


@pytest.mark.parametrize(
    "text",
    ["Leon Trotsky Stalin Lenin 1924", "Stalin. Lenin. Leon Trotsky", "Lenin Stalin Leon Trotsky"],
)
def test_the_same_list_in_every_gap_is_a_list_of_guesses(text: str) -> None:
    grade = graded(*[text] * 4)
    assert grade.fraction is not None
    assert grade.fraction <= 0.25
    assert isinstance(grade.evidence, ClozeEvidence)
    assert "lists_many" in grade.evidence.gaps[1].problems


def test_what_another_gap_accepts_may_be_part_of_what_this_one_does() -> None:
    gaps = (Gap(("Lenin",)), Gap(("Lenin's testament",)), Gap(("a party",)), Gap(("party",)))
    grade = graded("Lenin", "Lenins testament", "a party", "the party", gaps=gaps)
    assert grade.fraction == 1
