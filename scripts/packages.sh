#!/bin/bash
# Fills .venv with exactly what requirements.lock names; each file's hash is checked, uv's own included.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=$(awk '/^uv==/ { print substr($1, 5) }' requirements.lock)

if [ "$(.venv/bin/uv --version 2>/dev/null | cut -d' ' -f2)" != "$wanted" ]; then
  echo "▸ uv $wanted, the installer"
  awk '/^[^ ]/ { wanted = /^uv==/ } wanted' requirements.lock >.venv/uv.lock
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r .venv/uv.lock
fi
# uv does not read pip's configuration: hand it the index that pip was told to use, if any.
if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
  index=${PIP_INDEX_URL:-$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)}
  [ -z "$index" ] || export UV_DEFAULT_INDEX=$index
fi
echo "▸ Python packages: $(grep -c == requirements.lock), from requirements.lock"
export VIRTUAL_ENV=$PWD/.venv
.venv/bin/uv pip sync --quiet --require-hashes requirements.lock
.venv/bin/uv pip install --quiet --no-deps --no-build-isolation --editable .
