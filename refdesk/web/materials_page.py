"""Pages for staff to read or print: rubrics, surveys, exercises that come with refdesk.

They work without scripts, and hold nothing of patrons.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from aiohttp import web

from refdesk.errors import ForbiddenOrAbsent
from refdesk.evaluation.instruments import Materials
from refdesk.evaluation.materials import FILES, read_materials
from refdesk.people.authority import authorise
from refdesk.web.access import ME
from refdesk.web.labels import READ_NOTICE, question_type_label
from refdesk.web.language import language_of
from refdesk.web.templating import page
from refdesk.web.words import say

EXERCISES = "latihan"


async def index(request: web.Request) -> web.Response:
    """GET /bahan: what there is."""
    authorise(request[ME].actor, "read_materials")
    found = materials()
    return _page(request, "materials.html", found=found, exercises=EXERCISES)


async def show(request: web.Request) -> web.Response:
    """GET /bahan/<name>: a rubric, a survey or the exercises."""
    authorise(request[ME].actor, "read_materials")
    name, found = request.match_info["material"], materials()
    if name == EXERCISES:
        return _exercises(request, found)
    for book in found.codebooks:
        if book.id == name:
            return _page(request, "material_rubric.html", book=book)
    for survey in found.surveys:
        if survey.id == name:
            return _page(request, "material_survey.html", survey=survey)
    raise ForbiddenOrAbsent("no_such_material")


@cache
def materials() -> Materials:
    """Give the materials as the package has them, read once."""
    folder = resources.files("refdesk.evaluation.content")
    return read_materials({file: (folder / file).read_text("utf-8") for file in FILES})


def _exercises(request: web.Request, found: Materials) -> web.Response:
    language = language_of(request)
    items = {
        item.id: item.text for book in found.codebooks for area in book.areas for item in area.items
    }
    return _page(
        request,
        "material_exercises.html",
        exercises=found.exercises,
        items=items,
        kinds={one.kind: question_type_label(one.kind, language) for one in found.exercises},
        notice=say(language, READ_NOTICE),
    )


def _page(request: web.Request, template: str, **values: object) -> web.Response:
    response = page(request, template, status=200, **values)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
