#!/usr/bin/env python3
"""`make run-production`: from a Debian machine to a running portal, and from an older version to this one.

Run again at will: what stands is kept, what is missing is made, settings and certificates are never overwritten.
Needs nothing but Python's own library. `--root DIR` puts everything below a folder and leaves packages, users and
systemd alone: that is how tests/portal/operations/test_production.py runs it.
"""

from __future__ import annotations

import argparse
import grp
import os
import pwd
import secrets
import shutil
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent))
from machine import Machine, run, say, stop
from settings_file import USER, settings_of

DEPLOY = Path(__file__).resolve().parent
HERE = DEPLOY.parent
PACKAGES = {"nginx": "nginx", "psql": "postgresql", "age": "age", "curl": "curl", "openssl": "openssl"}
UNITS = ("karta.target", "karta-web@.service", "karta-worker.service", "karta-backup.service", "karta-backup.timer")


def main() -> None:
    asked = _asked()
    machine = Machine(asked.root.resolve(), "" if asked.root != Path("/") else USER, asked.http, asked.https)
    if machine.is_real:
        _refuse_unfit()
        _packages()
        _account()
        _compile()
        _command()
    _folders(machine)
    is_new = not machine.env_file.exists()
    if is_new:
        _write_settings(machine, asked)
    env = os.environ | settings_of(machine.env_file)
    host = env.get("KARTA_HOST") or stop(f"{machine.env_file}: KARTA_HOST is missing; write the portal's host name")
    say("Database, files for nginx")
    _process(machine, "prepare")
    _certificate(machine, host)
    _nginx(machine, host, env.get("KARTA_HOSTS", host).split(","))
    link = _manage(machine, "karta_first_start", "--address", env.get("KARTA_ADDRESS", f"https://{host}")).strip()
    if asked.admin:
        _try_mail(machine, asked.admin, env)
    if machine.has_systemd:
        _units()
        _check(machine, host)
    _tell(machine, host, link, is_new=is_new)
    if not machine.has_systemd and not asked.no_start and not _restart_supervised(machine):
        say("systemd does not run here: the same processes start under deploy/supervise.py, in the foreground")
        os.environ |= {"KARTA_ENV_FILE": str(machine.env_file), "KARTA_USER": machine.user}
        os.execv(sys.executable, [sys.executable, str(DEPLOY / "supervise.py")])  # noqa: S606 - our own script


def _asked() -> argparse.Namespace:
    """Options, or the variables that `make run-production KARTA_HOST=…` hands over; what is missing is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default=os.environ.get("KARTA_HOST", ""), help="the portal's host name")
    parser.add_argument("--smtp", default=os.environ.get("KARTA_SMTP_URL", ""), help="as KARTA_SMTP_URL")
    parser.add_argument("--mail-from", default=os.environ.get("KARTA_MAIL_FROM", ""), help="as KARTA_MAIL_FROM")
    parser.add_argument("--admin", default=os.environ.get("KARTA_ADMIN", ""), help="gets a letter that tries the mail")
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL", ""), help="one that exists already")
    parser.add_argument("--root", type=Path, default=Path("/"))
    parser.add_argument("--http", type=int, default=80)
    parser.add_argument("--https", type=int, default=443)
    parser.add_argument("--no-start", action="store_true", help="without systemd: prepare only")
    asked = parser.parse_args()
    if not (asked.root / "etc/karta/karta.env").exists() and sys.stdin.isatty():
        asked.host = asked.host or input("Host name of the portal, such as karta.example.org: ").strip()
        asked.smtp = asked.smtp or input("Mail server, smtp+starttls://user:password@host:587 (empty: later): ").strip()
        if asked.smtp:
            asked.mail_from = asked.mail_from or input("Sender, such as Karta <karta@example.org>: ").strip()
            asked.admin = asked.admin or input("Your address, for a letter that tries the mail: ").strip()
    return asked


def _refuse_unfit() -> None:
    if os.geteuid() != 0:
        stop("needs root: sudo make run-production")
    if not shutil.which("apt-get"):
        stop("is written for Debian and Ubuntu; elsewhere follow docs/how-to/run-in-production.md by hand")
    python = (HERE / ".venv/bin/python").resolve()
    for folder in (HERE, *HERE.parents):
        if not folder.stat().st_mode & 0o001:
            stop(f"{folder} is closed to other users, the portal's own among them; move the checkout to /opt/karta")
    for folder in python.parents:
        if not folder.stat().st_mode & 0o001:
            stop(f"{python} is closed to other users; make clean, then make run-production PYTHON=/usr/bin/python3")


def _packages() -> None:
    missing = sorted({package for program, package in PACKAGES.items() if not shutil.which(program)})
    if missing:
        say(f"Debian packages: {', '.join(missing)}")
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update", "-qq"], env=env)
        run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", *missing], env=env)


def _account() -> None:
    try:
        pwd.getpwnam(USER)
    except KeyError:
        say(f"User {USER}, without a shell")
        run(
            [
                "useradd",
                "--system",
                "--user-group",
                "--home-dir",
                "/var/lib/karta",
                "--shell",
                "/usr/sbin/nologin",
                USER,
            ]
        )


def _compile() -> None:
    """Modules compiled beside their texts: the portal's user may not write there, and would compile at every start."""
    folders = [str(HERE / "src"), *map(str, (HERE / ".venv/lib").glob("python*/site-packages"))]
    command = [str(HERE / ".venv/bin/python"), "-m", "compileall", "-q", "-j", "0", *folders]
    # Some packages carry templates that are no Python; what cannot be compiled is not imported either.
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)  # noqa: S603 - no shell


def _command() -> None:
    """`sudo karta …` is the portal's own command line."""
    command = Path("/usr/local/sbin/karta")
    command.write_text(f'#!/bin/sh\nexec {DEPLOY}/as_portal.py karta "$@"\n', "utf-8")
    command.chmod(0o755)


def _folders(machine: Machine) -> None:
    for path, mode in ((machine.etc, 0o755), (machine.etc / "tls", 0o700), (machine.lib / "pages", 0o755),
                       (machine.lib / "acme", 0o755)):  # fmt: skip
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(mode)
    for path, mode in ((machine.lib, 0o711), (machine.lib / "data", 0o700), (machine.lib / "state", 0o700),
                       (machine.lib / "static", 0o755), (machine.backups, 0o700)):  # fmt: skip
        path.mkdir(parents=True, exist_ok=True)
        machine.give(path, mode)
    machine.run.mkdir(parents=True, exist_ok=True)
    machine.give(machine.run, 0o2750, group="www-data")  # as deploy/systemd/karta.tmpfiles at every boot
    for page in (DEPLOY / "nginx/pages").iterdir():
        shutil.copy(page, machine.lib / "pages" / page.name)
        (machine.lib / "pages" / page.name).chmod(0o644)


def _write_settings(machine: Machine, asked: argparse.Namespace) -> None:
    """karta.env with this machine's values, readable to root and the portal only."""
    if not asked.host or "/" in asked.host or " " in asked.host:
        stop("name the portal's host: make run-production KARTA_HOST=karta.example.org")
    port = "" if machine.https == 443 else f":{machine.https}"
    values = {
        "KARTA_ADDRESS": f"https://{asked.host}{port}", "KARTA_HOST": asked.host,
        "KARTA_HOSTS": f"{asked.host},localhost", "DATABASE_URL": asked.database or _database(machine),
        "KARTA_DATA": str(machine.lib / "data"), "KARTA_STATE": str(machine.lib / "state"),
        "KARTA_STATIC": str(machine.lib / "static"), "KARTA_RUN": str(machine.run),
    }  # fmt: skip
    if not machine.is_real:
        values["KARTA_BACKUP_FOLDER"] = str(machine.backups)
    values |= {
        name: value for name, value in (("KARTA_SMTP_URL", asked.smtp), ("KARTA_MAIL_FROM", asked.mail_from)) if value
    }
    lines = []
    for line in (DEPLOY / "karta.env").read_text("utf-8").splitlines():
        name = line.lstrip("#").partition("=")[0]
        lines.append(f"{name}={values[name]}" if name in values else line)
    aside = machine.env_file.with_suffix(".part")
    aside.touch(mode=0o600)
    aside.write_text("\n".join(lines) + "\n", "utf-8")
    if machine.user:
        os.chown(aside, 0, grp.getgrnam(machine.user).gr_gid)
    aside.chmod(0o640)
    aside.replace(machine.env_file)
    say(f"Settings: {machine.env_file}")


def _database(machine: Machine) -> str:
    """Make role and database where they are missing; the address for DATABASE_URL.

    On this machine the server knows the process by its user, so there is no password. Where PGHOST names another
    server, PGUSER may make roles there and the role gets a password that stands in karta.env only.
    """
    if os.environ.get("PGHOST"):
        password = secrets.token_urlsafe(24)
        _sql([], f"ALTER ROLE karta PASSWORD '{password}'", role="karta")
        port = os.environ.get("PGPORT", "5432")
        host = os.environ["PGHOST"]
        where = f"@/karta?host={quote(host, safe='')}" if host.startswith("/") else f"@{host}:{port}/karta"
        return f"postgres://karta:{password}{where}"
    _start_postgresql()
    _sql(["runuser", "-u", "postgres", "--"], "", role=machine.user)
    return "postgres:///karta?host=/var/run/postgresql"


def _sql(prefix: list[str], more: str, *, role: str) -> None:
    psql = [
        *prefix,
        "psql",
        "--no-psqlrc",
        "--quiet",
        "--tuples-only",
        "--no-align",
        "--set=ON_ERROR_STOP=1",
        "--dbname=postgres",
    ]
    if not run([*psql, f"--command=SELECT 1 FROM pg_roles WHERE rolname = '{role}'"], cwd="/").strip():
        run([*psql, f"--command=CREATE ROLE {role} LOGIN"], cwd="/")
    if not run([*psql, "--command=SELECT 1 FROM pg_database WHERE datname = 'karta'"], cwd="/").strip():
        say("Database karta")
        run([*psql, f"--command=CREATE DATABASE karta OWNER {role} ENCODING 'UTF8' TEMPLATE template0"], cwd="/")
    if more:  # by standard input: a password never stands in a command line
        subprocess.run([*psql, "--file=-"], input=more, text=True, check=True, cwd="/")  # noqa: S603 - our own command


def _start_postgresql() -> None:
    if Path("/run/systemd/system").is_dir():
        run(["systemctl", "enable", "--quiet", "--now", "postgresql"])
        return
    for line in run(["pg_lsclusters", "--no-header"]).splitlines():
        version, cluster, _port, status, *_rest = line.split()
        if status.startswith("down"):
            say(f"PostgreSQL {version}, cluster {cluster}: started")
            run(["pg_ctlcluster", version, cluster, "start"])


def _certificate(machine: Machine, host: str) -> None:
    """One that this machine signs itself, until there is a better one; what stands is kept."""
    held, key = machine.etc / "tls/certificate.pem", machine.etc / "tls/key.pem"
    if held.exists():
        return
    say("A certificate that this machine signs itself; browsers warn of it until you bring a real one")
    run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "825", "-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}",
         "-keyout", str(key), "-out", str(held)]
    )  # fmt: skip
    key.chmod(0o600)


def _nginx(machine: Machine, host: str, hosts: list[str]) -> None:
    """Site, and a configuration of its own for where systemd is not. Errors: SystemExit with nginx's own words."""
    me = pwd.getpwuid(os.geteuid()).pw_name
    told = {
        "hosts": "\n".join(f"    {one.strip()} 1;" for one in dict.fromkeys([host, *hosts]) if one.strip()),
        "run": machine.run, "lib": machine.lib, "etc": machine.etc, "host": host, "http": machine.http,
        "https": machine.https, "port_shown": "" if machine.https == 443 else f":{machine.https}",
        "nginx_user": "www-data" if machine.is_real else f"{me} {grp.getgrgid(os.getegid()).gr_name}",
    }  # fmt: skip
    places = {
        "proxy.conf": machine.etc / "nginx_proxy.conf", "karta.conf": machine.etc / "nginx_site.conf",
        "foreground.conf": machine.etc / "nginx.conf",
    }  # fmt: skip
    for name, place in places.items():
        text = (DEPLOY / "nginx" / name).read_text("utf-8")
        for key, value in told.items():
            text = text.replace("{{" + key + "}}", str(value))
        place.write_text(text, "utf-8")
    if machine.has_systemd:
        enabled = Path("/etc/nginx/sites-enabled/karta")
        if not enabled.is_symlink():
            enabled.symlink_to(places["karta.conf"])
        run(["nginx", "-t", "-q"])
    else:
        run(["nginx", "-t", "-q", "-c", str(places["foreground.conf"])])


def _units() -> None:
    """Units as they are in the repository, with the checkout's real place; then everything anew, without a gap."""
    changed = False
    for name in UNITS:
        text = (DEPLOY / "systemd" / name).read_text("utf-8").replace("/opt/karta", str(HERE))
        place = Path("/etc/systemd/system") / name
        changed |= not place.exists() or place.read_text("utf-8") != text
        place.write_text(text, "utf-8")
    shutil.copy(DEPLOY / "systemd/karta.tmpfiles", "/etc/tmpfiles.d/karta.conf")
    if changed:
        run(["systemctl", "daemon-reload"])
    run(["systemctl", "enable", "--quiet", "karta.target", "nginx"])
    for unit in ("karta-web@1", "karta-web@2", "karta-worker"):
        say(f"{unit}: starts anew")
        run(["systemctl", "restart", unit])
    run(["systemctl", "start", "karta.target", "nginx"])
    run(["systemctl", "reload", "nginx"])


def _check(machine: Machine, host: str) -> None:
    """The portal answers over TLS on this machine."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE  # the first certificate is our own
    asked = urllib.request.Request(f"https://127.0.0.1:{machine.https}/readyz", headers={"Host": host})
    for _ in range(20):
        try:
            with urllib.request.urlopen(asked, context=trusting, timeout=30):  # noqa: S310 - our own address
                return
        except urllib.error.HTTPError as error:
            if error.code == 503:  # nothing published yet
                return
        except OSError:
            pass
        time.sleep(1)
    stop("nginx or the portal does not answer: journalctl -u 'karta-*' -u nginx --since -5min")


def _restart_supervised(machine: Machine) -> bool:
    """Where deploy/supervise.py runs already: have it restart everything, without a gap; whether it runs."""
    try:
        number = int((machine.run / "supervise.pid").read_text("utf-8"))
        if b"supervise.py" not in Path(f"/proc/{number}/cmdline").read_bytes():
            return False
        os.kill(number, signal.SIGHUP)
    except (OSError, ValueError):
        return False
    say(f"deploy/supervise.py runs as process {number}; it restarts one process after the other")
    return True


def _try_mail(machine: Machine, address: str, env: Mapping[str, str]) -> None:
    if not (env.get("KARTA_SMTP_URL") or env.get("KARTA_SMTP_HOST")):
        say(f"Mail: no server is named in {machine.env_file} yet; letters become files and reach nobody")
        return
    try:
        _manage(machine, "sendtestemail", address)
        say(f"Mail: a letter to {address} was taken by the server")
    except SystemExit as error:
        say(f"Mail: the server did not take a letter to {address}; settings in {machine.env_file}\n  {error}")


def _process(machine: Machine, what: str) -> None:
    env = os.environ | {"KARTA_ENV_FILE": str(machine.env_file), "KARTA_USER": machine.user}
    run([sys.executable, str(DEPLOY / "as_portal.py"), str(DEPLOY / "process"), what], env=env, cwd="/")


def _manage(machine: Machine, *arguments: str) -> str:
    env = os.environ | {"KARTA_ENV_FILE": str(machine.env_file), "KARTA_USER": machine.user}
    python = str(HERE / ".venv/bin/python")
    return run([sys.executable, str(DEPLOY / "as_portal.py"), python, "-m", "django", *arguments], env=env, cwd="/")


def _tell(machine: Machine, host: str, link: str, *, is_new: bool) -> None:
    say(f"Portal: https://{host}" + ("" if machine.https == 443 else f":{machine.https}"))
    if link:
        print(f"  First administrator, one-time link for 24 hours: {link}")
    current = machine.lib / "data/snapshots/current"
    if not current.exists():
        print("  No map is published yet: sudo karta build && sudo karta publish, or bring in a list as administrator")
    if is_new:
        print(f"  Next: look through {machine.env_file}; a certificate, back-ups elsewhere, monitoring:")
        print("  docs/how-to/run-in-production.md")


if __name__ == "__main__":
    main()
