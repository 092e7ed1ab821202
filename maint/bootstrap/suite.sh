#!/usr/bin/env bash
# The whole suite, first on SQLite and then on PostgreSQL; fails if either does, and ends in pytest's closing line.
# Arguments go to pytest: maint/bootstrap/suite.sh tests/kernel -k chain
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. maint/bootstrap/postgres.sh
export RONGYI_ENV=test
unset DATABASE_URL RONGYI_VAR RONGYI_KEYS RONGYI_FILES RONGYI_SECRET_KEY
status=0
.venv/bin/python manage.py compilemessages --verbosity 0 --ignore .venv 2>/dev/null || true

one_pass() { # one_pass NAME ARGUMENTS…: pytest's «nothing collected» (5) is a failure here
  echo "== $1"
  shift
  .venv/bin/python -m pytest -n "${WORKERS:-auto}" --dist worksteal -q "$@" </dev/null || status=1
}

start_postgres || { echo "PostgreSQL did not start" >&2; exit 1; }
postgres=$DATABASE_URL
unset DATABASE_URL
one_pass "on SQLite" "$@"
export DATABASE_URL=$postgres
[ $status = 0 ] || echo "== the pass on SQLite failed: its list is above"
one_pass "on PostgreSQL" "$@"
exit $status
