"""The command `token`: made, shown once, listed without secrets, revoked."""

import json
import re
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from store import tokens as kept
from store.activity import utc_now
from store.directory import DataDirectory
from store.errors import DirectoryDamaged, InvalidChange
from store.tokens import Tokens
from tests.conftest import Running


@pytest.fixture
def directory(tmp_path: Path) -> DataDirectory:
    return DataDirectory.create(tmp_path / "data")


def made(counterclaim: Running, directory: DataDirectory, *words: str) -> str:
    done = counterclaim("token", "create", *words, "--data", directory.path)
    assert (done.code, done.err) == (0, "")
    return done.out.splitlines()[-1]


def test_a_token_is_printed_alone_on_the_last_line_and_only_its_hash_is_kept(
    counterclaim: Running, directory: DataDirectory
) -> None:
    secret = made(counterclaim, directory, "alice", "--write")
    assert re.fullmatch(r"cc_[\w-]{43}", secret)
    file = directory.path / "tokens.json"
    assert secret not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    found = Tokens(directory).find(secret)
    assert found
    assert (found.name, found.write, found.expires) == ("alice", True, None)


def test_a_token_does_not_write_unless_it_was_made_to(counterclaim: Running, directory: DataDirectory) -> None:
    found = Tokens(directory).find(made(counterclaim, directory, "bob"))
    assert found
    assert not found.write


def test_a_token_is_good_until_it_expires(
    counterclaim: Running, directory: DataDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = made(counterclaim, directory, "carol", "--write", "--expires", "90d")
    assert Tokens(directory).find(secret)
    later = utc_now() + timedelta(days=90, seconds=1)
    monkeypatch.setattr(kept, "utc_now", lambda: later)
    assert Tokens(directory).find(secret) is None


def test_what_is_no_token_is_not_found(counterclaim: Running, directory: DataDirectory) -> None:
    secret = made(counterclaim, directory, "dora")
    assert not [
        wrong for wrong in ("", "cc_", secret[:-1], secret + "x", secret.upper(), "é") if Tokens(directory).find(wrong)
    ]


def test_tokens_are_listed_without_their_secrets(counterclaim: Running, directory: DataDirectory) -> None:
    secrets = [
        made(counterclaim, directory, "alice", "--write"),
        made(counterclaim, directory, "bob", "--expires", "12h"),
    ]
    text = counterclaim("token", "list", "--data", directory.path).out
    told = counterclaim("token", "list", "--json", "--data", directory.path).out
    assert [(each["name"], each["write"], each["expired"]) for each in json.loads(told)] == [
        ("alice", True, False),
        ("bob", False, False),
    ]
    hashes = [token.sha256 for token in Tokens(directory).all()]
    assert not [each for each in (*secrets, *hashes) if each in text or each in told]


def test_a_revoked_token_is_none(counterclaim: Running, directory: DataDirectory) -> None:
    secret = made(counterclaim, directory, "alice", "--write")
    assert counterclaim("token", "revoke", "alice", "--data", directory.path).code == 0
    assert Tokens(directory).find(secret) is None
    again = counterclaim("token", "revoke", "alice", "--data", directory.path)
    assert (again.code, again.out) == (1, "")
    assert "there is no token" in again.err


@pytest.mark.parametrize("name", ["", "a b", "../x", "x" * 65, "-x"])
def test_names_that_cannot_be_are_refused(directory: DataDirectory, name: str) -> None:
    with pytest.raises(InvalidChange):
        Tokens(directory).create(name, write=True)


def test_a_name_is_taken_once(counterclaim: Running, directory: DataDirectory) -> None:
    made(counterclaim, directory, "alice")
    done = counterclaim("token", "create", "alice", "--data", directory.path)
    assert (done.code, done.out) == (1, "")
    assert "revoke it first" in done.err


@pytest.mark.parametrize("span", ["90", "d", "0d", "1y", "-1d"])
def test_a_length_of_time_is_hours_days_or_weeks(counterclaim: Running, directory: DataDirectory, span: str) -> None:
    done = counterclaim("token", "create", "alice", "--expires", span, "--data", directory.path)
    assert done.code == 2
    assert not Tokens(directory).all()


def test_a_damaged_file_lets_nobody_in(directory: DataDirectory) -> None:
    (directory.path / "tokens.json").write_text("[{}]")
    with pytest.raises(DirectoryDamaged):
        Tokens(directory).find("cc_x")
