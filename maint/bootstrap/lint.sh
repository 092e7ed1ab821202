#!/usr/bin/env bash
# Every check runs, also after one has failed, so that one look shows all there is to mend.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bin=.venv/bin
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
failed=()
check() { # check NAME COMMAND…
  local name=$1
  shift
  echo "== $name"
  "$@" || failed+=("$name")
}
production() { # as a real installation would start, with keys that live as long as this check
  env -u DATABASE_URL -u RONGYI_DEBUG RONGYI_ENV=production RONGYI_VAR="$place" RONGYI_KEYS="$place/keys.json" \
    RONGYI_SECRET_KEY="$($bin/python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    RONGYI_HOSTS=station.example "$@"
}
deploy_check() {
  production $bin/rongyi setup --no-demo >"$place/setup.log" 2>&1 || { cat "$place/setup.log"; return 1; }
  production $bin/python manage.py check --deploy --fail-level WARNING
}
types() { # services and kernel carry hints; the rest may
  find rongyi -path '*/migrations' -prune -o \( -path 'rongyi/kernel/*' -o -name 'services.py' -o -path '*/services/*' \) \
    -name '*.py' -print0 | RONGYI_ENV=test xargs -0 $bin/mypy
}
check "ruff" $bin/ruff check .
check "ruff format" $bin/ruff format --check .
check "djlint" $bin/djlint --lint --quiet rongyi
check "mypy" types
check "floors" $bin/lint-imports
check "definitions" env RONGYI_ENV=test $bin/rongyi definitions check
check "deploy" deploy_check
check "missing migrations" production $bin/python manage.py makemigrations --check --dry-run
[ ${#failed[@]} -eq 0 ] && { echo "== all clean"; exit 0; }
echo "== to mend: $(printf '%s; ' "${failed[@]}")"
exit 1
