#!/usr/bin/env bash
# Deletes everything that building, testing and the demo have made.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
rm -rf -- "$top/target" "$(outside_trees)"
