"""Steps that tests of marks take: answers to mark, appeals, reviews and decisions."""

from typing import Any

from studying import answer, pending, start

POINTS = {
    "kind": "basic",
    "prompt": "Outline Leon Trotsky",
    "answer": "• led the October coup in Petrograd\n• built the Red Army\n• was exiled to Mexico",
}


VAGUE = "He led some coup somewhere and he was not exiled to Mexico"


async def answer_wrong(learner: Any, deck: dict[str, Any], **options: Any) -> dict[str, Any]:
    """The result of a wrong answer to a typed card."""
    session = await start(learner, deck, formats=["typed"], **options)
    result = await answer(learner, session, await pending(learner, session), text="Christiania")
    return {**result["answer"], "memory": result["memory"]}


async def appeal(learner: Any, answered: dict[str, Any], **body: Any) -> Any:
    return await learner.post(f"/v1/answers/{answered['id']}/appeals", json=body)


async def results_of(learner: Any, answered: dict[str, Any]) -> dict[str, Any]:
    reply = await learner.get(f"/v1/sessions/{answered['session_id']}/results")
    assert reply.status_code == 200, reply.text
    return reply.json()


async def make_pupil(service: Any, owner: Any, workspace: str) -> Any:
    """A client that studies as a managed learner of the workspace."""
    made = await owner.post("/v1/learners", json={"workspace_id": workspace})
    assert made.status_code == 201, made.text
    granted = await owner.post(f"/v1/learners/{made.json()['id']}/tokens", json={})
    pupil = service.client(granted.json()["access_token"])
    pupil.learner_id = made.json()["id"]
    return pupil


async def write_vaguely(learner: Any, deck: dict[str, Any]) -> dict[str, Any]:
    """An answer in free text that the grader leaves open: it may contradict a key point."""
    session = await start(learner, deck, formats=["free_text"])
    question = await pending(learner, session)
    response = {"format": "free_text", "text": VAGUE}
    result = await answer(learner, session, question, response=response)
    answered = result["answer"]
    assert answered["grade"]["needs_review"], answered["grade"]
    return answered


async def queue(staff: Any, **filters: Any) -> list[dict[str, Any]]:
    reply = await staff.get("/v1/reviews", params=filters)
    assert reply.status_code == 200, reply.text
    return reply.json()["items"]


async def decide(staff: Any, told: dict[str, Any], **body: Any) -> Any:
    found = told["appeal"]
    path = f"/v1/learners/{found['learner_id']}/appeals/{found['id']}/decisions"
    return await staff.post(path, json=body)


async def mark(staff: Any, learner: Any, answered: dict[str, Any], **body: Any) -> Any:
    path = f"/v1/learners/{learner.learner_id}/answers/{answered['id']}/marks"
    return await staff.post(path, json=body)
