"""The OpenAPI document as tests walk it, and one person's things for every path in it."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
from people import invite, make_workspace
from studying import answer, make_deck, pending, start

THINGS: dict[str, dict[str, str]] = {
    "/v1/workspaces/{workspace_id}": {"workspace_id": "workspace"},
    "/v1/workspaces/{workspace_id}/members": {"workspace_id": "workspace"},
    "/v1/workspaces/{workspace_id}/members/{account_id}": {
        "workspace_id": "workspace",
        "account_id": "account",
    },
    "/v1/workspaces/{workspace_id}/invitations": {"workspace_id": "workspace"},
    "/v1/workspaces/{workspace_id}/invitations/{invitation_id}": {
        "workspace_id": "workspace",
        "invitation_id": "invitation",
    },
    "/v1/api-keys/{key_id}": {"key_id": "key"},
    "/v1/learners/external/{external_id}": {
        "external_id": "external",
        "?workspace_id": "home",
    },
    "/v1/learners/{learner_id}": {"learner_id": "learner"},
    "/v1/learners/{learner_id}/calibration": {"learner_id": "learner"},
    "/v1/learners/{learner_id}/fits": {"learner_id": "learner"},
    "/v1/learners/{learner_id}/simulations": {"learner_id": "learner"},
    "/v1/learners/{learner_id}/due": {"learner_id": "pupil"},
    "/v1/learners/{learner_id}/forecast": {"learner_id": "pupil"},
    "/v1/learners/{learner_id}/stats": {"learner_id": "pupil"},
    "/v1/learners/{learner_id}/retention": {"learner_id": "pupil"},
    "/v1/learners/{learner_id}/mastery": {"learner_id": "pupil"},
    "/v1/learners/{learner_id}/decks/{deck_id}/mastery": {
        "learner_id": "pupil",
        "deck_id": "deck",
    },
    "/v1/learners/{learner_id}/charts": {"learner_id": "pupil"},
    "/v1/learners/{learner_id}/charts/forecast.svg": {"learner_id": "pupil"},
    "/v1/learners/{learner_id}/charts/heatmap.svg": {"learner_id": "pupil"},
    "/v1/learners/{learner_id}/charts/retention.svg": {"learner_id": "pupil"},
    "/v1/learners/{learner_id}/charts/mastery.svg": {
        "learner_id": "pupil",
        "?deck_id": "deck",
    },
    "/v1/learners/{learner_id}/tokens": {"learner_id": "learner"},
    "/v1/decks/{deck_id}": {"deck_id": "deck"},
    "/v1/decks/{deck_id}/copies": {"deck_id": "deck"},
    "/v1/decks/{deck_id}/export": {"deck_id": "deck"},
    "/v1/decks/{deck_id}/items": {"deck_id": "deck"},
    "/v1/decks/{deck_id}/cards": {"deck_id": "deck"},
    "/v1/decks/{deck_id}/cards/batch": {"deck_id": "deck"},
    "/v1/cards/{card_id}": {"card_id": "card"},
    "/v1/cards/{card_id}/versions": {"card_id": "card"},
    "/v1/cards/{card_id}/preview": {"card_id": "card"},
    "/v1/sessions/{session_id}": {"session_id": "session"},
    "/v1/sessions/{session_id}/next": {"session_id": "session"},
    "/v1/sessions/{session_id}/pack": {"session_id": "packed"},
    "/v1/sessions/{session_id}/reveal": {"session_id": "session"},
    "/v1/sessions/{session_id}/answers": {"session_id": "session"},
    "/v1/sessions/{session_id}/undo": {"session_id": "session"},
    "/v1/sessions/{session_id}/finish": {"session_id": "session"},
    "/v1/sessions/{session_id}/results": {"session_id": "session"},
    "/v1/answers/{answer_id}": {"answer_id": "answer"},
    "/v1/answers/{answer_id}/rating": {"answer_id": "answer"},
    "/v1/answers/{answer_id}/appeals": {"answer_id": "answer"},
    "/v1/learners/{learner_id}/answers": {"learner_id": "pupil"},
    "/v1/learners/{learner_id}/answers/{answer_id}": {
        "learner_id": "pupil",
        "answer_id": "pupil_answer",
    },
    "/v1/learners/{learner_id}/answers/{answer_id}/marks": {
        "learner_id": "pupil",
        "answer_id": "pupil_answer",
    },
    "/v1/learners/{learner_id}/appeals/{appeal_id}": {
        "learner_id": "pupil",
        "appeal_id": "appeal",
    },
    "/v1/learners/{learner_id}/appeals/{appeal_id}/decisions": {
        "learner_id": "pupil",
        "appeal_id": "appeal",
    },
    "/v1/memories/{card_id}": {"card_id": "card"},
    "/v1/memories/{card_id}/history": {"card_id": "card"},
    "/v1/learners/{learner_id}/memories": {"learner_id": "pupil"},
    "/v1/learners/{learner_id}/memories/{card_id}": {
        "learner_id": "pupil",
        "card_id": "pupil_card",
    },
    "/v1/learners/{learner_id}/memories/{card_id}/history": {
        "learner_id": "pupil",
        "card_id": "pupil_card",
    },
    "/v1/learners/{learner_id}/decks/{deck_id}/settings": {
        "learner_id": "pupil",
        "deck_id": "deck",
    },
    "/v1/learners/{learner_id}/decks/{deck_id}/reschedules": {
        "learner_id": "pupil",
        "deck_id": "deck",
    },
    "/v1/decks/{deck_id}/regrades": {"deck_id": "deck"},
    "/v1/operations/{operation_id}/changes": {"operation_id": "operation"},
    "/v1/operations/{operation_id}": {"operation_id": "operation"},
}
"""Which of a person's things stands in each path (`?`: in the query). Every new path needs its
line here."""

BODIES: dict[str, Any] = {
    "accounts_create": {"email": "new@school.example", "password": "x" * 20, "name": "N"},
    "me_update": {"name": "Taken"},
    "workspaces_create": {"name": "Taken"},
    "workspaces_update": {"name": "Taken"},
    "members_update": {"role": "owner"},
    "invitations_create": {"email": "eve@school.example", "role": "teacher"},
    "invitations_accept": {"token": "ri_unknown"},
    "api_keys_create": {"name": "Taken", "scopes": ["study"]},
    "api_keys_update": {"name": "Taken"},
    "learners_create": {"name": "Taken"},
    "learners_put": {"name": "Taken"},
    "learners_update": {"name": "Taken"},
    "learners_create_token": {},
    "learners_simulate": {},
    "decks_create": {"title": "Taken"},
    "decks_update": {"title": "Taken"},
    "decks_copy": {},
    "decks_regrade": {},
    "cards_create": {"kind": "typed", "prompt": "Taken", "accepted": ["x"]},
    "cards_batch": {"items": [{"op": "create", "card": {"kind": "typed"}}]},
    "cards_update": {"prompt": "Taken"},
    "card_previews_create": {"kind": "typed", "prompt": "Taken", "accepted": ["x"]},
    "imports_create": {"recite": 1, "decks": [{"title": "Taken", "cards": []}]},
    "sessions_start": {"deck_ids": ["{deck}"]},
    "sessions_answer": {"question_id": "{question}", "response": {"format": "flip"}}
    | {"confidence": 5},
    "sessions_undo": {},
    "answers_batch": {
        "items": [
            {
                "id": "019ab0c4-3f00-7000-8000-000000000009",
                "session_id": "{session}",
                "question_id": "{question}",
                "response": {"format": "flip"},
                "confidence": 5,
                "answered_at": "2026-03-02T09:00:00Z",
            }
        ]
    },
    "answers_rate": {"confidence": 4},
    "answers_appeal": {"reason": "Taken"},
    "learners_mark_answer": {"fraction": 0.5},
    "learners_decide_appeal": {"status": "declined"},
    "memories_update": {"is_suspended": True},
    "learners_update_memory": {"is_suspended": True},
    "deck_settings_update": {"desired_retention": 0.8},
    "learners_reschedule_deck": {},
}
"""A body that each operation takes; `{…}` stands for one of the person's things."""


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    id: str
    method: str
    path: str
    spec: dict[str, Any]

    @property
    def scopes(self) -> set[str]:
        """A caller needs one of these; none: any credentials will do."""
        return {scope for item in self.spec.get("security", []) for scope in item.get("bearer", [])}

    @property
    def is_public(self) -> bool:
        return not self.spec.get("security") or {} in self.spec["security"]

    @property
    def takes_json(self) -> bool:
        body = self.spec.get("requestBody", {}).get("content", {})
        return "application/json" in body

    def parameters(self, where: str) -> list[str]:
        found = self.spec.get("parameters", [])
        return [parameter["name"] for parameter in found if parameter["in"] == where]

    def url(self, things: dict[str, str]) -> str:
        """The path and query with these things in their places."""
        places = THINGS.get(self.path, {}) if "{" in self.path else {}
        path = self.path
        for name, thing in places.items():
            path = path.replace(f"{{{name}}}", things[thing])
        query = [f"{n[1:]}={things[thing]}" for n, thing in places.items() if n.startswith("?")]
        return "?".join([path, *query])

    async def call(
        self,
        client: Any,
        things: dict[str, str],
        *,
        headers: dict[str, Any] | None = None,
        **query: str,
    ) -> Any:
        """The reply to this operation on these things, with a body that it takes."""
        sent: dict[str, Any] = {"headers": headers or {}}
        if self.takes_json:
            body = json.dumps(BODIES[self.id])
            for name, value in things.items():
                body = body.replace(f"{{{name}}}", value)
            sent["content"] = body
            sent["headers"] = {"Content-Type": "application/json"} | sent["headers"]
        url = httpx.URL(self.url(things)).copy_merge_params(query)
        return await client.request(self.method, url, **sent)


def operations_of(document: dict[str, Any]) -> list[Operation]:
    return [
        Operation(spec["operationId"], method.upper(), path, spec)
        for path, item in document["paths"].items()
        for method, spec in item.items()
    ]


async def make_things(owner: Any) -> dict[str, str]:
    """The ids of one thing of each sort, all private to this account."""
    deck = await make_deck(owner, visibility="private")
    session = await start(owner, deck, formats=["flip"])
    packed = await start(owner, deck, offline=True)
    answered = await answer(owner, session, await pending(owner, session))
    workspace = await make_workspace(owner)
    await invite(owner, workspace, "nadia@school.example", "teacher")
    invitations = await owner.get(f"/v1/workspaces/{workspace}/invitations")
    external = f"pupil-{uuid4()}"
    learner = await owner.put(f"/v1/learners/external/{external}", json={})
    key = await owner.post("/v1/api-keys", json={"name": "k", "scopes": ["study"]})
    work = await owner.post("/v1/imports", json=BODIES["imports_create"])
    return {
        "home": owner.workspace_id,
        "workspace": workspace,
        "account": owner.account_id,
        "invitation": invitations.json()["items"][0]["id"],
        "key": key.json()["id"],
        "external": external,
        "learner": learner.json()["id"],
        **await make_pupil_things(owner, deck),
        "deck": deck["id"],
        "card": deck["card_ids"][0],
        "session": session["id"],
        "packed": packed["id"],
        "question": answered["next"]["id"],
        "answer": answered["answer"]["id"],
        "operation": work.json()["id"],
    }


async def make_pupil_things(owner: Any, deck: dict[str, Any]) -> dict[str, str]:
    """A managed learner who studies the deck, with a wrong answer and an appeal over it."""
    pupil = (await owner.post("/v1/learners", json={})).json()["id"]
    granted = await owner.post(f"/v1/learners/{pupil}/tokens", json={})
    told = {"Authorization": f"Bearer {granted.json()['access_token']}"}
    begun = {"deck_ids": [deck["id"]], "formats": ["typed"]}
    session = (await owner.post("/v1/sessions", json=begun, headers=told)).json()["id"]
    path = f"/v1/sessions/{session}"
    question = (await owner.get(f"{path}/next", headers=told)).json()["question"]
    sent = {"question_id": question["id"], "response": {"format": "typed", "text": "Bergen"}}
    answered = await owner.post(f"{path}/answers", json=sent, headers=told)
    answer_id = answered.json()["answer"]["id"]
    appealed = await owner.post(f"/v1/answers/{answer_id}/appeals", json={}, headers=told)
    return {
        "pupil": pupil,
        "pupil_card": question["card_id"],
        "pupil_answer": answer_id,
        "appeal": appealed.json()["appeal"]["id"],
    }


async def seen_by(owner: Any, operations: list[Operation], things: dict[str, str]) -> Any:
    """What the owner reads of everything that these operations show."""
    replies = {
        found.id: await found.call(owner, things) for found in operations if found.method == "GET"
    }
    assert {id: reply.status_code for id, reply in replies.items() if reply.is_error} == {}
    return {id: reply.content for id, reply in replies.items()}
