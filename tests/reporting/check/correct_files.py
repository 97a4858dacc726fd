"""Generated files of every kind with nothing wrong in them, and how to write and check one."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import strategies as st

from app.reporting.check.examining import Examination
from app.reporting.check.findings import Figure, Finding
from app.reporting.check.kinds import KINDS
from app.reporting.formats.cells import line

HEADERS = {kind.name: tuple(kind.columns) for kind in KINDS}
DRIVERS = "effectiveness ease efficiency transparency humanity employee other".split()
UNPUBLISHED = ("id", "type", "service_desc", "service_provider_desc")
HEADERS["published"] = tuple(name if name in UNPUBLISHED else f"attributes_{name}" for name in HEADERS["published"])
QUESTION_TEXTS = ("How easy was it?", "How was the agent, all in all?")
HEADERS["submissions"] = ("ID", "UUID", *QUESTION_TEXTS, *HEADERS["submissions"][2:])
HEADERS["combined"] = ("ID", "UUID", *QUESTION_TEXTS, *HEADERS["combined"][2:])

COMMENTS = st.text(st.sampled_from('abc ,"\n\r;ñ🙂'), max_size=20).filter(lambda text: not text.startswith("\r"))
IDS = st.uuids(version=4).map(str)
NUMBERED = ("published", "quarterly-v1")


def written(header, rows):
    """The file as bytes, and the physical line on which each row begins."""
    lines = [line(header)]
    begins = []
    for row in rows:
        begins.append(sum(text.count("\n") for text in lines) + 1)
        lines.append(line([row.get(name, "") or None for name in header]))
    return "".join(lines).encode(), begins


def checked(path, content=None, **options):
    """The findings of a file, and its examination."""
    if content is not None:
        path.write_bytes(content)
    examination = Examination(path, **options)
    items = list(examination.findings())
    return [item for item in items if isinstance(item, Finding)], examination


def figures_of(path):
    return [item for item in Examination(path, figures=True).findings() if isinstance(item, Figure)]


def half_up(counts):
    """Sum of i·n over n with two places: the plain twin of the point scale."""
    total = sum(counts)
    exact = Decimal(sum(point * count for point, count in enumerate(counts, start=1))) / Decimal(total)
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP).normalize())


@st.composite
def response(draw, scale):
    trust = draw(st.sampled_from("01" if scale == "thumbs" else "12345"))
    well = trust in (("1",) if scale == "thumbs" else ("4", "5"))
    asked = draw(st.lists(st.sampled_from(["0", "1", "null"]), min_size=7, max_size=7))
    other = draw(st.lists(st.sampled_from(["0", "null"]), min_size=7, max_size=7))
    positive, negative = (asked, other) if well else (other, asked)
    row = {f"positive_{name}": cell for name, cell in zip(DRIVERS, positive, strict=True)}
    row |= {f"negative_{name}": cell for name, cell in zip(DRIVERS, negative, strict=True)}
    return {**row, "question_1": trust, "question_4": draw(COMMENTS)}


@st.composite
def responses(draw, *, submission=False, listing=False):
    scale = draw(st.sampled_from(["thumbs", "likert"]))
    # The first trust answer gives the scale away; a file of 1s alone is a finding.
    rows = [{**draw(response(scale)), "question_1": "0" if scale == "thumbs" else "2"}]
    rows[0] |= {f"positive_{name}": "null" for name in DRIVERS}
    rows += draw(st.lists(response(scale), max_size=6))
    for row, identity in zip(
        rows, draw(st.lists(IDS, min_size=len(rows), max_size=len(rows), unique=True)), strict=True
    ):
        row["external_id"] = identity
        if listing:
            row.update({"cx_collection_detail_id": "7", "cx_collection_detail_upload_id": "3", "job_id": "a1b2c3d4e5"})
        if submission:
            row.update(draw(submitted(identity)))
    return rows


@st.composite
def submitted(draw, identity):
    flags = dict.fromkeys(("Archived", "Flagged", "Deleted"), "false")
    texts = {text: draw(COMMENTS) for text in QUESTION_TEXTS}
    created = {"Created at": "2026-01-15 09:30:00 UTC", "Status": "received", "Tags": "[]"}
    return {"ID": identity, "UUID": draw(IDS), **flags, **texts, **created}


@st.composite
def submissions(draw):
    identities = draw(st.lists(IDS, min_size=1, max_size=6, unique=True))
    return [draw(submitted(identity)) for identity in identities]


@st.composite
def volumes(draw, respondents):
    offered = respondents + draw(st.integers(0, 10_000))
    return offered + draw(st.integers(0, 10**7)), offered


@st.composite
def quarterly(draw, *, published):
    used = draw(st.integers(1, 11))
    counts = [draw(st.lists(st.integers(30, 10_000), min_size=5, max_size=5)) for _ in range(used)]
    respondents = max(map(sum, counts)) + draw(st.integers(0, 50))
    customers, offered = draw(volumes(respondents))
    row = {
        "id": "12",
        "collection_year": "2026",
        "collection_quarter": "1",
        "channel": "automated_phone",
        "omb_control_number": "1545-2290",
        "volume_of_customers": str(customers),
        "volume_of_customers_provided_survey_opportunity": str(offered),
        "volume_of_respondents": str(respondents),
        "created_at": "2026-01-15T23:05:19.090Z" if published else "2026-01-15 23:05:19 UTC",
        "collection_organization_name": "Internal Revenue Service",
        "collection_organization_abbreviation": "IRS",
    }
    for number, item in enumerate(counts, start=1):
        row[f"q{number}_text"] = draw(st.sampled_from(["My need was addressed.", "It was easy, quick"]))
        row |= {f"q{number}_{point}": str(count) for point, count in enumerate(item, start=1)}
        row[f"q{number}_point_scale"] = half_up(item)
    unused = range(used + 1, 12)
    row |= {f"q{number}_{point}": "0" for number in unused for point in range(1, 6)}
    return (
        {name if name in UNPUBLISHED else f"attributes_{name}": cell for name, cell in row.items()}
        if published
        else row
    )


@st.composite
def header_row(draw):
    respondents = draw(st.integers(0, 10**6))
    customers, offered = draw(volumes(respondents))
    return {
        "mode": draw(st.sampled_from(["Web", "Email", "Phone", "In person", "Other"])),
        "start_date": "2026-01-01",
        "end_date": "2026-03-31",
        "total_volume": str(customers),
        "survey_opp_volume": str(offered),
        "response_count": str(respondents),
        "OMB_control_number": "1545-2290",
    }


@st.composite
def questions(draw):
    rows = []
    for number in range(1, draw(st.integers(5, 7)) + 1):
        counts = draw(st.lists(st.integers(1, 10_000), min_size=5, max_size=5))
        rows.append(
            {
                "standardized_question_number": str(number),
                "standardized_question_identifier": f"answer_{number:02}",
                "customized_question_text": f"Question {number}, as asked",
                **{f"likert_scale_{point}": str(count) for point, count in enumerate(counts, start=1)},
                "response_volume": str(sum(counts)),
                "start_date": "2025-10-01",
                "end_date": "2025-12-31",
            }
        )
    return rows


@st.composite
def collection(draw):
    return {
        "organization_name": "Internal Revenue Service",
        "organization_abbreviation": "IRS",
        "fiscal_year": "2026",
        "quarter": "4",
        "submitted_at": draw(st.sampled_from(["", "2026-10-30 23:59:00 UTC", "2026-10-01 00:00:00 UTC"])),
        "rating": draw(st.sampled_from(["TRUE", "PARTIAL", "FALSE"])),
        "aasm_state": draw(st.sampled_from(["draft", "submitted", "published"])),
        "cx_collection_details_count": "2",
    }


@st.composite
def detail(draw):
    respondents = draw(st.integers(0, 10**6))
    customers, offered = draw(volumes(respondents))
    return {
        "cx_collection_fiscal_year": "2026",
        "cx_collection_quarter": "4",
        "transaction_point": draw(st.sampled_from(["post_interaction", "post_service_journey", "relational"])),
        "channel": draw(st.sampled_from(["automated_phone", "sms_text_messages", "website"])),
        "volume_of_customers": str(customers),
        "volume_of_customers_provided_survey_opportunity": str(offered),
        "volume_of_respondents": str(respondents),
        "omb_control_number": "1545-2290",
        "survey_type": draw(st.sampled_from(["likert_scale", "thumbs_up_down"])),
        "trust_question_text": "I trust the agency.",
        "updated_at": "2026-10-30 23:59:00 UTC",
    }


@st.composite
def summary(draw):
    respondents = draw(st.integers(1, 10**6))
    customers, offered = draw(volumes(respondents))
    scores = st.sampled_from(["", "1.0", "3.57", "4.16", "5"])
    names = ("satisfied", "trust", "effective", "easy", "efficient", "transparent", "employee")
    return {
        "year": "2021",
        "quarter": "2",
        "channel": "phone",
        "total_volume": str(customers),
        "surveys_offered_count": str(offered),
        "response_count": str(respondents),
        **{name: draw(scores) for name in names},
    }


@st.composite
def metrics(draw):
    abandoned, stayed, unknown = (draw(st.integers(0, 10**6)) for _ in range(3))
    known = abandoned + stayed
    percent = (Decimal(100 * abandoned) / known).quantize(Decimal("0.1"), ROUND_HALF_UP) if known else ""
    counts = {"customers": known + unknown, "abandoned": abandoned, "abandonment_customers": known}
    waits = {"abandonment_percent": percent, "speed_of_answer_seconds": "42.5", "answered_customers": stayed}
    numbers = {name: str(number) for name, number in (counts | waits).items()}
    return {"service": "Enrollment", "channel": "phone", "days": "92", **numbers}


def numbered(row):
    """Several rows, with ids of their own."""
    several = st.lists(row, min_size=1, max_size=4)
    return several.map(lambda rows: [{**each, "id": str(number)} for number, each in enumerate(rows, start=1)])


CORRECT = {
    "responses": responses(),
    "listing": responses(listing=True),
    "combined": responses(submission=True),
    "submissions": submissions(),
    "header-v1": st.lists(header_row(), min_size=1, max_size=3),
    "questions-v1": questions(),
    "quarterly-v1": numbered(quarterly(published=False)),
    "published": numbered(quarterly(published=True)),
    "collections-v2": numbered(collection()),
    "details-v2": numbered(detail()),
    "summary": st.lists(summary(), min_size=1, max_size=3),
    "operational-metrics": st.lists(metrics(), min_size=1, max_size=3),
}
"""By kind: rows as names and cells, in which nothing is wrong."""
