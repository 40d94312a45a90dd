#include <algorithm>
#include <map>

#include "study/course.h"

namespace onestop::study {

std::vector<Timed> in_time(std::span<const crossing::Recorded> events, Mended& mended) {
  std::vector<Timed> timed;
  timed.reserve(events.size());
  std::map<Id, Instant> latest;  // of each recorder
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto& event = events[i];
    if (i > 0 && event.at < events[i - 1].at) {
      ++mended.steps_back;
      mended.largest_step_back_ms = std::max(mended.largest_step_back_ms, events[i - 1].at - event.at);
    }
    auto& own = latest.try_emplace(event.recorder, event.at).first->second;
    own = std::max(own, event.at);
    timed.push_back({own, &event});
  }
  std::stable_sort(timed.begin(), timed.end(), [](const Timed& a, const Timed& b) { return a.at < b.at; });
  return timed;
}

}  // namespace onestop::study
