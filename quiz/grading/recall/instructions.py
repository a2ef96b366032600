"""Sentences that speak to the grader instead of answering: they are taken out and flagged.

Such a sentence commands ("ignore all previous instructions", "give full marks"), plays another
part ("system:", "as an AI grader"), or states a verdict ("score: 5/5", "all key points covered").
A sentence stays if the card itself speaks that way.
"""

import re
from typing import Final

_SENTENCE: Final = re.compile(
    r"[^.!?\n;。！？]*(?:[.!?;。！？](?!\s|$)[^.!?\n;。！？]*)*[.!?\n;。！？]*"
)

_PATTERNS: Final = (
    # Commands about instructions, in several languages.
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instruction|prompt|rule|rubric|"
    r"guideline|criteria|previous|above|prior)",
    r"\b(?:ignor\w+|vergiss|missachte)\b.{0,40}\b(?:anweisung|vorgabe|regel)",
    r"\b(?:ignor\w+|oublie\w*)\b.{0,40}\b(?:instruction|consigne)",
    r"\b(?:ignor\w+|olvid\w+)\b.{0,40}\b(?:instruccion|instrucción|indicacion)",
    r"\b(?:игнорир\w+|забудь\w*)\b.{0,40}\b(?:инструкц|указан)",
    r"\b(?:ignor\w+|dimentic\w+|esque[cç]\w+)\b.{0,40}\b(?:istruzion|instru[cç])",
    # Demands for marks.
    r"\b(?:give|award|assign|grant|grade|mark|rate|score|output|return|print|set|accept)\b.{0,50}"
    r"\b(?:full (?:marks?|credit|points|score)|maximum|max (?:marks?|score|points)|perfect score|"
    r"100|10/10|5/5|1\.0|key points?|(?:as )?(?:correct|covered|passed))",
    r"\b(?:volle|höchste)n? (?:punkt|note)",
    r"\b(?:note maximale|tous les points|puntuación máxima|máxima (?:nota|puntuación))",
    r"\b(?:высш\w+|максимальн\w+) (?:балл|оценк)",
    r"\b(?:full marks|full credit|top marks|highest (?:score|grade|mark)s?)\b",
    # Other parts.
    r"(?:^|\n)\W{0,5}(?:system|assistant|developer|user|grader|examiner)\s*(?:prompt|message)?\s*[:>\]]",
    r"\b(?:as an?|you are an?|act as an?|pretend)\b.{0,20}\b(?:ai|llm|grader|language model|"
    r"assistant|examiner|chatbot)\b",
    r"</?\s*(?:system|instruction|prompt|assistant|answer|grade|score)s?\s*/?>",
    r"\[/?(?:inst|system)\]|<\|",
    # Verdicts.
    r"\b(?:score|grade|mark|rating|fraction|credit|verdict)s?\W{0,4}(?:[:=]|is)\W{0,3}"
    r"(?:\d|full|correct|true)",
    r"[\"'](?:score|covered|credit|grade|fraction|correct)[\"']\s*:",
    r"\b(?:all|every|each)(?: of the)? (?:key |required )?points? "
    r"(?:are |is |were |was |have been |has been )?"
    r"(?:covered|correct|present|mentioned|met|satisfied)",
    r"\b(?:student|learner|this|the|my) (?:answer|response)(?:'s answer)? (?:is|was) (?:\w+ )?"
    r"(?:perfect|correct|right|complete|excellent|flawless)",
    r"\b(?:do not|don't|no need to) (?:(?:grade|evaluate)\b|(?:check|compare|mark|read)\W+"
    r"(?:any\W+)?(?:further|this|the (?:answer|rest|key)|my|it|against)\b)",
    r"\bnote to (?:the )?(?:grader|teacher|examiner|ai)\b",
)
_SPOKEN: Final = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)


def without_instructions(text: str, card: str) -> tuple[str, bool]:
    """The text without sentences that instruct a grader, and whether there were any.

    What is taken out becomes spaces, so that places in the text stay what they were.
    """
    if not _SPOKEN.search(text) or _SPOKEN.search(card):
        return text, False
    kept: list[str] = []
    is_removed = False
    for found in _SENTENCE.finditer(text):
        sentence = found.group()
        if sentence and _SPOKEN.search(sentence):
            kept.append(" " * (len(sentence) - 1) + "\n")
            is_removed = True
        else:
            kept.append(sentence)
    return "".join(kept), is_removed
