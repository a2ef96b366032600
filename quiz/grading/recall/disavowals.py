"""What an answer takes back: words that it holds to be false, or asks instead of saying them.

"He led the army is false.", "None of the following is true: …", "He led the army. That is wrong."
and "Was it that he led the army?" have every word of a point and do not say it. Phrases that hold a
sentence false stand at its end; if it has nothing else of content, they mean the one before. Cards
that speak this way themselves are left alone.
"""

from quiz.grading.recall.lexicons import Lexicon
from quiz.grading.recall.texts import Text

QUESTION_MARKS = frozenset("?？؟")


def taken_back(text: Text, language: Lexicon, card: str) -> frozenset[int]:
    """Places of words that the answer holds to be false; `card` is what the card says, bare."""
    whole, ends = language.disavowing_all, language.disavowing
    spoken = _spoken(text, (0, len(text.words)))
    if whole is not None and whole.search(spoken) and not whole.search(card):
        return frozenset(range(len(text.words)))
    if ends is None or not ends.search(spoken) or ends.search(card):
        return frozenset()
    found: set[int] = set()
    for number, (first, end) in enumerate(text.sentences):
        sentence = _spoken(text, (first, end))
        phrase = next((m for m in ends.finditer(sentence) if m.end() == len(sentence)), None)
        if phrase is None:
            continue
        last = first + sentence.count(" ", 0, phrase.start())
        says_more = any(not word.is_function for word in text.words[first:last])
        found.update(range(*text.sentences[number if says_more or not number else number - 1]))
    return frozenset(found)


def asked(text: Text) -> frozenset[int]:
    """Places of words in sentences that end with a question mark."""
    found: set[int] = set()
    for first, end in text.sentences:
        until = text.words[end].start if end < len(text.words) else len(text.source)
        if not QUESTION_MARKS.isdisjoint(text.source[text.words[end - 1].end : until]):
            found.update(range(first, end))
    return frozenset(found)


def _spoken(text: Text, places: tuple[int, int]) -> str:
    return " ".join(word.bare for word in text.words[slice(*places)])
