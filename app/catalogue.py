"""The catalogue: every version of a survey that a session may need, in memory, then Redis, then SQL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import structlog

from app.errors import Away, BadInput
from app.live import keys
from app.live.breaker import Breaker
from app.records import queries
from app.records.database import Database
from flows.load import recordings_beside, survey_from_json
from flows.survey import Survey

log = structlog.get_logger()


class UnknownSurvey(BadInput):
    """A version that no file, Redis or SQL holds."""


class Catalogue:
    """Surveys by id and version. ``files`` are those of this deployment, by the path that each came from."""

    def __init__(self, files: Mapping[Path, Survey], breaker: Breaker, database: Database) -> None:
        self._files = files
        self._breaker = breaker
        self._database = database
        self._known = {(survey.id, survey.version): survey for survey in files.values()}
        self.recordings = {
            address: file for path, survey in files.items() for address, file in recordings_beside(path, survey).items()
        }
        """Where the recordings of these files stand, by their address below ``/audio/``."""
        self._active: dict[str, list[Survey]] = {}
        for survey in sorted(files.values(), key=lambda survey: -survey.version):
            if survey.active:
                self._active.setdefault(survey.id, []).append(survey)

    @property
    def files(self) -> Mapping[Path, Survey]:
        """The surveys of this deployment, by the file that each came from."""
        return self._files

    def active(self, survey_id: str, day: date) -> Survey | None:
        """The newest active version whose effective dates hold a local day, for a new session; None without one."""
        for survey in self._active.get(survey_id, ()):
            since, until = survey.effective.since, survey.effective.until
            if (since is None or since <= day) and (until is None or day <= until):
                return survey
        return None

    def at_hand(self, survey_id: str, version: int) -> Survey | None:
        """A version that this process has in memory, for when no store answers."""
        return self._known.get((survey_id, version))

    def version(self, survey_id: str, version: int) -> Survey:
        """A version for a session that began with it. Raises UnknownSurvey, or Away where no store answered."""
        known = self._known.get((survey_id, version))
        if known is None:
            known = survey_from_json(self._stored(survey_id, version))
            self._known[survey_id, version] = known
        return known

    def _stored(self, survey_id: str, version: int) -> str:
        away: Away | None = None
        try:
            found = self._breaker.call(lambda client: client.get(keys.survey(survey_id, version)))
            if found is not None:
                return str(found)
        except Away as error:
            away = error
        with self._database.read() as connection:
            definition = queries.survey_definition(connection, survey_id, version)
        if definition is not None:
            return definition
        if away is not None:
            raise away
        raise UnknownSurvey(f"survey {survey_id} version {version} is not known here")

    def publish(self) -> None:
        """Put the files' surveys into SQL and Redis, and which of them are active, as a process starts.

        Raises BadInput naming the file whose wording changed after responses used its version; DatabaseAway.
        """
        for path, survey in self._files.items():
            with self._database.begin() as connection:
                kept = queries.save_survey(connection, survey.id, survey.version, survey.sha256, survey.canonical)
            if kept != survey.sha256:
                raise BadInput(
                    f"{path}: {survey.id} version {survey.version} has responses with another wording "
                    f"(stored {kept[:12]}, file {survey.sha256[:12]}): give the changed survey a new version"
                )
        active = [(survey.id, survey.version) for survey in self._files.values() if survey.active]
        with self._database.begin() as connection:
            queries.record_active(connection, active, datetime.now(UTC))
        try:
            for survey in self._files.values():
                self._keep(survey)
        except Away as error:
            log.warning("surveys not in Redis yet; SQL has them", error=str(error))

    def _keep(self, survey: Survey) -> None:
        name = keys.survey(survey.id, survey.version)
        self._breaker.call(lambda client: client.set(name, survey.canonical))
