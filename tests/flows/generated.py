"""Surveys and inputs made by hypothesis: any direction of scale, gates, lists, conditions, orders and policies."""

from hypothesis import strategies as st

from flows.load import standard_wording
from flows.session import Input, Keys, Opening, Said, Silence
from flows.survey import Survey

WORDING = standard_wording("en")
FIVE = [{"key": str(i), "value": i, "words": f"word {i}"} for i in range(1, 6)]
DOWN = [{"key": str(i), "value": 6 - i, "words": f"down {i}"} for i in range(1, 6)]
UNSURE = [*FIVE, {"key": "9", "missing": "not_sure", "words": "not sure"}]
YES_NO = [{"key": "1", "value": 5, "words": "yes"}, {"key": "2", "value": 1, "words": "no"}]
LIST = [
    {"key": str(i), "measure": name, "words": f"part {name}"} for i, name in enumerate(["ease", "employee", "other"], 1)
]
SCALES = {name: {"options": options} for name, options in zip("abcde", (FIVE, DOWN, UNSURE, YES_NO, LIST), strict=True)}


@st.composite
def conditions(draw, earlier):
    kind = draw(st.sampled_from(["answer", "no_answer", "fact", "channel", "not", "all", "any"]))
    name = draw(st.sampled_from(earlier))
    plain = {
        "answer": {"answer": name, "in": draw(st.lists(st.integers(1, 5), min_size=1, max_size=3))},
        "no_answer": {"no_answer": name},
        "fact": {"fact": "agent", "is": True, "unknown": draw(st.booleans())},
        "channel": {"channel": [draw(st.sampled_from(["automated_phone", "sms_text_messages"]))]},
    }
    if kind in plain:
        return plain[kind]
    return {"not": plain["answer"]} if kind == "not" else {kind: [plain["answer"], plain["no_answer"]]}


@st.composite
def surveys(draw):
    questions = []
    for i in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(["scale", "scale", "choice", "choices", "text"]))
        scale = {"choices": "e", "text": None}.get(kind, draw(st.sampled_from("abcd")))
        measure = "comment" if kind == "text" and not any(one["kind"] == "text" for one in questions) else "additional"
        item = {"id": f"q{i}", "measure": measure, "kind": kind, "scale": scale, "statement": f"Statement {i}."}
        if kind == "choices":
            item |= {"order": draw(st.sampled_from(["fixed", "rotate"])), "last": ["3"]}
        if questions and draw(st.integers(0, 2)) == 0:
            item["when"] = draw(conditions([known["id"] for known in questions]))
        questions.append(item | {"required": draw(st.booleans())})
    return Survey.model_validate(
        {
            "id": "made",
            "version": 1,
            "instrument": "a11-likert",
            "title": "Made",
            "languages": ["en", "es"],
            "wording": {**WORDING, "welcome": "Welcome.", "notice": "Notice."},
            "scales": SCALES,
            "gate": draw(st.sampled_from([None, {"key": "1"}])),
            "voice": {
                "silence": draw(policies()),
                "wrong_key": draw(policies()),
                "input": draw(st.sampled_from([["dtmf"], ["dtmf", "speech"]])),
            },
            "text": {"wrong": draw(policies()), "max_messages": draw(st.integers(3, 30))},
            "label_order": draw(st.sampled_from(["fixed", "reversed_half"])),
            "random_order": draw(st.sampled_from([[], [["q0", "q1"]]])) if _shuffles(questions) else [],
            "questions": questions,
        }
    )


def _shuffles(questions):
    return len(questions) > 1 and not any("when" in question for question in questions)


@st.composite
def policies(draw):
    end_after = draw(st.sampled_from([None, 1, 2, 3]))
    return {
        "reminders": draw(st.integers(0, 2)),
        "then": draw(st.sampled_from(["next", "end"])),
        "end_after": end_after,
    }


def opening(survey, channel, seed=7, language="en", facts=None, *, takes_texts=False):
    return Opening(
        session="03-5f0c6a0e-6a5e-8a1b-9d43-0a1b2c3d4e5f",
        line="line",
        survey=survey.id,
        version=survey.version,
        survey_hash=survey.sha256,
        channel=channel,
        language=language,
        seed=seed,
        entry="walk_in",
        contact="contact",
        invitation="invitation",
        respondent="person",
        source_sid="CA1",
        started_at=1000.0,
        languages=("en", "es"),
        facts=facts or {},
        takes_texts=takes_texts,
    )


openings = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 2**48),
        "language": st.sampled_from(["en", "es", None]),
        "facts": st.sampled_from([{}, {"agent": True}, {"agent": False}]),
        "takes_texts": st.booleans(),
    }
)
presses = st.one_of(
    st.sampled_from([Keys(key) for key in "0123456789*#"]),
    st.builds(lambda keys: Keys(keys, finished=True), st.text("0123456789*", max_size=4)),
    st.sampled_from(
        [Keys(""), Keys("A"), Keys("\uff14"), Keys("55"), Keys("x" * 99), Silence(), Said("4", 0.9), Said("", 0.0)]
    ),
    st.builds(
        Said,
        st.sampled_from(["4", "word 5", "4 or 5", "repeat", "skip", "help", "go back", "I meant 3", "español"])
        | st.sampled_from(["stop calling me", "wrong number", "I want to kill myself", "who is this?"]),
        st.sampled_from([0.9, 0.2, None]),
    ),
)
texts = st.one_of(
    st.sampled_from(
        ["4", " 4. ", "word 5", "down 1", "yes", "no", "1 3", "0", "skip", "BACK", "es", "", "😀", "9", "45"]
    ),
    st.text(max_size=12),
).map(Said)


@st.composite
def timed(draw, inputs):
    """Inputs with times that go up, some of them close together."""
    at, made = 1000.0, []
    for what in draw(st.lists(inputs, max_size=25)):
        at += draw(st.sampled_from([0.5, 2.9, 3.1, 20.0]))
        made.append(Input(what, at=at, sid="CA1"))
    return made
