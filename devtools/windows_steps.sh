# shellcheck shell=bash disable=SC2034,SC2154
# What the Windows scripts share; to be sourced after `cd` to the project, with `kit` and `work` set.
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

ends() { # ends CODE COMMAND...: the command ends with just this exit code
  local wanted=$1 code=0
  shift
  "$@" || code=$?
  [ "$code" = "$wanted" ] || { echo "exit code $code instead of $wanted"; return 1; }
}

# Wine's server sees the folders that were shown to the first program that it served, and lives on for some seconds: so all calls stand in
# the project's folder; one that needs other folders ends the server first (`anew`).
inside() { "$kit/win" "$@"; }
anew() { "$kit/win" raw wineserver -k >/dev/null 2>&1 || true; }
there() { inside python -c "import os,sys; sys.exit(0 if os.path.exists(os.path.expandvars(sys.argv[1])) else 1)" "$1"; }
gone() { ! there "$1"; }
swept() { # folders of the box, gone with what an earlier run left
  inside python -c "import os, shutil, sys; [shutil.rmtree(os.path.expandvars(p), ignore_errors=True) for p in sys.argv[1:]]" "$@"
}
version=$(sed -n 's/^version = "\([^"]*\)".*/\1/p' pyproject.toml | head -n 1)
next=${version%.*}.$((${version##*.} + 1)) broken=${version%.*}.$((${version##*.} + 2))
setups=.station/windows-setups # see windows_setups.sh
