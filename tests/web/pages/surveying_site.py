"""A site with two lines of two units, as an agency would have them, and something that was collected."""

import uuid
from datetime import timedelta

from counted_days import count_all
from sqlalchemy import insert

from app.access.people import Access
from app.access.roles import Role
from app.records.clearances import Volume
from app.records.responses import Response

LINES = """
lines:
  - id: benefits
    number: "+12025550100"
    surveys: {voice: a11-likert, text: a11-likert}
    languages: [en, es]
    agency: Department of Example
    bureau: Bureau of Benefits
    program: Benefits Help Line
    service: Benefits enrollment
    touchpoint: Call about a claim
    organizational_unit: north
    clearance:
      control_number: 1234-5678
      title: Customer experience of benefits callers
      expires: 2027-05-31
      burden_minutes: 2
      approved_responses: 50000
      approved_hours: 1667
      contact: cx@example.gov
      privacy_act_not_applicable: {en: no names are asked., es: no se piden nombres.}
    sampling_rate: 0.2
    strata:
      - {name: complaints, queue: complaints, rate: 1}
    outreach:
      invite: text
      delay: 15m
      window: {from: "09:00", until: "20:30", days: [mon, tue, wed, thu, fri, sat]}
      closed_days: [2026-12-24]
      reminder: {after: 20h}
      quarantine: 60d
      quarantine_exempt: [provider]
      regions: [US, PR]
      sender: texts
      prices: {segment: 0.0079}
    fields: {help_number: 800-555-0100, notice_url: example.gov/s1}
    staff:
      - {name: Duty desk, text: "+12025550177", mail: duty@example.gov}
  - id: appeals
    number: "+12025550101"
    surveys: {voice: a11-tapped}
    languages: [en]
    agency: Department of Example
    program: Appeals Line
    organizational_unit: south
    clearance_not_needed: it asks federal employees within their duties
    fields: {help_number: 800-555-0100, notice_url: example.gov/s1}
senders:
  - {id: texts, messaging_service: MG00000000000000000000000000000000, segments_per_second: 30}
reporting:
  organization: {name: Department of Example, abbreviation: DOE}
  contact_name: Customer experience office
  contact_email: cx@example.gov
  surveys:
    web-exit: {title: Exit survey of the website, trust_question: I trust the Department.}
"""


def lines_file(directory):
    """The path of the lines file, to be set as ``LINES_FILE``."""
    path = directory / "lines.yaml"
    path.write_text(LINES, encoding="utf-8")
    return str(path)


def collect(site, *units, survey="a11-likert", line="benefits", version=2):
    """One complete response with an answer of each of these units, before anything was counted, and a volume."""
    at = site.moment - timedelta(days=2)
    with site.runtime.database.begin() as connection:
        for unit in units:
            response_id = str(uuid.uuid4())
            row = {
                "response_id": response_id,
                "source": "aftercall",
                "source_id": response_id,
                "line_id": line,
                "turn": 8,
                "entry": "invited_text",
                "survey_id": survey,
                "survey_version": version,
                "instrument": survey,
                "channel": "sms_text_messages",
                "channels_used": ["sms_text_messages"],
                "organizational_unit": unit,
                "status": "complete",
                "started_at": at,
                "created_at": at,
                "updated_at": at,
                "answered_count": 7,
                "tags": [],
            }
            connection.execute(insert(Response).values(row))
        volume = {"day": at.date(), "service": "Benefits enrollment", "channel": "phone", "customers": 12345}
        connection.execute(insert(Volume).values(source="a file", created_at=at, updated_at=at, **volume))
    count_all(site.runtime.database)


def sees(*units, role=Role.MANAGER):
    """The access of somebody who sees these units."""
    return Access(frozenset({role}), frozenset(units))
