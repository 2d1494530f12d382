"""The files for who runs a server: they are read by the tools that they are for, and agree with the program."""

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from server.commands.asking import serve
from server.settings import Settings

EXPOSED_AT_MOST = "15"
"""In tenths; systemd calls 5.0 medium."""


@pytest.fixture
def files(repository: Path) -> Path:
    return repository / "docs" / "operating"


@pytest.fixture
def unit(files: Path) -> Path:
    return files / "counterclaim.service"


def tool(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def run(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def service(unit: Path) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # names of systemd have capitals
    parser.read(unit)
    return parser["Service"]


def test_systemd_reads_the_unit(unit: Path, tmp_path: Path) -> None:
    # It looks whether the program is there.
    here = tmp_path / unit.name
    here.write_text(unit.read_text().replace("/opt/counterclaim/bin/counterclaim", sys.executable))
    assert run(tool("systemd-analyze"), "verify", "--man=no", here) == ""


def test_the_unit_leaves_the_service_little_that_it_may_do(unit: Path) -> None:
    run(tool("systemd-analyze"), "security", "--offline=true", f"--threshold={EXPOSED_AT_MOST}", "--no-pager", unit)


def test_the_unit_starts_a_command_that_there_is(unit: Path) -> None:
    _, command, *options = shlex.split(service(unit)["ExecStart"])
    assert command == "serve"
    context = serve.make_context("serve", options)
    assert (context.params["host"], context.params["proxies"]) == ("127.0.0.1", 1)
    known = {name for option in serve.params if isinstance(name := getattr(option, "envvar", None), str)}
    assert set(re.findall(r"^Environment=(\w+)=", unit.read_text(), re.MULTILINE)) <= known


def test_the_unit_waits_for_longer_than_the_server_takes_to_stop(unit: Path) -> None:
    assert int(service(unit)["TimeoutStopSec"]) > Settings(Path()).readers.seconds + 5 + 10


def test_nginx_reads_its_site(files: Path, tmp_path: Path) -> None:
    nginx = tool("nginx")
    for name in ("key", "fullchain"):
        (tmp_path / f"{name}.pem").touch()
    names = ("-subj", "/CN=localhost", "-keyout", tmp_path / "key.pem", "-out", tmp_path / "fullchain.pem")
    run(tool("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", *names)
    site = (files / "nginx.conf").read_text().replace("/etc/ssl/claims.example.org", str(tmp_path))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in kinds)
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{places}{site}\n}}\n"
    )
    run(nginx, "-t", "-q", "-e", tmp_path / "errors", "-c", tmp_path / "nginx.conf")


def test_caddy_reads_its_site(files: Path) -> None:
    run(tool("caddy"), "adapt", "--validate", "--adapter", "caddyfile", "--config", files / "Caddyfile")


def test_proxies_let_through_what_the_server_takes_and_keep_the_metrics(files: Path) -> None:
    mebibytes = Settings(Path()).max_upload >> 20
    nginx, caddy = ((files / name).read_text() for name in ("nginx.conf", "Caddyfile"))
    assert f"client_max_body_size {mebibytes}m;" in nginx
    assert f"max_size {mebibytes}MiB" in caddy
    assert re.search(r"location = /metrics \{\s*return 404;", nginx)
    assert "respond /metrics 404" in caddy
    # What the client says of itself would pass for what the proxy says.
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in nginx
    waited = re.search(r"proxy_read_timeout (\d+)s", nginx)
    settings = Settings(Path())
    assert waited
    assert int(waited[1]) > settings.readers.seconds + settings.readers.shares.wait
    assert int(waited[1]) > settings.write_time + settings.write_wait


def test_prometheus_reads_the_alerts(files: Path) -> None:
    run(tool("promtool"), "check", "rules", files / "alerts.yaml")
