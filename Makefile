# make demo: a real conversion in one command.  make test: every check and test in another.
PYTHON ?= python3
BIN := .venv/bin
# What the tests use of the system: each package, and a command or a file by which it is known to be there.
SYSTEM_PACKAGES := strace=strace slapd=slapd ldap-utils=ldapwhoami slapd-contrib=/usr/lib/ldap/pw-pbkdf2.so

.PHONY: demo test lint unit docs bench lock clean
.DEFAULT_GOAL := demo

demo: .venv/.installed
	@echo '$$ convert --mapping mappings/oracle.yaml'
	@$(BIN)/convert --mapping mappings/oracle.yaml --replace || test $$? -eq 3

test: lint unit

lint: .venv/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: .venv/.tested
	$(BIN)/python -m pytest -n auto --cov --cov-report=term:skip-covered

# The interpreter's own venv module; Debian keeps a part of it in a package of its own.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Python 3.11 or later is needed: make PYTHON=/path/to/python3.11'; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; $(call apt,python3-venv) && $(PYTHON) -m venv .venv; } || \
	  { rm -rf .venv; echo 'Python lacks its venv module: apt-get install python3-venv'; exit 1; }

.venv/.installed: .venv/bin/python requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@$(BIN)/python -m compileall -q converter
	@touch $@

.venv/.tested: .venv/.installed requirements-test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@PATH="$$PATH:/usr/sbin:/sbin"; for pair in $(SYSTEM_PACKAGES); do package=$${pair%%=*}; sign=$${pair#*=}; \
	  command -v $$sign >/dev/null || test -e $$sign || $(call apt,$$package) || \
	  echo "the tests that need $$package are skipped; to run them: apt-get install $$package"; done
	@touch $@

# Installs a system package where this user may, quietly; fails where not.
define apt
{ command -v apt-get >/dev/null && \
  { [ "$$(id -u)" = 0 ] && SUDO= || SUDO='sudo -n'; } && \
  INSTALL="$$SUDO env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends" && \
  { $$INSTALL $(1) >/dev/null 2>&1 || \
    { $$SUDO apt-get update -q >/dev/null 2>&1 && $$INSTALL $(1) >/dev/null 2>&1; }; }; }
endef

docs: .venv/.tested
	$(BIN)/python docs/generate.py

bench: .venv/.tested
	$(BIN)/python benchmarks/run.py

lock:
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --output-file requirements.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --extra test \
	  --constraint requirements.txt --output-file requirements-test.txt pyproject.toml

clean:
	rm -rf .venv out dist build .coverage* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
