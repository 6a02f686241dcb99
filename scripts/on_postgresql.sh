#!/bin/bash
# Runs a command with DATABASE_URL pointing at a server of its own, which is made for it and removed after it
# (Debian's pg_virtualenv). Nothing is kept, so nothing waits for the disk.
set -euo pipefail
if ! command -v pg_virtualenv >/dev/null; then
  echo "Left out, PostgreSQL is not installed: $*" >&2
  exit 0
fi
export DATABASE_URL=postgres:///postgres
exec pg_virtualenv -o fsync=off -o synchronous_commit=off -o full_page_writes=off "$@"
