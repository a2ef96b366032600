"""The semantic grader with real libraries and a tiny model that the test makes."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio
from tiny_models import make_model

from api.clients.breakers import Breaker
from api.clients.sentence_embeddings import SentenceEmbeddings, credit_of, windows
from api.clients.sentence_models import SentenceModel
from quiz.cards import BasicContent, CardVersion, KeyPoint
from quiz.grading.proposals import ProposedPoint
from quiz.questions import Question
from quiz.responses import Format

NOBODY = UUID(int=0)
MEANINGS = ("led commanded headed", "army soldiers troops", "expelled banished threw", "party")
POINTS = (KeyPoint("Commanded the army"), KeyPoint("Expelled from the party"))


def question(*given: KeyPoint) -> Question:
    content = BasicContent(prompt="Outline Trotsky", answer="…", key_points=given or POINTS)
    card = CardVersion(NOBODY, NOBODY, 1, content)
    return Question(id=NOBODY, card=card, format=Format.FREE_TEXT, seed=0, position=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_model(tmp_path / "model", *MEANINGS)


@pytest_asyncio.fixture
async def grader(folder: Path) -> AsyncIterator[SentenceEmbeddings]:
    made = SentenceEmbeddings(folder, seconds=60)
    yield made
    await made.close()


async def test_other_words_of_the_same_meaning_earn_credit_with_a_quote(
    grader: SentenceEmbeddings,
) -> None:
    text = "Well, he headed the troops. They banished him, later on."
    first, second = (await grader.propose(question(), text)).points
    assert first == ProposedPoint(1.0, "he headed the troops")
    assert second.quote == "They banished him"
    assert 0 < second.credit < 1


async def test_words_of_another_meaning_earn_nothing(grader: SentenceEmbeddings) -> None:
    proposal = await grader.propose(question(), "He painted landscapes, mostly.")
    assert proposal.points == (ProposedPoint(0.0), ProposedPoint(0.0))


async def test_alternatives_count_the_same(grader: SentenceEmbeddings) -> None:
    point = KeyPoint("He was a general", alternatives=("led soldiers",))
    [found] = (await grader.propose(question(point), "headed troops")).points
    assert found.credit == 1.0


async def test_a_text_without_words_earns_nothing(grader: SentenceEmbeddings) -> None:
    proposal = await grader.propose(question(), "…?!")
    assert [point.credit for point in proposal.points] == [0.0, 0.0]


async def test_quotes_stand_in_the_answer_verbatim(grader: SentenceEmbeddings) -> None:
    text = "Headed\tthe troops – 1,500 strong; banished:  party\nand so on"
    for point in (await grader.propose(question(), text)).points:
        assert point.quote is not None
        assert point.quote in text


async def test_a_batch_keeps_its_order(folder: Path) -> None:
    model = SentenceModel(folder)
    texts = ["army " * (number % 7 + 1) + ("led" if number % 2 else "") for number in range(80)]
    alone = [number for text in texts for number in model.encode([text])[0].tolist()]
    assert model.encode(texts).ravel().tolist() == pytest.approx(alone)


async def test_the_folder_may_be_laid_out_as_models_are_published(tmp_path: Path) -> None:
    folder = make_model(tmp_path, *MEANINGS, sub="onnx")
    grader = SentenceEmbeddings(folder, seconds=60)
    proposal = await grader.propose(question(), "He led the army.")
    assert proposal.points[0].credit == 1.0
    await grader.close()


async def test_the_first_token_stands_for_the_text_where_the_model_says_so(folder: Path) -> None:
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode_cls_token": true}')
    model = SentenceModel(folder)
    first, other = model.encode(["army party", "army led"])
    assert first.tolist() == other.tolist()


async def test_the_event_loop_goes_on_while_a_model_takes_its_time(folder: Path) -> None:
    (folder / "1_Pooling").mkdir()
    stuck = folder / "1_Pooling" / "config.json"
    os.mkfifo(stuck)  # Whoever reads it waits for somebody who writes.
    grader = SentenceEmbeddings(folder, seconds=2)
    asked = [asyncio.create_task(grader.propose(question(), "text")) for _ in range(3)]
    for _ in range(20):
        await asyncio.sleep(0.005)
    assert not any(task.done() for task in asked)
    assert {(await task).failure for task in asked} == {"timed out"}
    await asyncio.to_thread(stuck.write_text, "{}")
    await grader.close()


async def test_too_little_time_is_a_failure(folder: Path) -> None:
    grader = SentenceEmbeddings(folder, seconds=0.0001)
    assert (await grader.propose(question(), "He led the army.")).failure == "timed out"
    await grader.close()


async def test_a_model_that_cannot_be_read_is_a_failure_and_left_alone_for_a_while(
    folder: Path,
) -> None:
    (folder / "model.onnx").write_bytes(b"no network")
    grader = SentenceEmbeddings(folder, seconds=60, breaker=Breaker(failures=2))
    failures = [(await grader.propose(question(), "text")).failure for _ in range(3)]
    assert failures == ["broken", "broken", "paused after failures"]
    await grader.close()


async def test_a_card_with_too_many_wordings_is_left_to_the_default_grader(
    grader: SentenceEmbeddings,
) -> None:
    many = question(*(KeyPoint(f"point {number}") for number in range(300)))
    assert (await grader.propose(many, "text")).failure == "too large"


@pytest.mark.parametrize(
    ("cosine", "unlike", "credit"),
    [
        *((1.0, 0.0, 1.0), (0.8, 0.0, 1.0), (0.45, 0.0, 0.0), (0.625, 0.0, 0.5), (-1.0, 0.0, 0.0)),
        *((0.8, 0.8, 0.0), (0.925, 0.8, 0.5), (1.0, 0.95, 1.0)),
    ],
)
def test_nearness_is_measured_from_what_unlike_texts_have(
    cosine: float, unlike: float, credit: float
) -> None:
    assert credit_of(cosine, unlike) == pytest.approx(credit)


def test_windows_are_runs_of_clauses() -> None:
    assert windows("One, two; three.\n3.5 four") == [
        *("One", "two", "three", "3.5 four"),
        *("One, two", "two; three", "three.\n3.5 four"),
        *("One, two; three", "two; three.\n3.5 four"),
    ]


def test_windows_are_bounded() -> None:
    assert len(windows("a, b. " * 2_000)) <= 240
    assert len(windows("".join(f"w{number}, " for number in range(900)))) == 240
