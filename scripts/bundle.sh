#!/bin/sh
# Prints the bundle of a folder of migrations, as the JSON that migrate.deploy takes:
#   psql -c "select * from migrate.deploy(\$json\$$(scripts/bundle.sh prisma/migrations)\$json\$)"      short ones
#   \set bundle `scripts/bundle.sh prisma/migrations`                                                    in psql, of any size
#   select * from migrate.deploy(:'bundle');
# The folder is Prisma's (NAME/migration.sql), Diesel's (NAME/up.sql), or one of files: NAME.sql, or NAME.up.sql beside a
# NAME.down.sql (sqlx, golang-migrate, dbmate, node-pg-migrate, goose), or V1__NAME.sql (Flyway). They come in the order in which
# the tool runs them. What undoes a migration is left out: down files, and the parts of a file below a line like "-- migrate:down".
# NAME/replaces.json, if it is there, says which migrations this one replaces (migrate.squash). With a migration_lock.toml, or a seed,
# the bundle is {"provider", "migrations", "seed"}: the seed is FILE, or the seed.sql beside the folder; '' is none. migrate.reset runs it.
#   scripts/bundle.sh [--seed FILE] prisma/migrations
#   scripts/bundle.sh --schema prisma/schema.prisma     prints what migrate.prisma takes: the file, or a JSON of all those of a folder
# A folder of Prisma's must be one for PostgreSQL (migration_lock.toml), and each folder in it must have its migration.sql.
# It needs od and awk only, and keeps every byte of the files, so that their checksums stay what they are.
set -eu
export LC_ALL=C
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }
seed=
case ${1:-} in
  --schema) ;;
  --seed) [ $# -gt 2 ] && [ -z "$2" ] || [ -f "${2:-}" ] || fail "there is no seed ${2:-}"; seed=$2; shift 2 ;;
  *) [ ! -f "${1:-}/../seed.sql" ] || seed=$1/../seed.sql ;;
esac
[ "${1:-}" != --schema ] || { shift; [ ! -f "${1:-}" ] || { cat "$1"; exit; }; what=schema; }
[ -d "${1:-}" ] || { echo "usage: bundle.sh [--seed FILE] FOLDER, or bundle.sh --schema FILE_OR_FOLDER" >&2; exit 2; }

# Everything is printed by one process, which reads lines: =TEXT is printed as it is, +TEXT in a line of its own, ~NAME as a JSON
# string, and so is what stands between bytes' quotes. In a folder of a thousand migrations, each process for each file counts.
json() {
  awk '
    BEGIN {
      for (i = 0; i < 256; i++) {
        hex = sprintf("%02x", i)
        text[hex] = i < 32 || hex == "22" || hex == "5c" ? "\\u00" hex : sprintf("%c", i)
      }
      text["0a"] = "\\n"; text["09"] = "\\t"; text["22"] = "\\\""; text["5c"] = "\\\\"
    }
    /^[^=+~]/ { for (i = 1; i <= NF; i++) printf "%s", text[$i]; next }
    { kind = substr($0, 1, 1); $0 = substr($0, 2) }
    kind == "~" { gsub(/[\\"]/, "\\\\&"); $0 = "\"" $0 "\"" }
    kind == "+" { printf "\n" }
    { printf "%s", $0 }
    END { printf "\n" }'
}
bytes() { echo '="'; od -An -v -tx1; echo '="'; }

schema() {
  separator='={'
  find "$1" -name '*.prisma' | sort | {
    while IFS= read -r file; do
      printf '%s\n+ \n~%s\n=: \n' "$separator" "${file#"$1"/}"
      bytes <"$file"
      separator='=,'
    done
    [ "$separator" = '=,' ] || fail "there is no .prisma file in $1"
  }
  echo '+}'
}
if [ "${what:-}" = schema ]; then
  lines=$(schema "$1")
  printf '%s\n' "$lines" | json
  exit
fi

provider=
# A folder of Prisma's must be one for PostgreSQL, and whole.
check_prisma() {
  if [ -f "$1/migration_lock.toml" ]; then
    provider=$(sed -n 's/^[[:space:]]*provider[[:space:]]*=[[:space:]]*"\([^"]*\)".*/\1/p' "$1/migration_lock.toml")
    case $provider in
      postgresql | postgres) ;;
      *) fail "P3019: the migrations are for \"$provider\", says $1/migration_lock.toml, not for postgresql" ;;
    esac
  fi
  for folder in "$1"/*/; do
    [ ! -d "$folder" ] || [ -f "${folder}migration.sql" ] || fail "P3015: there is no ${folder}migration.sql: restore it, or remove the folder"
  done
}

# A line "name, file" for each migration of a folder, in no order.
prisma() {
  for file in "$1"/*/migration.sql; do
    [ -f "$file" ] || continue
    name=${file%/*}
    printf '%s\t%s\n' "${name##*/}" "$file"
  done
}
diesel() {
  for folder in "$1"/*/; do
    [ -f "${folder}up.sql" ] || fail "there is no ${folder}up.sql: restore it, or remove the folder"
    name=${folder%/}
    printf '%s\t%s\n' "${name##*/}" "${folder}up.sql"
  done
}
flyway() {
  for file in "$1"/*.sql; do
    name=${file##*/}
    case $name in
      V[0-9]*__*) printf '%s\t%s\n' "${name%.sql}" "$file" ;;
      *) echo "note: $file is left out: only versioned migrations (V1__NAME.sql) are run, each once" >&2 ;;
    esac
  done
}
files() {
  for file in "$1"/*.sql; do
    name=${file##*/}
    case $name in
      *.down.sql) ;;
      *) name=${name%.sql}; printf '%s\t%s\n' "${name%.up}" "$file" ;;
    esac
  done
}

# Those lines in the order of their versions, as the layout counts these: $1.
sorted() {
  awk -F '\t' -v layout="$1" '
    function padded(digits) { sub(/^0+/, "", digits); while (length(digits) < 40) digits = "0" digits; return digits }
    {
      key = $1
      if (layout == "diesel") { sub(/_.*/, "", key); gsub(/-/, "", key) }
      else if (layout == "flyway") {
        sub(/^V/, "", key); sub(/__.*/, "", key)
        n = split(key, part, /[._]/)
        while (n > 1 && part[n] ~ /^0*$/) n--
        key = padded(part[1])
        for (i = 2; i <= n; i++) key = key "." padded(part[i])
      }
      else if (layout == "files") { match(key, /^[0-9]*/); key = padded(substr(key, 1, RLENGTH)) }
      print key "\t" $0
    }' | sort
}

# The part of a file that applies the migration, where it has one that undoes it: that must never be run.
marks='--[[:space:]]*(migrate:|\+(goose|migrate)[[:space:]]+)'
words='[[:space:]]*--[[:space:]-]*'
applying() {
  if grep -Eiq "^${marks}down([[:space:]]|\$)" "$1"; then # dbmate, goose, sql-migrate: each part to the next mark
    awk '
      { line = tolower($0) }
      line ~ /^--[ \t]*(migrate:|\+(goose|migrate)[ \t]+)down([ \t\r]|$)/ { undoing = 1 }
      line ~ /^--[ \t]*(migrate:|\+(goose|migrate)[ \t]+)up([ \t\r]|$)/ { undoing = 0 }
      !undoing' "$1"
  elif grep -Eiq "^${words}(up|down)[[:space:]]+migration" "$1"; then # node-pg-migrate: from its first mark to the other one
    grep -Eiq "^${words}up[[:space:]]+migration" "$1" && begin=0 || begin=1
    awk -v on="$begin" '
      { line = tolower($0) }
      line ~ /^[ \t]*--[ \t-]*up[ \t]+migration/ && !seen { on = 1; seen = 1 }
      line ~ /^[ \t]*--[ \t-]*down[ \t]+migration/ && on { exit }
      on' "$1"
  else
    cat "$1"
  fi
}

# Another tool's folder may have what no server can run.
note_others() {
  for file in "$1"/*.js "$1"/*.ts "$1"/*.cjs "$1"/*.mjs "$1"/*.py "$1"/*.rb "$1"/*.go; do
    [ ! -f "$file" ] || echo "note: $file is left out: it is no SQL" >&2
  done
}

has() { for found; do [ ! -f "$found" ] || return 0; done; return 1; }
if has "$1"/migration_lock.toml "$1"/*/migration.sql; then layout=prisma
elif has "$1"/*/up.sql; then layout=diesel
elif has "$1"/V[0-9]*__*.sql; then layout=flyway
elif has "$1"/*.sql; then layout=files
else layout=prisma
fi
if [ "$layout" = prisma ]; then check_prisma "$1"; else note_others "$1"; fi
list=$("$layout" "$1")
# dbmate counts by name.
[ "$layout" != files ] || ! grep -Eq '^--[[:space:]]*migrate:up' "$1"/*.sql || layout=names
list=$(printf '%s\n' "$list" | sorted "$layout")
names=$(printf '%s\n' "$list" | cut -f 2)
[ "$names" = "$(printf '%s\n' "$names" | sort)" ] && order= || order=given

migrations() {
  separator='=['
  tab=$(printf '\t')
  printf '%s\n' "$list" | {
    while IFS=$tab read -r _ name file; do
      [ -f "$file" ] || continue
      printf '%s\n+ {"name": \n~%s\n=, "sql": \n' "$separator" "$name"
      case $layout:$file in
        prisma:* | diesel:* | flyway:* | *.up.sql) bytes <"$file" ;;
        *) applying "$file" | bytes ;;
      esac
      # What a squashed migration stands for, as migrate.squash gave it: JSON already.
      replaces=${file%/*}/replaces.json
      [ "$layout" != prisma ] || [ ! -f "$replaces" ] || { echo '=, "replaces": '; sed 's/^/=/' "$replaces"; echo; }
      echo '=}'
      separator='=,'
    done
    [ "$separator" = '=,' ] || echo '=['
  }
  echo '+]'
}
{
  [ -z "$provider$order$seed" ] || echo '={'
  [ -z "$provider" ] || printf '="provider": "%s", \n' "$provider"
  [ -z "$order" ] || printf '="order": "%s", \n' "$order"
  [ -z "$provider$order$seed" ] || echo '="migrations": '
  migrations
  [ -z "$seed" ] || { echo '=, "seed": '; bytes <"$seed"; }
  [ -z "$provider$order$seed" ] || echo '=}'
} | json
