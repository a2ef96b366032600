"""Steps that tests of regrades take: cards changed, regrades run, what came of them."""

from typing import Any

from operating import finished

ACCEPTS_BOTH = {"accepted": ["Oslo", "Christiania"]}


async def change(author: Any, deck: dict[str, Any], **content: Any) -> None:
    """A new version of the deck's first card."""
    reply = await author.patch(f"/v1/cards/{deck['card_ids'][0]}", json=content)
    assert reply.status_code == 200, reply.text
    assert reply.json()["version"] == 2


async def ask(author: Any, deck: dict[str, Any], **wanted: Any) -> Any:
    return await author.post(f"/v1/decks/{deck['id']}/regrades", json=wanted)


async def regrade(service: Any, author: Any, deck: dict[str, Any], **wanted: Any) -> Any:
    """The operation, once it has succeeded."""
    operation = await finished(service, author, await ask(author, deck, **wanted))
    assert operation["status"] == "succeeded", operation
    return operation


async def look_and_apply(
    service: Any, author: Any, deck: dict[str, Any], **wanted: Any
) -> dict[str, Any]:
    """The report of applying a dry run."""
    dry = await regrade(service, author, deck, **wanted)
    operation = await regrade(service, author, deck, dry_run_id=dry["id"])
    return dict(operation["result"])


async def changes(author: Any, operation: dict[str, Any], **query: Any) -> list[dict[str, Any]]:
    reply = await author.get(f"/v1/operations/{operation['id']}/changes", params=query)
    assert reply.status_code == 200, reply.text
    return list(reply.json()["items"])


async def kept(learner: Any, answered: dict[str, Any]) -> dict[str, Any]:
    reply = await learner.get(f"/v1/answers/{answered['id']}")
    return dict(reply.json())
