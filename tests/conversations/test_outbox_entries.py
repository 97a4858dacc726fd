import json
import random

from app.live import keys
from app.records.entries import write_entries


def test_entries_of_a_call_and_a_thread_are_complete_each_and_may_come_in_any_order(house, call, texter):
    caller, person = call().press("1 5 4 3 2 1 5 4"), texter()
    for body in ("hi", "5", "4"):
        person.send(body)
    client = house.runtime.breaker.client
    kept = [item["e"] for shard in range(keys.SHARDS) for _, item in client.xrange(keys.outbox(shard))]
    random.Random(1).shuffle(kept)
    for entry in kept:
        with house.runtime.database.begin() as connection:
            write_entries(connection, [json.loads(entry)])
    row, answers = house.known(caller.response_id)
    assert (row.status, row.turn, answers["satisfaction"], answers["employee"]) == ("complete", 8, 5, 4)
    assert house.known(person.response_id)[1] == {"satisfaction": 5, "trust": 4}
