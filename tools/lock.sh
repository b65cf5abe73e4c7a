#!/bin/sh
# Lock every dependency with hashes: requirements.lock (run time and build), requirements-city.lock (the same for a
# city's server, which shows no window and needs no Qt) and requirements-dev.lock (all of it).
# Needs uv (https://docs.astral.sh/uv/). With --upgrade newer versions are taken, otherwise the locked ones are kept.
set -eu
cd "$(dirname "$0")/.."

# What this machine is set up with (mirrors, wheel folders) must not leak into a lock that everybody shares.
for name in $(env | sed -n 's/^\(PIP_[A-Z_]*\|UV_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done

UV=${UV:-uv}
lock() {
    output=$1
    shift
    "$UV" pip compile pyproject.toml "$@" --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links --quiet --output-file "$output" >/dev/null
    # A last sieve: an address in a lock ties every reader to our mirror (tests/test_house_rules.py looks, too).
    sed -i -e '/^--index-url/d' -e '/^--extra-index-url/d' -e '/^--find-links/d' "$output"
}

upgrade=
[ "${1:-}" = --upgrade ] && upgrade=--upgrade
# shellcheck disable=SC2086 # an empty option must vanish
lock requirements.lock --group build $upgrade
# shellcheck disable=SC2086
lock requirements-city.lock --extra city --group build --constraint requirements.lock \
    --no-emit-package pyside6-essentials --no-emit-package shiboken6 $upgrade
# shellcheck disable=SC2086
lock requirements-dev.lock --group dev --constraint requirements.lock --constraint requirements-city.lock $upgrade
