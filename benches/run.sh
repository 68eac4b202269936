#!/usr/bin/env bash
# All measurements, or those named: make bench, or benches/run.sh apply asking process memory
# on the cluster that PGHOST, PGPORT, PGUSER, PGBIN and PGDATA describe (scripts/bench.sh starts one).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec cargo run --quiet --release -p migrate_benches -- "$@"
