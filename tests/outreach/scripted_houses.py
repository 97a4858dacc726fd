"""A house that sends to a provider with a script, and reads its lists."""

from datetime import UTC, datetime

from planned_invitations import Clock, desk, lines, plan, zone_at_noon

from app.outreach.reconciling import reconcile
from app.outreach.sending import send_due


class House:
    """A provider with a script, and the desk that sends to it."""

    def __init__(self, database, provider, **outreach):
        self.database, self.provider = database, provider
        # The present, and moved from there: the provider's list has times of its own.
        self.clock, self.begun, self.recovered = Clock(datetime.now(UTC)), [], []
        self.desk = desk(database, provider.url, lines(**outreach), self.clock, begun=self.begun)

    def plan(self, *numbers, **changes):
        now = self.clock.now
        with self.database.begin() as connection:
            plan(connection, numbers, now, contact={"time_zone": zone_at_noon(now)}, **changes)

    def send(self):
        """All that is due, at a rate that keeps nobody waiting."""
        rates = {"segments_per_second": 1000.0, "calls_per_second": 1000.0}
        sender = self.desk.clerk.lines.by_sender["benefits"].model_copy(update=rates)
        send_due(self.desk, sender, lambda: True)

    def reconcile(self):
        return reconcile(self.desk, self.recovered.append)
