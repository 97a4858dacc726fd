from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.outreach.numbers import NumberCheck, candidate_zones, fitness

HERE = ("US",)


@pytest.mark.parametrize(
    "written",
    [
        "+12025550100",
        "(202) 555-0100",
        "202.555.0100",
        "202-555-0100",
        "2025550100",
        "1 202 555 0100",
        "+1 (202) 555-0100 ",
        "011 1 202 555 0100",
    ],
)
def test_a_number_in_any_usual_spelling_is_one_number(written):
    assert fitness(written, HERE, "text") == NumberCheck("+12025550100")


@given(st.from_regex(r"202555[0-9]{4}", fullmatch=True), st.sampled_from(["{}", "1{}", "+1{}", "+1 {}"]))
def test_spelling_never_changes_the_answer(digits, written):
    number = phonenumbers.parse(digits, "US")
    assert fitness(written.format(digits), HERE, "text") == fitness(
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL), HERE, "text"
    )


@pytest.mark.parametrize(
    "written",
    [None, "", "Anonymous", "+266696687", "sip:agent@example.gov", "911", "555-0100", "1234567890", "+1 202 555 01000"],
)
def test_what_is_no_valid_number_is_refused_without_a_number(written):
    assert fitness(written, HERE, "text") == NumberCheck(None, "invalid_number")


def test_a_possible_number_in_an_area_code_that_does_not_exist_is_invalid():
    assert fitness("+12115550100", HERE, "text").refusal == "invalid_number"


@pytest.mark.parametrize(
    ("number", "region"),
    [
        ("+12025550100", "US"),
        ("+17875550100", "PR"),
        ("+13405550100", "VI"),
        ("+16715550100", "GU"),
        ("+16705550100", "MP"),
        ("+16847331234", "AS"),
        ("+14165550100", "CA"),
        ("+18763300100", "JM"),
    ],
)
def test_regions_of_one_numbering_plan_are_told_apart(number, region):
    assert fitness(number, (region,), "text").refusal is None
    other = "CA" if region == "US" else "US"
    assert fitness(number, (other,), "text") == NumberCheck(number, "region_not_allowed")


def test_a_number_without_country_code_is_read_as_dialled_in_the_first_region():
    assert fitness("020 7183 8750", ("GB", "US"), "voice").number == "+442071838750"
    assert fitness("020 7183 8750", ("US", "GB"), "voice").refusal == "invalid_number"


@pytest.mark.parametrize("door", ["text", "voice"])
@pytest.mark.parametrize("number", ["+18005550100", "+18885550100", "+19005550100", "+15005550100"])
def test_toll_free_premium_and_personal_numbers_are_unfit_by_any_door(number, door):
    assert fitness(number, HERE, door).refusal == "unfit_number"


@pytest.mark.parametrize("number", ["+448457123456", "+443031231234", "+447640123456", "+448712345678"])
def test_shared_cost_company_and_pager_numbers_are_unfit(number):
    assert fitness(number, ("GB", "GG", "JE", "IM"), "voice").refusal == "unfit_number"


def test_a_known_fixed_line_takes_calls_and_no_texts():
    assert fitness("+442071838750", ("GB",), "text").refusal == "unfit_number"
    assert fitness("+442071838750", ("GB",), "voice").refusal is None


def test_a_number_marked_as_a_landline_takes_calls_and_no_texts():
    assert fitness("+12025550100", HERE, "text", landline=True).refusal == "unfit_number"
    assert fitness("+12025550100", HERE, "voice", landline=True).refusal is None


@pytest.mark.parametrize(
    "written", ["202-555-0100 x12", "2025550100x5", "202-555-0100 ext. 5", "+12025550100;ext=77", "2025550100,,12"]
)
def test_a_number_with_an_extension_reaches_a_switchboard_and_is_not_fit(written):
    assert fitness(written, HERE, "text").refusal in {"unfit_number", "invalid_number"}


def test_an_extension_is_no_reason_to_lose_the_number():
    assert fitness("(202) 555-0100 ext 5", HERE, "voice") == NumberCheck("+12025550100", "unfit_number")


def test_what_was_learned_of_a_number_counts():
    fit = NumberCheck("+12025550100")
    assert fit.but_learned(None, "text") == fit
    assert fit.but_learned("landline", "voice") == fit
    assert fit.but_learned("landline", "text").refusal == "unfit_number"
    assert fit.but_learned("wrong_number", "voice").refusal == "unfit_number"


def test_what_was_learned_replaces_no_other_refusal():
    abroad = NumberCheck("+14165550100", "region_not_allowed")
    assert abroad.but_learned("wrong_number", "text") == abroad


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+12025550100", {"America/New_York"}),
        ("+16025550100", {"America/Phoenix"}),
        ("+18085550100", {"Pacific/Honolulu"}),
        ("+16715550100", {"Pacific/Guam"}),
        ("+17875550100", {"America/Puerto_Rico"}),
        ("+12085550100", {"America/Boise", "America/Denver", "America/Los_Angeles"}),
    ],
)
def test_the_area_code_says_which_zones_a_person_may_live_in(number, zones):
    found = candidate_zones(number)
    assert {zone.key for zone in found.zones} == zones
    assert found.source == "number"


EASTERN, CENTRAL, MOUNTAIN, PACIFIC = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"
ALASKA = {"America/Anchorage", "America/Juneau", "America/Adak"}
SPLIT = {
    "219": {EASTERN, CENTRAL},
    "270": {EASTERN, CENTRAL},
    "308": {CENTRAL, MOUNTAIN},
    "423": {EASTERN, CENTRAL},
    "541": {PACIFIC, MOUNTAIN},
    "574": {EASTERN, CENTRAL},
    "606": {EASTERN, CENTRAL},
    "620": {CENTRAL, MOUNTAIN},
    "785": {CENTRAL, MOUNTAIN},
    "812": {EASTERN, CENTRAL},
    "850": {EASTERN, CENTRAL},
    "906": {EASTERN, CENTRAL},
    # One of its exchanges stands under the time of Hawaii.
    "907": ALASKA | {"Pacific/Honolulu"},
    # Arizona has no daylight saving time, but the Navajo Nation has.
    "928": {"America/Phoenix", MOUNTAIN},
}


@pytest.mark.parametrize("exchange", ["200", "495", "555", "999"])
@pytest.mark.parametrize("area", SPLIT)
def test_every_exchange_has_all_the_zones_of_its_area_code(area, exchange):
    assert {zone.key for zone in candidate_zones(f"+1{area}{exchange}0100").zones} == SPLIT[area]


def test_toll_free_numbers_may_belong_to_anyone_in_the_numbering_plan():
    assert len(candidate_zones("+18005550100").zones) > 40


def test_a_mobile_of_a_region_that_has_no_area_of_its_own_gets_the_zones_of_its_region():
    assert candidate_zones("+16847331234").zones == (ZoneInfo("Pacific/Pago_Pago"),)
    assert candidate_zones("+18763300100").zones == (ZoneInfo("America/Jamaica"),)


def test_every_number_has_a_candidate_zone():
    for region in phonenumbers.SUPPORTED_REGIONS:
        example = phonenumbers.example_number(region)
        number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        assert candidate_zones(number).zones


def test_a_number_of_no_known_region_may_belong_to_anyone_in_the_world():
    assert len(candidate_zones("+17107950100").zones) > 300


def test_the_contacts_own_zone_wins_over_the_lines_and_the_lines_over_the_number():
    own = candidate_zones("+12025550100", "Pacific/Guam", "America/Denver")
    assert (own.zones, own.source) == ((ZoneInfo("Pacific/Guam"),), "contact")
    assumed = candidate_zones("+12025550100", None, "America/Denver")
    assert (assumed.zones, assumed.source) == ((ZoneInfo("America/Denver"),), "line")
