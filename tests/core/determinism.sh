#!/usr/bin/env bash
# The same seed gives the same log byte for byte, whoever compiled the program: g++ -O0, g++ -O3 and clang.
#   tests/core/determinism.sh [COMMANDS [SEED]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
commands="${1:-50000}" seed="${2:-20060701}"
clang="$(command -v clang++-19 || command -v clang++ || true)"
jobs="${ONESTOP_JOBS:-$(nproc)}"
passed=0 failed=0 first=""

hash_of() { # NAME COMPILER FLAGS
  local dir="build/determinism-$1"
  cmake -S . -B "$dir" -G Ninja -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_COMPILER="$2" -DCMAKE_CXX_FLAGS="$3" -DONESTOP_FUZZ=OFF >"$dir.log" 2>&1 &&
    ninja -C "$dir" -j "$jobs" tests_core_random >>"$dir.log" 2>&1 || { tail -n 20 "$dir.log" >&2; return 1; }
  { "$dir/tests/tests_core_random" --no-table --commands "$commands" --seed "$seed" || true; } | sed -n 's/^log //p'  # only the log counts here
}

mkdir -p build
echo "seed $seed, $commands commands"
for variant in "gcc-O0|g++|-O0" "gcc-O3|g++|-O3" "clang-O2|$clang|-O2"; do
  IFS='|' read -r name compiler flags <<<"$variant"
  if [ -z "$compiler" ]; then
    echo "FAILED: there is no clang"
    failed=$((failed + 1))
    continue
  fi
  hash="$(hash_of "$name" "$compiler" "$flags")" || hash=""
  echo "$name $hash"
  first="${first:-$hash}"
  if [ -n "$hash" ] && [ "$hash" = "$first" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
