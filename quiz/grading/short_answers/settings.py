"""All that stays the same while one text is judged against many."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from quiz.grading.folding import plain
from quiz.grading.short_answers import hedges, languages, measures, texts, tokens
from quiz.grading.short_answers.answers import Answer
from quiz.grading.short_answers.comparing import Precision
from quiz.grading.short_answers.hedges import Hedge
from quiz.grading.short_answers.measures import Scan
from quiz.grading.short_answers.texts import Strictness, Text
from quiz.grading.short_answers.tokens import Token
from quiz.grading.short_answers.typos import Guard
from quiz.questions import Surroundings

LONGEST: Final = 2_000
"""Characters of a text that are looked at: many times the longest accepted text."""


@dataclass(frozen=True)
class Setting:
    """A text with its question and what stands around it.

    `given` is the text without "I'm not sure, but", in the language `code`; the accepted texts are
    in `key_code`. `question` has the stems of the question's words.
    """

    given: Text
    accepted: tuple[str, ...]
    code: str | None
    key_code: str | None
    strictness: Strictness
    precision: Precision
    question: frozenset[str]
    guard: Guard

    @classmethod
    def of(
        cls,
        line: str,
        accepted: tuple[str, ...],
        *,
        code: str | None,
        key_code: str | None,
        strictness: Strictness,
        precision: Precision,
        prompt: str,
        surroundings: Surroundings,
    ) -> "Setting":
        """The setting of a text in one line."""
        question = _question(prompt, code)
        written = hedges.without_asides(line[:LONGEST])
        return cls(
            given=texts.prepare(written, code, strictness),
            accepted=accepted,
            code=code,
            key_code=key_code,
            strictness=strictness,
            precision=precision,
            question=frozenset(token.form for token in question if not token.is_function),
            guard=_guard(surroundings, accepted, code, frozenset(t.bare for t in question)),
        )

    @cached_property
    def scan(self) -> Scan:
        """The numbers, quantities and dates of the text."""
        return measures.scan(" ".join(plain(self.given.written).split()), self.code)

    @cached_property
    def answer(self) -> Answer:
        """The words of the text, to look up."""
        return Answer(self.given.tokens, self.guard, self.code)

    @cached_property
    def initials(self) -> str:
        """The first letters of the text's content words."""
        return initials_of(self.given)

    @cached_property
    def hedge(self) -> Hedge:
        """Whether the text lists guesses."""
        return hedges.hedge(self.given.written, self.wanted, self.code, self.question)

    @cached_property
    def wanted(self) -> tuple[Token, ...]:
        """The tokens of everything that is accepted."""
        return _wanted(self.accepted, self.key_code, self.strictness)


@lru_cache(maxsize=256)
def _wanted(
    accepted: tuple[str, ...], code: str | None, strictness: Strictness
) -> tuple[Token, ...]:
    found: dict[Token, None] = {}
    for text in accepted:
        for key in texts.keys_of(text, code, strictness):
            found |= dict.fromkeys(key.text.tokens)
    return tuple(found)


def initials_of(text: Text) -> str:
    """The first letters of the content words of a text."""
    return "".join(token.bare[0] for token in text.tokens if not token.is_function)


@lru_cache(maxsize=1024)
def _question(prompt: str, code: str | None) -> tuple[Token, ...]:
    return tokens.of(prompt[:LONGEST], code)


@lru_cache(maxsize=512)
def _guard(
    surroundings: Surroundings,
    accepted: tuple[str, ...],
    code: str | None,
    question_words: frozenset[str],
) -> Guard:
    """What a typing error may not lead to; what the card itself accepts is no danger."""
    endings_count = languages.endings_carry_meaning(code, question_words)
    if not surroundings.others and not surroundings.words:
        return Guard(endings_count=endings_count)
    loose = Strictness()
    own = {key.text.bare for text in accepted for key in texts.keys_of(text, code, loose)}
    own_words = {word for text in own for word in text.split()}
    others = {texts.prepare(text, code, loose).bare for text in surroundings.others}
    words = {texts.prepare(text, code, loose).bare for text in surroundings.words}
    single = {word for text in others | words for word in text.split()}
    return Guard(
        texts=frozenset((others | words) - own),
        words=frozenset(word for word in single - own_words if len(word) > 1),
        endings_count=endings_count,
    )
