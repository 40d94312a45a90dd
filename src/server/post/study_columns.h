#pragma once
// The stays of a log as columns for a study.
#include "core/post/post.h"
#include "server/post/law_on_record.h"
#include "study/report.h"

namespace onestop::server {

struct StudiedLog {
  study::Columns columns;
  study::SourceOf source;
};

struct StudiedPost {
  const post::Post& post;                              // hours are by the clocks of its states
  const programme::ReleaseStudy* study = nullptr;      // its marks and targets
  study::ReleaseTable* table = nullptr;                // is given every stay too
};

/// Stays released from `query.from` to before `query.to`, at most `most`; the oldest where there are more.
Expected<StudiedLog> read_columns(store::Reader& reader, const store::StayQuery& query, const StudiedPost& of, std::int64_t most);

}  // namespace onestop::server
