#pragma once
// The tables of lodgements, made anew from the log.
#include "server/lodging/lodgements.h"

namespace onestop::server {

struct RebuiltLodgements {
  std::uint64_t lodgements = 0;
  std::uint64_t unread = 0;  // whose message was erased or cannot be read any more: their rows lack what it declared
};

/// Empties the tables and fills them. One transaction: readers see the old rows or the new ones.
Expected<RebuiltLodgements> rebuild_lodgement_rows(store::Store& store, const post::Post& post);

}  // namespace onestop::server
