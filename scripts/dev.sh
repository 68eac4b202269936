#!/bin/sh
# Prisma's development step with psql alone: makes the next migration, applies it, and writes prisma/migrations/NAME/migration.sql.
#   dev.sh [--create-only] [--accept-data-loss] [--renames JSON] NAME [SCHEMA [MIGRATIONS]]
# SCHEMA is prisma/schema.prisma, or a folder of several files; MIGRATIONS is prisma/migrations. The database is the one that PGHOST,
# PGDATABASE and so on name; PSQL is the psql to call. It ends with 1 if nothing was done, and then has said why.
set -eu
PSQL=${PSQL:-psql}
usage() { sed -n '3p' "$0" | cut -c5- >&2; exit 2; }

create_only=off accept_data_loss=off renames=
while [ $# -gt 0 ]; do
  case $1 in
    --create-only) create_only=on ;;
    --accept-data-loss) accept_data_loss=on ;;
    --renames) [ $# -gt 1 ] || usage; renames=$2; shift ;;
    --) shift; break ;;
    -*) usage ;;
    *) break ;;
  esac
  shift
done
case $# in 1 | 2 | 3) ;; *) usage ;; esac

scripts=$(dirname "$0")
"$PSQL" -X -q -v name="$1" -v schema="${2:-prisma/schema.prisma}" -v migrations="${3:-prisma/migrations}" \
  -v create_only="$create_only" -v accept_data_loss="$accept_data_loss" -v renames="$renames" -v scripts="$scripts" \
  -f "$scripts/dev.psql" || exit 1
