#!/usr/bin/env bash
# A simulation gives the same, whoever compiled the program and however many threads ran it: g++ -O0, g++ -O3, clang, 1 and 2 threads.
#   tests/sim/determinism.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
clang="$(command -v clang++-19 || command -v clang++ || true)"
jobs="${ONESTOP_JOBS:-$(nproc)}"
passed=0 failed=0 first=""

mkdir -p build
for variant in "gcc-O0|g++|-O0" "gcc-O3|g++|-O3" "clang-O2|$clang|-O2"; do
  IFS='|' read -r name compiler flags <<<"$variant"
  dir="build/determinism-$name" found=""
  if [ -z "$compiler" ]; then
    echo "FAILED: there is no clang"
    failed=$((failed + 2))
    continue
  fi
  cmake -S . -B "$dir" -G Ninja -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_CXX_FLAGS="$flags" -DONESTOP_FUZZ=OFF >"$dir.log" 2>&1 &&
    ninja -C "$dir" -j "$jobs" tests_sim_hash >>"$dir.log" 2>&1 || tail -n 20 "$dir.log" >&2
  for threads in 1 2; do
    found="$("$dir/tests/tests_sim_hash" --threads "$threads" || true)"
    first="${first:-$found}"
    echo "$name, $threads threads: $(echo "$found" | sha256sum | cut -c1-16) of $(echo "$found" | wc -l) runs"
    if [ -n "$found" ] && [ "$found" = "$first" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  done
done
echo "$first"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
