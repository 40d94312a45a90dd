# What the parts of ./dev share. Sourced, never run; `root` is set by ./dev.
say() { printf '\033[1m== %s\033[0m\n' "$*" >&2; }
die() { printf 'dev: %s\n' "$*" >&2; exit 1; }

# as_root CMD...: packages need root; everything else runs as whoever called.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "this needs root and there is no sudo; run as root: $*"
  fi
}

# with_web: are there pages to build yet?
with_web() { [ -f "$root/web/package.json" ]; }

jobs() { echo "${ONESTOP_JOBS:-$(nproc)}"; }
