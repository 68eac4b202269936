#!/usr/bin/env bash
# PostgreSQL's own regression database: what its test suite leaves behind is the widest collection of objects there is.
#   regression-db.sh DIR    makes the database "regression" on the throwaway cluster (see cluster.sh) in DIR, which it starts where
#                           there is none, and prints its facts; when all is there already, only these. cluster.sh stop DIR ends it.
# The suite comes from the source package of the system's PostgreSQL; the download stays in target/regression, with a dump of the result.
# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

major=$("$top/scripts/major.sh")
cache=$top/target/regression
dir=${1:-}
[ -n "$dir" ] || die "which folder?"

fact() { sed -n "s/^$1=//p" "$dir/env"; }

# The system's own archives, as archives of sources: with their keys, in lists of our own, so that nothing of the system's changes.
source_archives() {
  local file host
  mkdir -p "$1/parts" "$1/lists/partial" "$1/cache"
  while IFS= read -r host; do
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list; do
      if grep -qsF "$host" "$file"; then sed 's/^Types:.*/Types: deb-src/; s/^deb /deb-src /' "$file" >"$1/parts/${file##*/}"; fi
    done
  done < <(apt-cache madison "postgresql-$major" | awk '{ print $5 }' | sort -u)
}

# Leaves the source text in the cache: the newest minor release that can still be had (archives drop files before lists),
# with its psql, because another minor release's may read a script that goes on after an error differently.
fetch() {
  local scratch version
  if ls "$cache/postgresql-$major"_*.orig.tar.* >/dev/null 2>&1; then return; fi
  have apt-get || die "this system has no apt-get to fetch PostgreSQL's sources with"
  say "fetching PostgreSQL's test suite"
  mkdir -p "$cache"
  scratch=$(mktemp -d)
  # shellcheck disable=SC2064 # the path is meant to be expanded now
  trap "rm -rf -- '$scratch'" EXIT
  source_archives "$scratch"
  local ours=(-o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$scratch/parts" -o Dir::State::lists="$scratch/lists"
    -o Dir::Cache="$scratch/cache" -o APT::Sandbox::User="$(id -un)")
  apt-get -qq "${ours[@]}" update >&2
  for version in $(apt-cache "${ours[@]}" showsrc "postgresql-$major" | sed -n 's/^Version: //p' | sort -rVu); do
    (cd "$scratch" && apt-get -qq "${ours[@]}" source --download-only --tar-only "postgresql-$major=$version" >&2) || continue
    (cd "$scratch" && apt-get -qq -o APT::Sandbox::User="$(id -un)" download "postgresql-client-$major=$version" >&2) || continue
    mv "$scratch/postgresql-$major"_*.orig.tar.* "$scratch/postgresql-client-$major"_*.deb "$cache/"
    return
  done
  die "the system's archives have no sources of postgresql-$major"
}

# The suite with the C functions that it declares, in the cluster's folder: the server must be able to read and write there.
unpack() {
  local bin lib
  bin=$(fact PGBIN)
  lib=$("$bin/pg_config" --pkglibdir)
  rm -rf -- "$dir/suite"
  mkdir "$dir/suite"
  tar -xf "$(find "$cache" -name "postgresql-$major"'_*.orig.tar.*')" -C "$dir/suite" --strip-components=4 --wildcards '*/src/test/regress/*'
  cc -shared -fPIC -w -I"$("$bin/pg_config" --includedir-server)" -o "$dir/suite/regress.so" "$dir/suite/regress.c"
  cp "$lib/autoinc.so" "$lib/refint.so" "$dir/suite/"
  dpkg-deb -x "$(find "$cache" -name "postgresql-client-$major"'_*.deb')" "$dir/suite/client"
  if is_root; then chown -R "$(server_user)" "$dir/suite"; fi
}

# A failed test (they compare messages too) still leaves objects, so it is only mentioned.
run() {
  local suite=$dir/suite pg_regress
  pg_regress=$("$(fact PGBIN)/pg_config" --pkglibdir)/pgxs/src/test/regress/pg_regress
  say "running PostgreSQL's test suite (takes half a minute)"
  as_server "$pg_regress" --inputdir="$suite" --outputdir="$suite" --schedule="$suite/parallel_schedule" --dlpath="$suite" --bindir="$suite/client/usr/lib/postgresql/$major/bin" \
    --host="$(fact PGHOST)" --port="$(fact PGPORT)" --user="$(fact PGUSER)" --no-locale --encoding=UTF8 --dbname=regression \
    </dev/null >"$dir/suite.log" 2>&1 || say "some of its tests failed: see $dir/suite.log"
}

dump() {
  "$(fact PGBIN)/pg_dump" -h "$(fact PGHOST)" -p "$(fact PGPORT)" -U "$(fact PGUSER)" -s regression >"$cache/regression.sql"
}

if [ ! -f "$dir/suite/done" ]; then
  fetch
  [ -f "$dir/env" ] || "$top/scripts/cluster.sh" start "$dir" "$major" --fast >/dev/null
  # the server will know it by this name
  dir=$(fact DIR)
  unpack
  run
  dump
  touch "$dir/suite/done"
fi
cat "$dir/env"
