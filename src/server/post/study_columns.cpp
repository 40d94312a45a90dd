#include "server/post/study_columns.h"

#include <algorithm>

namespace onestop::server {

Expected<StudiedLog> read_columns(store::Reader& reader, const store::StayQuery& query, const StudiedPost& of, std::int64_t most) {
  StudiedLog read;
  auto& source = read.source;
  const auto done = reader.each_stay(query, [&](const study::Stay& stay) {
    if (static_cast<std::int64_t>(read.columns.size()) == most) {
      source.cut_at = most;
      return false;
    }
    const auto exit = std::ranges::find(of.post.states, stay.exit_state, &post::State::code);
    read.columns.add(study::observed(stay, exit == of.post.states.end() ? 0 : exit->utc_offset_min, of.study));
    if (of.table) of.table->add(stay);
    source.clocks_mended += stay.mended.steps_back > 0 ? 1 : 0;
    source.largest_step_back_ms = std::max(source.largest_step_back_ms, stay.mended.largest_step_back_ms);
    source.unclosed += stay.mended.never_closed > 0 ? 1 : 0;
    return true;
  });
  if (!done) return std::unexpected(done.error());
  const auto unreleased = reader.unreleased(query.from, query.to);
  if (!unreleased) return std::unexpected(unreleased.error());
  for (const auto& one : unreleased->ended) source.ended.emplace_back(one.end, static_cast<std::int64_t>(one.crossings));
  source.inside = static_cast<std::int64_t>(unreleased->inside);
  return read;
}

}  // namespace onestop::server
