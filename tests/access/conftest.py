import pytest
from pydantic import SecretStr
from service import SECRETS
from signing import NOON, PASSWORD

from app.access import links, passwords, people
from app.access.audit import COMMAND
from app.access.people import Access
from app.access.roles import Role
from app.access.second_factor import SealedSecrets


@pytest.fixture
def sealed():
    return SealedSecrets([SecretStr(SECRETS["ENCRYPTION_KEYS"])])


@pytest.fixture
def added(database):
    """Adds a person with a password and gives the id."""

    def added(email="ann@agency.gov", access=None, now=NOON):
        access = access or Access(frozenset({Role.ADMINISTRATOR}))
        with database.begin() as connection:
            person_id = people.add(connection, email, "Ann", access, now, COMMAND)
            links.set_password(connection, person_id, passwords.hashed(PASSWORD), now, COMMAND)
        return person_id

    return added
