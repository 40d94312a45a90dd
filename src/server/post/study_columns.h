#pragma once
// The stays of a log as columns for a study.
#include "core/post/post.h"
#include "server/post/law_on_record.h"
#include "study/activities.h"
#include "study/columns.h"

namespace onestop::server {

struct StudiedLog {
  study::Columns columns;
  std::vector<Id> crossings;             // of the columns, for whoever has to read their events; never shown
  std::int64_t clocks_mended = 0;        // stays with an event before its predecessor
  std::int64_t largest_step_back_ms = 0;
  std::int64_t unclosed = 0;             // stays with a control that was begun and never closed
  bool cut = false;                      // more than `most`: the newest are missing
};

/// Stays released from `query.from` to before `query.to`, at most `most`. Hours are by the clocks of the post's states.
Expected<StudiedLog> read_columns(store::Reader& reader, const store::StayQuery& query, const post::Post& post, std::int64_t most);

/// Minutes by activity of these crossings, read from their events. Those whose law is not on record are left out.
Expected<study::ActivityTable> read_activities(store::Reader& reader, const std::vector<Id>& crossings);

}  // namespace onestop::server
