"""Imports and exports: decks from other systems, and to them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse

from api.deps import Author, Conditions, Now, Once, Reader, Reading, Writing
from api.openapi import problems
from api.routing import router as strict_router
from api.services import exporting, importing
from api.services.importing import ImportWanted
from api.showing import show_operation
from quiz.access import Visibility
from schemas.imports import ExportFormat, ImportFormat
from schemas.operations import Operation

router = strict_router("/v1", "imports")

_UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["recite", "decks"],
                    "properties": {
                        "recite": {"const": 1},
                        "decks": {"type": "array", "items": {"type": "object"}},
                    },
                },
                "example": {
                    "recite": 1,
                    "decks": [
                        {
                            "title": "Rivers",
                            "cards": [
                                {
                                    "kind": "typed",
                                    "prompt": "Wrocław is on the …",
                                    "accepted": ["Oder"],
                                }
                            ],
                        }
                    ],
                },
            },
            "text/plain": {"schema": {"type": "string"}},
        },
    }
}
_EXPORT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The document, as a file to save.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}


@router.post(
    "/imports",
    status_code=202,
    dependencies=[Once],
    responses=problems(404, 409, 413, 415),
    openapi_extra=_UPLOAD,
)
async def imports_create(
    request: Request,
    caller: Author,
    db: Writing,
    now: Now,
    tag: Conditions,
    response: Response,
    format: Annotated[
        ImportFormat | None, Query(description="The body's format; left out, it is found out.")
    ] = None,
    dry_run: Annotated[bool, Query(description="Check and report, but write nothing.")] = False,
    workspace_id: Annotated[
        UUID | None, Query(description="Where to; by default the caller's own workspace.")
    ] = None,
    visibility: Annotated[
        Visibility, Query(description="Who may see the decks that are made.")
    ] = Visibility.PRIVATE,
) -> Operation:
    """Import decks: Recite's own JSON document, or the text of a Brainscape page.

    All or nothing. Follow the operation; its result says what was made and what was lost.
    """
    wanted = ImportWanted(format, dry_run, workspace_id, visibility)
    row = await importing.accept(db, caller, await request.body(), wanted, now=now)
    tag.shows("operation", row.id, row.revision)
    response.headers["Location"] = f"/v1/operations/{row.id}"
    return show_operation(row)


@router.get(
    "/decks/{deck_id}/export", response_class=StreamingResponse, responses=_EXPORT | problems(404)
)
async def decks_export(
    deck_id: UUID,
    caller: Reader,
    db: Reading,
    format: Annotated[ExportFormat, Query(description="What to write.")] = (
        ExportFormat.RECITE_JSON
    ),
) -> Response:
    """The deck with all cards as a document. Takes the right to read answers."""
    deck, document = await exporting.export(db, caller, deck_id)
    return StreamingResponse(
        exporting.written(document, format),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{exporting.file_name(deck)}"'},
    )
