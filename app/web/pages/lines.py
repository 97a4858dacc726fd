"""Lines: what the lines file says of each, pausing one, and having it ring one's own phone."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access import people
from app.access.roles import Permission
from app.errors import BadInput
from app.lines import LOCAL_LINES, Line
from app.surveying import line_standing, own_phone, pausing
from app.surveying.line_words import settings_in_words
from app.surveying.names import DOORS, language_name
from app.surveying.own_phone import Wanted
from app.surveying.versions import seen
from app.web.pages.guard import actor, moment, person, runtime
from app.web.pages.local_times import local_zone
from app.web.pages.shell import page, say


def show() -> ResponseReturnValue:
    """All lines that the reader may see, and whether they ask."""
    here = runtime()
    mine = seen(here.lines, person().access.units)
    with here.database.read() as connection:
        standing = line_standing.where_they_stand(connection, here.lines, mine, moment())
    return page("lines", standing=standing, file=_file())


def one(line_id: str) -> ResponseReturnValue:
    """One line."""
    return _page(_line(line_id))


def pause(line_id: str) -> ResponseReturnValue:
    """Pause it until the moment of the form; a pause that runs is replaced."""
    here, line = runtime(), _line(line_id)
    try:
        until = _until(request.form.get("day", ""), request.form.get("time", ""))
        pausing.pause(here.database, here.lines, line, request.form.get("reason", ""), until, moment(), actor())
    except BadInput as error:
        return _page(line, 422, pause_problem=str(error))
    here.pauses.refresh(moment())
    say(f"{line.id} is paused.")
    return redirect(url_for("pages.lines_one", line_id=line.id), 303)


def lift(line_id: str) -> ResponseReturnValue:
    """End its pause now."""
    here, line = runtime(), _line(line_id)
    lifted = pausing.lift(here.database, here.lines, line, moment(), actor())
    here.pauses.refresh(moment())
    say(f"{line.id} asks again." if lifted else f"{line.id} was not paused.", "success" if lifted else "info")
    return redirect(url_for("pages.lines_one", line_id=line.id), 303)


def try_on(line_id: str) -> ResponseReturnValue:
    """Have it call or text the number of the form."""
    here, line = runtime(), _line(line_id)
    try:
        wanted = _wanted(line)
        trial = own_phone.try_on(here, wanted, actor())
    except BadInput as error:
        return _page(line, 422, try_problem=str(error))
    done = "calls" if wanted.door == "voice" else "texts"
    say(f"{line.id} {done} {trial.number} within a few seconds. What you answer is marked as a test.")
    if trial.quiet:
        say("It is outside the hours in which the line contacts people: only your own phone rings now.", "warning")
    return redirect(url_for("pages.lines_one", line_id=line.id), 303)


def _page(line: Line, status: int = 200, **problems: str) -> ResponseReturnValue:
    here = runtime()
    with here.database.read() as connection:
        (stands,) = line_standing.where_they_stand(connection, here.lines, [line], moment())
        pauses = pausing.history(connection, line)
        waiting = line_standing.waiting(connection, here.lines, line)
        names = people.names(connection)
    return page(
        "line",
        status,
        line=line,
        stands=stands,
        pauses=pauses,
        waiting=waiting,
        most_counted=line_standing.MOST_COUNTED,
        names=names,
        findings=line_standing.findings_of(here.catalogue, here.lines, line, moment()),
        settings=settings_in_words(line, here.lines),
        file=_file(),
        zone=local_zone(),
        now=moment(),
        may_pause=person().may(Permission.LINES_PAUSE),
        doors={door: DOORS[door] for door in line.surveys},
        language_name=language_name,
        given=request.form,
        most_an_hour=own_phone.MOST_AN_HOUR,
        longest_days=pausing.LONGEST.days,
        shows_phone=here.settings.shows_phone,
        **{"pause_problem": None, "try_problem": None, **problems},
    )


def _line(line_id: str) -> Line:
    """404 also for a line of another unit: whoever may not see it does not learn that there is one."""
    line = runtime().lines.by_id.get(line_id)
    if line is None or not person().sees_unit(line.organizational_unit):
        abort(404)
    return line


def _wanted(line: Line) -> Wanted:
    """What the form asks for. Raises BadInput."""
    if request.form.get("mine") != "yes":
        raise BadInput("Please confirm that the number is your own.")
    door = next((door for door in line.surveys if door == request.form.get("door")), None)
    if door is None:
        raise BadInput("Please choose a call or a text.")
    return Wanted(line, door, request.form.get("language", ""), request.form.get("number", ""))


def _until(day: str, at: str) -> datetime:
    """The moment that was typed, in the zone of the agency's reporting. Raises BadInput."""
    try:
        return datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=local_zone()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadInput("Please give the day and the time at which the pause ends.") from error


def _file() -> str:
    return (runtime().settings.lines_file or LOCAL_LINES).name
