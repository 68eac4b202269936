#!/usr/bin/env bash
# A PgBouncer in front of a throwaway cluster, for the tests.
#   pooler.sh PROGRAM SERVERHOST SERVERPORT MODE [name=value …]
# Prints PGHOST and PGPORT when it is up, and stops it at the end of standard input.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

program=$1 server_host=$2 server_port=$3 mode=$4
shift 4
trap '' INT TERM HUP
dir=$(TMPDIR=/tmp server_tmpdir pooler)
child=''
# shellcheck disable=SC2317,SC2329 # called by trap
clean() {
  [ -z "$child" ] || kill -KILL "$(cat "$dir/pid")" 2>/dev/null || true
  rm -rf -- "$dir"
}
trap clean EXIT

write_config() {
  {
    printf '[databases]\n* = host=%s port=%s\n[pgbouncer]\n' "$server_host" "$server_port"
    printf '%s\n' "pool_mode = $mode" "listen_addr = 127.0.0.1" "listen_port = $1" "unix_socket_dir =" "auth_type = trust" "auth_file = $dir/users" \
      "auth_user = postgres" "auth_query = select rolname, '' from pg_catalog.pg_roles where rolname = \$1" \
      "pidfile = $dir/pid" "logfile = $dir/log" "ignore_startup_parameters = extra_float_digits"
    printf '%s\n' "${@:2}"
  } | as_server tee "$dir/config" >/dev/null
}

echo '"postgres" ""' | as_server tee "$dir/users" >/dev/null
for _ in $(seq 20); do
  port=$((15000 + RANDOM % 17000))
  write_config "$port" "$@"
  as_server "$program" -q -d "$dir/config" </dev/null >/dev/null 2>&1 || continue
  # It binds its port after it has gone to the background, and says so in its log if that fails.
  for _ in $(seq 500); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then child=yes; fi
    if [ -n "$child" ] || grep -qs FATAL "$dir/log"; then break; fi
    sleep 0.02
  done
  [ -z "$child" ] || break
  rm -f "$dir/log"
done
[ -n "$child" ] || { cat "$dir/log" >&2; die "pgbouncer did not start"; }
printf '%s\n' "PGHOST=127.0.0.1" "PGPORT=$port"
exec >/dev/null 2>&1
cat >/dev/null
