#!/usr/bin/env bash
# The portable edition: dist/Linli with `portable.txt`, packed as one zip for a USB stick.
#
#     devtools/portable.sh [OUT_FOLDER] [KIT_FOLDER]
#
# Needs dist/Linli (build_installer.spec). With the Windows kit it is unpacked into a folder with a Chinese name and a blank, the console
# twin makes a station, tests itself, and it is looked at what was written where.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(mkdir -p "${1:-dist}" && cd "${1:-dist}" && pwd)
kit=${2:+$(cd "$2" && pwd)}
[ -f dist/Linli/Linli.exe ] || { echo "FAILED: no dist/Linli; build it first"; exit 1; }
version=$(sed -n 's/^version = "\([^"]*\)".*/\1/p' pyproject.toml | head -n 1)
target=$out/Linli-$version-portable.zip
python=$([ -x .venv/bin/python ] && echo .venv/bin/python || echo python3)

"$python" - "$target" <<'PYTHON'
import sys
import zipfile
from pathlib import Path

SAYS = (
    "邻里守望 便携版\r\n\r\n"
    "双击 Linli.exe 即可。所有数据都在旁边的 data 文件夹里（已加密），不在电脑上留下文件。\r\n"
    "拔出U盘之前请先关闭程序，再用系统的“安全弹出”。\r\n"
    "更新时：先备份，再用新的文件替换，data 文件夹不要动。请勿删除本文件。\r\n\r\n"
    "Portable edition: start Linli.exe. Everything is kept, encrypted, in the folder data beside it. Close the program before the\r\n"
    "stick is pulled out. Do not delete this file.\r\n"
)
source, target = Path("dist/Linli"), Path(sys.argv[1])
with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
    packed.writestr("Linli/portable.txt", b"\xef\xbb\xbf" + SAYS.encode())
    for path in sorted(source.rglob("*")):
        if path.is_file() and path.relative_to(source).parts[0] not in ("data", "portable.txt"):
            packed.write(path, Path("Linli", path.relative_to(source)).as_posix())
with zipfile.ZipFile(target) as packed:
    assert packed.testzip() is None
    names = packed.namelist()
print(f"{target.name}: {len(names)} files, {target.stat().st_size / 2**20:.0f} MB")
PYTHON

[ -n "$kit" ] || exit 0
work=$PWD/.station/portable
rm -rf "$work"
mkdir -p "$work/U 盘"
"$python" -m zipfile -e "$target" "$work/U 盘"
program="$work/U 盘/Linli"
listed='import os; roots = [os.environ[n] for n in ("LOCALAPPDATA", "APPDATA", "TEMP")] + [os.path.expanduser("~")]
print(*sorted({os.path.join(d, f) for r in roots for d, _s, fs in os.walk(r) for f in fs}), sep="\n")'
failed=0
step() { # step NAME COMMAND...
  local name=$1
  shift
  if "$@" >"$work/log" 2>&1; then echo "ok      $name"; else echo "FAILED  $name"; tail -n 15 "$work/log"; failed=1; fi
}
cd "$work"
"$kit/win" python -X utf8 -c "$listed" >before
step "a station is made beside the program" "$kit/win" exe "$program/linli-console.exe" demo --years 0.1
step "it is where it should be" test -s "$program/data/station.db"
step "its journal is for a stick: no second file is left" test ! -e "$program/data/station.db-wal"
step "it is sound" "$kit/win" exe "$program/linli-console.exe" check
step "self-test" "$kit/win" exe "$program/linli-console.exe" self-test --quick
(WIN_SECONDS=25 "$kit/win" exe "$program/Linli.exe" >window.log 2>&1) &
sleep 15
step "picture of the window" "$kit/win" shot "$work/window.png"
step "the window closes when asked" "$kit/win" exe "$program/Linli.exe" --close
wait || true
"$kit/win" python -X utf8 -c "$listed" >after
step "nothing was written elsewhere on the PC" diff before after
exit "$failed"
