#!/usr/bin/env bash
# How long the frozen program takes to its first window in the Windows kit, beside a bare PySide6 window frozen the same way, in one run.
#
#     devtools/windows_start.sh KIT_FOLDER [RUNS]
#
# Needs dist/Linli (see windows_check.sh KIT_FOLDER frozen). Measures the sign-in of a real station and the window of the sample station.
set -euo pipefail
kit=$(cd "${1:?windows_start.sh KIT_FOLDER [RUNS]}" && pwd)
cd "$(dirname "$0")/.."
[ -f dist/Linli/Linli.exe ] || { echo "FAILED: no dist/Linli; build it first"; exit 1; }
work=.station/windows-start
rm -rf "$work"
mkdir -p "$work"
. devtools/windows_steps.sh
step "freeze the bare window" inside python -m PyInstaller --noconfirm --log-level WARN --windowed --name Bare \
  --distpath "$work" --workpath "$work/build" --specpath "$work" devtools/bare_window.py
step "a sample station" inside exe dist/Linli/linli-console.exe demo --years 0.1 --data "$work/sample"
cp -r tests/data/schema-2 "$work/real"
[ "$failed" = 0 ] || exit 1
inside python devtools/window_time.py "${2:-7}" "$work/Bare/Bare.exe" -- dist/Linli/Linli.exe --data "$work/real" -- \
  dist/Linli/Linli.exe --data "$work/sample"
