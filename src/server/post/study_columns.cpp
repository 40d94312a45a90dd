#include "server/post/study_columns.h"

#include <algorithm>

#include "server/post/crossing_file.h"

namespace onestop::server {

Expected<StudiedLog> read_columns(store::Reader& reader, const store::StayQuery& query, const post::Post& post, std::int64_t most) {
  StudiedLog read;
  const auto done = reader.each_stay(query, [&](const study::Stay& stay) {
    if (static_cast<std::int64_t>(read.columns.size()) == most) {
      read.cut = true;
      return false;
    }
    const auto exit = std::ranges::find(post.states, stay.exit_state, &post::State::code);
    read.columns.add(study::observed(stay, exit == post.states.end() ? 0 : exit->utc_offset_min));
    read.crossings.push_back(stay.crossing);
    read.clocks_mended += stay.mended.steps_back > 0 ? 1 : 0;
    read.largest_step_back_ms = std::max(read.largest_step_back_ms, stay.mended.largest_step_back_ms);
    read.unclosed += stay.mended.never_closed > 0 ? 1 : 0;
    return true;
  });
  if (!done) return std::unexpected(done.error());
  return read;
}

Expected<study::ActivityTable> read_activities(store::Reader& reader, const std::vector<Id>& crossings) {
  const auto law = LawOnRecord::read(reader, {});
  if (!law) return std::unexpected(law.error());
  study::ActivityTable table;
  for (const auto& id : crossings) {
    const auto file = read_crossing_file(reader, id, law->post());
    if (!file) return std::unexpected(file.error());
    if (!*file || (*file)->events.empty()) continue;
    const auto* opened = (*file)->state.opened();
    const auto* procedure = opened ? law->of(opened->opening->procedure) : nullptr;
    if (!procedure) continue;
    // What nobody has ended yet lasts until the last event, as in the row of the stay.
    const auto last = std::ranges::max_element((*file)->events, {}, &crossing::Recorded::at)->at;
    if (const auto attribution = study::attribute((*file)->events, *procedure, last)) table.add(*attribution);
  }
  return table;
}

}  // namespace onestop::server
