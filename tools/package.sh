# package [--version V] [--program FILE] [--into FOLDER]: a Debian package of program, pages, law, posts and guides.
# Without --program the release preset and the pages are built first.

package_version() { sed -n 's/^project(onestop VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt"; }

# stage FOLDER PROGRAM: the tree as it is installed.
package_stage() {
  local stage="$1" program="$2" share="$1/usr/share/onestop" doc="$1/usr/share/doc/onestop" folder
  install -d -m 0755 "$stage/DEBIAN" "$share" "$doc" "$stage/etc"
  install -d -m 0750 "$stage/etc/onestop"
  install -D -m 0755 "$program" "$stage/usr/bin/onestop"
  strip --strip-unneeded "$stage/usr/bin/onestop"
  for folder in law posts programme rights; do
    if [ -d "$root/$folder" ]; then cp -r "$root/$folder" "$share/"; fi
  done
  if [ -d "$root/web/dist" ]; then cp -r "$root/web/dist" "$share/web"; else install -d "$share/web"; fi
  cp -r "$root"/docs/*.md "$root/docs/guides" "$doc/"
  install -m 0644 "$root/packaging/debian/copyright" "$doc/copyright"
  install -D -m 0644 "$root/packaging/debian/onestop.service" "$stage/lib/systemd/system/onestop.service"
  install -D -m 0644 "$root/packaging/debian/onestop.sysusers" "$stage/usr/lib/sysusers.d/onestop.conf"
  install -D -m 0644 "$root/packaging/debian/lintian-overrides" "$stage/usr/share/lintian/overrides/onestop"
  install -m 0640 "$root/packaging/debian/onestop.yaml" "$stage/etc/onestop/onestop.yaml"
  find "$share" "$doc" -type d -exec chmod 0755 {} +
  find "$share" "$doc" -type f -exec chmod 0644 {} +
}

# Which packages the program's libraries come from, as dpkg-shlibdeps computes it.
package_depends() {
  local scratch
  scratch="$(mktemp -d)"
  mkdir "$scratch/debian"
  printf 'Source: onestop\n\nPackage: onestop\nArchitecture: any\n' >"$scratch/debian/control"
  (cd "$scratch" && dpkg-shlibdeps -O -e"$1" 2>/dev/null) | sed -n 's/^shlibs:Depends=//p'
  rm -rf "$scratch"
}

package_control() {
  local stage="$1" version="$2" depends
  depends="$(package_depends "$stage/usr/bin/onestop")"
  [ -n "$depends" ] || die "dpkg-shlibdeps found no libraries of $stage/usr/bin/onestop"
  {
    printf 'Package: onestop\nVersion: %s\nArchitecture: %s\n' "$version" "$(dpkg --print-architecture)"
    printf 'Maintainer: onestop founders <maintainers@onestop.invalid>\nSection: misc\nPriority: optional\n'
    printf 'Depends: %s, systemd\nRecommends: postgresql\n' "$depends"
    printf 'Installed-Size: %s\nDescription: record of a joint border post, for the agencies of two states\n' "$(du -sk --exclude=DEBIAN "$stage" | cut -f1)"
    cat "$root/packaging/debian/description"
  } >"$stage/DEBIAN/control"
  echo /etc/onestop/onestop.yaml >"$stage/DEBIAN/conffiles"
  (cd "$stage" && find usr lib -type f -print0 | sort -z | xargs -0 md5sum) >"$stage/DEBIAN/md5sums"
  install -m 0755 "$root"/packaging/debian/{postinst,prerm,postrm} "$stage/DEBIAN/"
  chmod 0644 "$stage/DEBIAN/control" "$stage/DEBIAN/conffiles" "$stage/DEBIAN/md5sums"
}

package_changelog() {
  printf 'onestop (%s) stable; urgency=medium\n\n  * As the repository stands at %s.\n\n -- onestop founders <maintainers@onestop.invalid>  %s\n' \
    "$1" "$(git -C "$root" rev-parse --short=12 HEAD 2>/dev/null || echo no-commit)" "$(git -C "$root" log -1 --format=%cD 2>/dev/null || date -R)" |
    gzip -9n >"$2/usr/share/doc/onestop/changelog.gz"
  chmod 0644 "$2/usr/share/doc/onestop/changelog.gz"
}

package() {
  local version program="" into="$root/build/package" stage
  version="$(package_version)"
  while [ $# -gt 0 ]; do
    case "$1" in
      --version) version="$2" ;;
      --program) program="$2" ;;
      --into) into="$2" ;;
      *) die "package: $1 is none of --version, --program, --into" ;;
    esac
    shift 2
  done
  command -v dpkg-shlibdeps >/dev/null || setup build
  if [ -z "$program" ]; then
    setup build web
    build release onestop
    build_web
    program="$root/build/release/onestop"
  fi
  mkdir -p "$into"
  stage="$(mktemp -d "$into/stage-XXXXXX")"
  chmod 0755 "$stage"
  package_stage "$stage" "$program"
  package_changelog "$version" "$stage"
  package_control "$stage" "$version"
  local deb
  deb="$into/onestop_${version}_$(dpkg --print-architecture).deb"
  dpkg-deb --root-owner-group -Zxz -z1 --build "$stage" "$deb" >/dev/null
  rm -rf "$stage"
  say "made $deb"
  if command -v lintian >/dev/null; then lintian --fail-on error "$deb"; fi
}
