"""All rules by their stable id, each with its source. docs/rules.md shows them; a test compares the two.

A rule stops ``loading`` where a conversation could not be held, and ``starting`` where it could but must not.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from flows.findings import Rule, Severity, Stops

A11: Final = "OMB Circular A-11 section 280.10"
PRA: Final = "Paperwork Reduction Act, 5 CFR 1320.8(b)(3)"
DISPLAY: Final = "Paperwork Reduction Act, 5 CFR 1320.5(b)"
OURS: Final = "this project"

_rules: dict[str, Rule] = {}
RULES = MappingProxyType(_rules)


def _rule(identity: str, stops: Stops, says: str, source: str, *, severity: Severity = "error") -> Rule:
    _rules[identity] = Rule(identity, severity, stops, says, source)
    return _rules[identity]


def _look(identity: str, says: str, source: str) -> Rule:
    return _rule(identity, "nothing", says, source, severity="warning")


# What is asked.
TRUST_ASKED = _rule("trust-asked", "starting", "Everybody is asked the trust item, through each door.", A11)
SATISFACTION_ASKED = _rule(
    "satisfaction-asked", "starting", "Everybody is asked the satisfaction item, through each door.", A11
)
EVERY_DRIVER_ASKED = _rule(
    "every-driver-asked",
    "starting",
    "Effectiveness, ease, efficiency, transparency and employee are asked through each door, or "
    "`not_applicable_because` gives the reason.",
    A11,
)
NOT_APPLICABLE_NOT_ASKED = _look(
    "not-applicable-not-asked", "A driver that is said not to be applicable is not asked.", A11
)
ADDITIONAL_USE = _rule(
    "additional-use", "starting", "A question that maps to no driver states its `use`.", f"{A11}: as few as possible"
)
AT_MOST_FIFTEEN_QUESTIONS = _rule(
    "at-most-fifteen-questions", "starting", "Nobody is asked more than 15 questions.", A11
)
FREE_RESPONSE_ASKED = _rule(
    "free-response-asked", "starting", "A free response is asked where the channel can take one: by text.", A11
)
AT_MOST_TWO_FREE_RESPONSES = _rule(
    "at-most-two-free-responses", "starting", "Nobody is asked more than two free responses.", A11
)
FREE_RESPONSE_NOT_REQUIRED = _rule("free-response-not-required", "starting", "No free response is required.", A11)

# How it is worded, and on which scale.
TRUST_WORDING = _rule(
    "trust-wording",
    "starting",
    "The trust statement is one of the two bases with minor edits, or `discussed_with_omb`.",
    A11,
)
SATISFACTION_WORDING = _rule(
    "satisfaction-wording",
    "starting",
    "The satisfaction statement is one of the two bases with minor edits, or `discussed_with_omb`.",
    A11,
)
DRIVER_WORDING = _look(
    "driver-wording", "The statement of a driver is near one of its bases; agencies may adjust it.", A11
)
WORDING_COMPARED = _look("wording-compared", "Statements have English words to be held against the bases.", A11)
TRUST_ON_FIVE_POINTS = _rule(
    "trust-on-five-points", "starting", "Trust is asked on five points, or `discussed_with_omb`.", A11
)
SATISFACTION_ON_FIVE_POINTS = _rule(
    "satisfaction-on-five-points", "starting", "Satisfaction is asked on five points.", A11
)
DRIVER_ON_FIVE_POINTS = _rule(
    "driver-on-five-points",
    "starting",
    "A driver with a question of its own is asked on five points, or `discussed_with_omb`.",
    A11,
)
ICONS_DISCUSSED = _rule(
    "icons-discussed", "starting", "Thumbs and stars stand for trust only after `discussed_with_omb`.", A11
)

# How long it takes.
AT_MOST_FIVE_MINUTES = _rule(
    "at-most-five-minutes", "starting", "The computed time is at most five minutes, by door and language.", A11
)
PROMPT_LENGTH = _look("prompt-length", "Nothing is said for longer than 20 seconds before a key is due.", OURS)
TEXT_SEGMENTS = _look(
    "text-segments", "A text takes one segment, the first one three.", f"3GPP TS 23.038 (lengths); {OURS}"
)
TEXT_ALPHABET = _look(
    "text-alphabet",
    "Texts keep to the GSM-7 alphabet: one letter outside it cuts a segment from 160 to 70 characters.",
    "3GPP TS 23.038",
)
READING_GRADE = _look(
    "reading-grade",
    "The words as a whole read at grade 8 or easier in English, as *normal* or easier in Spanish.",
    "Flesch-Kincaid grade (Kincaid and others 1975); INFLESZ scale (Barrio-Cantalejo and others 2008)",
)
OPEN_FOR_LIMITS = _look(
    "open-for-limits",
    "A text session closes 24 h after the last text, and 72 h after the contact, at the latest.",
    OURS,
)

# What people are told.
NEVER_ANONYMOUS = _rule(
    "never-anonymous",
    "starting",
    "Nothing calls itself anonymous in any language: contact and agent are stored.",
    f"{PRA}: confidentiality",
)
VOLUNTARY_SAID = _look("voluntary-said", "The welcome or the notice says that answering is voluntary.", PRA)
LANGUAGES_COMPLETE = _rule(
    "languages-complete", "loading", "Every prompt has its words in each language, through each door.", OURS
)
MERGE_FIELDS_KNOWN = _rule("merge-fields-known", "loading", "Something fills each merge field.", OURS)
SAME_FIELDS = _look(
    "same-fields-in-each-language", "A statement has the same merge fields in each language.", f"{A11}: comparability"
)
STATEMENTS_TRANSLATED = _look(
    "statements-translated", "No two languages have the same statement.", f"{A11}: comparability"
)
TRANSLATION_REVIEWED = _look("translation-reviewed", "Somebody is named in `reviewed` for each translation.", OURS)

# Keys.
ONE_MEANING_PER_KEY = _rule(
    "one-meaning-per-key", "loading", "A key has one meaning at any moment: no control is also an answer.", OURS
)
GATE_KEY = _look("gate-key-not-an-answer", "The gate's key does not answer the question that follows.", OURS)
ANNOUNCED_KEYS = _rule(
    "announced-keys", "starting", "The keys that are said are the keys that are taken, in each language.", OURS
)
ANNOUNCED_LABELS = _rule(
    "announced-labels", "starting", "A label is said with its own key, in each language.", f"{A11}: comparability"
)
ANNOUNCED_CONTROLS = _rule(
    "announced-controls", "starting", "Star, pound and the other control keys do what is said of them.", OURS
)
SCALE_ASCENDING = _look("scale-ascending", "Keys ascend with what they report.", OURS)
KEY_MEANS_THE_SAME = _look("key-means-the-same", "A key reports the same in all questions.", OURS)

# A line and what it asks.
CLEARANCE_OR_REASON = _rule(
    "clearance-or-reason", "starting", "A line has a `clearance`, or `clearance_not_needed` gives the reason.", DISPLAY
)
CLEARANCE_VALID = _rule("clearance-valid", "nothing", "The clearance of a line has not expired.", DISPLAY)
CLEARANCE_SHOWN = _rule(
    "clearance-shown",
    "nothing",
    "Where there is a clearance, the welcome says its number; by text also its last day and where its notice stands.",
    DISPLAY,
)
TIME_WITHIN_BURDEN = _rule(
    "time-within-burden", "nothing", "The computed time, in whole minutes, is within the burden of the clearance.", PRA
)
MERGE_FIELDS_FILLED = _rule(
    "merge-fields-filled", "nothing", "A line fills the merge fields of the surveys that it asks.", OURS
)
