# make demo: a real conversion in one command.  make test: every check and test in another.
PYTHON ?= python3
BIN := .venv/bin
# What the tests use of the system: each package, and a command or a file by which it is known to be there.
SYSTEM_PACKAGES := strace=strace slapd=slapd ldap-utils=ldapwhoami slapd-contrib=/usr/lib/ldap/pw-pbkdf2.so \
  389-ds-base=ns-slapd samba=samba samba-ad-dc=/usr/share/doc/samba-ad-dc samba-ad-provision=/usr/share/samba/setup/schema_samba4.ldif \
  samba-dsdb-modules=/usr/lib/*/samba/ldb/samldb.so ldb-tools=ldbsearch winbind=winbindd \
  postgresql=/usr/lib/postgresql mariadb-server=mariadbd nginx-light=nginx nodejs=node npm=npm chromium=chromium
# What python-ldap is built with: it has no wheels.
BUILD_PACKAGES := gcc=gcc libc6-dev=/usr/include/stdlib.h libldap-dev=/usr/include/ldap.h libsasl2-dev=/usr/include/sasl/sasl.h \
  python3-dev=$(shell $(PYTHON) -c 'import sysconfig; print(sysconfig.get_path("include") + "/Python.h")')

.PHONY: demo test lint unit story docs native bench bench-gateway lock clean
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
	$(BIN)/python -m pytest -n auto --hypothesis-profile=ci --randomly-seed=1 --cov --cov-report=term:skip-covered

# The interpreter's own venv module; Debian keeps a part of it in a package of its own.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Python 3.11 or later is needed: make PYTHON=/path/to/python3.11'; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; $(call apt,python3-venv) && $(PYTHON) -m venv .venv; } || \
	  { rm -rf .venv; echo 'Python lacks its venv module: apt-get install python3-venv'; exit 1; }

.venv/.installed: .venv/bin/python requirements.txt pyproject.toml $(wildcard converter/native/*.p??)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@$(BIN)/python -m compileall -q converter
	@touch $@

.venv/.tested: .venv/.installed requirements-test.txt
	@$(call present,$(BUILD_PACKAGES) $(SYSTEM_PACKAGES))
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@

# Sees to it that system packages are there: installs what is missing where this user may, and says what it could not.
define present
PATH="$$PATH:/usr/sbin:/sbin"; missing=; for pair in $(1); do package=$${pair%%=*}; sign=$${pair#*=}; \
  command -v $$sign >/dev/null || test -e $$sign || missing="$$missing $$package"; done; \
  test -z "$$missing" || $(call apt,$$missing) || echo "some tests are skipped; to run them: apt-get install$$missing"
endef

# Installs a system package where this user may, quietly; fails where not.
define apt
{ command -v apt-get >/dev/null && \
  { [ "$$(id -u)" = 0 ] && SUDO= || SUDO='sudo -n'; } && \
  INSTALL="$$SUDO env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends" && \
  { $$INSTALL $(1) >/dev/null 2>&1 || \
    { $$SUDO apt-get update -q >/dev/null 2>&1 && $$INSTALL $(1) >/dev/null 2>&1; }; }; }
endef

# The whole way of a hybrid migration, with real servers: see docs/gateway.md.
story: .venv/.tested
	$(BIN)/python -m pytest -q -rA -p no:randomly tests/integration/test_hybrid_story.py

docs: .venv/.tested
	$(BIN)/python docs/generate.py

native: .venv/.tested
	$(BIN)/python converter/native/build.py

bench-gateway: .venv/.tested
	$(BIN)/python benchmarks/gateway.py --full

bench: .venv/.tested
	$(BIN)/python benchmarks/run.py

lock:
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --output-file requirements.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --extra test \
	  --constraint requirements.txt --output-file requirements-test.txt pyproject.toml

clean:
	rm -rf .venv out dist build .coverage* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
