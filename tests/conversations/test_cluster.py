"""Conversations on a cluster of three nodes: every script names its keys, and the keys of a person share a slot."""


def test_calls_run_on_a_cluster_through_loss_twins_and_hang_up(house_on_a_cluster, call_on_a_cluster):
    callers = [call_on_a_cluster(sid=f"CA{i}", number=f"+1202555{1000 + i}") for i in range(20)]
    for caller in callers:
        caller.press("1 5")
    house_on_a_cluster.record()
    house_on_a_cluster.flush()
    for caller in callers:
        caller.press("4")
        assert caller.again() == caller.standing
    callers[0].hang_up()
    again = call_on_a_cluster(sid="CA-new", number="+12025551001")
    house_on_a_cluster.record()
    assert len({caller.session.opening.shard for caller in callers}) > 8
    for caller in callers:
        assert house_on_a_cluster.known(caller.response_id)[1]["trust"] == 4
    assert house_on_a_cluster.known(callers[0].response_id)[0].ended_at is not None
    assert house_on_a_cluster.known(callers[1].response_id)[0].ended_at is not None
    assert house_on_a_cluster.known(again.response_id)[0].ended_at is None


def test_texts_run_on_a_cluster_through_loss_stop_and_close(house_on_a_cluster, texter_on_a_cluster):
    people = [texter_on_a_cluster(number=f"+1202555{2000 + i}") for i in range(8)]
    for person in people:
        for body in ("hi", "5", "4"):
            person.send(body)
    house_on_a_cluster.record()
    house_on_a_cluster.flush()
    for person in people:
        assert "\n3 of 8" in person.send("3")
        assert person.send("3").startswith("4 of 8")
        assert person.send("STOP") == ""
        assert person.send("hello") == ""
    house_on_a_cluster.record()
    for person in people:
        assert house_on_a_cluster.known(person.response_id)[1]["effectiveness"] == 3


def test_a_call_of_nobody_runs_on_a_cluster(house_on_a_cluster, call_on_a_cluster):
    caller = call_on_a_cluster(number="anonymous").press("1 5 4 3 2 1 5 4")
    house_on_a_cluster.record()
    assert house_on_a_cluster.known(caller.response_id)[0].status == "complete"
