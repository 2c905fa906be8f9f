#!/bin/sh
# Installs the servers that the tests talk to, where they are missing. Safe to
# repeat; without root or apt it says so and ends well: the tests then decide.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)

missing=""
command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
for program in radosgw ceph-mon ceph-osd; do
  command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
done
for program in buildah podman runc mmdebstrap; do
  command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
done
[ -e /usr/bin/chromium ] || missing="$missing chromium"

if [ -n "$missing" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing:$missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086
    apt-get install -y -qq --no-install-recommends $missing >/dev/null
  else
    echo "cannot install (needs root and apt-get):$missing"
  fi
fi

# the Chroma server is 400 MB: kept in a cache folder, not in node_modules
chroma="$here/.cache/servers/chroma"
if [ ! -e "$chroma/node_modules/chromadb/dist/cli.mjs" ]; then
  mkdir -p "$chroma"
  printf '%s\n' '{"name":"chroma-for-tests","private":true,"dependencies":{"chromadb":"3.5.0"},"overrides":{"chromadb-js-bindings-linux-x64-gnu":"1.0.5"}}' > "$chroma/package.json"
  (cd "$chroma" && npm install --no-audit --no-fund --loglevel=error) || echo "Chroma could not be fetched"
fi
