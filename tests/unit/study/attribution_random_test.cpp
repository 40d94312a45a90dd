// Random days: whatever officers of both states, devices and clocks did, the segments of each crossing join without gap
// and add up to its stay, and each of them agrees with what the core's own fold says of that moment.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>

#include "core/crossing/view.h"
#include "kit/random_day.h"
#include "study/attribution.h"

namespace onestop::study {
namespace {

using namespace crossing;
using testkit::Chance;
using testkit::Log;

constexpr std::uint64_t seed = 20060701;

/// The end of the story as told by the log itself: the instant of the first event after which the crossing has ended.
std::optional<Instant> ended_at(const Id& id, const law::Procedure& procedure, const Log& log) {
  Crossing crossing;
  crossing.id = id;
  for (const auto& one : log) {
    evolve(crossing, one);
    if (View(crossing, procedure).end() != End::none) return one.at;
  }
  return std::nullopt;
}

void expect_whole(const Attribution& attribution) {
  auto at = attribution.from;
  std::int64_t sum_ms = 0;
  for (const auto& one : attribution.segments) {
    EXPECT_EQ(one.from, at) << "a gap or an overlap";
    EXPECT_GT(one.length_ms(), 0);
    EXPECT_FALSE(one.activity.empty());
    EXPECT_EQ(one.owner.kind == OwnerKind::agency, !one.owner.agency.empty() && !one.owner.state.empty());
    sum_ms += one.length_ms();
    at = one.to;
  }
  EXPECT_EQ(at, attribution.to);
  EXPECT_EQ(sum_ms, attribution.elapsed_ms());
}

Crossing as_of(const Id& id, const Log& log, Instant at) {
  Crossing crossing;
  crossing.id = id;
  for (const auto& one : log)
    if (one.at <= at) evolve(crossing, one);
  return crossing;
}

bool open_hold_on(const Crossing& crossing, const Code& state, const ControlMark& mark) {
  for (const auto& half : crossing.halves)
    for (const auto& hold : half.holds)
      if (half.state == state && hold.control == mark.control && hold.covers.subject == mark.subject && crossing.status_of(hold) == HoldStatus::open) return true;
  return false;
}

bool closed_since(const Crossing& crossing, const Code& state, const ControlMark& mark) {
  for (const auto& half : crossing.halves)
    for (const auto& later : half.controls) {
      const bool closed = later.status == ControlStatus::passed || later.status == ControlStatus::passed_with_remarks || later.status == ControlStatus::refused;
      if (half.state == state && closed && later.control == mark.control && later.subject == mark.subject && later.at >= mark.at) return true;
    }
  return false;
}

/// The mark stands as the order to do the control again left it.
bool ordered_again(const Crossing& crossing, const ControlMark& mark) {
  for (const auto& half : crossing.halves)
    for (const auto& one : half.reexaminations)
      if (one.control == mark.control && one.subject == mark.subject && one.at == mark.at) return true;
  return false;
}

/// A recorder of the state has the control in progress (on this subject, where one is named) and none has closed it
/// since. A control that was held goes on when its hold is ended, whichever recorder ended it.
bool in_progress(const Crossing& crossing, const Code& control, const Code& state, Id subject = {}) {
  for (const auto& half : crossing.halves) {
    if (half.state != state) continue;
    for (const auto& mark : half.controls) {
      if (mark.control != control || (subject && mark.subject != subject) || closed_since(crossing, state, mark)) continue;
      if (ordered_again(crossing, mark)) continue;  // nobody has begun it anew
      if (mark.status == ControlStatus::in_progress || !open_hold_on(crossing, state, mark)) return true;
    }
  }
  return false;
}

bool being_inspected(const Crossing& crossing, const Code& control) {
  for (const auto& half : crossing.halves)
    for (const auto& one : half.inspections)
      if (one.control == control) return true;
  return false;
}

bool holds(const Crossing& crossing, const Owner& owner) {
  for (const auto& half : crossing.halves)
    for (const auto& hold : half.holds)
      if (hold.agency == owner.agency && half.state == owner.state && crossing.status_of(hold) == HoldStatus::open) return true;
  return false;
}

/// The last release of the vehicle, until then, that shift heads have not overruled.
std::optional<Instant> standing_release(const Crossing& crossing, const law::Procedure& procedure, Instant until) {
  const View view(crossing, procedure);
  std::optional<Instant> last;
  for (const auto& half : crossing.halves)
    for (const auto& one : half.released)
      if (one.subject == view.vehicle().subject->id && one.item == 0 && one.at <= until && view.release_stands(half.recorder, one.at)) last = std::max(last.value_or(one.at), one.at);
  return last;
}

void expect_true(const Segment& segment, const Crossing& crossing, const law::Procedure& procedure, const std::optional<Instant>& released) {
  const View view(crossing, procedure);
  const bool isolated = segment.activity == Code(activity::isolation);
  EXPECT_EQ(isolated, view.alarm_open());
  if (isolated) return;
  switch (segment.kind) {
    case Kind::work:
      EXPECT_TRUE(in_progress(crossing, segment.control, segment.owner.state) || being_inspected(crossing, segment.control)) << segment.control.view();
      break;
    case Kind::hold: EXPECT_TRUE(holds(crossing, segment.owner)); break;
    case Kind::travel: EXPECT_TRUE(view.noticed() && !view.accepted()); break;
    case Kind::wait:
      EXPECT_EQ(segment.activity == Code(activity::dwell), released && *released <= segment.from);
      if (view.phase() != law::Phase::exit) break;
      for (const auto& slot : procedure.slots)
        EXPECT_FALSE(in_progress(crossing, slot.control, procedure.states[0], view.vehicle().subject->id)) << slot.control.view() << " is in progress while the vehicle is said to wait";
      break;
  }
}

TEST(RandomDays, DoTheSegmentsOfEveryCrossingJoinAndAddUpToItsStay) {
  std::uint64_t crossings = 0, segments = 0, ended = 0, kinds[4] = {};
  testkit::Settings settings{.seed = seed, .commands = 20'000};
  settings.finished = [&](const Crossing& crossing, const law::Procedure& procedure, const Log& log) {
    if (log.empty()) return;
    const auto now = log.back().at + hour_ms;
    const auto attribution = attribute(log, procedure, now);
    ASSERT_EQ(attribution.has_value(), crossing.opened() != nullptr);
    if (!attribution) return;
    ++crossings;
    EXPECT_EQ(attribution->from, crossing.opened()->opening->at);
    const auto end = ended_at(crossing.id, procedure, log);
    EXPECT_EQ(attribution->to, end.value_or(now));
    EXPECT_EQ(attribution->end, View(crossing, procedure).end());
    EXPECT_EQ(attribution->mended.steps_back, 0u);
    ended += end ? 1 : 0;
    expect_whole(*attribution);
    const auto released = standing_release(crossing, procedure, attribution->to);
    EXPECT_EQ(attribution->stamps.released, released);
    for (const auto& one : attribution->segments) {
      ++segments;
      ++kinds[static_cast<int>(one.kind)];
      expect_true(one, as_of(crossing.id, log, one.from), procedure, released);
    }
    ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed << ", crossing " << to_text(crossing.id);
  };
  EXPECT_EQ(testkit::random_day(testkit::World::model(), settings).defect, "");
  EXPECT_GT(crossings, 200u);
  EXPECT_GT(ended, 100u);
  for (const auto count : kinds) EXPECT_GT(count, 20u);
  std::printf("seed %llu: %llu crossings, %llu ended, %llu segments: %llu work, %llu wait, %llu hold, %llu travel\n", static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(crossings), static_cast<unsigned long long>(ended), static_cast<unsigned long long>(segments),
              static_cast<unsigned long long>(kinds[0]), static_cast<unsigned long long>(kinds[1]), static_cast<unsigned long long>(kinds[2]), static_cast<unsigned long long>(kinds[3]));
}

/// The same events as recorders with wrong clocks wrote them and a slow line brought them.
Log skewed(const Log& log, Chance& chance) {
  std::map<Id, std::int64_t> ahead_ms;
  for (const auto& one : log) ahead_ms.try_emplace(one.recorder, static_cast<std::int64_t>(chance.below(20 * minute_ms)) - 10 * minute_ms);
  Log out = log;
  for (auto& one : out) one.at = one.at + ahead_ms[one.recorder];
  for (std::size_t i = 0; i + 1 < out.size(); ++i)
    if (out[i].recorder != out[i + 1].recorder && chance.in(3)) std::swap(out[i], out[i + 1]);
  std::erase_if(out, [&](const Recorded& one) { return std::holds_alternative<ControlBegun>(one.event) && chance.in(10); });
  for (auto& one : out)
    if (chance.in(20)) one.at = {one.at.ms / minute_ms * minute_ms};
  return out;
}

TEST(RandomDays, DoTheyAddUpWhereClocksDifferEventsComeLateAndBeginsAreMissing) {
  Chance chance(seed);
  std::uint64_t crossings = 0, steps_back = 0;
  testkit::Settings settings{.seed = seed + 1, .commands = 20'000};
  settings.finished = [&](const Crossing& crossing, const law::Procedure& procedure, const Log& log) {
    for (int i = 0; i < 3 && !log.empty(); ++i) {
      const auto wrong = skewed(log, chance);
      const auto now = log.back().at + (static_cast<std::int64_t>(chance.below(hour_ms)) - 30 * minute_ms);
      const auto attribution = attribute(wrong, procedure, now);
      if (!attribution) continue;
      ++crossings;
      steps_back += attribution->mended.steps_back;
      expect_whole(*attribution);
      EXPECT_LE(attribution->to, std::max(now, attribution->from));
      ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed << ", crossing " << to_text(crossing.id);
    }
  };
  EXPECT_EQ(testkit::random_day(testkit::World::model(), settings).defect, "");
  EXPECT_GT(crossings, 600u);
  EXPECT_GT(steps_back, 1000u);
}

}  // namespace
}  // namespace onestop::study
