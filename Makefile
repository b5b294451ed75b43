# The system's Python makes .venv; everything else runs by .venv/bin/python -m, so that the folder's
# path may be long and hold spaces (a console script's first line may not).
PYTHON ?= python3
ARGS ?=
VENV := .venv/bin/python
MODULE := $(VENV) -m
SHELL_WITH_SERVERS := $(MODULE) alsweb.launch shell --
# What `check --deploy` looks at is a site, not the demo.
AS_A_SITE := env ALSWEB_DEMO=0 ALLOWED_HOSTS=sets.example EMAIL_URL=smtp://localhost

.PHONY: run test check bench bench-full drills lock format venv venv-dev
.SUFFIXES:

run: venv ## The site with its demo on http://localhost:8000/
	@exec $(MODULE) alsweb.launch run

test: venv-dev ## All tests; some of them by: make test ARGS="-k words"
	@exec $(MODULE) alsweb.launch test $(ARGS)

check: venv-dev ## Format, lint, types, import contracts, templates, deployment, missing migrations
	$(MODULE) ruff format --check
	$(MODULE) ruff check
	$(MODULE) djlint --lint --quiet templates
	$(VENV) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	@exec $(SHELL_WITH_SERVERS) sh -ec '\
		$(MODULE) mypy .; \
		$(VENV) manage.py wall >/dev/null; \
		$(AS_A_SITE) $(VENV) manage.py check --deploy --fail-level WARNING; \
		$(VENV) manage.py makemigrations --check --dry-run'

bench: venv-dev ## The quick benchmarks, ten minutes at most
	@exec $(SHELL_WITH_SERVERS) $(MODULE) benchmarks $(ARGS)

bench-full: venv-dev ## Those with a million rows too
	@exec $(SHELL_WITH_SERVERS) $(MODULE) benchmarks --full $(ARGS)

drills: venv-dev ## Of the tests those in which two press at once or a process is killed
	@exec $(MODULE) alsweb.launch test -m "drill or long" $(ARGS)

format: venv-dev ## Put the layout of the code right
	$(MODULE) ruff check --fix
	$(MODULE) ruff format

lock: venv-dev ## Resolve pyproject.toml into the two hashed lock files again; UPGRADE=--upgrade for newer versions
	$(MODULE) uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
		--python-version 3.11 $(UPGRADE) pyproject.toml -o requirements.lock
	$(MODULE) uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
		--python-version 3.11 $(UPGRADE) -c requirements.lock --group dev pyproject.toml -o requirements-dev.lock

venv:
	@$(PYTHON) alsweb/launch/bootstrap.py runtime

venv-dev:
	@$(PYTHON) alsweb/launch/bootstrap.py dev
