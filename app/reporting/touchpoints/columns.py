"""The columns of every file of Touchpoints and of the quarterly submission, in their order.

Source: GSA Touchpoints, public source code (CC0), the classes that write and read each file.
"""

from __future__ import annotations

from app.records.responses import INDICATORS

RESPONSES = ("external_id", "question_1", *INDICATORS, "question_4")
"""The response file, A-11 version 2: what Touchpoints takes in and gives out."""

SUBMISSION_BEFORE = ("ID", "UUID")
SUBMISSION_AFTER = (
    "Location Code",
    "User Agent",
    "Status",
    "Archived",
    "Flagged",
    "Deleted",
    "Deleted at",
    "Page",
    "Query string",
    "Hostname",
    "Referrer",
    "Created at",
    "IP Address",
    "Tags",
)
"""The submission export: ``SUBMISSION_BEFORE``, one column a question headed by its text, then these.

``IP Address`` is left out where the organization keeps none. The combined file goes on with ``RESPONSES``.
"""

HEADER_V1 = (
    "submission comment",
    "survey_instrument_reference",
    "agency_poc_name",
    "agency_poc_email",
    "department",
    "bureau",
    "service",
    "transaction_point",
    "mode",
    "start_date",
    "end_date",
    "total_volume",
    "survey_opp_volume",
    "response_count",
    "OMB_control_number",
    "federal_register_url",
)
"""The header file, A-11 version 1: one row a survey."""

POINTS = (1, 2, 3, 4, 5)
QUESTIONS_V1 = (
    "standardized_question_number",
    "standardized_question_identifier",
    "customized_question_text",
    *(f"likert_scale_{point}" for point in POINTS),
    "response_volume",
    "notes",
    "start_date",
    "end_date",
)
"""The question file, A-11 version 1: one row a question, in the order of ``ITEMS_V1``."""

ITEMS_V1 = ("satisfaction", "trust", "effectiveness", "ease", "efficiency", "transparency", "employee")
"""The measures of questions 1 to 7 of version 1; 8 to 11 of the quarterly row are additional ones."""

MOST_ITEMS_V1 = 11

QUARTERLY_V1 = (
    "id",
    "collection_id",
    "collection_year",
    "collection_quarter",
    "collection_name",
    "collection_organization_id",
    "collection_organization_name",
    "collection_organization_abbreviation",
    "service_provider_id",
    "service_provider_name",
    "service_provider_organization_id",
    "service_provider_organization_name",
    "service_provider_organization_abbreviation",
    "service_provided",
    "service_id",
    "service_name",
    "transaction_point",
    "channel",
    "volume_of_customers",
    "volume_of_customers_provided_survey_opportunity",
    "volume_of_respondents",
    "omb_control_number",
    "federal_register_url",
    *(
        name
        for number in range(1, MOST_ITEMS_V1 + 1)
        for name in (f"q{number}_text", *(f"q{number}_{point}" for point in POINTS))
    ),
    "created_at",
    "updated_at",
    "operational_metrics",
)
"""The quarterly row, A-11 version 1: 92 columns.

Touchpoints wrote the organization's abbreviation into ``collection_organization_name`` and its name into
``collection_organization_abbreviation``. Ours hold what they are called.
"""

COLLECTIONS_V2 = (
    "id",
    "name",
    "organization_id",
    "organization_name",
    "organization_abbreviation",
    "service_provider_id",
    "service_provider_name",
    "service_provider_organization_id",
    "service_provider_organization_name",
    "service_provider_organization_abbreviation",
    "service_id",
    "service_name",
    "user_email",
    "fiscal_year",
    "quarter",
    "created_at",
    "updated_at",
    "submitted_at",
    "rating",
    "aasm_state",
    "integrity_hash",
    "cx_collection_details_count",
)
"""The collection file, A-11 version 2: one row a service and quarter."""

DETAILS_V2 = (
    "id",
    "organization_id",
    "organization_abbreviation",
    "organization_name",
    "cx_collection_id",
    "cx_collection_fiscal_year",
    "cx_collection_quarter",
    "cx_collection_name",
    "cx_collection_service_provider_id",
    "cx_collection_service_provider_name",
    "cx_collection_service_provider_slug",
    "service_id",
    "service_name",
    "transaction_point",
    "channel",
    "service_stage_id",
    "service_stage_name",
    "service_stage_position",
    "service_stage_count",
    "volume_of_customers",
    "volume_of_customers_provided_survey_opportunity",
    "volume_of_respondents",
    "omb_control_number",
    "survey_type",
    "survey_title",
    "trust_question_text",
    "created_at",
    "updated_at",
)
"""The detail file, A-11 version 2: one row a response file."""

PUBLISHED_PREFIX = "attributes_"
"""What the published quarterly file, the JSON:API turned into a table, puts before the columns of the quarterly row.

It has 104 columns, in another order, and a ``qN_point_scale`` after the five counts of each question.
"""
