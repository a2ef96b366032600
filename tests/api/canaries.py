"""A deck whose every secret is a word of its own, and a crawler that looks for those words.

A canary is a text that no learner may see before the policy of their session allows it: answers,
key points with their other wordings, explanations, accepted texts, feedback, metadata. Texts to
match or to put in order are told with their question, and nowhere else; what belongs where is told
by certain fields alone, which are looked for as well. Source: OWASP API Security Top 10 (2023),
API3.
"""

import itertools
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from contract import Operation, operations_of
from studying import make_deck

SKIPPED = {"metrics_show", "health_live", "health_ready"}
FLAGS = (
    *(b'"is_correct"', b'"is_right":', b'"answer_side":{', b'"evidence":{', b'"expected"'),
    *(b'"accepted":[', b'"pairs":[', b'"items_html":[', b'"tolerance":5.5'),
)
"""What tells which options are correct, what belongs to what, which order is right."""

Name = Callable[[str], str]
Fields = Callable[[str], dict[str, Any]]


@dataclass
class Secrets:
    """The deck, the canaries of each of its cards, and the texts that their questions show."""

    deck: dict[str, Any]
    words: dict[str, list[str]]
    shown: dict[str, list[str]]

    def of(self, *cards: str) -> set[str]:
        return {word for card in cards for word in self.words[card]}

    @property
    def all(self) -> set[str]:
        return self.of(*self.words)

    @property
    def placed(self) -> set[str]:
        """What is told with its question and nowhere else."""
        return {word for words in self.shown.values() for word in words}

    def card_id(self, card: str) -> str:
        return str(self.deck["card_ids"][list(self.words).index(card)])


async def make_secrets(author: Any, **fields: Any) -> Secrets:
    """A public deck, whose answers are not: a basic card, two of choice and of typing, and one
    of each other kind."""
    words: dict[str, list[str]] = {}
    shown: dict[str, list[str]] = {}

    def placed(card: str) -> str:
        shown.setdefault(card, []).append(f"place{uuid4().hex[:12]}")
        return shown[card][-1]

    def new(card: str) -> str:
        words.setdefault(card, []).append(f"leak{uuid4().hex[:12]}")
        return words[card][-1]

    def rest(card: str) -> dict[str, Any]:
        return {
            "prompt": f"Ask about {card}",
            "explanation": f"because {new(card)}",
            "metadata": {"note": new(card)},
            "tags": ["shown"],
        }

    def choice(card: str) -> dict[str, Any]:
        options = [("Kara", True), ("Lena", False), ("Ural", False)]
        return rest(card) | {
            "kind": "choice",
            "options": [
                {"text": text, "is_correct": is_correct, "feedback": f"that is {new(card)}"}
                for text, is_correct in options
            ],
        }

    def typed(card: str) -> dict[str, Any]:
        return rest(card) | {"kind": "typed", "accepted": [new(card), new(card)]}

    def point(card: str) -> dict[str, Any]:
        return {"text": new(card), "alternatives": [new(card)], "weight": 2}

    basic = rest("basic") | {
        "kind": "basic",
        "answer": f"- {new('basic')}\n- {new('basic')}",
        "key_points": [point("basic") | {"children": [point("basic")]}],
    }
    names = ("choice one", "choice two", "typed one", "typed two")
    made = [choice(names[0]), choice(names[1]), typed(names[2]), typed(names[3])]
    made += [_numeric(rest, new), _cloze(rest, new), _matching(rest, placed)]
    made += [_ordering(rest, placed)]
    words["numeric"].append(made[4]["value"])
    return Secrets(await make_deck(author, basic, *made, **fields), words, shown)


def _numeric(rest: Fields, new: Name) -> dict[str, Any]:
    """A number of digits that no id or time holds by chance."""
    value = str(uuid4().int)[:25]
    card = rest("numeric") | {"kind": "numeric", "value": value, "unit": new("numeric")}
    return card | {"tolerance": 5.5}


def _cloze(rest: Fields, new: Name) -> dict[str, Any]:
    gaps = [{"accepted": [new("cloze"), new("cloze")], "hint": "shown"} for _ in range(2)]
    return rest("cloze") | {"kind": "cloze", "prompt": "Ask {{1}} about {{2}}", "gaps": gaps}


def _matching(rest: Fields, placed: Name) -> dict[str, Any]:
    pairs = [{"left": placed("matching"), "right": placed("matching")} for _ in range(3)]
    card = rest("matching") | {"kind": "matching", "pairs": pairs}
    return card | {"distractors": [placed("matching")]}


def _ordering(rest: Fields, placed: Name) -> dict[str, Any]:
    items = [placed("ordering") for _ in range(4)]
    return rest("ordering") | {"kind": "ordering", "items": items}


@dataclass
class Ears:
    """Hears every response to a client, raw, headers and all."""

    heard: list[tuple[str, bytes]] = field(default_factory=list)

    def listen(self, client: Any) -> Any:
        client.event_hooks["response"].append(self._hear)
        return client

    async def _hear(self, response: Any) -> None:
        body = await response.aread()
        head = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
        hidden = b"".join(
            urlsafe_b64decode(found + b"=" * (-len(found) % 4))
            for found in re.findall(rb'"next_cursor":"([\w-]+)"', body)
        )
        request = f"{response.request.method} {response.request.url} → {response.status_code}"
        self.heard.append((request, head.encode() + b"\n" + body + hidden))

    def leaks(self, words: set[str]) -> list[tuple[str, str]]:
        """Which of these words were heard, and where."""
        return [
            (request, word) for request, raw in self.heard for word in words if word.encode() in raw
        ]

    def flags(self) -> list[str]:
        """The responses that told what is right."""
        return [request for request, raw in self.heard if any(flag in raw for flag in FLAGS)]


def values_of(
    parameter: dict[str, Any], things: dict[str, str], words: set[str], *, is_full: bool
) -> list[str]:
    """What to send as a query parameter: every choice, both ends of a range, right and wrong."""
    schema = parameter["schema"]
    schemas = [*schema.get("anyOf", [schema]), schema.get("items", {})]
    searched = sorted(words) if is_full else sorted(words)[::6]
    chosen = [value for inner in schemas for value in inner.get("enum", [])]
    if parameter["name"] == "q":
        chosen += [*searched, "ask", ""]
    if parameter["name"] == "limit":
        chosen += [1, 2, 200, 0]
    thing = things.get(parameter["name"].removesuffix("_id"))
    if parameter["name"].endswith("_id"):
        chosen += [thing or str(uuid4()), str(uuid4())]
    return [str(value) for value in chosen or ["shown", "x"]]


async def crawl(
    client: Any,
    document: dict[str, Any],
    things: dict[str, str],
    words: set[str],
    *,
    is_full: bool,
    naming: str = "",
) -> None:
    """Read all there is: every GET whose path has `naming` in it, with every query parameter alone;
    fully: in pairs as well.

    Looking for a secret must find nothing, or else secrets could be guessed word by word.
    """
    for found in operations_of(document):
        if found.method != "GET" or found.id in SKIPPED or naming not in found.path:
            continue
        reply = await found.call(client, things)
        if "etag" in reply.headers:
            await client.get(reply.url.path, headers={"If-None-Match": reply.headers["etag"]})
        for query in queries_of(found, document, things, words, is_full=is_full):
            reply = await client.get(reply.url.path, params=query)
            is_list = reply.headers.get("content-type") == "application/json"
            page = reply.json() if is_list else {}
            assert query.get("q") not in words or not page.get("items"), (reply.url, page)
            cursor = page.get("next_cursor")
            if cursor:
                await client.get(reply.url.path, params=query | {"cursor": cursor})


def queries_of(
    found: Operation,
    document: dict[str, Any],
    things: dict[str, str],
    words: set[str],
    *,
    is_full: bool,
) -> list[dict[str, str]]:
    parameters = [item for item in found.spec.get("parameters", []) if item["in"] == "query"]
    each = {}
    for parameter in parameters:
        schema = document
        for part in parameter["schema"].get("$ref", "#").split("/")[1:]:
            schema = schema[part]
        used = parameter | {"schema": schema if schema is not document else parameter["schema"]}
        each[parameter["name"]] = values_of(used, things, words, is_full=is_full)
    queries = [{name: value} for name, values in each.items() for value in values]
    for one, other in itertools.combinations(each, 2) if is_full else ():
        queries += [{one: a, other: b} for a in each[one] for b in each[other]]
    return queries
