#pragma once
// The rows of stays and of the search index, as they follow from the log: written with the events of a crossing, and all
// at once when the tables are made anew.
#include "server/post/law_on_record.h"
#include "server/post/search_index.h"

namespace onestop::server {

/// The stay after `fresh`, which are not in the log yet, joined those that are; nothing while there is none to tell of.
Expected<std::optional<study::Stay>> stay_with(store::Reader& reader, const crossing::Crossing& after, std::span<const crossing::Recorded> fresh,
                                               const law::Procedure& procedure);

struct Rebuilt {
  std::uint64_t crossings = 0, stays = 0, tokens = 0;
  std::uint64_t without_law = 0;  // crossings whose law this store does not hold; they have no stay
};

/// Fills both tables where a program with other columns filled them last: a file of an older release, opened for the first time. True
/// where it had to. One transaction, about as long as a verification of the log.
Expected<bool> refresh_study_rows(store::Store& store);

/// Empties both tables and fills them from the log. One transaction: readers see the old rows or the new ones.
Expected<Rebuilt> rebuild_study_rows(store::Store& store);

}  // namespace onestop::server
