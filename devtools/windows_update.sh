#!/usr/bin/env bash
# An update without a network in the Windows kit, from end to end: a signed package is installed over a running window and passes its test;
# one whose program fails its own test is taken back; tampered, cut, older ones are refused.
#
#     devtools/windows_update.sh KIT_FOLDER
#
# Needs what windows_setups.sh packs.
set -euo pipefail
kit=$(cd "${1:?windows_update.sh KIT_FOLDER}" && pwd)
cd "$(dirname "$0")/.."
work=.station/windows-update
rm -rf "$work"
mkdir -p "$work"
[ -f .station/windows-setups/next.linliupdate ] || { echo "FAILED: nothing packed; run windows_setups.sh first"; exit 1; }
. devtools/windows_steps.sh
data='%LOCALAPPDATA%\LinliShouwang'
home=$(inside python -c "import os; print(os.environ['LOCALAPPDATA'])" | tr -d '\r')
twin="$home\\Programs\\Linli\\linli-console.exe"
swept '%LOCALAPPDATA%\Programs\Linli' '%LOCALAPPDATA%\Programs\Linli.former' "$data"
ended() { # ended STATE: wait until the update is over, and hold it against what should have become of it
  for _ in $(seq 90); do
    state=$(inside python -c "import json, os; print(json.load(open(os.path.expandvars(r'$data\\update.json'), encoding='utf-8'))['state'])" | tr -d '\r') || state=
    [ "$state" != started ] && [ -n "$state" ] && break
    sleep 2
  done
  [ "$state" = "$1" ] || { echo "the update ended as “$state”"; return 1; }
}
runs() { inside exe "$twin" update --json | grep -q "\"version\": *\"$1\""; }
closed() { inside exe "$home\\Programs\\Linli\\Linli.exe" --close; }

step "install $version" inside exe "$setups/first-setup.exe" /S
step "a station is made" inside exe "$twin" demo --years 0.1
step "a package that was cut is refused" ends 4 inside exe "$twin" update "$setups/cut.linliupdate" --check
step "a tampered package is refused" ends 5 inside exe "$twin" update "$setups/tampered.linliupdate" --check
step "an older version is refused" ends 8 inside exe "$twin" update "$setups/older.linliupdate" --check
step "the good package is found sound" inside exe "$twin" update "$setups/next.linliupdate" --check
step "the update to $next starts" inside exe "$twin" update "$setups/next.linliupdate"
step "it is installed and has passed its test" ended done
step "$next runs now" runs "$next"
step "the window it opened closes when asked" closed
step "the station is sound" inside exe "$twin" check
step "the update to $broken, whose program is not whole, starts" inside exe "$twin" update "$setups/broken.linliupdate"
step "it failed its test and was taken back" ended put_back
step "$next runs again" runs "$next"
step "the window it opened closes when asked" closed
step "the station is still sound" inside exe "$twin" check
step "uninstall silently" inside exe "$home\\Programs\\Linli\\uninstall.exe" /S
sleep 8
swept "$data"
exit "$failed"
