"""The exceptions of Aftercall.

AftercallError
├── BadInput            what a person or program gave cannot be used; says what is wrong and where
│   └── BadSetting      a setting is missing or wrong: the start stops
└── Away                an outside part cannot be reached now; trying later may help
    ├── RedisAway
    └── DatabaseAway
"""

from __future__ import annotations


class AftercallError(Exception):
    """Base of all errors that Aftercall raises on purpose."""


class BadInput(AftercallError):
    """What was given cannot be used. The message is one line that names what is wrong and where."""


class BadSetting(BadInput):
    """A setting is missing or wrong."""


class Away(AftercallError):
    """An outside part cannot be reached now."""


class RedisAway(Away):
    """The live store did not answer in time."""


class DatabaseAway(Away):
    """The database did not answer."""
