# Debian 12 ships Node 18, the pages' tools want 20 or newer. Where the machine has none that new, npm's own `node`
# package brings one: its programs are ordinary packages of the npm registry, so no other download is needed.
node_wanted=22.12.0
node_home="$root/build/node"

node_major() { node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0; }

# node_path: put the Node of build/node first, where there is one.
node_path() {
  if [ -x "$node_home/bin/node" ]; then export PATH="$node_home/bin:$PATH"; fi
}

node_setup() {
  node_path
  [ "$(node_major)" -ge 20 ] && return
  local machine
  case "$(uname -m)" in
    x86_64) machine=x64 ;;
    aarch64) machine=arm64 ;;
    *) die "no Node for $(uname -m) in the npm registry; install Node 20 or newer and npm by hand" ;;
  esac
  say "installing Node $node_wanted from the npm registry into build/node"
  mkdir -p "$node_home"
  (cd "$node_home" && npm install --prefix "$node_home" --no-save --no-audit --no-fund "node-linux-$machine@$node_wanted")
  mkdir -p "$node_home/bin"
  ln -sf "$node_home/node_modules/node-linux-$machine/bin/node" "$node_home/bin/node"
  node_path
  [ "$(node_major)" -ge 20 ] || die "the Node of build/node does not run"
}
