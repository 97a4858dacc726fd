"""A small sound survey as plain values, and the findings of changed copies of it."""

from copy import deepcopy

from flows.consistency import findings
from flows.load import standard_wording
from flows.survey import Survey

AGREE = [{"key": str(i), "value": i, "words": f"word {i}"} for i in range(1, 6)]
DRIVEN = [{"key": "1", "measure": "ease", "words": "easy"}, {"key": "2", "measure": "other", "words": "else"}]
PLAIN = {
    "id": "plain",
    "version": 1,
    "instrument": "a11-likert",
    "title": "Plain",
    "languages": ["en"],
    "wording": {**standard_wording("en"), "welcome": "Welcome.", "notice": "Notice."},
    "scales": {"agree": {"reports_as": "likert_5", "options": AGREE}},
    "questions": [
        {"id": "satisfaction", "measure": "satisfaction", "scale": "agree", "statement": "I am satisfied."},
        {"id": "trust", "measure": "trust", "scale": "agree", "statement": "I trust."},
    ],
}


def question(name, **more):
    return {"id": name, "measure": "additional", "scale": "agree", "statement": f"About {name}.", **more}


def changed(*questions, **more):
    plain = deepcopy(PLAIN)
    plain["questions"] += questions
    for name, value in more.items():
        plain[name] = {**plain[name], **value} if isinstance(value, dict) and name in plain else value
    return plain


def found(plain):
    return [(item.severity, item.loc, item.message) for item in findings(Survey.model_validate(plain))]


def error(loc, told):
    return ("error", loc, told)


def listed(name, **more):
    return question(name, measure="drivers", kind="choices", scale="list", **more)
