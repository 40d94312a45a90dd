#pragma once
// Carries a whole post from one engine to the other: every table of the log and of the keys, byte by byte.
#include <functional>

#include "store/tables.h"
#include "store/verify.h"

namespace onestop::store {

struct Move {
  std::string from, from_keys;  // keys empty: beside the file
  std::string to, to_keys;
  /// Told in a sentence what is being done.
  std::function<void(const std::string&)> progress{};
};

struct Moved {
  std::vector<TableHash> log, keys;
  Verification verified;
};

/// Both databases stand still meanwhile: who has one of them open is in the way, and is named. The target must be empty.
/// Nothing stands in the log's target before every table's hash is that of the source and the log verifies there; a move
/// that was interrupted is simply made again.
Expected<Moved> move_post(const Move& move);

}  // namespace onestop::store
