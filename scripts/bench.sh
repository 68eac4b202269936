#!/usr/bin/env bash
# The measurements in benches/, with a release build on a throwaway cluster with PostgreSQL's own defaults.
#   bench.sh MAJOR [arguments of benches/run.sh]
# benches/run.sh finds PGHOST, PGPORT, PGUSER, PGBIN and PGDATA of the cluster in its environment.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

major=${1:-}
check_major "$major"
shift
"$top/scripts/setup.sh" "$major" --benches
use_major "$major"
MIGRATE_PG_BIN=$("$top/scripts/pgtree.sh" "$major" install --release)
export MIGRATE_PG_BIN
facts=$("$top/scripts/cluster.sh" start - "$major")
trap '"$top/scripts/cluster.sh" stop "$DIR" immediate' EXIT
while IFS='=' read -r name value; do export "$name=$value"; done <<<"$facts"
"$top/benches/run.sh" "$@"
