#pragma once
// The log as a text that outlives the database: one line an event with envelope, body and hash in hexadecimal, and a
// last line with the state that all crossings end in. Later versions must read it and end in the same state.
#include <iosfwd>

#include "store/store.h"

namespace onestop::server {

struct Replayed {
  std::uint64_t events = 0, crossings = 0;
  Hash state{};  // SHA-256 over the state hashes of all crossings, ascending by identity
};

Expected<Replayed> export_log(store::Reader& reader, std::ostream& out);
/// Verifies chain and commitments, folds, and compares with the state in the last line.
Expected<Replayed> replay_log(std::istream& in);

}  // namespace onestop::server
