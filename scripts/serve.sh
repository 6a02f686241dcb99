#!/bin/bash
# The second half of `make run`: builds and publishes the demo map with its events and projects when none is
# current, then serves the portal.
set -euo pipefail
port=${1:?port}

if [ ! -e "$KARTA_DATA/snapshots/current" ]; then
  echo "▸ Demo map: from the sources that ship with Karta, into $KARTA_DATA"
  karta build
  karta publish
  echo "▸ Demo events and projects: from the cluster's own page"
  scripts/demo_data.sh
fi
exec karta serve --port "$port"
