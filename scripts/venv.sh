#!/bin/bash
# Makes .venv with the machine's own Python, which must be 3.11 or newer.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "Karta needs Python 3.11 or newer; '$python' is $("$python" --version 2>&1 || true)." >&2
  echo "Name another one: make PYTHON=/path/to/python3.11 …" >&2
  exit 1
fi
PYTHON=$python scripts/system.sh venv
echo "▸ Virtual environment in .venv, $("$python" --version)"
rm -rf .venv
"$python" -m venv .venv
