"""Files that tests order without the API, and what is looked at of them."""

from __future__ import annotations

from datetime import timedelta

from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import update

from app import queues
from app.records.access import File
from app.reporting.orders import taking
from app.reporting.orders.order import Order

CSV = Order(format="csv")


def never():
    return False


def order(runtime, order=CSV):
    """The id of a file that is ordered."""
    return taking.take(runtime, order, "test").id


def row(runtime, file_id):
    return taking.find(runtime, file_id, "test")


def change(runtime, file_id, **values):
    with runtime.database.begin() as connection:
        connection.execute(update(File).where(File.id == file_id).values(**values))


def age(runtime, file_id, **by):
    """Let a file have been ordered, and its worker seen, earlier."""
    back = timedelta(**by)
    found = row(runtime, file_id)
    change(runtime, file_id, created_at=found.created_at - back, beat_at=found.beat_at and found.beat_at - back)


def waiting(runtime):
    """The ids that jobs in the queue are for."""
    queue = Queue(queues.EXPORTING, connection=runtime.queues.connection, serializer=JSONSerializer)
    return [job.args[0] for job in queue.jobs]


def kept(runtime):
    """The names of all that lies in the folder of files."""
    folder = taking.folder(runtime)
    return {path.name for path in folder.iterdir()} if folder.exists() else set()
