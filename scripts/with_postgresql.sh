#!/usr/bin/env bash
# Runs a command with BENKAN_TEST_DATABASE pointing at a fresh PostgreSQL on a socket in a temporary folder.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
folder=$(mktemp -d "${TMPDIR:-/tmp}/benkan-pg.XXXXXX")
run=()
if [ "$(id -u)" = 0 ]; then
  # PostgreSQL refuses to run as root.
  id benkan-pg >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin benkan-pg
  chown benkan-pg "$folder"
  run=(setpriv --reuid benkan-pg --regid "$(id -g benkan-pg)" --clear-groups)
fi
chmod 755 "$folder"
stop() {
  "${run[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT
cd "$folder"
"${run[@]}" "$bin/initdb" -D "$folder/data" -U benkan --auth trust --encoding UTF8 --no-sync >/dev/null
"${run[@]}" "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
  -o "-c listen_addresses='' -c unix_socket_directories='$folder' -c fsync=off" start >/dev/null
cd "$OLDPWD"
BENKAN_TEST_DATABASE="postgresql://benkan@/postgres?host=$folder" "$@"
