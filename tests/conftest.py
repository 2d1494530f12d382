"""What tests of several rooms share: the material beside the repository, and the browser."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, sync_playwright

from counterclaim import main
from tests.server.running import free_port

REPOSITORY = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 60
REAL_REPORT = "reports/000_32c2949a738cf3de.txt"


@pytest.fixture(scope="session")
def repository() -> Path:
    """Give the folder of the project."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of shared material; it is no part of the repository, so its tests skip without it."""
    folder = Path(os.environ.get("COUNTERCLAIM_SHARED", REPOSITORY.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no shared material at {folder}: name its folder in COUNTERCLAIM_SHARED")
    return folder


@pytest.fixture(scope="session")
def real_report(shared: Path) -> Path:
    """Give the path of the real article, which is not ours to publish with the code."""
    path = shared / REAL_REPORT
    if not path.is_file():
        pytest.skip(f"the real report is not at {path}")
    return path


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Give the path of Debian's Chromium. Where COUNTERCLAIM_REQUIRE_BROWSER is set, absence fails."""
    found = shutil.which("chromium")
    if found is None:
        absent = "Chromium is not installed (on Debian: apt-get install chromium)"
        if os.environ.get("COUNTERCLAIM_REQUIRE_BROWSER"):
            pytest.fail(absent)
        pytest.skip(absent)
    return Path(found)


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """Give one headless browser for all tests of pages; each opens its page in a context of its own."""
    quiet = ["disable-background-networking", "disable-component-update", "disable-sync", "disable-quic"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium,
            # Chromium's own sandbox does not start for root, as which containers and CI run.
            args=["--no-sandbox", "--disable-gpu", "--no-first-run", *(f"--{switch}" for switch in quiet)],
        )
        yield launched
        launched.close()


Serving = Callable[..., AbstractContextManager[str]]


@pytest.fixture(scope="session")
def serving() -> Serving:
    """Give the way to run a serving command: with a free port added to it, until the block ends.

    The block gets the server's address once it answers.
    """
    return _serving


@contextmanager
def _serving(*command: str | Path, cwd: Path) -> Iterator[str]:
    address = f"http://127.0.0.1:{(port := free_port())}"
    with subprocess.Popen([*command, "--port", str(port)], cwd=cwd, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(address, server)
            yield address
        finally:
            server.terminate()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        try:
            httpx.get(address)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"no answer from {address} in {SECONDS_TO_START} s (exit code {server.poll()})")


@dataclass(frozen=True)
class Done:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


Running = Callable[..., Done]


@pytest.fixture(scope="session")
def counterclaim() -> Running:
    """Give the way to run the command line: `counterclaim("load", "--data", path, file)`.

    In this process, as starting Python and the language model anew each time would take seconds; the tests of
    serving, of packaging and of sudden death run real ones.
    """

    def run(*words: str | Path, stdin: bytes = b"") -> Done:
        done = CliRunner().invoke(main, [str(word) for word in words], input=stdin, prog_name="counterclaim")
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Done(done.exit_code, done.stdout_bytes.decode(), done.stderr_bytes.decode())

    return run


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder on a file system of 24 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs the right to mount a small file system")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
