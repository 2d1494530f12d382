"""What tests of several rooms share: the material beside the repository, and the browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

REPOSITORY = Path(__file__).resolve().parent.parent
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
