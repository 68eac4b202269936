# make demo      see it work, on a throwaway server in a temporary folder; make stop ends that server
# make test      formatting, lints and all tests, on throwaway servers; T=words runs only what `cargo test words` chooses
# make test-18   the same on another PostgreSQL major; any other command takes PG=18 (13 to 18; the default is 15)
# make bench     the measurements
# make fmt       format the code
# make setup     install what is missing for all of these (they do it themselves)
# make clean     delete everything that was built

PG ?= $(shell scripts/major.sh)
export PG

.PHONY: demo stop test test-16 test-18 bench fmt setup clean

demo:
	@scripts/demo.sh $(PG)

stop:
	@scripts/demo.sh stop

test:
	@scripts/test.sh $(PG) $(T)

test-16 test-18:
	@scripts/test.sh $(@:test-%=%) $(T)

bench:
	@scripts/bench.sh $(PG)

fmt:
	@cargo fmt --all

setup:
	@scripts/setup.sh $(PG) --tests

clean: stop
	@scripts/clean.sh
