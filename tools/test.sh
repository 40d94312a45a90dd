# run_tests [list|fast|NAME...]: build the sanitized preset and the pages, then let tools/run_tests.py run and count.
run_tests() {
  setup build web test
  node_path
  if [ "${1:-}" = list ]; then
    configure dev
    exec python3 tools/run_tests.py --build build/dev --list
  fi
  # A program that does not compile is a failed test, not a reason to know nothing of the others.
  local broken=()
  keep_going=1 build dev || broken=(--broken "the dev preset does not build")
  build_web || broken+=(--broken "the pages do not build")
  python3 tools/run_tests.py --build build/dev "${broken[@]}" "$@"
}
