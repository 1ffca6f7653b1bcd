#!/usr/bin/env bash
# Pack what the trials in the Windows kit need, into .station/windows-setups: the program of this version, the next one, and one that is not
# whole; signed update packages of the latter two. All trust a key made for this trial.
#
#     devtools/windows_setups.sh KIT_FOLDER
#
# Needs dist/Linli (see windows_check.sh KIT_FOLDER frozen) and makensis.
set -euo pipefail
kit=$(cd "${1:?windows_setups.sh KIT_FOLDER}" && pwd)
cd "$(dirname "$0")/.."
work=.station/windows-setups
rm -rf "$work"
mkdir -p "$work"
[ -f dist/Linli/Linli.exe ] || { echo "FAILED: no dist/Linli; build it first"; exit 1; }
. devtools/windows_steps.sh
key='C:\linli-trial-key' # in the box, outside the project

variant() { # variant NAME VERSION: dist/Linli as that version, trusting the key of this trial; linked, not copied
  cp -al dist/Linli "$work/$1"
  rm "$work/$1/_internal/pyproject.toml" "$work/$1/_internal/resources/update/public.pem"
  sed "s/^version = .*/version = \"$2\"/" dist/Linli/_internal/pyproject.toml >"$work/$1/_internal/pyproject.toml"
  cp "$work/public.pem" "$work/$1/_internal/resources/update/public.pem"
}
pack() { python3 -m devtools.installer --fast --version "$2" --source "$work/$1" --out "$work/$1-setup.exe"; }
sign() { # sign NAME VERSION SETUP
  inside python devtools/sign_update.py --pack "$3" --version "$2" --key "$key\\linli-update-private.pem" --out "$work/$1.linliupdate"
}

swept "$key"
step "a key for this trial" inside python devtools/sign_update.py --new-key "$key" --public "$work/public.pem"
variant first "$version"
variant next "$next"
variant broken "$broken"
rm "$work/broken/_internal/resources/fonts/NotoSansSC-Regular.ttf" # what the self-test must notice
step "pack $version" pack first "$version"
step "pack $next (the next build)" pack next "$next"
step "pack $broken (one that is not whole)" pack broken "$broken"
printf '        size: %s MB packed for a trial, %s MB unpacked\n' "$(du -m "$work/first-setup.exe" | cut -f1)" "$(du -sm dist/Linli | cut -f1)"
step "sign $next" sign next "$next" "$work/next-setup.exe"
step "sign $broken" sign broken "$broken" "$work/broken-setup.exe"
head -c 100000 /dev/urandom >"$work/small.exe"
step "sign an older version" sign older 0.0.9 "$work/small.exe"
step "sign a small one" sign small 9.9.9 "$work/small.exe"
head -c 50000 "$work/small.linliupdate" >"$work/cut.linliupdate"
python3 -c "import sys; b = bytearray(open(sys.argv[1], 'rb').read()); b[-60000] ^= 1; open(sys.argv[2], 'wb').write(b)" \
  "$work/small.linliupdate" "$work/tampered.linliupdate"
swept "$key"
exit "$failed"
