"""The survey that an option names: by its id, or by its file."""

from __future__ import annotations

from pathlib import Path

from app.errors import BadInput
from flows.load import SHIPPED_SURVEYS, load_survey, load_surveys
from flows.survey import Survey


def named_survey(name: str, surveys_dir: Path | None) -> Survey:
    """The active version of that id among the shipped surveys and those of a directory, else the newest; or a file's.

    Raises BadInput naming the ids that there are, SurveyError for a file that is wrong.
    """
    if Path(name).suffix in {".yaml", ".yml"}:
        return load_survey(Path(name))
    known = [survey for place in (SHIPPED_SURVEYS, surveys_dir) if place for survey in load_surveys(place)]
    versions = [survey for survey in known if survey.id == name]
    if not versions:
        raise BadInput(f"--survey: none has the id {name}: {', '.join(sorted({survey.id for survey in known}))}")
    return max(versions, key=lambda survey: (survey.active, survey.version))
