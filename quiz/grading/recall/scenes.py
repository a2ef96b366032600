"""What the guards of points need to know of an answer as a whole."""

from dataclasses import dataclass

from quiz.grading.recall.disavowals import taken_back
from quiz.grading.recall.lexicons import Lexicon
from quiz.grading.recall.matches import Answer
from quiz.grading.recall.polarity import Denied, denied
from quiz.grading.recall.roles import Cast, names_in
from quiz.grading.recall.rubrics import Rubric
from quiz.grading.recall.texts import Text


@dataclass(frozen=True, slots=True)
class Scene:
    """An answer with what it denies and who may be spoken of; `asked` are the stems of the
    question, `known` those of the whole card, `subjects` those of what its
    points speak of, `repeated` those that several of them (or clauses of one) have; `topics` the
    subjects that the question asks about, if several; `is_single` says that there is one point;
    `taken_back` are places of words that the answer holds to be false."""

    answer: Answer
    denied: Denied
    cast: Cast
    asked: frozenset[str]
    known: frozenset[str]
    subjects: frozenset[str]
    repeated: frozenset[str]
    topics: frozenset[str]
    is_single: bool
    taken_back: frozenset[int]

    @property
    def language(self) -> Lexicon:
        """The language of the card."""
        return self.answer.language


def scene(answer: Answer, rubric: Rubric) -> Scene:
    """The scene of an answer to a card."""
    names: frozenset[str] = frozenset()
    hero = None
    if not answer.language.has_capital_nouns:
        names = names_in(rubric.prompt) | names_in(answer.text)
        hero = _hero(rubric.prompt)
    cast = Cast(names, hero)
    return Scene(
        answer,
        denied(answer.text, answer.language, rubric.stems),
        cast,
        rubric.asked,
        rubric.stems,
        rubric.subjects,
        rubric.repeated,
        rubric.topics,
        len(rubric.points) == 1,
        taken_back(answer.text, answer.language, rubric.spoken),
    )


def _hero(prompt: Text) -> str | None:
    """The one name that the question has, its last word; `None` when there are more or none."""
    names = names_in(prompt)
    places = [place for place, word in enumerate(prompt.words) if word.stem in names]
    is_one = bool(places) and places[-1] - places[0] == len(places) - 1
    return prompt.words[places[-1]].stem if is_one else None
