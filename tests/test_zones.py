"""Names of time zones mean the same on every machine."""

import pytest

from app.zones import zone


@pytest.mark.parametrize("name", ["America/Chicago", "Pacific/Guam", "US/Eastern", "Etc/GMT+5", "UTC"])
def test_a_zone_of_the_database_is_taken(name):
    assert zone(name).key == name


@pytest.mark.parametrize(
    "name",
    [
        "localtime",
        "posixrules",
        "Factory",
        "posix/America/Chicago",
        "right/America/Chicago",
        "Mars/Olympus",
        "",
        "../UTC",
    ],
)
def test_what_depends_on_the_machine_or_is_no_zone_is_refused(name):
    with pytest.raises(ValueError, match="is no time zone, such as America/Chicago"):
        zone(name)
