# Sourced: a private PostgreSQL cluster in a temporary folder, on a free port, for as long as the calling script lives.
# Afterwards DATABASE_URL points to it.  Locale C.UTF-8: with plain C, trigram indexes know no Chinese, and say nothing.
# Tests need no disk; PG_SAFETY="-c fsync=on" waits for it as a server at work does.
start_postgres() {
  local bin
  bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
  PG_BIN=$bin PG_DIR=$(mktemp -d /tmp/rongyi-pg.XXXXXX) PG_AS=()
  if [ "$(id -u)" = 0 ]; then # the server refuses to run as root
    id postgres >/dev/null 2>&1 || useradd --system --no-create-home postgres
    chown postgres "$PG_DIR"
    PG_AS=(runuser -u postgres --)
  fi
  trap stop_postgres EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  local port
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  (
    cd "$PG_DIR" || exit 1
    "${PG_AS[@]}" "$bin/initdb" -D "$PG_DIR/data" -U rongyi -A trust -E UTF8 --locale=C.UTF-8 --no-sync >init.log 2>&1 || {
      cat init.log
      exit 1
    }
    "${PG_AS[@]}" "$bin/pg_ctl" -D "$PG_DIR/data" -l "$PG_DIR/data/server.log" -w -t 60 start -o "-p $port \
      -c listen_addresses=127.0.0.1 -c unix_socket_directories='' \
      ${PG_SAFETY:--c fsync=off -c full_page_writes=off -c synchronous_commit=off} -c max_connections=200 -c shared_buffers=256MB -c max_wal_size=4GB" >/dev/null || {
      cat "$PG_DIR/data/server.log"
      exit 1
    }
    "$bin/createdb" -h 127.0.0.1 -p "$port" -U rongyi rongyi
  ) || return 1
  export DATABASE_URL=postgres://rongyi@127.0.0.1:$port/rongyi
}

stop_postgres() {
  [ -n "${PG_DIR:-}" ] || return 0
  (cd "$PG_DIR" && "${PG_AS[@]}" "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -m fast -w -t 20 stop >/dev/null 2>&1)
  rm -rf "$PG_DIR"
  PG_DIR=
}
