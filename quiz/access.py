"""Who asks, and what they may do: roles, scopes, and the rules over them."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a member is in a workspace."""

    OWNER = "owner"
    EDITOR = "editor"
    TEACHER = "teacher"


class Scope(StrEnum):
    """What a credential may be used for."""

    STUDY = "study"
    DECKS_READ = "decks:read"
    DECKS_WRITE = "decks:write"
    LEARNERS_READ = "learners:read"
    LEARNERS_WRITE = "learners:write"
    ANSWERS_MARK = "answers:mark"
    WORKSPACE_ADMIN = "workspace:admin"
    ACCOUNT = "account"


KEY_SCOPES = frozenset(Scope) - {Scope.ACCOUNT}
"""What an API key can be given; the rest belongs to people."""

ROLE_SCOPES: dict[Role, frozenset[Scope]] = {
    Role.OWNER: KEY_SCOPES,
    Role.EDITOR: frozenset({Scope.STUDY, Scope.DECKS_READ, Scope.DECKS_WRITE, Scope.ANSWERS_MARK}),
    Role.TEACHER: frozenset(
        {
            Scope.STUDY,
            Scope.DECKS_READ,
            Scope.LEARNERS_READ,
            Scope.LEARNERS_WRITE,
            Scope.ANSWERS_MARK,
        }
    ),
}
"""What a member of each role may do in the workspace. Marking alone reaches appeals over its decks;
with `learners:read` it reaches the answers of the learners that it manages."""


class CallerKind(StrEnum):
    """Which kind of credential the caller showed."""

    ACCOUNT = "account"
    GUEST = "guest"
    LEARNER_TOKEN = "learner_token"  # noqa: S105 a kind of caller, not a password
    API_KEY = "api_key"


class Visibility(StrEnum):
    """Who may see and study a deck: its workspace, whoever has the id, or everybody."""

    PRIVATE = "private"
    UNLISTED = "unlisted"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a request.

    `learner_id` is whom they study as (an API key has none until its request names one).
    `workspace_id` is the one workspace that a key or a learner token belongs to.
    `sign_in_id` is the sign-in behind an account's or guest's token.
    """

    kind: CallerKind
    scopes: frozenset[Scope]
    account_id: UUID | None = None
    learner_id: UUID | None = None
    workspace_id: UUID | None = None
    api_key_id: UUID | None = None
    sign_in_id: UUID | None = None

    @property
    def subject(self) -> str:
        """One text per identity, the same for every token of that identity."""
        owner = self.account_id or self.api_key_id or self.learner_id
        return f"{self.kind}:{owner}"

    @property
    def writes_as(self) -> UUID | None:
        """The account or API key that what the caller writes is kept under."""
        return self.account_id or self.api_key_id

    @property
    def studies_as(self) -> UUID:
        """The learner of a caller who studies, and so has one."""
        assert self.learner_id is not None
        return self.learner_id

    def has(self, scope: Scope) -> bool:
        """Whether the credential covers `scope`."""
        return scope in self.scopes


def may(role: Role | None, scope: Scope) -> bool:
    """Whether a member of this role (`None`: not a member) may do what `scope` covers."""
    return role is not None and scope in ROLE_SCOPES[role]
