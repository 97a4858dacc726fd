"""Replies read at a question, for the tests of how they are understood."""

from pathlib import Path

from flows.load import SHIPPED_SURVEYS, load_survey, survey_files
from flows.replies import Reading, read_words
from flows.session import Said

SURVEY = load_survey(Path(__file__).parent / "survey.yaml")
SURVEYS = [SURVEY, *(load_survey(path) for path in survey_files(SHIPPED_SURVEYS))]


def read(question, reply, language="en", door="text", survey=SURVEY, before=None):
    """The reading of a reply at a question of a survey."""
    asked = survey.by_id[question]
    return read_words(asked, survey.scale_of(asked), Said(reply), door, language, before)


def taken(question, reply, language="en", **more):
    """What a reply was taken for: its keys, ``text``, or the reason why it was refused."""
    found = read(question, reply, language, **more)
    if not isinstance(found, Reading):
        return found.reason
    return found.native or "text"


def scales_asked():
    """Each scale that a question of any survey has, with that question."""
    seen = {}
    for survey in SURVEYS:
        for question in survey.questions:
            if question.scale is not None:
                seen.setdefault((survey.id, question.scale), (survey, question))
    return list(seen.values())
