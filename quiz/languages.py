"""What is known of languages by the first part of their tags ("pt" of "pt-BR")."""

from collections.abc import Mapping
from types import MappingProxyType


def primary(tag: str | None) -> str | None:
    """The primary language of a BCP 47 tag in lower case, `None` for none."""
    return tag.partition("-")[0].lower() if tag else None


_COMMA_DECIMALS = (
    "bg ca cs da de el es et eu fi fr gl hr hu id is it lt lv nb nl nn no pl pt ro ru sk sl sr sv "
    "tr uk vi"
)
COMMA_DECIMALS = frozenset(_COMMA_DECIMALS.split())
"""Languages that write 3,14. Source: Unicode CLDR 46, decimal separators."""

STEMMERS: Mapping[str, str] = MappingProxyType(
    {"ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german"}
    | {"el": "greek", "en": "english", "es": "spanish", "et": "estonian", "eu": "basque"}
    | {"fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian"}
    | {"hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian"}
    | {"nb": "norwegian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish"}
    | {"pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish"}
    | {"ta": "tamil", "tr": "turkish"}
)
"""Names of Snowball's stemmers. Source: https://snowballstem.org (package snowballstemmer)."""
