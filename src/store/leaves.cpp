#include "store/leaves.h"

#include <algorithm>

namespace onestop::store {
namespace {

constexpr std::size_t hash_bytes = 32;

}  // namespace

std::vector<Run> runs_of(std::vector<wire::Leaf> leaves) {
  std::ranges::sort(leaves, {}, &wire::Leaf::position);
  std::vector<Run> runs;
  std::uint64_t next = 0;
  for (const auto& leaf : leaves) {
    const bool begins = leaf.position != next || (leaf.position - 1) % run_block == 0;
    if (begins) runs.push_back({leaf.position, {}});
    runs.back().hashes.insert(runs.back().hashes.end(), leaf.event.begin(), leaf.event.end());
    next = leaf.position + 1;
  }
  return runs;
}

Leaves::Leaves(Connection& db, const Id& recorder, std::uint64_t first, std::uint64_t last)
    : events_(db.use("SELECT position, seq, hash FROM event WHERE recorder = ? AND position >= ? AND position <= ? ORDER BY position").scan(recorder, first, last)),
      runs_(db.use("SELECT first_position, hashes, archive FROM archived_run WHERE recorder = ? AND first_position >= ? AND first_position <= ? ORDER BY first_position")
                .scan(recorder, first, last)) {
  take_event();
  take_run();
}

Leaves::~Leaves() {
  events_.reset();
  runs_.reset();
}

void Leaves::take_event() { more_events_ = events_.step(); }

void Leaves::take_run() {
  more_runs_ = runs_.step();
  if (!more_runs_) return;
  run_first_ = runs_.u64(0);
  run_ = runs_.bytes(1);
  run_archive_ = runs_.id(2);
  run_next_ = 0;
}

bool Leaves::next() {
  while (more_runs_ && (run_next_ + 1) * hash_bytes > run_.size()) take_run();
  if (!more_events_ && !more_runs_) return false;
  const auto archived = run_first_ + run_next_;
  if (more_events_ && (!more_runs_ || events_.u64(0) <= archived)) {
    position = events_.u64(0);
    seq = events_.u64(1);
    hash = events_.bytes(2);
    archive.reset();
    take_event();
    return true;
  }
  position = archived;
  seq = 0;
  const auto from = run_.begin() + static_cast<std::ptrdiff_t>(run_next_ * hash_bytes);
  hash.assign(from, from + hash_bytes);
  archive = run_archive_;
  ++run_next_;
  return true;
}

}  // namespace onestop::store
