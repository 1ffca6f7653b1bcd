#!/usr/bin/env bash
# The Windows program in the Windows kit: the day's main job with Windows Python, then the frozen program.
#
#     devtools/windows_check.sh KIT_FOLDER [source|frozen|all]
#
# KIT_FOLDER holds `setup`, `wheels` and `win` (see its README). Run from anywhere; nothing outside .station, build and dist is written.
set -euo pipefail
kit=$(cd "${1:?windows_check.sh KIT_FOLDER [source|frozen|all]}" && pwd)
what=${2:-all}
cd "$(dirname "$0")/.."
work=.station/windows-check
rm -rf "$work"
mkdir -p "$work"
. devtools/windows_steps.sh

day() { # day NAME PROGRAM...: the day's main job with this program
  local name=$1 station=$work/$1 papers=$work/$1-papers
  shift
  mkdir -p "$papers"
  step "$name: help" "$@" --help
  step "$name: demo" "$@" demo --date 2026-03-02 --data "$station"
  step "$name: rounds plan" "$@" rounds plan --date 2026-03-03 --data "$station"
  step "$name: rounds print" "$@" rounds print --date 2026-03-03 --slot am --out "$papers/rounds.pdf" --data "$station"
  step "$name: roster plan" "$@" roster plan --month 2026-04 --data "$station"
  step "$name: roster print" "$@" roster print --month 2026-04 --out "$papers/roster.pdf" --data "$station"
  for table in elders visits roster volunteers calls; do
    step "$name: export $table" "$@" export "$table" --month 2026-04 --out "$papers/$table.xlsx" --data "$station"
  done
  step "$name: check" "$@" check --data "$station"
  step "$name: self-test" "$@" self-test --data "$station"
  for paper in rounds.pdf roster.pdf elders.xlsx; do
    [ -s "$papers/$paper" ] || { printf 'FAILED        %s: no %s\n' "$name" "$paper"; failed=1; }
  done
}

if [ "$what" != frozen ]; then
  day source "$kit/win" python devtools/embedded.py
fi
if [ "$what" != source ]; then
  step "build" "$kit/win" python -m PyInstaller --noconfirm --log-level WARN build_installer.spec
  day frozen "$kit/win" exe dist/Linli/linli-console.exe
  printf 'size of dist/Linli: %s\n' "$(du -sh dist/Linli | cut -f1)"
  # the window itself: starts, stays, and is photographed
  (WIN_SECONDS=30 "$kit/win" exe dist/Linli/Linli.exe --data "$work/frozen" >"$work/window.log" 2>&1) &
  sleep 18
  step "frozen: picture of the window" "$kit/win" shot "$PWD/$work/window.png"
  wait || true  # its time limit ends it
fi
exit "$failed"
