#!/usr/bin/env bash
# Measures Rekey beside what this machine gives, prints the ratios, and writes them to docs/develop/performance.md.
#   bench/run.sh [--no-write] [--long]        --long: a directory of a million people too, which takes half an hour
set -euo pipefail
cd "$(dirname "$0")/.."
tools/install.sh build run test bench
mkdir -p build/logs
cmake --preset release -B build/bench -DREKEY_BENCH=ON -DBUILD_TESTING=OFF >build/logs/bench.log
cmake --build build/bench --target rekey rekey_bench >>build/logs/bench.log
exec /usr/bin/python3 bench/report.py "$@"
