"""The notice page: what a person is told about a survey before they answer, at ``/notice/<survey>``, open to all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request

from app.line_fields import fields_of
from app.lines import Line, Lines
from app.notice_addresses import surveys_of
from app.web.voice import runtime
from flows.words import Words, merge

door = Blueprint(
    "notice", __name__, template_folder="templates", static_folder="static", static_url_path="/notice-files"
)

LANGUAGES = {"en": "English", "es": "Español"}
"""The languages that a notice is written in, as they call themselves."""
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice of a line in one language; what is None is left out, or said in the words of the page."""

    language: str
    agency: str
    program: str
    control_number: str | None
    expires: str | None
    burden_minutes: str | None
    why: str | None
    contact: str | None
    privacy_act: str | None
    sorn_url: str | None
    privacy_act_not_applicable: str | None
    clearance_not_needed: str | None


@door.get("/notice/<survey>")
def show(survey: str) -> Response:
    """The notice of a survey in all languages of its line; where lines differ and none is named, which there are."""
    lines, wanted = runtime().lines, request.args.get("line")
    asking = [line for line in lines.lines if survey in surveys_of(line) and wanted in (None, line.id)]
    found = {line.id: notices(line, lines) for line in asking}
    if not found:
        return _page("missing", 404, languages=LANGUAGES)
    told = list(found.values())
    if any(one != told[0] for one in told):
        return _page("which", 200, survey=survey, found=found, languages=LANGUAGES)
    return _page("page", 200, notices=told[0], languages=LANGUAGES)


def notices(line: Line, lines: Lines) -> Sequence[Notice]:
    """The notice of a line in each of its languages, in their order; in English where it is written in none of them."""
    spoken = [language for language in line.languages if language in LANGUAGES] or ["en"]
    return [_notice(line, language, _contact(line, lines)) for language in spoken]


def _notice(line: Line, language: str, contact: str | None) -> Notice:
    clearance, fields = line.clearance, fields_of(line, "text", language)
    # Texts shorten a name; the agency's own is the whole one, in English.
    names = {"agency": line.agency, "program": line.program} if language == "en" else {}
    fields = {**fields, **names}

    def words(given: Words | None) -> str | None:
        found = None if given is None else given.on("text", language)
        return None if found is None else merge(found, fields)

    return Notice(
        language=language,
        agency=fields["agency"],
        program=fields["program"],
        control_number=fields.get("control_number"),
        expires=fields.get("expires_spoken"),
        burden_minutes=None if clearance is None else f"{clearance.burden_minutes:g}",
        why=None if clearance is None else words(clearance.notice),
        contact=contact,
        privacy_act=None if clearance is None else words(clearance.privacy_act),
        sorn_url=None if clearance is None else clearance.sorn_url,
        privacy_act_not_applicable=None if clearance is None else words(clearance.privacy_act_not_applicable),
        clearance_not_needed=line.clearance_not_needed,
    )


def _contact(line: Line, lines: Lines) -> str | None:
    """Where comments on the burden go: as the clearance says, else to whoever answers for the agency's reports."""
    if line.clearance is not None and line.clearance.contact is not None:
        return line.clearance.contact
    told = [one for one in (lines.reporting.contact_name, lines.reporting.contact_email) if one is not None]
    return ", ".join(told) or None


def _page(name: str, status: int, **shown: object) -> Response:
    page = make_response(render_template(f"notice/{name}.html", **shown), status)
    page.headers.update(_HEADERS)
    return page
