import pytest

from app.phone_numbers import e164, masked, masked_within, respondent_key


@pytest.mark.parametrize(
    "given",
    ["+12025550100", "12025550100", " 12025550100", "(202) 555-0100", "202.555.0100", "whatsapp:+12025550100"],
)
def test_every_spelling_of_a_number_is_one_number(given):
    assert e164(given) == "+12025550100"


def test_a_number_of_another_country_keeps_its_country():
    assert e164("+44 7700 900123") == "+447700900123"


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "Anonymous",
        "anonymous",
        "Restricted",
        "unavailable",
        "client:agent-7",
        "sip:+12025550100@example.com",
        "whatsapp:",
        "+266696687",
        "+86282452253",
        "+1202",
        "+0000000000",
        "+1" + "2" * 40,
        "\u0661" * 10,
        "1-800-FLOWERS",
        "+12025550100;ext=5",
    ],
)
def test_what_reaches_nobody_is_no_number(given):
    assert e164(given) is None


def test_a_masked_number_keeps_area_and_last_four_digits():
    assert masked("+12025550100") == "+1202***0100"
    assert masked("+266696687") == "***87"


def test_numbers_are_masked_within_words_and_other_digits_are_left():
    text = "from +12025550100 via 12025550101, %2B12025550102, at 1763863200.12 for 07-0a3f2025550100"
    assert masked_within(text) == (
        "from +1202***0100 via 1202***0101, %2B1202***0102, at 1763863200.12 for 07-0a3f2025550100"
    )


def test_a_respondent_key_stands_for_one_number_under_one_secret():
    key = respondent_key(b"a" * 32, "+12025550100")
    assert key == respondent_key(b"a" * 32, "+12025550100")
    assert len(key) == 32
    assert key != respondent_key(b"b" * 32, "+12025550100")
    assert key != respondent_key(b"a" * 32, "+12025550101")
