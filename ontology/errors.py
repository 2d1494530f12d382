"""What can be wrong with a statement itself, before anything is stored.

OntologyError
└── DateError        a date is not EDTF (Library of Congress, ISO 8601-2:2019)
"""


class OntologyError(ValueError):
    """Anything that makes a statement unusable; its text says what, where and how to mend it."""


class DateError(OntologyError):
    """A date that is not in the Extended Date/Time Format."""
