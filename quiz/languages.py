"""What a language tag names, and what is known of languages by it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_UNTOLD: Final = frozenset({"", "und", "mul", "zxx", "mis"})

_THREE_LETTERS: Final = """
ara:ar cat:ca ces:cs chi:zh cze:cs dan:da deu:de dut:nl ell:el eng:en est:et eus:eu fas:fa fin:fi
fra:fr fre:fr ger:de gle:ga gre:el heb:he hin:hi hun:hu hye:hy ind:id isl:is ita:it jpn:ja kor:ko
lat:la lit:lt nep:ne nld:nl nno:nb nob:nb nor:nb per:fa pol:pl por:pt ron:ro rum:ro rus:ru spa:es
srp:sr swe:sv tam:ta tur:tr ukr:uk yid:yi zho:zh
"""
"""Codes of ISO 639-2 and the ones of ISO 639-1 that RFC 5646, section 2.2.1, wants written."""

_SAME: Final = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "ji": "yi", "sh": "sr"} | {
    pair[:3]: pair[4:] for pair in _THREE_LETTERS.split()
}
"""Codes that are read as another one."""


def base_language(tag: str | None) -> str | None:
    """The language of a BCP 47 tag without its region and script: "en" for "en-GB" and for "eng".

    `None` where the tag names none.
    """
    first = (tag or "").partition("-")[0].lower()
    return None if first in _UNTOLD else _SAME.get(first, first)


_COMMA_DECIMALS = (
    "bg ca cs da de el es et eu fi fr gl hr hu id is it lt lv nb nl pl pt ro ru sk sl sr sv "
    "tr uk vi"
)
COMMA_DECIMALS = frozenset(_COMMA_DECIMALS.split())
"""Languages that write 3,14. Source: Unicode CLDR 46, decimal separators."""

STEMMERS: Final[Mapping[str, str]] = MappingProxyType(
    {"ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german"}
    | {"el": "greek", "en": "english", "es": "spanish", "et": "estonian", "eu": "basque"}
    | {"fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi"}
    | {"hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian"}
    | {"lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "pl": "polish"}
    | {"pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish"}
    | {"ta": "tamil", "tr": "turkish", "yi": "yiddish"}
)
"""The Snowball algorithm of each language. Source: https://snowballstem.org."""
