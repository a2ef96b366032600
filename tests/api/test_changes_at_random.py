"""Whatever happens, and however it is paged: who applies the feed holds what the service shows."""

import os
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import join, make_workspace
from phones import Phone, held_by
from studying import response_to

EXAMPLES = 400 if "RECITE_FULL" in os.environ else 12

CARDS = st.sampled_from(
    [
        {"kind": "typed", "prompt": "Capital of Peru?", "accepted": ["Lima"]},
        {"kind": "basic", "prompt": "Outline Nansen", "answer": "- explorer\n- diplomat"},
    ]
)
STEPS = st.one_of(
    st.tuples(st.just("page"), st.integers(1, 6)),
    st.tuples(st.just("study"), st.integers(0, 2)),
    st.tuples(st.just("answer"), st.integers(0, 5)),
    st.tuples(st.just("undo"), st.integers(0, 5)),
    st.tuples(st.just("create"), st.integers(0, 2), CARDS, st.none() | st.integers(1, 4)),
    st.tuples(st.just("update"), st.integers(0, 9), st.integers(1, 5)),
    st.tuples(st.just("delete"), st.integers(0, 9)),
    st.tuples(st.just("batch"), st.integers(0, 2), st.permutations(range(4))),
    st.tuples(
        st.just("deck"),
        st.integers(0, 2),
        st.sampled_from(
            [
                {"visibility": "private"},
                {"visibility": "public"},
                {"answers_public": True},
                {"answers_public": False},
                {"title": "Anew"},
            ]
        ),
    ),
    st.tuples(st.just("remove deck"), st.integers(0, 2)),
    st.tuples(st.just("leave")),
    st.tuples(st.just("join")),
)


@dataclass
class World:
    """Decks of a workspace, somebody who writes them, and somebody who studies them."""

    service: Any
    author: Any
    workspace: str
    learner: Any
    phone: Phone
    decks: list[str] = field(default_factory=list)
    cards: list[str] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)
    studied: set[str] = field(default_factory=set)

    async def do(self, name: str, *args: Any) -> None:
        """Take the step, if it can be taken now."""
        await getattr(self, name.replace(" ", "_"))(*args)

    async def page(self, limit: int) -> None:
        await self.phone.page(limit)

    async def study(self, deck: int) -> None:
        body = {"id": str(uuid4()), "deck_ids": [self.decks[deck]], "formats": ["flip", "typed"]}
        reply = await self.learner.post("/v1/sessions", json=body)
        if reply.status_code == 201:
            self.sessions.append(body["id"])
            self.studied.add(self.decks[deck])

    async def answer(self, number: int) -> None:
        if self.sessions:
            path = f"/v1/sessions/{self.sessions[number % len(self.sessions)]}"
            question = (await self.learner.get(f"{path}/next")).json()["question"]
            if question is not None:
                reply = await self.learner.post(f"{path}/answers", json=response_to(question))
                assert reply.status_code == 201, reply.text

    async def undo(self, number: int) -> None:
        if self.sessions:
            session = self.sessions[number % len(self.sessions)]
            await self.learner.post(f"/v1/sessions/{session}/undo")

    async def create(self, deck: int, card: dict[str, Any], position: int | None) -> None:
        body = card | ({"position": position} if position else {})
        reply = await self.author.post(f"/v1/decks/{self.decks[deck]}/cards", json=body)
        if reply.status_code == 201:
            self.cards.append(reply.json()["id"])

    async def update(self, card: int, position: int) -> None:
        if self.cards:
            path = f"/v1/cards/{self.cards[card % len(self.cards)]}"
            await self.author.patch(path, json={"tags": [str(uuid4())], "position": position})

    async def delete(self, card: int) -> None:
        if self.cards:
            await self.author.delete(f"/v1/cards/{self.cards[card % len(self.cards)]}")

    async def batch(self, deck: int, order: list[int]) -> None:
        shown = await self.author.get(f"/v1/decks/{self.decks[deck]}/cards")
        if shown.status_code == 200:
            ids = [card["id"] for card in shown.json()["items"]]
            some = [ids[place] for place in order if place < len(ids)]
            if some:
                items: list[Any] = [
                    {"op": "update", "id": some[0], "changes": {"position": 1}},
                    {"op": "reorder", "card_ids": some},
                    {"op": "delete", "id": some[-1]},
                    {"op": "update", "id": some[-1], "changes": {"tags": ["gone"]}},
                ]
                path = f"/v1/decks/{self.decks[deck]}/cards/batch"
                await self.author.post(path, json={"items": items})

    async def deck(self, deck: int, patch: dict[str, Any]) -> None:
        await self.author.patch(f"/v1/decks/{self.decks[deck]}", json=patch)

    async def remove_deck(self, deck: int) -> None:
        await self.author.delete(f"/v1/decks/{self.decks[deck]}")

    async def leave(self) -> None:
        path = f"/v1/workspaces/{self.workspace}/members/{self.learner.account_id}"
        await self.author.delete(path)

    async def join(self) -> None:
        invited = {"email": self.learner.email, "role": "teacher"}
        path = f"/v1/workspaces/{self.workspace}/invitations"
        reply = await self.author.post(path, json=invited)
        if reply.status_code == 201:
            token = {"token": reply.json()["token"]}
            await self.learner.post("/v1/invitations/accept", json=token)


async def make_world(service: Any) -> World:
    author = await service.account()
    workspace = await make_workspace(author)
    learner = await join(service, author, workspace, "teacher")
    world = World(service, author, workspace, learner, Phone(learner))
    for _ in range(3):
        body = {"title": "D", "workspace_id": workspace, "visibility": "public"}
        world.decks.append((await author.post("/v1/decks", json=body)).json()["id"])
    for deck in range(3):
        card = {"kind": "typed", "prompt": "2 + 2?", "accepted": ["4"]}
        await world.create(deck, card, None)
        await world.create(deck, card, None)
    return world


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES < 100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STEPS, min_size=10, max_size=40), st.integers(1, 7))
async def test_who_follows_the_feed_holds_what_the_service_shows(
    service: Any, steps: list[tuple[Any, ...]], limit: int
) -> None:
    world = await make_world(service)
    await world.study(0)
    for step in steps:
        service.clock.turn(seconds=1)
        await world.do(*step)
    for phone in (world.phone, Phone(world.learner)):
        await phone.sync(limit)
        assert phone.copy == await held_by(world.learner, sorted(world.studied))
