"""Closed classes of words by language: articles, negators, function words, conjunctions.

Languages are told by the first part of their tag ("pt" of "pt-BR"). Where the language of a card
is not known, the words of all languages count, but for those that are ordinary words elsewhere
("sin" is Spanish for "without", and a word of English and of mathematics).
"""

import re
from functools import cache
from typing import Final

from quiz.grading.folding import Difference, folded
from quiz.grading.short_answers.word_lists import by_form, listed
from quiz.languages import base_language

_GENDERS_WRITTEN: Final = {
    "en": "*: the, a, an",
    "de": "m: der\nfp: die\nn: das\nmn: ein\nf: eine",
    "nl": "u: de\nn: het\nun: een",
    "fr": "m: le, un\nf: la, une\np: les, des\nmf: l'",
    "es": "m: el, un\nf: la, una\np: los, unos\nq: las, unas\nn: lo",
    "it": "m: il, lo, un, uno\nf: la, una, un'\np: i, gli\nq: le\nmf: l'",
    "pt": "m: o, um\nf: a, uma\np: os\nq: as",
    "sv": "u: en\nn: ett",
    "da": "u: en\nn: et",
    "nb": "u: en\nf: ei\nn: et",
}
GENDERS: Final = {code: by_form(written) for code, written in _GENDERS_WRITTEN.items()}
"""Articles with the genders and numbers they can stand for; "*" goes with all."""

_SAFE_ARTICLES: Final = ("the", "a", "an", "der", "das", "le", "la", "les", "el", "los", "las")
"""Articles that are told without knowing the language."""

_INFINITIVES: Final = {"en": ("to",), "sv": ("att",), "da": ("at",), "nb": ("å",)}

_NEGATORS: Final[dict[str, str]] = {
    "en": "not no never nor neither none nobody nothing without cannot non except false untrue",
    "de": "nicht kein keine keinen keiner keinem keines nie niemals ohne weder nichts niemand",
    "fr": "pas non jamais sans aucun aucune rien ni personne",
    "es": "no nunca jamás jamas sin ningún ninguno ninguna nada nadie ni tampoco",
    "it": "non no mai senza nessun nessuno nessuna niente nulla né",
    "pt": "não nao nunca jamais sem nenhum nenhuma nada ninguém nem",
    "nl": "niet geen nooit zonder niets niemand noch",
    "ru": "не нет никогда без ни никто ничего",
    "pl": "nie nigdy bez nikt nic żaden",
    "sv": "inte ej aldrig utan ingen inget inga",
    "da": "ikke aldrig uden ingen intet",
    "nb": "ikke aldri uten ingen",
    "la": "non nec neque numquam sine nihil nemo",
    "tr": "değil yok hiç",
}
_UNSURE_NEGATORS: Final = frozenset(
    listed("sin sans personne ni mai nada sem nic bez sine utan uden uten hic ej nem nie")
)
"""Negators that are words of another language, and count only where the language is known."""

_CONTRACTED: Final = (
    "dont doesnt didnt isnt arent wasnt werent hasnt havent hadnt wont wouldnt cant couldnt "
    "shouldnt mustnt aint"
)

_FUNCTION_WORDS: Final[dict[str, str]] = {
    "en": (
        "a an the this that these those there here it its itself he him his she her hers they "
        "them their we us our you your i me my who whom whose which what when where why how "
        "some any each every all both such same other is am are was were be been being do does "
        "did done has have had having will would shall should can could may might must and or "
        "but so if then than as because since while of in on at by for with about into through "
        "during from to up down out over under upon within between among toward towards via per "
        "too also just only very more most think believe guess maybe probably perhaps called "
        "named known answer means mean s t im ive its thats called eg ie etc used"
    ),
    "de": (
        "der die das den dem des ein eine einen einem einer eines und oder aber ist sind war "
        "waren wird werden hat haben sein seine ihr ihre es er sie ich wir man zu zur zum von "
        "vom in im an am auf aus bei mit nach für fur durch um als wie dass sich auch"
    ),
    "fr": (
        "le la les l un une des du de d et ou mais est sont était etait a ont il elle ils elles "
        "je on nous ce cette ces c qui que qu à au aux en dans par pour avec sur se s son sa ses"
    ),
    "es": (
        "el la los las lo un una unos unas y e o u pero es son era fue ser está esta hay de del "
        "en a al por para con que se su sus él ella yo me te le"
    ),
    "it": (
        "il lo la l i gli le un uno una e ed o ma è sono era di del della dei delle in a al alla "
        "da dal per con che si su suo sua nel nella"
    ),
    "pt": (
        "o a os as um uma e ou mas é são sao era foi de do da dos das em no na nos nas por para "
        "com que se seu sua ao à"
    ),
    "nl": "de het een en of maar is zijn was van in op aan te met voor door bij uit dat die er",
    "ru": "и или а но в во на с со к о об от до за из у по для это что как его её он она они",
    "pl": "i lub a ale w we na z ze do o od za to jest są co jak się",
    "sv": "en ett den det de och eller men är var av i på till med för som att",
    "la": "et aut sed in ad ex ab de cum est sunt",
}

_EITHER: Final = frozenset(
    ("or", "oder", "ou", "или", "oppure", "otherwise", "alternatively", "else", "vs")
)
_EITHER_BY_LANGUAGE: Final = {"es": ("o", "u"), "it": ("o",), "pt": ("ou",), "nl": ("of",)}

_GENDERED: Final = frozenset(
    ("es", "it", "pt", "fr", "la", "de", "ca", "ro", "el", "ru", "pl", "cs", "uk", "hr", "sr")
)
_FORM_NAMES: Final = frozenset(
    listed("conjugate conjugation plural singular tense participle past declension translate")
)
"""Words of a question that ask for one form of a word."""


_BARE: Final = frozenset((Difference.CASE, Difference.DIACRITICS))


def _words(text: str) -> frozenset[str]:
    return frozenset(folded(text, _BARE).split())


_ASKED_IN: Final = re.compile(
    r"\b(spanish|italian|portuguese|french|latin|german|dutch|russian|polish|swedish)"
    r"(?: word| verb| noun)?(?: for\b| [\"'“‘«])"
    r"|\b(?:in|into) (spanish|italian|portuguese|french|latin|german|dutch|russian|polish"
    r"|swedish)\b",
    re.IGNORECASE,
)
_CODES: Final = by_form(
    "es: spanish\nit: italian\npt: portuguese\nfr: french\nla: latin\nde: german\nnl: dutch\n"
    "ru: russian\npl: polish\nsv: swedish"
)


def code_of(language: str | None, question: str = "") -> str | None:
    """The primary language of the answer in lower case, e.g. "pt" of "pt-BR".

    A question that asks for a word of another language ("German for street") says so itself.
    """
    asked = _ASKED_IN.search(question)
    if asked:
        return _CODES[(asked[1] or asked[2]).lower()]
    return base_language(language)


@cache
def articles(code: str | None) -> frozenset[str]:
    """Articles, and what stands before an infinitive, of a language and of English."""
    own = tuple(GENDERS.get(code, ())) + _INFINITIVES.get(code, ()) if code else _SAFE_ARTICLES
    return frozenset(own) | frozenset(GENDERS["en"])


@cache
def negators(code: str | None) -> frozenset[str]:
    """Words that turn a statement round; of all languages where the language is not known."""
    if code in _NEGATORS:
        return _words(f"{_NEGATORS[code]} {_NEGATORS['en']} {_CONTRACTED}")
    return _words(" ".join((*_NEGATORS.values(), _CONTRACTED))) - _UNSURE_NEGATORS


@cache
def function_words(code: str | None) -> frozenset[str]:
    """Words that carry grammar: of the language, and of English because questions mix them."""
    return _words(f"{_FUNCTION_WORDS.get(code or 'en', '')} {_FUNCTION_WORDS['en']}")


@cache
def either_words(code: str | None) -> frozenset[str]:
    """Words that join alternatives."""
    return _EITHER | frozenset(_EITHER_BY_LANGUAGE.get(code or "", ()))


def endings_carry_meaning(code: str | None, question_words: frozenset[str]) -> bool:
    """Whether another last vowel makes another word, as in Spanish "hermano" and "hermana"."""
    return code in _GENDERED or not question_words.isdisjoint(_FORM_NAMES)


def articles_clash(first: str | None, second: str | None, code: str | None) -> bool:
    """Whether two articles cannot stand before the same noun: "der" and "die".

    Where the language is not known, they clash when no language has a gender for both.
    """
    if first is None or second is None or first == second:
        return False
    tables = [GENDERS[code]] if code in GENDERS and code != "en" else list(GENDERS.values())
    both = [(t[first], t[second]) for t in tables if first in t and second in t]
    return bool(both) and not any("*" in a + b or set(a) & set(b) for a, b in both)
