"""The options of `serve` that say how it can be watched, and the environment in their place."""

from pathlib import Path

import pytest

from server.settings import Settings
from store.directory import DataDirectory
from tests.conftest import Running


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """Give the settings with which servers are started, which are none."""
    found: list[Settings] = []
    monkeypatch.setattr("server.serve.serve", lambda settings, *rest: found.append(settings))
    return found


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return DataDirectory.create(tmp_path / "data").path


def test_without_options_nothing_is_logged_and_this_machine_sees_the_metrics(
    counterclaim: Running, data: Path, started: list[Settings]
) -> None:
    assert counterclaim("serve", "--data", data).code == 0
    assert [(s.access_log, s.access_log_clear, s.metrics) for s in started] == [(None, False, "local")]


def test_options_and_environment_say_the_same(
    counterclaim: Running, data: Path, started: list[Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--access-log", "-", "--access-log-clear", "--metrics", "off")
    assert counterclaim("serve", "--data", data, *words).code == 0
    for name, value in (("ACCESS_LOG", "-"), ("ACCESS_LOG_CLEAR", "1"), ("METRICS", "off")):
        monkeypatch.setenv(f"COUNTERCLAIM_{name}", value)
    assert counterclaim("serve", "--data", data).code == 0
    assert [(s.access_log, s.access_log_clear, s.metrics) for s in started] == [("-", True, "off")] * 2


@pytest.mark.parametrize("words", [["--access-log-clear"], ["--metrics", "some"], ["--metrics", ""]])
def test_options_that_cannot_be_are_refused(
    counterclaim: Running, data: Path, started: list[Settings], words: list[str]
) -> None:
    assert counterclaim("serve", "--data", data, *words).code == 2
    assert started == []
