"""The shipped surveys as version 1, which the fixed rows and files of tests name, whatever version ships now."""

from flows.load import SHIPPED_SURVEYS, load_surveys
from flows.survey import Survey


def first_versions():
    """Each shipped survey under version 1."""
    for survey in load_surveys(SHIPPED_SURVEYS):
        yield Survey.model_validate(survey.model_dump(mode="json", by_alias=True) | {"version": 1})
