#!/usr/bin/env bash
# The portals' packages and files, made only when something changed.
#   tools/web.sh packages      npm ci when package-lock.json is another one than installed
#   tools/web.sh build         that, and web/dist when a source is newer
set -euo pipefail
cd "$(dirname "$0")/../web"
export PATH=$PWD/../.deps/node/node_modules/.bin:$PATH

packages() {
    cmp -s package-lock.json node_modules/.installed-lock && return 0
    echo "Installing the portals' npm packages …"
    npm ci --no-audit --no-fund --loglevel=error
    cp package-lock.json node_modules/.installed-lock
}

# A source, the contract or the packages changed since the last build, or there was none.
is_stale() {
    [[ -f dist/.built ]] || return 0
    [[ -n $(find . ../api \( -path ./node_modules -o -path ./dist -o -path ./test-results -o -name generated \) -prune \
        -o -type f -newer dist/.built -print -quit) ]]
}

build() {
    is_stale || return 0
    echo "Building the portals …"
    npm run build --silent
    touch dist/.built
}

case ${1:-} in
    packages) packages ;;
    build)
        packages
        build
        ;;
    *) echo "usage: tools/web.sh packages|build" >&2; exit 2 ;;
esac
