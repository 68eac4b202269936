# shellcheck shell=bash
# What the scripts share: where things are, who runs the server, how messages look. Sourced, never run.
set -euo pipefail

# A backtrace setting would reach the server and end up in the DETAIL of its errors.
unset RUST_BACKTRACE RUST_LIB_BACKTRACE
# The connection settings of the caller's shell belong to the caller's own servers.
unset PGHOST PGHOSTADDR PGPORT PGUSER PGPASSWORD PGDATABASE PGDATA PGOPTIONS PGSERVICE PGAPPNAME PGCLIENTENCODING

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
export top # for the functions of the scripts that source this

# Colours are for people, not for logs.
if [ -t 1 ] && [ -t 2 ]; then bold=$'\e[1m' green=$'\e[32m' plain=$'\e[0m'; else bold='' green='' plain=''; fi
export bold green plain # for the scripts that source this

say() { printf '%s==>%s %s\n' "$bold" "$plain" "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }
have() { command -v "$1" >/dev/null 2>&1; }

# PostgreSQL refuses to run as root: then its processes belong to "postgres", or to "nobody" where no package made that user.
server_user() {
  if ! is_root; then id -un; elif id postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi
}

# Runs a command as the server's user, with a clean environment (no locale, proxy or tracing of the caller's) and in a folder it can enter.
as_server() {
  local clean=(env -i PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 TZ=UTC)
  (
    cd /
    if is_root; then runuser -u "$(server_user)" -- "${clean[@]}" "$@"; else "${clean[@]}" "$@"; fi
  )
}

# Can the server's user read (or, with -w, write) this folder? Root's own folders are often closed to it.
server_can() { as_server test "$1" "$2" && as_server test -x "$2"; }

# Prints a new folder that belongs to the server's user, below TMPDIR if that user can enter it, else below /tmp.
server_tmpdir() {
  local base=${TMPDIR:-/tmp} dir
  is_root && ! { [ -d "$base" ] && server_can -x "$base"; } && base=/tmp
  dir=$(mktemp -d "$base/migrate-$1-XXXXXX") || die "cannot make a folder in $base"
  is_root && chown "$(server_user)" "$dir"
  printf '%s\n' "$dir"
}

# The cargo target folder of a major. 15 is the one most work is done with and has the plain one.
target_dir() { if [ "$1" = 15 ]; then printf '%s\n' "$top/target"; else printf '%s\n' "$top/target/pg$1"; fi; }

# Environment for every cargo command of a major: its target folder, and a pgrx configuration of the project's own
# (a PGRX_HOME that the caller has set and that knows this major is used instead; ~/.pgrx is never touched).
use_major() {
  export PG=$1
  CARGO_TARGET_DIR=$(target_dir "$1")
  export CARGO_TARGET_DIR
  if ! { [ -n "${PGRX_HOME:-}" ] && grep -qs "^pg$1 *=" "$PGRX_HOME/config.toml"; }; then
    export PGRX_HOME=$top/target/pgrx/$1
  fi
}

# Where the private PostgreSQL trees are when the server's user cannot read the checkout: a name made from the checkout's path.
outside_trees() { echo "/tmp/migrate-pg-$(printf %s "$top" | sha256sum | cut -c1-16)"; }

# cargo-pgrx: one that setup.sh put below target/tools because the user's own is another version, or the user's.
pgrx_program() {
  local ours=$top/target/tools/bin/cargo-pgrx
  if [ -x "$ours" ]; then printf '%s\n' "$ours"; else echo cargo-pgrx; fi
}

check_major() {
  case ${1:-} in
    13 | 14 | 15 | 16 | 17 | 18) ;;
    *) die "PG must be one of 13 to 18, not '${1:-}'" ;;
  esac
}
