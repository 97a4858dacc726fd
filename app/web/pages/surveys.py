"""Surveys as people hear and read them, their versions, and the script of each for the paperwork file."""

from __future__ import annotations

from flask import Response, abort, make_response, request

from app.catalogue import UnknownSurvey
from app.lines import Line
from app.surveying import versions
from app.surveying.heard import scripts
from app.surveying.names import DOORS, language_name
from app.surveying.paperwork import Paper, paper, plain
from app.surveying.versions import Reader
from app.web.pages.guard import moment, person, runtime
from app.web.pages.shell import page
from app.web.pages.typed import version
from flows.survey import Survey


def show() -> Response:
    """All surveys."""
    here = runtime()
    with here.database.read() as connection:
        found = versions.listed(connection, here.catalogue, here.lines, person().access.units)
    return page("surveys", surveys=found, language_name=language_name)


def one(survey_id: str) -> Response:
    """One survey: the words on a line, what the check finds, and the versions."""
    here = runtime()
    asking = _asking(survey_id)
    line = _line(asking)
    survey = versions.newest(here.catalogue, survey_id)
    with here.database.read() as connection:
        found = versions.versions(connection, here.catalogue, here.lines, survey_id, reader())
    if survey is None and not found:
        abort(404)
    return page(
        "survey",
        survey_id=survey_id,
        survey=survey,
        line=line,
        lines=asking,
        scripts=[] if survey is None or line is None else scripts(survey, line, here.clock()),
        complaints=versions.complaints(here.catalogue, survey_id),
        versions=found,
        doors=DOORS,
        language_name=language_name,
    )


def script(survey_id: str) -> Response:
    """The script of a version, to be printed."""
    return page("script", paper=_paper(survey_id), doors=DOORS, language_name=language_name)


def script_text(survey_id: str) -> Response:
    """The same as a plain text file."""
    made = _paper(survey_id)
    answer = make_response(plain(made))
    answer.content_type = "text/plain; charset=utf-8"
    name = f"{survey_id}-version-{made.survey.version}-{made.line.id}.txt"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def reader() -> Reader:
    """Who is signed in, as counts know them."""
    return Reader(person().access.units, moment(), walk_ins=runtime().settings.local_mode)


def _paper(survey_id: str) -> Paper:
    line = _line(_asking(survey_id))
    if line is None:
        abort(404)
    return paper(_version(survey_id), line, runtime().lines, runtime().clock())


def _version(survey_id: str) -> Survey:
    given = version(request.args.get("version", ""))
    if given is None:
        abort(404)
    try:
        return runtime().catalogue.version(survey_id, given)
    except UnknownSurvey:
        abort(404)


def _asking(survey_id: str) -> list[Line]:
    """The lines that ask it. 404 for who sees none of them, as a survey that does not exist."""
    asking = versions.asked_by(runtime().lines, survey_id, person().access.units)
    if not asking and person().access.units is not None:
        abort(404)
    return asking


def _line(asking: list[Line]) -> Line | None:
    """The line of the address, else the first. 404 for one that does not ask it."""
    wanted = request.args.get("line")
    if not wanted:
        return asking[0] if asking else None
    return next((line for line in asking if line.id == wanted), None) or abort(404)
