"""The optional grader that the settings name."""

from typing import assert_never

from api.clients.chat_completions import ChatCompletions
from api.clients.proposers import Proposer
from api.clients.sentence_embeddings import SentenceEmbeddings
from api.settings import FreeTextGrader, Settings


def chosen(settings: Settings) -> Proposer | None:
    """The proposer of this process; `None` where the default grader works alone."""
    match settings.grader:
        case FreeTextGrader.LEXICAL:
            return None
        case FreeTextGrader.EMBEDDINGS:
            assert settings.embeddings_model is not None
            return SentenceEmbeddings(settings.embeddings_model)
        case FreeTextGrader.LLM:
            return ChatCompletions(
                settings.llm_url,
                settings.llm_model,
                api_key=settings.llm_api_key,
                seconds=settings.llm_timeout_seconds,
            )
        case _:
            assert_never(settings.grader)
