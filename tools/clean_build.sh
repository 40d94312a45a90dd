#!/usr/bin/env bash
# Times a release build from nothing, without ccache, and then the build after one command's file changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CCACHE_DISABLE=1
folder=build/clean
rm -rf "$folder"
cmake --preset release -B "$folder" >/dev/null
start=$SECONDS
cmake --build "$folder" -j "$(nproc)" >"$folder.log" 2>&1 || { tail -n 30 "$folder.log"; exit 1; }
echo "clean build $((SECONDS - start)) s on $(nproc) cores"
command=src/core/crossing/give_exit_notice.cpp
before="$(date -d "@$(stat -c %Y "$command")" +%Y%m%d%H%M.%S)"
touch "$command"
start=$(date +%s%N)
cmake --build "$folder" -j "$(nproc)" --target onestop >>"$folder.log" 2>&1 || { tail -n 30 "$folder.log"; exit 1; }
echo "one command $((($(date +%s%N) - start) / 1000000)) ms"
touch -t "$before" "$command"
rm -rf "$folder"
