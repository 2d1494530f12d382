"""A data directory holds the vocabulary of the program that writes to it, or the program says so."""

from dataclasses import replace

import pytest
from pyoxigraph import Literal, Triple

from loaders.errors import VocabularyOutdated
from loaders.initialising import initialise, require_current
from ontology.closure import closure
from ontology.terms import OWL
from store.directory import DataDirectory
from store.writer import Writer, open_writer


def test_the_vocabulary_of_this_program_is_current(writer: Writer) -> None:
    require_current(writer)


def test_another_version_is_told_with_what_to_do(writer: Writer) -> None:
    whole = closure()
    earlier = tuple(
        Triple(t.subject, t.predicate, Literal("0.0.1")) if t.predicate == OWL.versionInfo else t
        for t in whole.ontology
    )
    initialise(writer, closed=replace(whole, ontology=earlier))
    with pytest.raises(VocabularyOutdated, match=r"holds version 0\.0\.1 of the vocabulary.* run `counterclaim init`"):
        require_current(writer)
    initialise(writer)
    require_current(writer)


def test_no_vocabulary_is_told_too(directory: DataDirectory) -> None:
    with open_writer(directory) as empty, pytest.raises(VocabularyOutdated, match="holds nothing of the vocabulary"):
        require_current(empty)
