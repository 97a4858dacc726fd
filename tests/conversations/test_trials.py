"""A survey that waives the rules is asked like any other, and all of its responses are marked as test."""

from dataclasses import replace

from sqlalchemy import select

from app.catalogue import Catalogue
from app.records.upkeep import Survey
from flows.load import SHIPPED_SURVEYS, load_survey, load_surveys

LIKERT, TAPPED = (survey.version for survey in load_surveys(SHIPPED_SURVEYS))


def active(house):
    with house.runtime.database.read() as connection:
        kept = connection.execute(select(Survey.id, Survey.version).where(Survey.active_since.is_not(None)))
        return {tuple(row) for row in kept}


def test_the_responses_of_a_trial_are_marked_and_those_of_a_survey_are_not(house, call, tmp_path):
    assert active(house) == {("a11-likert", LIKERT), ("a11-tapped", TAPPED)}
    survey = call(sid="CA1").press("1 5 4")
    text = (SHIPPED_SURVEYS / "a11-likert.yaml").read_text()
    path = tmp_path / "trial.yaml"
    path.write_text(text.replace("\nversion: ", "\nrules: {none_because: A trial of the words.}\nversion: 9"))
    runtime = house.runtime
    trials = Catalogue({path: load_survey(path)}, runtime.breaker, runtime.database)
    trials.publish()
    assert active(house) == {("a11-likert", int(f"9{LIKERT}"))}
    house.runtime = replace(runtime, catalogue=trials)
    trial = call(sid="CA2", number="+12025550129").press("1 5 4")
    house.record()
    (plain, _), (marked, answers) = house.known(survey.response_id), house.known(trial.response_id)
    assert (plain.test, marked.test) == (False, True)
    assert answers == {"satisfaction": 5, "trust": 4}
