# make demo      see it work, on a throwaway server in a temporary folder; make stop ends that server
# make test      formatting, lints and all tests, on throwaway servers of PostgreSQL 15 and 18; PG=16 chooses one major,
#                T=words runs only what `cargo test words` chooses. PG=18 goes with the other commands too (the default is 15)
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

.PHONY: demo stop test bench fmt setup clean

demo:
	@scripts/demo.sh $(PG)

stop:
	@scripts/demo.sh stop

# One major when it is chosen or when the tests are, else the oldest and the newest that can be had everywhere.
MAJORS := $(if $(CHOSEN)$(T),$(PG),$(sort $(PG) 18))

test:
	@for major in $(MAJORS); do scripts/test.sh $$major $(T) || exit 1; done

bench:
	@scripts/bench.sh $(PG)

fmt:
	@cargo fmt --all

setup:
	@scripts/setup.sh $(PG) --tests

clean: stop
	@scripts/clean.sh
