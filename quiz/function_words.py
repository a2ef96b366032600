"""Words that say nothing by themselves, of a few languages."""

from collections.abc import Mapping
from types import MappingProxyType


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": _listed(
            "a an the and or but nor so yet if of in on at by to from for with as into than then "
            "is are was were be been being am do does did has have had it its he she they we you "
            "i his her their our your my this that these those there not also very"
        ),
        "de": _listed(
            "der die das den dem des ein eine einer eines einem einen und oder aber wenn von in "
            "im am an auf zu zum zur mit für als aus bei nach ist sind war waren sein hat haben "
            "hatte es er sie wir ihr ich ihre dies diese dieser nicht auch sehr"
        ),
        "fr": _listed(
            "le la les l un une des du de d et ou mais donc ni car si à au aux en dans sur par "
            "pour avec que qui est sont était être a ont avait il elle ils elles on nous vous je "
            "ce cet cette ces son sa ses leur ne pas aussi très"
        ),
        "es": _listed(
            "el la los las un una unos unas y e o u pero si de del a al en con por para como que "
            "es son era ser está fue ha han se su sus lo le este esta estos estas no también muy"
        ),
    }
)


def function_words(language: str | None) -> frozenset[str]:
    """Those of the language that a BCP 47 tag names, English where nobody said; else none."""
    return _WORDS.get((language or "en").partition("-")[0].lower(), frozenset())
