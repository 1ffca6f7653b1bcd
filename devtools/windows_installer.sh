#!/usr/bin/env bash
# The installer in the Windows kit: pack, install silently, self-test, upgrade, self-test, go back, uninstall; the data stays.
#
#     devtools/windows_installer.sh KIT_FOLDER [release]
#
# Needs dist/Linli (see windows_check.sh KIT_FOLDER frozen) and makensis. `release` packs with LZMA as for a release (slow), else quickly.
set -euo pipefail
kit=$(cd "${1:?windows_installer.sh KIT_FOLDER [release]}" && pwd)
cd "$(dirname "$0")/.."
work=$PWD/.station/windows-installer
rm -rf "$work"
mkdir -p "$work"
[ -x "$(command -v makensis)" ] || { echo "skipped: no makensis here (Debian: apt-get install nsis)"; exit 0; }
[ -f dist/Linli/Linli.exe ] || { echo "FAILED: no dist/Linli; build it first"; exit 1; }
version=$(sed -n 's/^version = "\([^"]*\)".*/\1/p' pyproject.toml | head -n 1)
fast=(-DFAST)
[ "${2:-}" = release ] && fast=()
failed=0

step() { # step NAME COMMAND...: run, tell, go on
  local name=$1 started=$SECONDS
  shift
  if "$@" >"$work/log" 2>&1; then
    printf 'ok      %3ss  %s\n' "$((SECONDS - started))" "$name"
  else
    printf 'FAILED  %3ss  %s\n' "$((SECONDS - started))" "$name"
    tail -n 15 "$work/log" | sed 's/^/        /'
    failed=1
  fi
}

pack() { # pack VERSION FILE
  makensis -V2 "${fast[@]}" -DAMD64 -DVERSION="$1" -DSOURCE="$PWD/dist/Linli" -DOUT="$2" resources/installer/linli.nsi
}

inside() { (cd "$work" && "$kit/win" "$@"); }
there() { inside python -c "import os,sys; sys.exit(0 if os.path.exists(os.path.expandvars(sys.argv[1])) else 1)" "$1"; }
gone() { ! there "$1"; }
refused() { ! "$@"; }

programs='%LOCALAPPDATA%\Programs\Linli'
home=$(inside python -c "import os; print(os.environ['LOCALAPPDATA'])" | tr -d '\r')
twin="$home\\Programs\\Linli\\linli-console.exe"
former="$home\\Programs\\Linli.former\\linli-console.exe"

# what an earlier run may have left in the box
inside python -c "import os, shutil; [shutil.rmtree(os.path.expandvars(p), ignore_errors=True) for p in (r'$programs', r'$programs.former', r'%LOCALAPPDATA%\LinliShouwang')]"

step "pack $version" pack "$version" "$work/first-setup.exe"
next=${version%.*}.$((${version##*.} + 1))
step "pack $next (the next build)" pack "$next" "$work/next-setup.exe"
printf '        size: %s MB packed, %s MB unpacked\n' "$(du -m "$work/first-setup.exe" | cut -f1)" "$(du -sm dist/Linli | cut -f1)"
head -c 3000000 "$work/first-setup.exe" >"$work/broken-setup.exe"
step "an installer copied half-way is refused" refused inside exe ./broken-setup.exe /S
step "nothing was installed by it" gone "$programs\\Linli.exe"
step "install silently" inside exe ./first-setup.exe /S
step "the program is there" there "$programs\\Linli.exe"
step "self-test of the installed program" inside exe "$twin" self-test
step "a station is made" inside exe "$twin" demo --years 0.1
step "upgrade silently" inside exe ./next-setup.exe /S
step "self-test after the upgrade" inside exe "$twin" self-test
step "the station is still sound" inside exe "$twin" check
step "the former version is kept and reads the station" inside exe "$former" check
step "uninstall silently" inside exe "$home\\Programs\\Linli\\uninstall.exe" /S
sleep 8 # the uninstaller goes on in a copy of itself
step "the program is gone" gone "$programs\\Linli.exe"
step "the data stayed" there '%LOCALAPPDATA%\LinliShouwang\station.db'
inside python -c "import os, shutil; shutil.rmtree(os.path.expandvars(r'%LOCALAPPDATA%\LinliShouwang'), ignore_errors=True)"
exit "$failed"
