#!/usr/bin/env bash
# Fills .venv with exactly the locked packages; does nothing when the lock has not changed since.
# Usage: venv.sh run|dev|bench
set -euo pipefail
want=${1:?run, dev or bench}

newest_python() {
  local name
  for name in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  echo "   Python 3.11 or newer is needed; this machine has: $(python3 --version 2>&1)" >&2
  exit 1
}

fill() { # fill NAME: installs requirements/NAME.txt unless its stamp says that it is in
  local lock=requirements/$1.txt stamp=.venv/.filled-$1 sum
  sum=$(.venv/bin/python -c 'import hashlib, sys; print(sys.version_info[:2], *[hashlib.sha256(open(f, "rb").read()).hexdigest() for f in sys.argv[1:]])' "$lock" pyproject.toml)
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ] && return
  rm -f "$stamp"
  echo "== installing the locked packages of $lock" >&2
  .venv/bin/python -m pip install --disable-pip-version-check --no-input --require-hashes --progress-bar on \
    -r "$lock" | { grep -E --line-buffered '^(Collecting|Installing|Successfully)' || true; } | cut -c1-100 >&2
  if [ "$1" = run ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation -e .
  fi
  echo "$sum" >"$stamp"
}

if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
  python=$(newest_python)
  echo "== making .venv with $("$python" --version)" >&2
  rm -rf .venv
  "$python" -m venv .venv
fi
fill run
case $want in dev | bench) fill dev ;; esac
[ "$want" != bench ] || fill bench
