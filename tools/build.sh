# configure PRESET: once, and again after CMakePresets.json or a CMake file changed (ninja sees to the latter).
configure() {
  local cache="$root/build/$1/CMakeCache.txt"
  if [ ! -f "$root/build/$1/build.ninja" ] || [ "$root/CMakePresets.json" -nt "$cache" ]; then
    cmake --preset "$1" -S "$root" >"$root/build/.configure-$1.log" 2>&1 || {
      cat "$root/build/.configure-$1.log" >&2
      die "cmake --preset $1 failed"
    }
    touch "$cache"
  fi
}

# build PRESET [TARGET...]; with keep_going=1 one broken file does not stop the others.
build() {
  local preset="$1" targets=() flags=()
  shift
  [ -n "${keep_going:-}" ] && flags=(-- -k 0)
  mkdir -p "$root/build"
  configure "$preset"
  [ $# -gt 0 ] && targets=(--target "$@")
  say "building $preset ${*:-everything}"
  cmake --build "$root/build/$preset" -j "$(jobs)" "${targets[@]}" "${flags[@]}"
}

# build_web: web/dist, unless no file of web/ is newer than the last one.
build_web() {
  if ! with_web; then
    say "no web/package.json yet: the pages are not built"
    return 0
  fi
  node_path
  local stamp="$root/build/.web-built" lock="$root/web/node_modules/.package-lock.json"
  if [ ! -f "$lock" ] || [ "$root/web/package-lock.json" -nt "$lock" ]; then
    say "npm ci"
    (cd "$root/web" && npm ci --no-audit --no-fund && touch node_modules/.package-lock.json)
  fi
  if [ -f "$stamp" ] && [ -f "$root/web/dist/index.html" ] && [ -z "$(find "$root/web" \( -name node_modules -o -name dist \) -prune -o -type f -newer "$stamp" -print -quit)" ]; then
    return 0
  fi
  say "building the pages"
  mkdir -p "$root/build"
  (cd "$root/web" && npm run build --silent) && touch "$stamp"
}
