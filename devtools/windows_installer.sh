#!/usr/bin/env bash
# The installer in the Windows kit: install silently, self-test, upgrade a station of the former schema, self-test, go back, uninstall.
# The data stays. Then what goes wrong: a broken copy, an old Windows, a full disk, a folder that may not be written, a newer station.
#
#     devtools/windows_installer.sh KIT_FOLDER
#
# Needs what windows_setups.sh packs.
set -euo pipefail
kit=$(cd "${1:?windows_installer.sh KIT_FOLDER}" && pwd)
cd "$(dirname "$0")/.."
work=.station/windows-installer
rm -rf "$work"
mkdir -p "$work"
[ -f .station/windows-setups/first-setup.exe ] || { echo "FAILED: nothing packed; run windows_setups.sh first"; exit 1; }
. devtools/windows_steps.sh
small=$(mktemp -d) sealed=$(mktemp -d)
trap 'umount "$small" "$sealed" 2>/dev/null; rmdir "$small" "$sealed"' EXIT

elsewhere() { anew; WIN_BIND="$small:$sealed" "$kit/win" "$@"; }
nothing_in() { [ -z "$(ls -A "$1")" ]; }

programs='%LOCALAPPDATA%\Programs\Linli'
data='%LOCALAPPDATA%\LinliShouwang'
home=$(inside python -c "import os; print(os.environ['LOCALAPPDATA'])" | tr -d '\r')
twin="$home\\Programs\\Linli\\linli-console.exe"
former="$home\\Programs\\Linli.former\\linli-console.exe"
swept "$programs" "$programs.former" "$data"
printf 'three short words\n' >"$work/password"
cp -r tests/data/schema-2 "$work/kept"
password=(--account admin --password-file "$work/password")

# what goes wrong before anything is installed
head -c 3000000 "$setups/first-setup.exe" >"$work/broken-setup.exe"
step "an installer copied half-way is refused" ends 2 inside exe "$work/broken-setup.exe" /S
ln "$setups/first-setup.exe" "$work/old-windows-setup.exe"
inside raw wine reg add 'HKCU\Software\Wine\AppDefaults\old-windows-setup.exe' /v Version /d win81 /f >/dev/null
step "a Windows older than 10 1809 is refused" ends 3 inside exe "$work/old-windows-setup.exe" /S
mount -t tmpfs -o size=100m none "$small"
step "too little disk space is told before anything is written" ends 7 elsewhere exe "$setups/first-setup.exe" /S "/D=Z:${small//\//\\}\\Linli"
step "nothing was written there" nothing_in "$small"
mount -t tmpfs -o size=900m,ro none "$sealed"
step "a folder that may not be written is refused" ends 5 elsewhere exe "$setups/first-setup.exe" /S "/D=Z:${sealed//\//\\}\\Linli"
anew
step "nothing was installed by any of them" gone "$programs\\Linli.exe"

step "install silently" inside exe "$setups/first-setup.exe" /S
step "the program is there" there "$programs\\Linli.exe"
step "self-test of the installed program" inside exe "$twin" self-test
# a station as the version before left it: the new one must migrate it, after a backup
inside python -c "import os, shutil; shutil.copytree('$work/kept', os.path.expandvars(r'$data'))"
step "upgrade silently" inside exe "$setups/next-setup.exe" /S
step "self-test after the upgrade" inside exe "$twin" self-test
step "the station of the former schema is migrated and sound" inside exe "$twin" check "${password[@]}"
step "a backup of it was made first" inside exe "$twin" verify --all "${password[@]}"
step "the former version is kept and reads the station" inside exe "$former" check "${password[@]}"
step "a station of a newer version stands here" inside python devtools/newer_schema.py "$home\\LinliShouwang" "$work/password"
inside python -c "import os, shutil; shutil.copyfile(os.path.expandvars(r'$data\\station.db'), '$work/newer.db')"
step "it is refused" ends 1 inside exe "$twin" check "${password[@]}"
step "and not written to" inside python -c "import os, sys; sys.exit(open('$work/newer.db','rb').read() != open(os.path.expandvars(r'$data\\station.db'),'rb').read())"
step "uninstall silently" inside exe "$home\\Programs\\Linli\\uninstall.exe" /S
sleep 8 # the uninstaller goes on in a copy of itself
step "the program is gone" gone "$programs\\Linli.exe"
step "the data stayed" there "$data\\station.db"
swept "$data"
exit "$failed"
