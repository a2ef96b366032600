"""Numbers written in words: English in full, other languages where one word is one number.

Words are given folded (no case, no diacritics), by language: "sept" is seven in French, and a
month in English; "otto" is eight in Italian, and a name elsewhere.
"""

from functools import cache
from typing import Final

from quiz.grading.folding import Difference, folded
from quiz.grading.short_answers.word_lists import by_form

_FOLDS: Final = frozenset((Difference.CASE, Difference.DIACRITICS))

_FROM_ZERO: Final = {
    "en": (
        "zero|nought one two three four five six seven eight nine ten eleven twelve thirteen "
        "fourteen fifteen sixteen seventeen eighteen nineteen twenty"
    ),
    "de": (
        "null eins|ein|eine zwei|zwo drei vier fünf|fuenf sechs sieben acht neun zehn elf "
        "zwölf|zwoelf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig"
    ),
    "fr": (
        "zéro un|une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze "
        "quinze seize dix-sept dix-huit dix-neuf vingt"
    ),
    "es": (
        "cero uno|una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce "
        "quince dieciséis diecisiete dieciocho diecinueve veinte"
    ),
    "it": (
        "zero uno|una due tre quattro cinque sei sette otto nove dieci undici dodici tredici "
        "quattordici quindici sedici diciassette diciotto diciannove venti"
    ),
    "pt": (
        "zero um|uma dois|duas três quatro cinco seis sete oito nove dez onze doze treze "
        "catorze quinze dezesseis|dezasseis dezessete|dezassete dezoito dezenove|dezanove vinte"
    ),
    "nl": (
        "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien "
        "vijftien zestien zeventien achttien negentien twintig"
    ),
    "ru": (
        "ноль|нуль один два|две три четыре пять шесть семь восемь девять десять одиннадцать "
        "двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать "
        "девятнадцать двадцать"
    ),
}
_TENS: Final = {
    "en": "thirty forty|fourty fifty sixty seventy eighty ninety",
    "de": "dreißig vierzig fünfzig|fuenfzig sechzig siebzig achtzig neunzig",
    "fr": "trente quarante cinquante soixante",
    "es": "treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "it": "trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "pt": "trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "nl": "dertig veertig vijftig zestig zeventig tachtig negentig",
    "ru": "тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
}
_SCALES: Final = {
    "en": (
        "hundred|hundreds=2 thousand|thousands=3 million|millions|mio|mn|mln=6 "
        "billion|billions|bn=9 trillion|trillions|tn=12 quadrillion=15"
    ),
    "de": (
        "hundert=2 tausend=3 million|millionen|mio=6 milliarde|milliarden|mrd=9 "
        "billion|billionen=12"
    ),
    "fr": "cent|cents=2 mille=3 million|millions=6 milliard|milliards=9 billion|billions=12",
    "es": "cien|ciento=2 mil=3 millón|millones=6 billón|billones=12",
    "it": "cento=2 mille|mila=3 milione|milioni|mln=6 miliardo|miliardi|mld=9",
    "pt": "cem|cento=2 mil=3 milhão|milhões=6 bilhão|bilhões=9",
    "nl": "honderd=2 duizend=3 miljoen=6 miljard=9 biljoen=12",
    "ru": (
        "сто=2 тысяча|тысячи|тысяч=3 миллион|миллиона|миллионов=6 миллиард|миллиарда|миллиардов=9"
    ),
}
_ORDINALS: Final = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)

_PARTS: Final = by_form(
    """
2: half, halves
3: third, thirds
4: quarter, quarters, fourth, fourths
5: fifth, fifths
6: sixth, sixths
8: eighth, eighths
10: tenth, tenths
100: hundredth, hundredths
"""
)
FRACTIONS: Final = {word: (1, int(parts)) for word, parts in _PARTS.items()}
"""English parts as numerator and denominator, to stand after a number: "two thirds"."""


def _numbered(words: str, first: int, step: int) -> dict[str, int]:
    return {
        folded(word, _FOLDS): first + step * place
        for place, entry in enumerate(words.split())
        for word in entry.split("|")
    }


@cache
def cardinals(code: str | None) -> dict[str, int]:
    """Words for 0 to 20 and the tens, of the language and of English."""
    found: dict[str, int] = {}
    for each in ("en", code):
        if each in _FROM_ZERO:
            found |= _numbered(_FROM_ZERO[each], 0, 1) | _numbered(_TENS[each], 30, 10)
    return found


@cache
def scales(code: str | None) -> dict[str, int]:
    """Words that multiply the number before them, of English and, where they differ, the language.

    A billion is 10⁹ in English and 10¹² in German, French and Spanish.
    """
    found: dict[str, int] = {}
    for each in ("en", code):
        for entry in _SCALES.get(each or "", "").split():
            words, _, zeros = entry.partition("=")
            found |= {folded(word, _FOLDS): 10 ** int(zeros) for word in words.split("|")}
    return found | {"dozen": 12}


ORDINALS: Final = _numbered(_ORDINALS, 0, 1) | {"thirtieth": 30, "hundredth": 100}
