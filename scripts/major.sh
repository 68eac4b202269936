#!/usr/bin/env bash
# Prints the PostgreSQL major to use when none is chosen: 15, or on a system without it the one it comes with.
set -euo pipefail
[ -x /usr/lib/postgresql/15/bin/initdb ] && echo 15 && exit
# shellcheck source=/dev/null
. /etc/os-release 2>/dev/null || true
case ${ID:-}-${VERSION_ID:-} in
  debian-11) echo 13 ;;
  ubuntu-22.*) echo 14 ;;
  ubuntu-24.*) echo 16 ;;
  debian-13 | ubuntu-25.*) echo 17 ;;
  *) echo 15 ;;
esac
