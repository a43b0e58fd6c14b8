# What is done often: `just` lists it. The environment that is active, or .venv, is used.

export PATH := justfile_directory() / ".venv/bin:" + env("PATH")

[private]
default:
    @just --list

# An environment with everything to work on onrecord
install:
    python3 -m venv .venv
    .venv/bin/pip install -e ".[dev]"

# Lint, format and types
check:
    ruff check .
    ruff format .
    mypy

# The tests that run no trained network and no browser
quick *arguments:
    python -m pytest -m "not model and not browser" {{ arguments }}

# All tests
test *arguments:
    python -m pytest {{ arguments }}

# Everything that must hold before a change lands, in a clone and environments of its own
land:
    .ci/run

# Names looked up, connections and files left, counted by command
nothing-leaves:
    python -m eval.benchmarks.nothing_leaves
