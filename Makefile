# make help tells what there is. PORT, DATABASE_URL and PYTHON are honoured.
.DEFAULT_GOAL := help
.PHONY: help run test lint bench shots lock messages format clean
PORT ?= 8000
BIN := .venv/bin
BOOT := maint/bootstrap
LOCK := uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate
export PYTHONUTF8 := 1
export LC_ALL := C.UTF-8

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

run: export RONGYI_ENV ?= demo
run: ## everything that is needed, the demo on first start, then http://127.0.0.1:8000 (PORT=)
	@$(BOOT)/system.sh run
	@$(BOOT)/venv.sh run
	@$(BIN)/rongyi setup
	@exec $(BIN)/rongyi serve --host 127.0.0.1 --port $(PORT)

test: ## everything that the tests need, then the whole suite on SQLite, on PostgreSQL and in a real browser
	@$(BOOT)/system.sh test
	@$(BOOT)/venv.sh dev
	@$(BOOT)/suite.sh $(ARGS)

lint: ## style, types, floors, definitions, deploy check, missing migrations
	@$(BOOT)/venv.sh dev
	@$(BOOT)/lint.sh

bench: ## figures as JSON under var/bench/, beside named peers in the same run
	@$(BOOT)/system.sh test
	@$(BOOT)/venv.sh bench
	@bash -c 'set -e; . $(BOOT)/postgres.sh; PG_SAFETY="-c fsync=on" start_postgres; BENCH_POSTGRES=$$DATABASE_URL; unset DATABASE_URL; \
		export BENCH_POSTGRES RONGYI_ENV=test; $(BIN)/python bench/run.py $(ARGS)'

shots: ## pictures of the main pages under var/shots/
	@$(BOOT)/system.sh test
	@$(BOOT)/venv.sh dev
	@RONGYI_ENV=demo $(BIN)/python maint/shots/take.py $(ARGS)

lock: ## requirements/*.txt anew from the *.in, keeping what still fits (ARGS=--upgrade for newer ones); needs uv
	cd requirements && $(LOCK) $(ARGS) run.in -o run.txt
	cd requirements && $(LOCK) $(ARGS) dev.in -o dev.txt
	cd requirements && $(LOCK) $(ARGS) bench.in -o bench.txt

messages: ## collects texts for translation into rongyi/locale and compiles them
	cd rongyi && ../$(BIN)/django-admin makemessages --locale en --no-obsolete --no-wrap --add-location file
	cd rongyi && ../$(BIN)/django-admin compilemessages
	$(BIN)/python maint/messages/typography.py

format: ## lets ruff put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## removes .venv and caches; var/ with the data stays
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache *.egg-info
