# setup [GROUP...]: the Debian packages of tools/packages.txt that are not there yet, and a Node that builds the pages.
# Nothing is touched where all is present: one dpkg look-up and out.

# Node and npm may come from elsewhere (a vendor's package, a version manager); then Debian's are not wanted.
node_from_elsewhere() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    [ "$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)" -ge 20 ]
}

installed_packages() { dpkg-query -W -f='${db:Status-Abbrev}${Package}\n' 2>/dev/null | sed -n 's/^ii *//p' | sort -u; }

# missing GROUP...: one line per package to install, alternatives still joined by "|".
missing() {
  local group choice alternative found
  while read -r group choice _; do
    case " $* " in *" $group "*) ;; *) continue ;; esac
    case "$choice" in nodejs | npm) node_from_elsewhere && continue ;; esac
    found=""
    for alternative in ${choice//|/ }; do
      grep -qxF "$alternative" <<<"$have" && found=1
    done
    [ -n "$found" ] || echo "$choice"
  done < <(sed 's/#.*//; /^[[:space:]]*$/d' "$root/tools/packages.txt")
}

# No early-leaving grep here: under pipefail the pipe that breaks behind it would count as a no.
offered() { [ -n "$(apt-cache policy "$1" 2>/dev/null | sed -n 's/.*Candidate: \([^(].*\)/\1/p')" ]; }

setup() {
  [ $# -gt 0 ] || set -- build web test
  command -v dpkg-query >/dev/null || die "setup knows Debian 12 and 13 only; elsewhere install what tools/packages.txt lists"
  local have choices choice alternative pick wanted=()
  have="$(installed_packages)"
  choices="$(missing "$@")"
  if [ -n "$choices" ]; then
    say "installing $(wc -l <<<"$choices") Debian packages for: $*"
    as_root apt-get update -q
    while read -r choice; do
      pick=""
      for alternative in ${choice//|/ }; do
        if offered "$alternative"; then pick="$alternative"; break; fi
      done
      [ -n "$pick" ] || die "this Debian offers none of: $choice"
      wanted+=("$pick")
    done <<<"$choices"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${wanted[@]}" </dev/null
  fi
  case " $* " in *" web "*) node_setup ;; esac
}
