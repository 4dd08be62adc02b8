# What script/server and script/test share. Sourced, not run.
# shellcheck shell=bash

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
stop() {
  printf '\033[1mstopped:\033[0m %s\n' "$*" >&2
  exit 1
}

# The packages of the named sections of script/packages.txt, one a line.
packages_of() {
  local section wanted=" $* "
  while read -r line; do
    line=${line%%#*}
    line=${line// /}
    case $line in
      '') ;;
      \[*\]) section=${line:1:-1} ;;
      *) if [[ $wanted == *" $section "* ]]; then echo "$line"; fi ;;
    esac
  done < script/packages.txt
}

# Makes sure that the packages of the named sections are there: installs them as root, else says which are missing.
# npm counts as there when there is a program of that name: others than Debian's nodejs bring it along.
need_packages() {
  . /etc/os-release
  if [[ ${ID:-} != debian || ${VERSION_ID:-} != 12 ]]; then
    say "this is ${PRETTY_NAME:-an unknown system}; Löfte is built and tried on Debian 12, so package names may differ"
  fi
  local name missing=()
  for name in $(packages_of "$@"); do
    if [[ $name == npm ]] && command -v npm > /dev/null; then continue; fi
    dpkg-query -W -f '${Status}\n' "$name" 2> /dev/null | grep -q '^install ok installed' || missing+=("$name")
  done
  if ((${#missing[@]} == 0)); then
    return
  fi
  if ((EUID != 0)); then
    stop "${#missing[@]} packages are missing. Install them, then run this again:
  sudo apt-get install --no-install-recommends ${missing[*]}"
  fi
  say "installing ${#missing[@]} packages: ${missing[*]}"
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# build_preset PRESET [TARGET…]: configures build/PRESET when needed, and builds with ninja's own progress line.
build_preset() {
  local preset=$1
  shift
  if [[ ! -f build/$preset/build.ninja ]]; then
    say "configuring build/$preset"
    cmake --preset "$preset"
  fi
  say "building ${*:-everything} in build/$preset"
  cmake --build "build/$preset" ${1:+--target "$@"}
}

# import_history FOLDER DATA [OPTION…]: an invented shop's history into a data folder that may not be there yet.
import_history() {
  local folder=$1 data=$2 kind
  shift 2
  for kind in accounts orders subscriptions enquiries reviews; do
    say "importing $kind"
    build/release/lofte import "$folder/$kind.csv" --mapping "demo/$kind.toml" --policy policies/usbstars.toml --data "$data" "$@"
  done
}
