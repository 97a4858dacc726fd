"""Outbox entries for tests, as a session of the outbox contract makes them."""

from __future__ import annotations

import uuid

BEGAN = 1_790_000_000.5
QUESTIONS = ("satisfaction", "trust", "effectiveness", "ease", "efficiency", "transparency", "employee")


def answer(question, turn, **changes):
    """An answer of 4 by key, given at ``turn``."""
    return {
        "question": question,
        "measure": question,
        "turn": turn,
        "channel": "automated_phone",
        "scale": "agree",
        "native": "4",
        "value": 4,
        "how": "key",
        "position": QUESTIONS.index(question) + 1,
        "asked_at": BEGAN + turn - 1,
        "answered_at": BEGAN + turn,
    } | changes


class Conversation:
    """Makes the entries of one session, one a turn, complete by themselves."""

    def __init__(self, number=1, shard=7, line="demo-likert", respondent="r" * 32):
        self.response_id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"session {number}"))
        self.session = f"{shard:02}-{self.response_id}"
        self.number, self.line, self.respondent = number, line, respondent

    def header(self, turn):
        return {
            "response_id": self.response_id,
            "source": "aftercall",
            "source_id": self.session,
            "line_id": self.line,
            "invitation_id": f"i{self.number}",
            "turn": turn,
            "seed": 12345,
            "survey_hash": "a" * 64,
            "entry": "handed_over",
            "survey_id": "a11-likert",
            "survey_version": 1,
            "instrument": "a11-likert",
            "channel": "automated_phone",
            "channels_used": ["automated_phone"],
            "language": "en",
            "respondent_key": self.respondent,
            "started_at": BEGAN,
            "status": "in_progress",
            "trust": 4 if turn >= 2 else None,
            "trust_scale": "likert_5" if turn >= 2 else None,
            "answered_count": turn,
        }

    def entry(self, turn, answers=(), **changes):
        """The entry of ``turn``; ``changes`` are columns of its header."""
        return {
            "v": 1,
            "session": self.session,
            "turn": turn,
            "response": self.header(turn) | changes,
            "contact": {"id": f"c{self.number}", "reported_by": "call", "line_id": self.line, "facts": {"a": 1}},
            "invitation": {
                "id": f"i{self.number}",
                "contact_id": f"c{self.number}",
                "kind": "direct",
                "line_id": self.line,
                "door": "voice",
                "opening": "[1, 2]",
                "disposition": changes.get("status", "in_progress"),
                "closes_at": BEGAN + 900 + turn,
            },
            "answers": list(answers),
            "messages": [],
            "opt_outs": [],
        }

    def entries(self, turns=7):
        """Begun, then one answer a turn; the last one ends it."""
        made = [self.entry(0)]
        for turn in range(1, turns + 1):
            ends = {"status": "complete", "ended_at": BEGAN + turn} if turn == len(QUESTIONS) else {}
            made.append(self.entry(turn, [answer(QUESTIONS[turn - 1], turn)], **ends))
        return made

    def hang_up(self, turn):
        """A hang-up after ``turn`` answers takes no turn: the open question is broken off, the rest not reached."""
        missing = [
            answer(question, turn, native=None, value=None, missing="broken_off" if nth == turn else "not_reached")
            for nth, question in enumerate(QUESTIONS)
            if nth >= turn
        ]
        return self.entry(turn, missing, status="broken_off", ended_at=BEGAN + 60)


def message(sid, **changes):
    """A text that came in."""
    return {"sid": sid, "direction": "in", "line_id": "demo-likert", "body": "4", "at": BEGAN} | changes
