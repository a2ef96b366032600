"""Words that are close in letters and far in meaning: no typing error leads from one to the other.

Three kinds. Opposing beginnings ("hypo-" and "hyper-") and endings ("-ate" and "-ite") come from
rules, so that they hold for words nobody listed. The rest are groups of terms that lessons teach
apart and that few edits join. `opposed` holds pairs that deny each other inside a longer answer.
Written by hand for Recite.
"""

from functools import lru_cache
from typing import Final

from quiz.grading.short_answers.word_lists import listed

_BEGINNINGS: Final = (
    ("hyper", "hypo"),
    ("inter", "intra", "intro", "extra"),
    ("endo", "exo", "ecto", "epi"),
    ("macro", "micro"),
    ("over", "under"),
    ("pre", "post", "pro"),
    ("af", "ef"),
    ("ab", "ad"),
    ("in", "de", "re", "con"),
    ("anti", "ante", "auto"),
    ("mono", "bi", "di", "tri", "tetra", "penta", "hexa", "poly"),
    ("meth", "eth", "prop", "but", "pent", "hex"),
    ("homo", "hetero", "hemo"),
    ("iso", "meso"),
    ("in", "ex", "un"),
    ("milli", "micro", "nano", "pico", "kilo", "mega", "giga", "tera", "peta"),
)
"""Beginnings that tell words apart whose rest is the same."""

_DENIALS: Final = ("un", "in", "im", "ir", "il", "dis", "non", "a", "an", "anti", "de", "mis")
"""Beginnings that deny the rest of the word."""

_ENDINGS: Final = (
    ("ose", "ase"),
    ("ic", "ous"),
    ("cyte", "cyst"),
    ("phase", "phage"),
    ("or", "ee"),
    ("er", "ee"),
    ("cracy", "crat"),
    ("ful", "less"),
    ("ism", "ist"),
    ("logy", "nomy"),
)
"""Endings that tell words apart whose beginning is the same."""

_SALTS: Final = listed("sulf sulph nitr phosph chlor brom iod fluor arsen")
_CHAINS: Final = listed("meth eth prop but pent hex hept oct non dec")
"""Stems of chemical names, whose endings alone tell substances apart."""

_GROUPS: Final = """
mitosis meiosis miosis | absorption adsorption | ileum ilium | stalactite stalagmite
glucagon glycogen glucose | ureter urethra uterus | prostate prostrate | fission fusion
proton photon | neuron neutron | concave convex | nucleus nucleolus | cation anion
thymine thiamine | centriole centromere centrosome | lysosome ribosome liposome
chromatin chromatid | vain vein | cerebrum cerebellum | perineum peritoneum | humerus humorous
malleus malleolus | xylem phylum | heart hearth heat | stamen stigma | carpal tarsal
palate palette pallet
metacarpal metatarsal | peroneal perineal | abduction adduction | dysphagia dysphasia
alveoli areola | oral aural | apposition opposition | immigrant emigrant | immigration emigration
immigrate emigrate | adapt adopt | allusion illusion
eminent imminent immanent | elicit illicit
moral morale | prosecute persecute | statue statute | casual causal | martial marital
conservation conversation | immorality immortality | censor sensor | climactic climatic
deduction induction reduction | definite definitive | exercise exorcise | military militia
population pollution | revolution evolution resolution | sonnet bonnet | protein proton
austria australia | iran iraq ireland | niger nigeria | slovakia slovenia | gambia zambia
mali malawi malta | guinea guyana | mauritania mauritius | latvia libya lybia liberia
dominica dominican | india indiana | uruguay paraguay | congo togo tonga | sweden swedes
syria serbia siberia | granada grenada | rome rhone | bern berlin | houston boston
jamestown georgetown | manet monet | mars marx mark | hamilton milton | trajan trojan
aries ares | hera hero | plato pluto | iron ion | gold cold | lead load | boron baron
barium bohrium | argon argo | radon radium radian radius | thallium thulium
titanium tantalum | rubidium ruthenium | rhodium rhenium | indium iridium
tellurium thorium | selenium silenium silicon | holmium helium | cesium cerium | volt bolt
weber fiber | torque torch | mean median | mode node | scalar scaler | vector factor sector
integer integral | division divisor dividend | stack slack | queue query | latitude altitude
weather whether | erosion corrosion | magma mama | crust crest
assonance dissonance resonance consonance | protagonist antagonist
synonym antonym homonym acronym | prefix suffix affix | verb adverb | noun pronoun | vowel towel
jealous zealous | mean men man | woman women | foot food | boat boot goat | house horse mouse
ship sheep shop | bear beer deer | word world ward | warm worm | cook look book | bread broad
chicken kitchen | sweat sweet | plane plant plate planet | black block blank | north south
east west least | right night light | left lift | month mouth | week weak
comer correr | cabello caballo | hombre hambre hombro | pero perro | carta cara casa
"""
"""One group between bars or on a line: nobody who means one of them types another by accident."""

_OPPOSED: Final = """
increase/decrease increases/decreases increasing/decreasing increased/decreased rise/fall
rises/falls high/low higher/lower highest/lowest more/less more/fewer most/least large/small
larger/smaller largest/smallest big/small bigger/smaller long/short longer/shorter left/right
north/south east/west northern/southern eastern/western positive/negative before/after
inside/outside internal/external interior/exterior active/passive maximum/minimum hot/cold
warm/cold warmer/colder fast/slow faster/slower open/closed opens/closes true/false
upper/lower above/below over/under up/down into/out strong/weak stronger/weaker dominant/recessive
acid/alkaline acid/base acidic/basic acidic/alkaline soluble/insoluble artery/vein
import/export imports/exports supply/demand gain/lose gains/loses attract/repel attracts/repels
first/last odd/even anode/cathode reactant/product reactants/products male/female
systolic/diastolic oxidation/reduction oxidised/reduced constant/variable push/pull
primary/secondary sympathetic/parasympathetic public/private vertical/horizontal
convergent/divergent concave/convex solid/liquid liquid/gas solid/gas aerobic/anaerobic
diploid/haploid wet/dry light/dark black/white red/blue red/green rich/poor old/new win/lose
parent/child buyer/seller numerator/denominator clockwise/anticlockwise
clockwise/counterclockwise conductor/insulator possible/impossible legal/illegal
same/different equal/unequal major/minor introvert/extrovert early/late earlier/later
direct/indirect simple/complex simple/compound monarchy/republic offensive/defensive
masculine/feminine singular/plural past/future past/present present/future summer/winter
proton/electron proton/neutron neutron/electron dorsal/ventral anterior/posterior
superior/inferior medial/lateral proximal/distal distal/medial giant/dwarf
"""


def _in_groups() -> dict[str, frozenset[str]]:
    listed = [group.split() for group in _GROUPS.replace("\n", "|").split("|")]
    salts = [[salt + ending for ending in ("ate", "ite", "ide")] for salt in _SALTS]
    chains = [[chain + ending for ending in ("ane", "ene", "yne", "anol")] for chain in _CHAINS]
    groups: dict[str, frozenset[str]] = {}
    for group in (*listed, *salts, *chains):
        words = frozenset(group)
        for word in words:
            groups[word] = groups.get(word, frozenset()) | words
    return groups


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for pair in _OPPOSED.split():
        first, second = pair.split("/")
        found[first] = found.get(first, frozenset()) | {second}
        found[second] = found.get(second, frozenset()) | {first}
    return found


_LOOKALIKES: Final = _in_groups()
_OPPOSITES: Final = _opposites()


def opposites(word: str) -> frozenset[str]:
    """The words that deny this one; none for most."""
    return _OPPOSITES.get(word, frozenset())


@lru_cache(maxsize=4096)
def told_apart(first: str, second: str) -> bool:
    """Whether these two words, in lower case, are different terms and no misspelling."""
    if second in _LOOKALIKES.get(first, ()):
        return True
    return (
        _differ_in(first, second, _BEGINNINGS)
        or _differ_in(first[::-1], second[::-1], _ENDINGS_REVERSED)
        or _one_denies(first, second)
        or _one_denies(second, first)
    )


_ENDINGS_REVERSED: Final = tuple(tuple(ending[::-1] for ending in group) for group in _ENDINGS)


def _differ_in(first: str, second: str, groups: tuple[tuple[str, ...], ...]) -> bool:
    """Whether the words begin with two different members of a group and go on the same.

    The rest must be a word's worth: three letters at least.
    """
    for group in groups:
        rests = {first[len(each) :]: each for each in group if first.startswith(each)}
        for each in group:
            rest = second[len(each) :]
            if second.startswith(each) and len(rest) >= 3 and rests.get(rest, each) != each:
                return True
    return False


def _one_denies(word: str, other: str) -> bool:
    return any(
        other == f"{denial}{word}" and len(word) >= 4 + 2 * (len(denial) == 1)
        for denial in _DENIALS
    )
