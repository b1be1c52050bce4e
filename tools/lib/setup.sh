# Set-up that tools/run, tools/test and .ci/run share; to be sourced.
# Everything here writes to standard error only: standard output belongs to the program that is run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
weft_binary="$root/.build/release/weft"
# Its time says when the build of the release binary began.
build_stamp="$root/.build/weft.stamp"

# What the package needs to be built.
build_packages=(libpcap-dev)
# What the quickstart drives inside its hosts, and what reads its capture. A lab comes up without them.
quickstart_packages=(iputils-ping curl tshark)
# What the live tests drive, and what reads their results back.
test_packages=(
  tshark tcpdump iperf3 bind9-dnsutils iputils-ping iproute2 netcat-openbsd curl traceroute openvswitch-switch
  procps util-linux nftables python3-jsonschema python3-yaml
)

say() { printf '%s\n' "$*" >&2; }

# Runs a command as root: as it is, or through sudo where that asks for no password. Fails where neither is possible.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_be_root() {
  [ "$(id -u)" -eq 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

# Runs a command quietly: its output goes to a log, whose end is shown where it fails.
quietly() {
  local log=$1 status=0
  shift
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ "$status" -ne 0 ]; then
    say "failed:"
    tail -n 60 "$log" >&2
    say "This was: $*; its whole output is in $log"
  fi
  return "$status"
}

missing_packages() {
  local package
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
  done
}

# Debian starts a service as soon as its package is installed, unless a policy says not to. Ours stands for the length
# of one installation, and only where the machine has none of its own.
policy=/usr/sbin/policy-rc.d

install_without_starting() {
  local made_policy=false status=0
  if [ ! -e "$policy" ]; then
    made_policy=true
    trap 'as_root rm -f "$policy"' EXIT
    trap 'exit 130' INT TERM HUP
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" || status=$?
  if $made_policy; then
    as_root rm -f "$policy"
    trap - EXIT INT TERM HUP
  fi
  return "$status"
}

install_updated() {
  install_without_starting "$@" || { as_root apt-get update && install_without_starting "$@"; }
}

# Makes sure that Debian packages are there: installs the missing ones with privilege, else names them and ends with 3.
need_packages() {
  local missing
  command -v dpkg-query >/dev/null || {
    say "this is not a Debian system; these packages, by Debian's names, must be present: $*"
    return 0
  }
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  if ! can_be_root; then
    say "These Debian packages are needed and not installed: ${missing[*]}"
    say "Install them with: sudo apt-get install ${missing[*]}"
    exit 3
  fi
  say "installing ${missing[*]}"
  mkdir -p "$root/.build"
  quietly "$root/.build/packages.log" install_updated "${missing[@]}" || exit 3
}

# Makes Debian packages present where that is possible, else names them and goes on.
offer_packages() {
  local missing
  command -v dpkg-query >/dev/null || return 0
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  if can_be_root; then
    say "installing ${missing[*]}"
    mkdir -p "$root/.build"
    quietly "$root/.build/packages.log" install_updated "${missing[@]}" || say "going on without them"
  else
    say "note: the README's examples use ${missing[*]}: sudo apt-get install ${missing[*]}"
  fi
}

need_swift() {
  command -v swift >/dev/null || {
    say "The Swift 6.3 toolchain is needed and not on the PATH: https://www.swift.org/install/linux/"
    exit 3
  }
}

# True where the release binary is newer than every source.
is_built() {
  [ -x "$weft_binary" ] && [ -e "$build_stamp" ] &&
    [ -z "$(find "$root/Sources" "$root/Package.swift" -newer "$build_stamp" -print -quit)" ]
}

# Builds the release binary, unless it is newer than every source. Of commands that find it missing at the same time one
# builds it, and the others wait.
build_weft() {
  local lock
  if is_built; then return 0; fi
  mkdir -p "$root/.build"
  exec {lock}>"$root/.build/weft.lock"
  if ! flock --nonblock "$lock"; then
    say "waiting for another command, which is building weft"
    flock "$lock"
  fi
  if ! is_built; then build_weft_now; fi
  exec {lock}>&-
}

build_weft_now() {
  local start=$SECONDS
  need_packages "${build_packages[@]}"
  offer_packages "${quickstart_packages[@]}"
  need_swift
  touch "$build_stamp.begun"
  printf 'building weft (the first time takes some minutes) ... ' >&2
  quietly "$root/.build/weft-build.log" swift build --package-path "$root" -c release --product weft || exit 1
  mv "$build_stamp.begun" "$build_stamp"
  say "done in $((SECONDS - start)) s"
}
