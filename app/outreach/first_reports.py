"""First reports: contacts that nobody decided on yet are decided, and whoever is asked gets an invitation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, update

from app.outreach.eligibility import Case, Decision, decide
from app.outreach.merging import MERGED, merged
from app.outreach.outcome import Outcome, Stored
from app.outreach.planning import ENDS, Plan, Rules, today
from app.outreach.quarantine import NOBODY_ASKED
from app.outreach.registers import Claim, Person, Registers, claim, look_up
from app.records.completion import complete_responses
from app.records.contacts import Contact, Invitation
from app.records.upserts import insert_absent
from flows.channels import Door

_DECIDED = ("decision", "decided_at", "stratum", "draw_probability", "draw", "sealed_number", "updated_at")


@dataclass(frozen=True, slots=True)
class _Decided:
    plan: Plan
    stored: Stored
    door: Door | None
    decision: Decision

    @property
    def asked(self) -> bool:
        return self.decision.code == "ask"


def decide_on(
    connection: Connection, rules: Rules, contacts: Sequence[tuple[Plan, Stored]], now: datetime
) -> list[Outcome]:
    """Decide on contacts, and put down the decisions and the invitations that follow."""
    contacts = [(_as_offered(plan, stored), stored) for plan, stored in contacts]
    registers = look_up(connection, [plan for plan, _ in contacts], now, rules.lines.reporting.zone)
    asking = _Asking(registers.last_asked)
    decided = [_decided(rules, registers, asking, plan, stored) for plan, stored in contacts]
    too_soon = claim(connection, asking.claims, now)
    decided = [_but_quarantined(one) if one.plan.contact_id in too_soon else one for one in decided]
    _write(connection, rules, decided, now)
    asked = [one for one in decided if one.asked]
    invited = [{**one.plan.invitation(one.door), "contact_id": one.stored.contact.id} for one in asked]
    if invited:
        insert_absent(connection, Invitation, sorted(invited, key=lambda row: str(row["id"])))
    begun = [one.stored.invitation.id for one in decided if one.stored.has_session and one.stored.invitation]
    if begun:
        complete_responses(connection, begun)
    return [_outcome(one) for one in decided]


def _as_offered(plan: Plan, stored: Stored) -> Plan:
    """The plan with what the caller said to an offer on the call, where the report says nothing of it."""
    offer = stored.contact.offer
    if offer is None or plan.report.offer is not None or stored.has_session:
        return plan
    return replace(plan, report=plan.report.model_copy(update={"offer": offer}))


class _Asking:
    """Who is asked by the batch at hand, so that nobody is asked twice by it."""

    def __init__(self, last_asked: Mapping[Person, datetime]) -> None:
        self._last_asked = dict(last_asked)
        self.claims: list[Claim] = []

    def last_asked(self, plan: Plan) -> datetime | None:
        """When the person was asked before."""
        return None if plan.respondent is None else self._last_asked.get(Person(plan.line.agency, plan.respondent))

    def ask(self, plan: Plan) -> None:
        """Note that the contact's person is asked now."""
        if plan.respondent is None:
            return
        person, rest = Person(plan.line.agency, plan.respondent), quarantine(plan)
        self._last_asked[person] = plan.now
        self.claims.append(Claim(person, None if rest is None else plan.now - rest, plan.contact_id))


def quarantine(plan: Plan) -> timedelta | None:
    """How long a contact's person has to have rested; None where the line has no such rule for them."""
    outreach = plan.line.outreach
    is_exempt = plan.report.caller_type in outreach.quarantine_exempt
    return None if outreach.quarantine is None or is_exempt else timedelta(seconds=outreach.quarantine)


def _decided(rules: Rules, registers: Registers, asking: _Asking, plan: Plan, stored: Stored) -> _Decided:
    door = plan.door(on_the_phone=stored.has_session)
    decision = decide(_case(rules, registers, asking, plan, door, stored))
    passed_on = ENDS.get(plan.report.offer or "") in NOBODY_ASKED and not stored.has_session
    if decision.code == "ask" and not passed_on:
        asking.ask(plan)
    return _Decided(plan, stored, door, decision)


def _case(rules: Rules, registers: Registers, asking: _Asking, plan: Plan, door: Door | None, stored: Stored) -> Case:
    line, now, chance = plan.line, plan.now, plan.chance
    clearance = registers.clearances.get(line.id)
    factor = 1.0 if clearance is None else clearance.factor
    return Case(
        number=None if door is None else plan.check.but_learned(registers.unfit.get(plan.respondent or ""), door),
        consent_needed=door is not None and line.outreach.consent.needed_for(door),
        consent=plan.report.consent,
        opted_out=plan.respondent in registers.opted_out,
        in_time=now <= plan.not_after if door is None else plan.due_at is not None,
        now=now,
        last_asked=asking.last_asked(plan),
        quarantine=quarantine(plan),
        today=today(line, now),
        clearance=clearance,
        clearance_needed=line.clearance_not_needed is None,
        chance=chance._replace(probability=chance.probability * factor),
        draw=plan.draw,
        survey_available=stored.has_session or rules.has_survey(line, door, now),
    )


def _but_quarantined(one: _Decided) -> _Decided:
    """Another report of the same person came first."""
    return replace(one, decision=replace(one.decision, code="quarantined"))


def _writing(names: Sequence[str]) -> Any:
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return update(Contact).where(Contact.id == bindparam("row")).values(values)


_DECIDING, _COMPLETING = _writing(_DECIDED), _writing((*MERGED, *_DECIDED))


def _write(connection: Connection, rules: Rules, decided: Sequence[_Decided], now: datetime) -> None:
    """Put down the decisions, and of calls that were handed over also what the report says."""
    new = [_decision(rules, one, now) for one in decided if one.stored.is_new]
    if new:
        connection.execute(_DECIDING, new)
    stubs = [_decision(rules, one, now) | _report(rules, one) for one in decided if not one.stored.is_new]
    if stubs:
        connection.execute(_COMPLETING, stubs)


def _report(rules: Rules, one: _Decided) -> dict[str, Any]:
    plan, stored = one.plan, one.stored.columns
    changes = merged(stored, plan.report, plan.line, plan.respondent, rules.agent_key(plan.report.agent))
    return {f"new_{name}": changes.get(name, stored[name]) for name in MERGED}


def _decision(rules: Rules, one: _Decided, now: datetime) -> dict[str, Any]:
    plan, decision = one.plan, one.decision
    number = plan.number_for(one.door) if one.asked else None
    values = {
        "decision": decision.code,
        "decided_at": now,
        "stratum": decision.stratum,
        "draw_probability": decision.probability,
        "draw": decision.draw,
        "sealed_number": None if number is None else rules.numbers.seal(number),
        "updated_at": now,
    }
    return {"row": one.stored.contact.id, **{f"new_{name}": value for name, value in values.items()}}


def _outcome(one: _Decided) -> Outcome:
    made = one.plan.invitation(one.door) if one.asked else {"id": None, "due_at": None}
    return Outcome(
        one.plan.report.contact_id, one.decision.code, made["id"], made["due_at"], one.stored.is_new, changed=True
    )
