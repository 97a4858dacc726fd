"""What a check can find: a code that never changes, how much it matters, and where it was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
"""error: wrong, or the file contradicts itself; warning: doubtful; note: worth knowing, harms no figure."""

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Code:
    """What every finding of a code has in common."""

    severity: Severity
    meaning: str


CODES: Mapping[str, Code] = {
    # the file as such
    "bom": Code("warning", "a byte order mark stands before the first column, which Touchpoints may lose by it"),
    "crlf": Code("note", "lines end in CR LF instead of LF"),
    "not-utf-8": Code("error", "bytes that are not UTF-8"),
    "nul-byte": Code("error", "a NUL byte stands in a cell"),
    "row-unreadable": Code("error", "quotes or line ends that make no cells"),
    "cell-too-long": Code("error", "a cell or line is longer than any real answer"),
    "row-too-short": Code("error", "fewer cells than the header has"),
    "row-too-long": Code("error", "more cells than the header has"),
    "empty-row": Code("warning", "a line without any cell"),
    "no-rows": Code("warning", "below the header stands no row that could be read"),
    "header-differs": Code("error", "a column is missing, too many, twice there or spelt differently"),
    # numbers of people
    "number-unreadable": Code("error", "no number, below 0, or a fraction where people are counted"),
    "volume-is-text": Code("note", "a whole number written as 12.0, 1,200 or with blanks"),
    "volume-missing": Code("warning", "how many people there were is not stated"),
    "respondents-exceed-offered": Code("error", "more respondents than people offered the survey"),
    "offered-exceed-customers": Code("error", "more people offered the survey than customers"),
    "answers-exceed-respondents": Code("warning", "a question has more answers than there are respondents"),
    # answers on five points
    "point-scale-differs": Code("error", "the stated point scale does not follow from the counts"),
    "point-scale-without-counts": Code("error", "a point scale is stated, but no answer is counted"),
    "point-scale-missing": Code("warning", "answers are counted, but no point scale is stated"),
    "percentages-in-counts": Code("error", "shares stand where answers should be counted"),
    "scores-in-counts": Code("error", "averages stand where answers should be counted"),
    "yes-no-on-five-points": Code("warning", "only the columns 1 and 5, or 1 and 4, are used: a yes/no question"),
    "one-point-only": Code("warning", "all answers stand in one column"),
    "no-question": Code("note", "the question text says that nothing was asked"),
    "counts-without-question": Code("warning", "answers are counted, but there is no question text"),
    "question-without-counts": Code("note", "a question text, but no answer is counted"),
    "response-volume-differs": Code("error", "the stated number of answers is not the sum of the five counts"),
    "question-order": Code("error", "question numbers and identifiers do not run as they must, or come twice"),
    "question-missing": Code("error", "one of the questions 1 to 5 is not there"),
    # words
    "control-number-missing": Code("warning", "no OMB control number"),
    "control-number-dirty": Code("warning", "an OMB control number with blanks, # or words around it"),
    "control-number-malformed": Code("error", "no OMB control number such as 1545-2290"),
    "unknown-channel": Code("warning", "a channel that Touchpoints has no name for"),
    "channel-missing": Code("warning", "no channel"),
    "unknown-word": Code("error", "a word that is not among those the column may hold"),
    "organization-columns-swapped": Code("warning", "the organization's name and abbreviation changed places"),
    "trust-question-missing": Code("error", "the wording of the trust question is not stated"),
    # days
    "quarter-unknown": Code("error", "year and quarter name no fiscal quarter"),
    "date-unreadable": Code("error", "no day or time that can be read"),
    "dates-reversed": Code("error", "the last day comes before the first"),
    "dates-not-a-quarter": Code("warning", "first and last day are not those of one fiscal quarter"),
    "several-quarters": Code("note", "responses of more than one fiscal quarter in one file"),
    "before-quarter-ended": Code("warning", "submitted, or last changed, before the quarter was over"),
    "after-due": Code("note", "later than the day on which the quarter's figures were due"),
    # single responses
    "off-scale": Code("error", "an answer or score outside of its scale"),
    "empty-trust": Code("warning", "a response without an answer to the trust question"),
    "two-scales-in-one-file": Code("error", "trust on 0 and 1 in some rows, on 1 to 5 in others"),
    "scale-ambiguous": Code("note", "every trust answer is 1: thumbs up, or the lowest of five points"),
    "indicator-not-0-1-null": Code("error", "a driver's cell is not 1, 0 or null"),
    "both-lists-tapped": Code("warning", "drivers are chosen in both lists"),
    "list-against-trust": Code("warning", "drivers are chosen in the list that trust did not lead to"),
    "external-id-missing": Code("error", "no external_id"),
    "duplicate-external-id": Code("error", "an external_id that another row has too"),
    "external-id-looks-like-phone": Code("error", "an external_id that could be somebody's phone number"),
    "comment-would-run": Code("note", "a spreadsheet would run the comment as a formula"),
    "ids-differ": Code("error", "two columns that must name the same response name different ones"),
    "duplicate-id": Code("error", "an id that another row has too"),
    "not-reportable": Code("warning", "a response that is deleted or flagged and so should not be reported"),
    # how customers were served
    "abandoned-exceed-customers": Code("error", "more customers gave up, or were answered, than there were"),
    "rate-differs": Code("error", "the stated percentage does not follow from its counts"),
    # a whole submission
    "file-missing": Code("error", "a file that the manifest names is not there"),
    "file-unlisted": Code("warning", "a file that the manifest does not name"),
    "file-differs": Code("error", "size, checksum or number of rows are not those of the manifest"),
    "file-refused": Code("error", "a file of the submission cannot be read or recognised"),
    "count-differs": Code("error", "a number is not that of the file or rows that it stands for"),
    "survey-type-differs": Code("error", "the trust answers are not on the scale that the detail names"),
    "quarter-differs": Code("error", "another quarter than that of the submission"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, doubtful or worth knowing, and where."""

    code: str
    why: str
    column: str | None = None
    """As the file's header spells it; None for the row or file as a whole."""
    stated: str | None = None
    recomputed: str | None = None
    row: int | None = None
    """The physical line on which the row begins, or the number of the object in a JSON page; None for the file."""
    file: str = ""

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return CODES[self.code].severity

    def at(self, file: str, row: int | None) -> Finding:
        """The same finding with its place."""
        return Finding(self.code, self.why, self.column, self.stated, self.recomputed, row, file)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure computed from a row or file, with the number of people that it stands on."""

    name: str
    value: str
    n: int
    row: int | None = None
    file: str = ""
