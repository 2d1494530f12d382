"""What can be wrong with a statement itself, before anything is stored.

OntologyError
├── DateError        a date is not EDTF (Library of Congress, ISO 8601-2:2019)
├── VocabularyError  a file of the vocabulary or the reference data is malformed, or names what there is not
└── Inconsistent     what is said contradicts itself by the ontology: a person that is an event
"""


class OntologyError(ValueError):
    """Anything that makes a statement unusable; its text says what, where and how to mend it."""


class DateError(OntologyError):
    """A date that is not in the Extended Date/Time Format."""


class VocabularyError(OntologyError):
    """A file that ships with the project cannot be used; the text names file, term and reason."""


class Inconsistent(OntologyError):
    """Statements that cannot hold together; the text names what clashes, and where each part stands."""
