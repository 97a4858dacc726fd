"""What names or reaches a person never shows, however it is written; ordinary numbers stay."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.masking import mask

ORDINARY = """in 2019 I waited 2 hours|5|$1,200 and $1,200.50|form 21-526EZ|VA Form 21P-534EZ, SSA-1099, 1040|2019-2021
since 03/15/2024 at 10:30|2024-03-15|1,200,345 people|10-10EZ on 9/11/2001|from 1200-1500 dollars|call 911 or 988
press 1, 2, 3, 4, 5, 6, 7|$ 12000 in 2020, 2021 and 2022|I looked at irs.gov|one or two people, three times
between 9:30 and 10:45|$1,234,567,890|zip 20500|1-2 days, 3-4 times|2020 2021 2022|I was at home. Me too
5 stars 100%|10 of 10, 5 out of 5|W-2 and 1099-R of 2024|10 o'clock|4 or 5, twenty one|€45.50|it took 120 minutes
Ticket 123456|uno de dos, tres veces|at 2:30 on 10/12/2025 and 2 more times|CP2000 and I-130|1st, 2nd, 3rd"""
DIGITS = some.text("0123456789", min_size=1)
BETWEEN = ["", " ", "-", ".", " - ", "/", "\u2013", "\u00a0", ") ", "*", "\n", "\u200b", " . ", "_", ", "]
ENGLISH = "zero one two three four five six seven eight nine".split()
SPANISH = "cero uno dos tres cuatro cinco seis siete ocho nueve".split()
SCRIPTS = [0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xFF10, 0x1D7D8]
"""Where the digits of a script begin."""
AROUND = some.sampled_from(["{}", "Call me: {}", "{} please", "I waited 2 hours, {} is mine. Thanks", "¿{}?", "({})"])


def written(digits, script):
    return "".join(chr(script + int(digit)) for digit in digits)


def digits_in(text):
    """All digits of a text as plain ones, whatever their script."""
    return "".join(str(unicodedata.digit(one)) for one in text if unicodedata.digit(one, None) is not None)


@some.composite
def phone_numbers(draw):
    """Numbers of ten digits as the American plan has them, grouped 3-3-4 or not, in any script."""
    first = some.text("23456789", min_size=1, max_size=1)
    rest = some.text("0123456789", min_size=2, max_size=2)
    area, middle = draw(first) + draw(rest), draw(first) + draw(rest)
    last = draw(some.text("0123456789", min_size=4, max_size=4))
    script, gap = draw(some.sampled_from(SCRIPTS)), draw(some.sampled_from(BETWEEN))
    before = draw(some.sampled_from(["", "+1 ", "1-", "(", "+1"]))
    return before + gap.join(written(part, script) for part in (area, middle, last))


@pytest.mark.parametrize("words", ORDINARY.replace("\n", "|").split("|"))
def test_ordinary_numbers_stay(words):
    assert mask(words).words == words
    assert mask(words).found == ()
    assert mask(words).note == ""


@given(phone_numbers(), AROUND)
def test_no_phone_number_shows_in_any_spelling(number, around):
    shown = mask(around.format(number)).words
    assert len(digits_in(shown)) <= 1, shown
    assert "[" in shown


@given(
    some.text("0123456789", min_size=7, max_size=10),
    some.sampled_from([ENGLISH, SPANISH]),
    some.sampled_from([" ", ", ", "-"]),
)
def test_no_number_in_words_shows(digits, names, gap):
    spelled = gap.join(names[int(digit)] for digit in digits)
    # Seven or eight small numbers with commas between them are a list.
    if gap != ", " or len(digits) > 8:
        shown = re.sub(r"\[[\w ]+\]", "", mask(f"My claim is {spelled} ok").words)
        assert not re.search("|".join(names), shown), shown


@given(some.text("0123456789", min_size=9, max_size=9), some.sampled_from(["-", " ", ".", "", "\u2013", "/"]), AROUND)
def test_no_social_security_number_shows(digits, gap, around):
    shown = mask(around.format(gap.join([digits[:3], digits[3:5], digits[5:]]))).words
    assert len(digits_in(shown)) <= 1, shown


@given(some.text("0123456789", min_size=14, max_size=15), some.sampled_from(BETWEEN[:7]), AROUND)
def test_no_card_number_shows_and_it_is_called_one(digits, gap, around):
    total = sum(
        (2 * int(one) - 9 if int(one) > 4 else 2 * int(one)) if place % 2 == 0 else int(one)
        for place, one in enumerate(reversed(digits))
    )
    number = digits + str(-total % 10)
    found = mask(around.format(gap.join(number[at : at + 4] for at in range(0, len(number), 4))))
    assert len(digits_in(found.words)) <= 1, found
    assert found.found == (("card number", 1),)


@given(some.text("0123456789", min_size=7, max_size=30), some.sampled_from(["", "A", "claim #", "no."]), AROUND)
def test_no_long_run_of_digits_shows(digits, before, around):
    assert digits not in mask(around.format(before + digits)).words


NAMES = some.text("abcdefghijklmnopqrstuvwxyz0123456789._+-", min_size=1, max_size=20).map(lambda name: f"a{name}z")


@given(
    NAMES,
    some.sampled_from(["@", " @ ", " (at) ", "[at]", " at ", "\uff20", " arroba "]),
    some.sampled_from(["agency{}gov", "mail{}agency{}gov", "gmail{}com"]),
    some.sampled_from([".", " dot ", " (dot) ", " punto "]),
)
def test_no_mail_address_shows(name, at, domain, dot):
    plain_word = at in {" at ", " arroba "}
    if plain_word and dot == "." and not domain.startswith("gmail"):
        return  # "looked at irs.gov" is none
    found = mask(f"Write to {name}{at}{domain.replace('{}', dot)} soon")
    assert name not in found.words
    assert ("e-mail address", 1) in found.found
    assert found.words.startswith("Write to [")
    assert found.words.endswith(" soon")


@given(some.text(max_size=300))
def test_whatever_is_masked_once_stays_as_it_is(words):
    once = mask(words)
    assert mask(once.words).words == once.words
    assert (once.words == words) == (once.found == ())


def test_digits_after_the_words_for_a_social_security_number_are_masked_however_few():
    assert mask("the last four of my SSN are 1120").words == "the last four of my SSN are [Social Security number]"
    assert mask("mi seguro social: 1120").words == "mi seguro social: [Social Security number]"


def test_the_note_counts_by_kind():
    found = mask("202-555-0100 or (202) 555-0101, 078-05-1120 and ann@agency.gov")
    assert found.words == "[phone number] or [phone number], [Social Security number] and [e-mail address]"
    assert found.note == "2 phone numbers, 1 e-mail address and 1 Social Security number"
    assert mask("a@b.gov c@d.gov").note == "2 e-mail addresses"


def test_repeated_digits_and_the_letter_o_for_zero_are_understood():
    assert mask("two oh two, triple five, oh one double oh").words == "[phone number]"
    assert mask("2O2-555-O1OO").words == "[phone number]"


def test_a_number_right_after_a_sum_a_day_or_a_time_is_masked_without_it():
    assert mask("$1,200 to 2025550100").words == "$1,200 to [phone number]"
    assert mask("03/04/2024 at 10:30 on 202 555 0100").words == "03/04/2024 at 10:30 on [phone number]"


def test_what_overlaps_is_masked_whole():
    assert mask("SSN 1120/202-555-0100").words == "SSN [Social Security number]"
