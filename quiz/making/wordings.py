"""The few words that a made question needs of its own, by language; English where none is known."""

from collections.abc import Mapping
from types import MappingProxyType

from quiz.languages import base_language

_MATCHING: Mapping[str, str] = MappingProxyType(
    {
        "de": "Was gehört zusammen?",
        "en": "What belongs together?",
        "es": "¿Qué va junto?",
        "fr": "Qu’est-ce qui va ensemble ?",
        "it": "Che cosa va insieme?",
        "nl": "Wat hoort bij elkaar?",
        "pt": "O que combina?",
    }
)


def matching_prompt(language: str | None) -> str:
    """What stands above pairs, in the language of a BCP 47 tag."""
    return _MATCHING.get(base_language(language) or "en", _MATCHING["en"])
