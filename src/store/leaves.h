#pragma once
// What stands at each position of a recorder, wherever the event lies: in the table of events or in an archive.
#include <optional>

#include "store/connection.h"
#include "wire/merkle_cover.h"

namespace onestop::store {

/// Runs of archived hashes never reach over a multiple of this.
constexpr std::uint64_t run_block = 4096;

/// Hashes of positions that follow each other.
struct Run {
  std::uint64_t first = 0;
  Bytes hashes;
};
/// Together as far as a block reaches.
std::vector<Run> runs_of(std::vector<wire::Leaf> leaves);

/// Goes through the positions from `first` (one more than a multiple of `run_block`) to `last`, ascending. One at a time on a
/// connection.
class Leaves {
 public:
  Leaves(Connection& db, const Id& recorder, std::uint64_t first, std::uint64_t last);
  ~Leaves();
  Leaves(const Leaves&) = delete;
  Leaves& operator=(const Leaves&) = delete;

  bool next();
  std::uint64_t position = 0;
  std::uint64_t seq = 0;       // 0 where it is archived
  Bytes hash;                  // as it stands there; of 32 bytes unless damaged
  std::optional<Id> archive;

 private:
  void take_event();
  void take_run();
  Statement& events_;
  Statement& runs_;
  bool more_events_ = false, more_runs_ = false;
  std::uint64_t run_first_ = 0, run_next_ = 0;  // position of the run, index of the next hash in it
  Bytes run_;
  Id run_archive_;
};

}  // namespace onestop::store
