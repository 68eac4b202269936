# make demo      see it work, on a throwaway server in a temporary folder; make stop ends that server
# make test      formatting, lints and all tests, on throwaway servers of PostgreSQL 15 and 18; PG=16 chooses one major,
#                T=words runs only what `cargo test words` chooses. PG=18 goes with the other commands too (the default is 15)
# make roundtrip the document of a schema against that of its copy by pg_dump, for large collections: PostgreSQL's regression database,
#                the contrib extensions, and the schemas in SQL of the folder MIGRATE_CASES, if it is set
# make bench     the measurements
# make fmt       format the code
# make setup     install what is missing for all of these (they do it themselves)
# make clean     delete everything that was built

ifndef PG
  PG := $(shell scripts/major.sh)
else
  CHOSEN := $(PG)
endif
export PG

.PHONY: demo stop test roundtrip bench fmt setup clean

demo:
	@scripts/demo.sh $(PG)

stop:
	@scripts/demo.sh stop

# One major when it is chosen or when the tests are, else the oldest and the newest that can be had everywhere.
MAJORS := $(if $(CHOSEN)$(T),$(PG),$(sort $(PG) 18))

test:
	@before=; for major in $(MAJORS); do OTHER=$$before scripts/test.sh $$major $(T) || exit 1; before=$$major; done

roundtrip:
	@MIGRATE_ROUND_TRIP=1 scripts/test.sh $(PG) --test round_trip_large -- --nocapture --test-threads=1

bench:
	@scripts/bench.sh $(PG)

fmt:
	@cargo fmt --all

setup:
	@scripts/setup.sh $(PG) --tests

clean: stop
	@scripts/clean.sh
