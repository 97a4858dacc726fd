"""Models of the people who sign in: what they may see, how they prove who they are, and what they did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base, BigId, Json, at_least, one_of

ROLES = ("administrator", "manager", "analyst", "agent", "operator")
WAYS_IN = ("password", "link", "oidc")
LINK_PURPOSES = ("sign_in", "password")


class Person(Base):
    """Somebody who may sign in."""

    __tablename__ = "people"
    __table_args__ = (at_least("failures", 0),)

    id: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    """In small letters."""
    name: Mapped[str]
    every_unit: Mapped[bool] = mapped_column(default=False)
    """Whether the results of all organizational units may be seen, those without a unit included."""
    agent_key: Mapped[str | None]
    """The agent that this person is, as contact-center reports name agents."""
    password_hash: Mapped[str | None]
    """As argon2id writes it; none for whoever never set a password."""
    sealed_secret: Mapped[str | None]
    """The secret of the second factor, encrypted; none while there is no second factor."""
    code_step: Mapped[int | None] = mapped_column(BigInteger)
    """The time step of the last code that was used: each opens once."""
    recovery_hashes: Mapped[Json | None]
    """SHA-256 of the recovery codes that are left."""
    subject: Mapped[str | None] = mapped_column(unique=True)
    """Issuer and subject at the identity provider."""
    failures: Mapped[int] = mapped_column(default=0)
    """Wrong passwords and codes in a row."""
    failed_since: Mapped[datetime | None]
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    active_at: Mapped[datetime]
    """When the person signed in last, was added or was let in again."""
    disabled_at: Mapped[datetime | None]


class PersonRole(Base):
    """A role that a person has."""

    __tablename__ = "person_roles"
    __table_args__ = (one_of("role", ROLES),)

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class PersonUnit(Base):
    """An organizational unit whose results a person may see."""

    __tablename__ = "person_units"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)


class InvitedDomain(Base):
    """A mail domain whose people are let in when they first come, with what they may see then."""

    __tablename__ = "invited_domains"
    __table_args__ = (one_of("role", ROLES),)

    domain: Mapped[str] = mapped_column(primary_key=True)
    """What stands behind the @, in small letters."""
    role: Mapped[str]
    units: Mapped[Json | None]
    """A list of organizational units; null for all of them."""


class SignIn(Base):
    """A person signed in in one browser. The token in its cookie is not kept, only its SHA-256."""

    __tablename__ = "sign_ins"
    __table_args__ = (one_of("way", WAYS_IN), Index(None, "person_id"))

    sha256: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    way: Mapped[str]
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInLink(Base):
    """A link that opens once: to sign in, or to set a password. Only the SHA-256 of its token is kept."""

    __tablename__ = "sign_in_links"
    __table_args__ = (one_of("purpose", LINK_PURPOSES), Index(None, "person_id"))

    sha256: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    purpose: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AuditEvent(Base):
    """Something that a person or program did, or tried to do, that others may have to account for."""

    __tablename__ = "audit_events"
    __table_args__ = (Index(None, "at"), Index(None, "actor", "at"))

    id: Mapped[BigId]
    at: Mapped[datetime]
    actor: Mapped[str]
    """``person:`` or ``token:`` with an id, ``command``, or ``nobody`` where it is not known who it was."""
    action: Mapped[str]
    subject: Mapped[str | None]
    """Whom or what it was done to."""
    source: Mapped[str | None]
    """The network address that it came from."""
    details: Mapped[Json | None]
    """A JSON object of what else has to be known; never a password, code, token or phone number."""
