# fresh [COMMAND...]: a Debian 12 of its own under build/fresh, a clone of the checkout in it, and the two commands of the
# README run there. Mirror, proxy, certificates and npm registry are the machine's own. Each COMMAND is one string; without
# any they are "./dev test fast" and "./dev demo --seconds 20 --port 0". ONESTOP_FRESH_KEEP=1 keeps the root for the next run.
fresh_root="$root/build/fresh/root"

fresh_times=()

# The end of every run, good or bad: no mount stays, and each step's time is told.
fresh_end() {
  fresh_unmount
  printf '%s\n' "${fresh_times[@]}"
}

fresh_unmount() {
  local point
  for point in dev/pts dev/shm dev sys proc; do
    if mountpoint -q "$fresh_root/$point"; then umount -l "$fresh_root/$point"; fi
  done
}

fresh_mount() {
  mkdir -p "$fresh_root"/{proc,sys,dev}
  mount -t proc proc "$fresh_root/proc"
  mount --rbind /sys "$fresh_root/sys" && mount --make-rslave "$fresh_root/sys"
  mount -t tmpfs -o mode=755 tmpfs "$fresh_root/dev"
  mkdir -p "$fresh_root"/dev/{pts,shm}
  mount -t devpts -o newinstance,ptmxmode=0666 devpts "$fresh_root/dev/pts"
  mount -t tmpfs -o mode=1777 tmpfs "$fresh_root/dev/shm"
  local device
  for device in "null 1 3" "zero 1 5" "full 1 7" "random 1 8" "urandom 1 9" "tty 5 0"; do
    set -- $device
    mknod -m 666 "$fresh_root/dev/$1" c "$2" "$3"
  done
  ln -s pts/ptmx "$fresh_root/dev/ptmx"
  ln -s /proc/self/fd "$fresh_root/dev/fd"
  ln -s fd/0 "$fresh_root/dev/stdin" && ln -s fd/1 "$fresh_root/dev/stdout" && ln -s fd/2 "$fresh_root/dev/stderr"
}

# fresh_step WORDS CMD...: run it and say how long it took.
fresh_step() {
  local words="$1" start=$SECONDS
  shift
  say "fresh: $words"
  "$@" || {
    fresh_times+=("$(printf '%5d s  FAILED %s' $((SECONDS - start)) "$words")")
    exit 1
  }
  fresh_times+=("$(printf '%5d s  %s' $((SECONDS - start)) "$words")")
}

fresh_sources() {
  apt-get indextargets 'Created-By: Packages' 'Origin: Debian' --format '$(REPO_URI) $(RELEASE) $(CODENAME) $(COMPONENT)' |
    sort -u | awk '$3 ~ /^bookworm/ {print "deb " $1, $2, $4}'
}

fresh_bootstrap() {
  local mirror
  mirror="$(fresh_sources | awk '$3 == "bookworm" {print $2; exit}')"
  [ -n "$mirror" ] || die "the machine's apt knows no Debian 12 mirror (run apt-get update first)"
  rm -rf --one-file-system "$fresh_root"
  mkdir -p "$fresh_root"
  debootstrap --variant=minbase bookworm "$fresh_root" "$mirror" >build/fresh/debootstrap.log 2>&1 || {
    tail -20 build/fresh/debootstrap.log >&2
    die "debootstrap failed"
  }
}

# The machine's ways to its registries, copied at run time: nothing of them is in the repository.
fresh_network() {
  fresh_sources >"$fresh_root/etc/apt/sources.list"
  local conf
  for conf in /etc/apt/apt.conf.d/*; do
    if grep -q '^[[:space:]]*Acquire' "$conf"; then cp "$conf" "$fresh_root/etc/apt/apt.conf.d/"; fi
  done
  cp -L /etc/resolv.conf "$fresh_root/etc/resolv.conf"
  cp -L /etc/hosts "$fresh_root/etc/hosts"
  if [ -d /usr/local/share/ca-certificates ]; then
    mkdir -p "$fresh_root/usr/local/share"
    cp -rL /usr/local/share/ca-certificates "$fresh_root/usr/local/share/"
  fi
  fresh_env=(HOME=/root LANG=C.UTF-8 TERM="${TERM:-dumb}" CI="${CI:-}" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
  local name
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY ONESTOP_JOBS; do
    if [ -n "${!name:-}" ]; then fresh_env+=("$name=${!name}"); fi
  done
  if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
    cp -L /etc/ssl/certs/ca-certificates.crt "$fresh_root/root/machine-certificates.crt"
    fresh_env+=(NODE_EXTRA_CA_CERTS=/root/machine-certificates.crt npm_config_cafile=/root/machine-certificates.crt)
  fi
  if command -v npm >/dev/null; then fresh_env+=("npm_config_registry=$(npm config get registry 2>/dev/null)"); fi
}

fresh_checkout() {
  rm -rf "$fresh_root/root/onestop"
  git -c safe.directory='*' clone -q --no-hardlinks "$root" "$fresh_root/root/onestop" || return
  # What is not committed yet is proven too, so that a package list can be mended before the commit.
  git ls-files -z --others --modified --exclude-standard | while IFS= read -r -d '' file; do
    if [ -e "$file" ]; then printf '%s\0' "$file"; fi
  done | tar --null -T - -c | tar -x -C "$fresh_root/root/onestop"
  if [ -n "${ONESTOP_DATA:-}" ]; then
    mkdir -p "$fresh_root/root/data"
    cp -rL "$ONESTOP_DATA/." "$fresh_root/root/data/"
    fresh_env+=(ONESTOP_DATA=/root/data)
  fi
}

fresh_run() { chroot "$fresh_root" /usr/bin/env -i "${fresh_env[@]}" bash -c "cd /root/onestop && $1" </dev/null; }

fresh() {
  [ "$(id -u)" = 0 ] || die "fresh needs root: it mounts and changes root"
  command -v debootstrap >/dev/null || setup test
  [ $# -gt 0 ] || set -- "./dev test fast" "./dev demo --seconds 20 --port 0"
  local fresh_env=() command
  mkdir -p build/fresh
  fresh_unmount
  trap fresh_end EXIT
  if [ -n "${ONESTOP_FRESH_KEEP:-}" ] && [ -x "$fresh_root/usr/bin/apt-get" ]; then
    say "fresh: the root of the last run is used again"
  else
    fresh_step "debootstrap" fresh_bootstrap
  fi
  fresh_mount
  fresh_network
  fresh_step "clone" fresh_checkout
  for command in "$@"; do fresh_step "$command" fresh_run "$command"; done
  say "fresh: proven in $(du -sh --one-file-system "$fresh_root" | cut -f1)"
}
