#!/usr/bin/env bash
# Makes sure that what pip cannot bring is there: by apt where this runs as root, otherwise it says what is missing and why.
# Usage: system.sh run|test      Exit 1 only when work cannot go on without the missing package.
set -u
purpose=${1:?run or test}
missing=() must=()

need() { # need PACKAGE must|may WHY TEST…
  local package=$1 weight=$2 why=$3
  shift 3
  "$@" >/dev/null 2>&1 && return
  missing+=("$package")
  [ "$weight" = must ] && must+=("$package")
  echo "   missing: $package ($why)" >&2
}
python_with_venv() { "${PYTHON:-python3}" -c 'import venv, ensurepip'; }
library() { ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }
chinese_font() { command -v fc-list && fc-list :lang=zh-cn family | grep -q .; }
postgres_server() { ls /usr/lib/postgresql/*/bin/initdb; }

look() {
  missing=() must=()
  [ -x .venv/bin/python ] || need python3-venv must "makes the private folder of Python packages" python_with_venv
  need libpango-1.0-0 may "PDF files" library libpango-1.0.so.0
  need libpangoft2-1.0-0 may "PDF files" library libpangoft2-1.0.so.0
  need libharfbuzz-subset0 may "PDF files" library libharfbuzz-subset.so.0
  need fontconfig may "finds fonts for PDF files" command -v fc-list
  need fonts-wqy-microhei may "Chinese letters in PDF files and in the browser tests" chinese_font
  [ "$purpose" = test ] || return 0
  need postgresql must "the suite runs on PostgreSQL too" postgres_server
  need chromium must "the suite drives a real browser" command -v chromium
  need default-jre-headless must "the suite checks that pages are valid HTML" command -v java
  need gettext must "the tests compile the English texts" command -v msgfmt
}

look
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "== installing system packages: ${missing[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  # The distribution's own cluster is not wanted: the suite starts a private one.
  mkdir -p /etc/postgresql-common && [ -e /etc/postgresql-common/createcluster.conf ] ||
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  install() { apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; }
  { apt-get update -qq >/dev/null && install; } || echo "   apt could not install all of them" >&2
  look
fi
[ ${#missing[@]} -eq 0 ] && exit 0
echo "   to install them: apt-get install --no-install-recommends ${missing[*]}" >&2
if [ ${#must[@]} -gt 0 ]; then
  echo "   cannot go on without: ${must[*]}" >&2
  exit 1
fi
echo "   going on without PDF until they are there" >&2
