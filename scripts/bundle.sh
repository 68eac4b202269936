#!/bin/sh
# Prints the bundle of a folder in Prisma's layout (NAME/migration.sql), as the JSON that migrate.deploy takes:
#   psql -c "select * from migrate.deploy(\$json\$$(scripts/bundle.sh prisma/migrations)\$json\$)"      short ones
#   \set bundle `scripts/bundle.sh prisma/migrations`                                                    in psql, of any size
#   select * from migrate.deploy(:'bundle');
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

# Bytes from standard input, as a JSON string.
string() {
  od -An -v -tx1 | awk '
    BEGIN {
      for (i = 0; i < 256; i++) {
        hex = sprintf("%02x", i)
        text[hex] = i < 32 || hex == "22" || hex == "5c" ? "\\u00" hex : sprintf("%c", i)
      }
      text["0a"] = "\\n"; text["09"] = "\\t"; text["22"] = "\\\""; text["5c"] = "\\\\"
      printf "\""
    }
    { for (i = 1; i <= NF; i++) printf "%s", text[$i] }
    END { printf "\"" }'
}

if [ "${what:-}" = schema ]; then
  separator='{'
  find "$1" -name '*.prisma' | sort | {
    while IFS= read -r file; do
      printf '%s\n %s: %s' "$separator" "$(printf %s "${file#"$1"/}" | string)" "$(string <"$file")"
      separator=,
    done
    [ "$separator" = , ] || fail "there is no .prisma file in $1"
  }
  printf '\n}\n'
  exit
fi

provider=
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

[ -z "$provider$seed" ] || printf '{'
[ -z "$provider" ] || printf '"provider": "%s", ' "$provider"
[ -z "$provider$seed" ] || printf '"migrations": '
separator='['
for file in "$1"/*/migration.sql; do
  [ -f "$file" ] || continue
  name=$(basename "$(dirname "$file")")
  # What a squashed migration stands for, as migrate.squash gave it: JSON already.
  replaces=${file%/*}/replaces.json
  [ -f "$replaces" ] && replaces=", \"replaces\": $(cat "$replaces")" || replaces=
  printf '%s\n {"name": %s, "sql": %s%s}' "$separator" "$(printf %s "$name" | string)" "$(string <"$file")" "$replaces"
  separator=,
done
[ "$separator" = , ] || printf '['
printf '\n]'
[ -z "$seed" ] || printf ', "seed": %s' "$(string <"$seed")"
[ -z "$provider$seed" ] || printf '}'
echo
