#!/bin/sh
# Fetches plotly.js 2.27.1 (npm package plotly.js-dist-min) into the user's cache, once, and checks its digest.
# Nothing happens when a good copy is there already. HARNESS_PLOTLYJS names another place for it.
set -eu
version=2.27.1
sha256=957c06d407f784f1093a7353da7a3d5a86f90590df447bc831ec9dab315eb267
target=${HARNESS_PLOTLYJS:-${XDG_CACHE_HOME:-$HOME/.cache}/harness/plotly.js/plotly-$version.min.js}

good() { [ -f "$1" ] && echo "$sha256  $1" | sha256sum --check --status; }

if good "$target"; then exit 0; fi
command -v npm >/dev/null || { echo "plotly.js: npm is needed to fetch plotly.js-dist-min@$version (Debian: apt-get install npm)" >&2; exit 3; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent "plotly.js-dist-min@$version" >/dev/null && tar -xzf ./*.tgz) ||
    { echo "plotly.js: npm could not fetch plotly.js-dist-min@$version" >&2; exit 3; }
good "$work/package/plotly.min.js" || { echo "plotly.js: the fetched plotly.min.js does not have SHA-256 $sha256" >&2; exit 3; }
mkdir -p "$(dirname "$target")"
cp "$work/package/plotly.min.js" "$target.part"
mv "$target.part" "$target"
echo "plotly.js $version: $target"
