"""The answer endpoint as a good FastAPI and SQLModel tutorial would build it, to compare with.

It does the same work on the same tables: it reads the token, asks for the learner, the session, the
question's card, its version and deck, grades by the same graders, folds by the same scheduler, and
keeps answer, memory, progress, next question and event in one commit; an answer that is sent again
gives its first result. `app.py` is written with the sync `Session`, `async_app.py` with the async
one; `steps.py` has what both decide. Nothing is slowed down: the reply is made before the commit,
so that no row is read again, and what the service does besides is left out (learners' locks, the
texts around a card that is typed, imports and offline sessions).
"""
