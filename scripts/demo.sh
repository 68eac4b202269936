#!/usr/bin/env bash
# The product at work: deploys migrations-examples/ on a throwaway server, in front of your eyes.
#   demo.sh MAJOR    builds, starts the server in a temporary folder, shows a psql session; the server stays up to play with
#   demo.sh stop     ends it and deletes its folder
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

state=$top/target/demo

stop_demo() {
  local dir
  dir=$(cat "$state/dir" 2>/dev/null) || return 0
  if [ -f "$dir/env" ]; then "$top/scripts/cluster.sh" stop "$dir"; fi
  rm -f "$state/dir"
}

psql() { "$bin/psql" -X -P pager=off -v ON_ERROR_STOP=1 "$@" 2>&1; }

# Prints a comment on what comes next.
note() { printf '\n%s-- %s%s\n' "$green" "$1" "$plain"; }

# Shows a command as one would type it, and what psql answers.
show() {
  local line prompt='shop=> '
  while IFS= read -r line; do
    printf '%s\n' "$bold$prompt$line$plain"
    prompt='shop-> '
  done <<<"$1"
  printf '%s\n%s\n' "$variables" "$1" | psql
}

# The same for one that must fail.
show_error() {
  if show "$1"; then die "this should have failed"; fi
}

# Sets a psql variable to a bundle, for this command and all that follow.
bundle_of() {
  local command="\\set $1 \`scripts/bundle.sh $2\`"
  printf '%s\n' "${bold}shop=> $command$plain"
  variables+=$'\n'"\\set $1 \`scripts/bundle.sh '$3'\`"
}

session() {
  variables=''
  note 'Install the extension. It is trusted: the owner of the database needs no superuser.'
  show 'CREATE EXTENSION migrate;'

  note 'Deploy: a folder of migrations, in one transaction. The last one cannot run in a transaction; it comes later.'
  bundle_of migrations migrations-examples migrations-examples
  show "SELECT * FROM migrate.deploy(:'migrations', up_to => '20250317140000_purchase_refunded');"
  show "SELECT name, state FROM migrate.status(:'migrations');"
  show 'SELECT * FROM customer_revenue;'

  note 'Deploy again: nothing to do.'
  show "SELECT * FROM migrate.deploy(:'migrations', up_to => '20250317140000_purchase_refunded');"

  note 'The last one builds an index online: deploy says so before it runs anything, rollout runs it.'
  show_error "SELECT * FROM migrate.deploy(:'migrations');"
  show "CALL migrate.rollout(:'migrations');"
  show "SELECT migrate.check(:'migrations');"

  note 'A colleague adds a migration with a mistake in its third statement …'
  cp -r "$top/migrations-examples/." "$work/"
  mkdir -p "$work/20250414090000_coupons"
  printf '%s\n' 'CREATE TABLE coupon (code text PRIMARY KEY, percent integer NOT NULL);' \
    "INSERT INTO coupon VALUES ('SPRING', 10);" \
    'ALTER TABLE purchase ADD COLUMN coupon text REFERENCES coupons (code);' \
    >"$work/20250414090000_coupons/migration.sql"
  printf '%s\n' "$bold\$ cat with-a-mistake/20250414090000_coupons/migration.sql$plain"
  cat "$work/20250414090000_coupons/migration.sql"
  bundle_of broken with-a-mistake "$work"
  show_error "SELECT * FROM migrate.deploy(:'broken');"

  note '… and nothing is left behind: no table, no half-applied migration. What happened is on record.'
  show "SELECT to_regclass('coupon') IS NULL AS no_coupon_table;"
  show "SELECT name, state, detail FROM migrate.status(:'broken') WHERE state <> 'applied';"
  show 'SELECT name, statement, line, sqlstate, message FROM migrate.attempts;'

  note 'So there is nothing to repair either: correct the file and deploy.'
  sed -i 's/coupons (code)/coupon (code)/' "$work/20250414090000_coupons/migration.sql"
  bundle_of corrected corrected "$work"
  show "SELECT * FROM migrate.deploy(:'corrected');"
  show 'SELECT name, applied_by, statements, state FROM migrate.history ORDER BY name;'
}

farewell() {
  cat <<END

The server is still running, with this database, in $DIR. To connect:

    $(printf '%q ' "$bin/psql" -h "$PGHOST" -p "$PGPORT" -U shop shop)

To stop it and delete its folder:

    make stop
END
}

demo() {
  local major=$1 facts name value
  check_major "$major"
  "$top/scripts/setup.sh" "$major"
  bin=$("$top/scripts/pgtree.sh" "$major" install)
  stop_demo
  say "starting a throwaway server"
  # no TCP: on a shared machine its folder keeps everybody else out
  facts=$("$top/scripts/cluster.sh" start - "$major" --no-tcp)
  while IFS='=' read -r name value; do export "$name=$value"; done <<<"$facts"
  mkdir -p "$state"
  printf '%s\n' "$DIR" >"$state/dir"
  trap stop_demo EXIT
  work=$state/with-a-mistake
  rm -rf "$work"
  mkdir "$work"
  psql -q -d postgres -c 'CREATE ROLE shop LOGIN' -c 'CREATE DATABASE shop OWNER shop'
  export PGUSER=shop PGDATABASE=shop
  cd "$top"
  session
  trap - EXIT
  farewell
}

case ${1:-} in
  stop) stop_demo ;;
  *) demo "${1:-}" ;;
esac
