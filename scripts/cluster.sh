#!/usr/bin/env bash
# Throwaway clusters.
#   cluster.sh start DIR MAJOR [--fast] [--no-tcp] [name=value …]   start one in DIR ("-": a new temporary folder); prints its facts, also kept in DIR/env
#   cluster.sh stop DIR [immediate]                                 stop it and delete DIR
#   cluster.sh restart DIR                                          stop it (fast) and start it again, same port
#   cluster.sh hold DIR MAJOR [as start]                            start it, print its facts, and stop it at the end of standard input:
#                                                                   nothing leaks when the process that asked for it dies
# --fast drops durability (fsync); name=value are server settings. The server programs are those of scripts/pgtree.sh.
# The facts are lines NAME=value, unquoted: DIR PGBIN PGHOST PGPORT PGUSER PGDATA LOG TCPHOST.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Folders that a start which fails must not leave behind.
doomed=()
trap 'rm -rf -- "${doomed[@]}"' EXIT

fact() { sed -n "s/^$1=//p" "$dir/env"; }
quoted() { printf "'%s'" "$(printf %s "$1" | sed "s/[\\\\']/&&/g")"; }

# A Unix socket's path has at most 107 bytes and PostgreSQL reads commas and quotes in it as syntax.
socket_dir() {
  if [[ ${#dir} -le 80 && $dir =~ ^[A-Za-z0-9/._-]+$ ]]; then
    printf '%s\n' "$dir"
  else
    TMPDIR=/tmp server_tmpdir socket
  fi
}

# Below the range that the kernel hands out for outgoing connections; a taken one is found out at the start.
random_port() { echo $((15000 + (RANDOM << 15 | RANDOM) % 17000)); }

write_settings() {
  local setting
  {
    echo "listen_addresses = $(quoted "$tcp")"
    echo "unix_socket_directories = $(quoted "$socket")"
    echo "log_line_prefix = '%m [%p] %q%u@%d %a '"
    echo "timezone = 'UTC'"
    echo "log_timezone = 'UTC'"
    for setting in "${settings[@]}"; do echo "${setting%%=*} = $(quoted "${setting#*=}")"; done
  } | as_server tee -a "$data/postgresql.conf" >/dev/null
}

# The server must not keep descriptors of ours open: a caller that reads our output would wait for it for ever.
launch() {
  echo "port = $1" | as_server tee "$data/port.conf" >/dev/null
  as_server "$bin/pg_ctl" -D "$data" -l "$dir/log" -w -t 60 start </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
}

launch_new() {
  local major=$2 tcp=127.0.0.1 settings=() data bin socket port tries
  dir=$1
  check_major "$major"
  shift 2
  while [ $# -gt 0 ]; do
    case $1 in
      --fast) settings+=(fsync=off full_page_writes=off) ;;
      --no-tcp) tcp='' ;;
      ?*=*) settings+=("$1") ;;
      *) die "unknown argument '$1'" ;;
    esac
    shift
  done
  if [ "$dir" = - ]; then
    dir=$(server_tmpdir cluster)
    doomed+=("$dir")
  fi
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd -P)
  [ ! -e "$dir/data" ] || die "$dir already has a cluster"
  is_root && chown "$(server_user)" "$dir"
  chmod 700 "$dir"
  server_can -w "$dir" || die "the user $(server_user) cannot work in $dir: a folder above it is closed to others. Set TMPDIR to an open one."
  bin=${MIGRATE_PG_BIN:-$("$top/scripts/pgtree.sh" "$major")}
  data=$dir/data
  socket=$(socket_dir)
  [ "$socket" = "$dir" ] || doomed+=("$socket")
  as_server "$bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1 ||
    { cat "$dir/initdb.log" >&2; die "initdb failed"; }
  write_settings
  echo "include 'port.conf'" | as_server tee -a "$data/postgresql.conf" >/dev/null
  for ((tries = 1; ; tries++)); do
    port=$(random_port)
    launch "$port" && break
    if [ "$tries" -ge 20 ] || ! grep -q 'could not bind\|could not create any TCP' "$dir/log"; then
      cat "$dir/log" >&2
      die "the server did not start"
    fi
    rm -f "$dir/log"
  done
  printf '%s\n' "DIR=$dir" "PGBIN=$bin" "PGHOST=$socket" "PGPORT=$port" "PGUSER=postgres" "PGDATA=$data" "LOG=$dir/log" "TCPHOST=$tcp" >"$dir/env"
  doomed=()
}

start() {
  launch_new "$@"
  cat "$dir/env"
}

stop() {
  dir=$1
  local mode=${2:-fast} socket
  [ -f "$dir/env" ] || die "$dir is not a cluster of this script's"
  socket=$(fact PGHOST)
  if [ -f "$dir/data/postmaster.pid" ]; then
    as_server "$(fact PGBIN)/pg_ctl" -D "$dir/data" -m "$mode" -w -t 60 stop >/dev/null 2>&1 || true
  fi
  [ ! -f "$dir/data/postmaster.pid" ] || as_server "$(fact PGBIN)/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null || true
  [ "$socket" = "$dir" ] || rm -rf -- "$socket"
  rm -rf -- "$dir"
}

restart() {
  dir=$1
  local data bin
  data=$(fact PGDATA) bin=$(fact PGBIN)
  as_server "$bin/pg_ctl" -D "$data" -m fast -w -t 60 stop >/dev/null 2>&1 || true
  launch "$(fact PGPORT)" || { tail -20 "$dir/log" >&2; die "the server did not start again"; }
}

hold() {
  # Ctrl-C reaches the whole group of the terminal, us too, and the asker may be gone before it reads the facts:
  # the clean-up is what must survive.
  trap '' INT TERM HUP
  launch_new "$@"
  trap '' PIPE
  trap 'stop "$dir" immediate' EXIT
  cat "$dir/env" 2>/dev/null || exit
  exec >/dev/null 2>&1
  cat >/dev/null || true
}

case ${1:-} in
  start | stop | restart | hold) [ $# -ge 2 ] || die "which folder?"; "$@" ;;
  *) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
