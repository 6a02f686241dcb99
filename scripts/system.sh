#!/bin/bash
# Sees to one system package: `venv` (Python's own module, split off by Debian), `headless` (Chromium without its
# windows, for the browser tests: less work), `chromium` (figures of pages), `java` (tests of builds on Spark),
# `postgresql` (tests on it), `nginx`, `age` and `systemd` (tests of production), `gdal` (slow tests of the layers for
# QGIS) or `openrefine` (slow test of the reconciliation service).
# As root on Debian or Ubuntu it says so and installs; elsewhere it prints the one line to type.
set -euo pipefail

case ${1:?venv, headless, chromium, java, postgresql, nginx, age, systemd, gdal or openrefine} in
  venv)
    python=${PYTHON:-python3}
    "$python" -c 'import ensurepip, venv' 2>/dev/null && exit 0
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    package=python$version-venv why="to make a virtual environment" needed=yes ;;
  headless)
    command -v chromium-headless-shell >/dev/null && exit 0
    package=chromium-headless-shell why="for the browser tests" needed=${CI:+yes} ;;
  chromium)
    for name in chromium chromium-browser google-chrome; do command -v "$name" >/dev/null && exit 0; done
    package=chromium why="to measure pages in a whole browser" needed=${CI:+yes} ;;
  java)
    command -v java >/dev/null && exit 0
    package=default-jre-headless why="for the tests that build on Apache Spark" needed=${CI:+yes} ;;
  postgresql)
    command -v pg_virtualenv >/dev/null && exit 0
    package=postgresql why="for the tests on PostgreSQL" needed=${CI:+yes} ;;
  nginx)
    PATH=$PATH:/usr/sbin command -v nginx >/dev/null && exit 0
    package=nginx why="for the test of production" needed=${CI:+yes} ;;
  age)
    command -v age >/dev/null && exit 0
    package=age why="for the test of encrypted back-ups" needed=${CI:+yes} ;;
  systemd)
    command -v systemd-analyze >/dev/null && exit 0
    package=systemd why="for the test of the units" needed=${CI:+yes} ;;
  gdal)
    command -v ogr2ogr >/dev/null && exit 0
    package=gdal-bin why="for the tests that read the map as QGIS does" needed=${CI:+yes} ;;
  openrefine)
    command -v openrefine >/dev/null && exit 0
    package=openrefine why="for the test that reconciles a list with OpenRefine" needed=${CI:+yes} ;;
esac

if [ "$(id -u)" = 0 ] && grep -qiE '^ID(_LIKE)?=.*(debian|ubuntu)' /etc/os-release 2>/dev/null; then
  echo "▸ Installing the system package $package $why (apt-get, as root)"
  export DEBIAN_FRONTEND=noninteractive
  log=$(mktemp)
  if { apt-get update -qq && apt-get install -qq -y --no-install-recommends "$package"; } >"$log" 2>&1; then
    rm -f "$log"
    exit 0
  fi
  tail -n 5 "$log" >&2
  rm -f "$log"
fi
echo "The system package $package is missing; it is needed $why. Install it with:" >&2
echo "  sudo apt-get install -y $package" >&2
if [ -n "${needed:-}" ]; then exit 1; fi
echo "Going on without it: the tests that need it are left out." >&2
