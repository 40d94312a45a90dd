#include "study/attribution.h"

#include <algorithm>

#include "study/course.h"

namespace onestop::study {
namespace {

/// No zone holds desks of both states: whoever is handed over has to move.
bool sites_apart(const law::Procedure& procedure) {
  for (const auto& one : procedure.desks)
    for (const auto& other : procedure.desks)
      if (one.zone == other.zone && one.state != other.state) return false;
  return !procedure.desks.empty();
}

class Judge {
 public:
  Judge(const Course& course, const law::Procedure& procedure) : course_(course), apart_(sites_apart(procedure)) {}

  std::vector<Segment> segments() const {
    std::vector<Segment> out;
    const auto turns = turning_points();
    for (std::size_t i = 0; i + 1 < turns.size(); ++i) {
      const auto next = owner_of(turns[i], turns[i + 1]);
      if (!out.empty() && continues(out.back(), next)) out.back().to = next.to;
      else out.push_back(next);
    }
    return out;
  }

 private:
  /// Every instant at which the answer may change, from the arrival to the end.
  std::vector<Instant> turning_points() const {
    std::vector<Instant> turns{course_.from, course_.to};
    for (const auto* spans : {&course_.isolations, &course_.work, &course_.holds})
      for (const auto& span : *spans) turns.insert(turns.end(), {span.from, span.to});
    for (const auto& act : course_.ends_of_waits) turns.push_back(act.at);
    for (const auto& stamp : {course_.stamps.exit_notice, course_.handed_over, course_.stamps.released})
      if (stamp) turns.push_back(*stamp);
    std::sort(turns.begin(), turns.end());
    turns.erase(std::unique(turns.begin(), turns.end()), turns.end());
    if (course_.from == course_.to) turns.clear();
    return turns;
  }

  static bool continues(const Segment& before, const Segment& next) {
    return before.kind == next.kind && before.activity == next.activity && before.control == next.control && before.owner == next.owner;
  }

  /// Of the spans under way, the one that finishes last; of those that finish together the one begun first.
  static const Span* critical(const std::vector<Span>& spans, Instant at) {
    const Span* found = nullptr;
    for (const auto& one : spans) {
      if (one.from > at || one.to <= at) continue;
      if (!found || one.finish > found->finish || (one.finish == found->finish && one.from < found->from)) found = &one;
    }
    return found;
  }

  /// Nothing changes between the two.
  Segment owner_of(Instant from, Instant to) const {
    if (const auto* one = critical(course_.isolations, from)) return {from, to, Kind::hold, one->activity, one->control, one->owner};
    if (const auto* one = critical(course_.work, from)) return {from, to, Kind::work, one->activity, one->control, one->owner};
    if (const auto* one = critical(course_.holds, from)) return {from, to, Kind::hold, one->activity, one->control, one->owner};
    return idle(from, to);
  }

  Segment idle(Instant from, Instant to) const {
    const auto& stamps = course_.stamps;
    if (stamps.released && *stamps.released <= from) return {from, to, Kind::wait, Code(activity::dwell), {}, {OwnerKind::traveller, {}, {}}};
    const bool between = stamps.exit_notice && *stamps.exit_notice <= from && (!course_.handed_over || from < *course_.handed_over);
    if (between && apart_) return {from, to, Kind::travel, Code(activity::hand_over), {}, {OwnerKind::infrastructure, {}, {}}};
    Segment wait{from, to, Kind::wait, Code(between ? activity::hand_over : activity::waiting), {}, {}};
    const auto& acts = course_.ends_of_waits;
    const auto ended = std::find_if(acts.begin(), acts.end(), [&](const EndOfWait& act) { return act.at >= to; });
    if (ended == acts.end()) return wait;
    wait.control = ended->control;
    wait.owner = ended->owner;
    return wait;
  }

  const Course& course_;
  bool apart_;
};

}  // namespace

std::optional<Attribution> attribute(std::span<const crossing::Recorded> events, const law::Procedure& procedure, Instant now) {
  const auto course = read_course(events, procedure, now);
  if (!course) return std::nullopt;
  return Attribution{course->stamps, course->from, course->to, course->end, Judge(*course, procedure).segments(), course->mended};
}

}  // namespace onestop::study
