import threading

from entry_examples import Conversation
from sqlalchemy.exc import IntegrityError

from app.records.entries import write_entries
from app.records.queries import response_with_answers


def test_two_writers_of_one_new_response_at_the_same_moment_both_get_through(database):
    conversations = [Conversation(number) for number in range(30)]
    refused = []

    def bring(entries, together):
        together.wait()
        try:
            for entry in entries:
                with database.begin() as connection:
                    write_entries(connection, [entry])
        except IntegrityError as error:
            refused.append(error)

    together = threading.Barrier(4)
    writers = [
        threading.Thread(target=bring, args=([one.entry(0) for one in conversations], together)) for _ in range(4)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert refused == []
    with database.read() as connection:
        assert all(response_with_answers(connection, one.response_id) is not None for one in conversations)
