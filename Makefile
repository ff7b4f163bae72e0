# Short names for dev.py. PORT chooses the port:  PORT=8123 make run
.PHONY: help setup run phone check test soak bench

help:  ## Show these commands
	@awk -F ':  ## ' '/^[a-z]+:  ## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## Prepare all that run needs, then stop
	@python3 dev.py setup

run:  ## Serve the guide on this machine
	@python3 dev.py run

phone:  ## Serve it over https to the phones in this room
	@python3 dev.py run --phone

check:  ## Format, lint, types, content, and the tests without a browser
	@python3 dev.py check

test:  ## All of that, and the tests in a browser
	@python3 dev.py test

soak:  ## The long versions of the tests
	@python3 dev.py soak

bench:  ## Measure speed and size, beside others (an hour, on a quiet machine)
	@python3 dev.py bench
