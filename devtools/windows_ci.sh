#!/usr/bin/env bash
# What CI does in the Windows kit: build the program, do the day's main job with it, install, upgrade, update and uninstall it.
#
#     devtools/windows_ci.sh KIT_FOLDER
#
# Without a kit, without root or off Linux it says 'skipped' and why.
set -euo pipefail
kit=${1:?windows_ci.sh KIT_FOLDER}
cd "$(dirname "$0")/.."
skip() { echo "windows: skipped: $1"; exit 0; }
[ "$(uname)" = Linux ] || skip "the kit runs on Linux"
[ -x "$kit/setup" ] || skip "no Windows kit at $kit"
[ "$(id -u)" = 0 ] || skip "the kit needs root (a chroot)"
kit=$(cd "$kit" && pwd)
started=$SECONDS
"$kit/setup"
"$kit/wheels" requirements.txt
devtools/windows_check.sh "$kit" frozen
if [ -x "$(command -v makensis)" ]; then
  devtools/windows_setups.sh "$kit"
  devtools/windows_installer.sh "$kit"
  devtools/windows_update.sh "$kit"
else
  echo "windows: the installer is skipped: no makensis here (Debian: apt-get install nsis)"
fi
echo "windows: all good in $((SECONDS - started)) s"
