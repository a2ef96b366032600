"""F7: one question is answered by many requests at once."""

import asyncio
from uuid import UUID

from drills import ledgers
from drills.grounds import Ground
from drills.students import Sent, Student, enrolled
from drills.tallies import Tally
from drills.wire import Connection

RACERS = 50


async def drill(ground: Ground, trials: int) -> Tally:
    """So many questions, each answered 50 times at once under 50 ids: one is taken, the others are
    told that the question is no longer the one."""
    tally = Tally(trials=trials)
    url = await ground.database()
    with ground.serving(url) as service:
        async with enrolled(service.url, ground.deck_id, 1, ground.rng) as [student]:
            racers = [Connection(service.url) for _ in range(RACERS)]
            for trial in range(trials):
                while student.question is None:
                    await student.step()
                await _race(student, racers, ground, tally)
                if trial % 20 == 19:
                    ground.say(f"question {trial + 1} of {trials}")
            for racer in racers:
                racer.close()
            tally.add(await ledgers.compare(url, [student]))
            tally.add_surprises([student])
    return tally


async def _race(student: Student, racers: list[Connection], ground: Ground, tally: Tally) -> None:
    question, session_id = student.question, student.session_id
    assert question is not None
    body = student.answer_to(question)
    bodies = [body | {"id": str(UUID(int=ground.rng.getrandbits(128), version=4))} for _ in racers]
    path = f"/v1/sessions/{session_id}/answers"
    replies = await asyncio.gather(
        *(
            racer.ask("POST", path, body, token=student.token)
            for racer, body in zip(racers, bodies, strict=True)
        )
    )
    taken = [n for n, reply in enumerate(replies) if reply.status == 201]
    for n in taken:
        student.acknowledged[bodies[n]["id"]] = Sent(session_id, bodies[n], replies[n])
        student.ask_next(replies[n].json()["next"])
    if len(taken) != 1:
        told = tally.twice if taken else tally.wrong
        told.append(f"question {question['id']} was taken {len(taken)} times")
        student.ask_next(None)
    for reply in replies:
        tally.counted[str(reply.status)] += 1
        if reply.status not in (201, 409, 503):
            tally.wrong.append(f"{reply.status} {reply.body[:200]!r}")
