"""Models of published figures: what other services reported for a quarter. Counts to compare with, not responses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base, BigId, at_least, between


class PublishedSurvey(Base):
    """One survey of one service in one quarter, as published."""

    __tablename__ = "published_surveys"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        between("quarter", 1, 4),
        *(at_least(column, 0) for column in ("customers", "offered", "respondents")),
    )

    id: Mapped[BigId]
    source: Mapped[str]
    source_id: Mapped[str]
    """The id within that source; unique together with it."""
    organization: Mapped[str | None]
    organization_abbreviation: Mapped[str | None]
    service_provider: Mapped[str | None]
    service: Mapped[str | None]
    service_provided: Mapped[str | None]
    transaction_point: Mapped[str | None]
    """In the publisher's own words, which are not the three of our responses."""
    channel: Mapped[str | None]
    """As published: also ``mixed``."""
    fiscal_year: Mapped[int]
    quarter: Mapped[int]
    customers: Mapped[int | None] = mapped_column(BigInteger)
    offered: Mapped[int | None] = mapped_column(BigInteger)
    respondents: Mapped[int | None] = mapped_column(BigInteger)
    clearance: Mapped[str | None]
    federal_register_url: Mapped[str | None]
    operational_metrics: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class PublishedItem(Base):
    """One question of a published survey and how often each of the five points was chosen."""

    __tablename__ = "published_items"
    __table_args__ = (between("number", 1, 11), *(at_least(f"n{point}", 0) for point in range(1, 6)))

    survey_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("published_surveys.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1 satisfaction, 2 trust, 3 effectiveness, 4 ease, 5 efficiency, 6 transparency, 7 employee, above: additional."""
    text: Mapped[str | None]
    n1: Mapped[int] = mapped_column(BigInteger)
    n2: Mapped[int] = mapped_column(BigInteger)
    n3: Mapped[int] = mapped_column(BigInteger)
    n4: Mapped[int] = mapped_column(BigInteger)
    n5: Mapped[int] = mapped_column(BigInteger)
    stated_point_scale: Mapped[str | None]
    """The average as published, as text; ours is computed from the counts."""
