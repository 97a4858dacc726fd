"""The corpora: clear replies are understood, none gets a wrong value, the others are refused for the right reason."""

import pytest

from benchmarks.replies import HALVES, LANGUAGES, outcomes, rows, score


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_reply_of_the_tuning_half_is_misread(language):
    misread = [
        f"{row.question} {row.reply!r}: {row.expected or row.reason}, taken as {taken.expected or taken.reason}"
        for row, taken, outcome in outcomes(language, "tuning")
        if outcome == "wrong_value" or (row.clear and outcome != "right")
    ]

    assert misread == []


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_both_halves_meet_the_limits(language, half):
    # Counts only: whoever sees rows of the held half tunes to them.
    found = score(outcomes(language, half))

    assert found.passes, str(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reply_stands_in_one_half_only(language):
    tuning, held = ({(row.question, row.reply.casefold()) for row in rows(language, half)} for half in HALVES)
    in_both = len(tuning & held)
    del tuning, held  # or a failure would show them

    assert in_both == 0
