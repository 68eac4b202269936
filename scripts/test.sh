#!/usr/bin/env bash
# The whole test suite of one PostgreSQL major: formatting, lints, the core's tests, and the integration tests on throwaway clusters.
#   test.sh MAJOR             everything
#   test.sh MAJOR WORDS…      only the integration tests that `cargo test -p migrate_tests WORDS…` chooses
# OTHER is a major that was tested before: documents of both are compared then.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

major=${1:-}
check_major "$major"
shift
"$top/scripts/setup.sh" "$major" --tests
use_major "$major"
cd "$top"

# What knows nothing of PostgreSQL's headers is built once for all majors.
independent() { CARGO_TARGET_DIR=$top/target cargo "$@"; }

if [ $# = 0 ]; then
  say "formatting and lints"
  cargo fmt --all --check
  cargo clippy --workspace --all-targets --no-default-features --features "pg$major" -- -D warnings
  say "tests of the core"
  independent test -p migrate_core
fi

MIGRATE_PG_BIN=$("$top/scripts/pgtree.sh" "$major" install)
export MIGRATE_PG_BIN MIGRATE_PG_MAJOR=$major
if [ -n "${OTHER:-}" ]; then
  MIGRATE_OTHER_BIN=$("$top/scripts/pgtree.sh" "$OTHER")
  export MIGRATE_OTHER_BIN MIGRATE_OTHER_MAJOR=$OTHER
fi
say "integration tests on PostgreSQL $major"
independent test -p migrate_tests --no-fail-fast "$@"
