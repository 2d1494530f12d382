"""The tokens with which one may write: names, rights and hashes in ``tokens.json``, never the tokens themselves.

A token is 256 random bits, so that its SHA-256 tells nothing of it; nobody but the directory's owner may read the file.
"""

import hashlib
import hmac
import json
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime

from store.activity import utc_now
from store.directory import DataDirectory
from store.errors import DirectoryDamaged, InvalidChange, reported
from store.files import replace_file
from store.lock import exclusive

_PREFIX = "cc_"
"""So that a token that leaks can be recognised for what it is."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_WAIT = 10.0


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token."""

    name: str
    write: bool
    created: datetime
    expires: datetime | None
    sha256: str

    def has_expired(self, now: datetime) -> bool:
        """Tell whether its time is over."""
        return self.expires is not None and self.expires <= now


class Tokens:
    """The tokens of a data directory."""

    def __init__(self, directory: DataDirectory) -> None:
        self._path = directory.path / "tokens.json"
        self._lock = directory.path / "tokens.lock"

    def create(self, name: str, *, write: bool, expires: datetime | None = None) -> str:
        """Make a token and return it: it is not to be had again. Raises InvalidChange for a name that cannot be."""
        if not _NAME.fullmatch(name):
            raise InvalidChange(
                f"the name {name[:80]!r} cannot be: a token's name is of letters, digits and . _ -, at most 64"
            )
        secret = _PREFIX + secrets.token_urlsafe(32)
        with exclusive(self._lock, _WAIT):
            kept = self.all()
            if any(token.name == name for token in kept):
                raise InvalidChange(f"there is a token of the name {name!r}: choose another, or revoke it first")
            self._write([*kept, Token(name, write, utc_now(), expires, _digest(secret))])
        return secret

    def all(self) -> list[Token]:
        """Return what is kept of each token, in the order in which they were made."""
        with reported("read the tokens", self._path):
            try:
                raw = self._path.read_bytes()
            except FileNotFoundError:
                return []
        try:
            return [_read(entry) for entry in json.loads(raw)]
        except (ValueError, TypeError, KeyError) as error:
            raise DirectoryDamaged(
                f"{self._path}: cannot be read ({error}); remove it, and make the tokens anew"
            ) from error

    def revoke(self, name: str) -> bool:
        """Remove a token; False if there is none of that name."""
        with exclusive(self._lock, _WAIT):
            kept = self.all()
            left = [token for token in kept if token.name != name]
            if len(left) < len(kept):
                self._write(left)
        return len(left) < len(kept)

    def find(self, secret: str) -> Token | None:
        """Return what is kept of a token that somebody shows; None for one that there is not, or that has expired."""
        digest, found = _digest(secret), None
        for token in self.all():
            # Each is compared, and each in the same time, whatever the first ones give.
            if hmac.compare_digest(token.sha256, digest):
                found = token
        return None if found is None or found.has_expired(utc_now()) else found

    def _write(self, tokens: list[Token]) -> None:
        with reported("write the tokens", self._path):
            # The file that takes its place is made readable for its owner alone.
            replace_file(self._path, json.dumps([_stated(token) for token in tokens], indent=2).encode() + b"\n", 0o600)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _stated(token: Token) -> dict[str, object]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(token).items()}


def _read(entry: dict[str, str]) -> Token:
    expires = entry["expires"]
    return Token(
        entry["name"],
        bool(entry["write"]),
        datetime.fromisoformat(entry["created"]),
        datetime.fromisoformat(expires) if expires else None,
        entry["sha256"],
    )
