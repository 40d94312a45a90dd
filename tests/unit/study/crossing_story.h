#pragma once
// A crossing's events told by hand: minutes after eight, an officer of a state and agency, what he recorded.
#include "core/crossing/events.h"
#include "kit/world.h"
#include "study/attribution.h"

namespace onestop::study::test {

using namespace crossing;
using testkit::id_named;

inline const law::Procedure& combined() { return *testkit::World::model().find("combined", "KZ"); }
inline const law::Procedure& two_stop() { return *testkit::World::model().find("two_stop", "KZ"); }

inline Instant minute(std::int64_t minutes) { return testkit::first_day + (8 * hour_ms + minutes * minute_ms); }

inline By officer(std::string_view state, std::string_view agency, std::string_view name = "officer") {
  return {id_named(name), state, agency, "officer", {}, {}};
}
inline const By kz_frontier = officer("KZ", "frontier"), kg_frontier = officer("KG", "frontier"), kg_transport = officer("KG", "transport"),
                kg_customs = officer("KG", "customs"), kz_customs = officer("KZ", "customs"), device = officer("KZ", ""), clock = officer("KG", "");

class Story {
 public:
  Story& at(std::int64_t minutes, Event event, std::string_view recorder = "") {
    const auto name = recorder.empty() ? "server of " + by_of(event).state.text() : std::string(recorder);
    events.push_back({id_named(name), minute(minutes), std::move(event)});
    return *this;
  }
  Story& arrival(std::int64_t minutes = 0) {
    VehicleArrived event;
    event.by = kz_frontier;
    event.vehicle = vehicle;
    event.traffic_class = "truck";
    event.exit_state = "KZ";
    event.persons.push_back({driver, "driver", "KZ", {}, {}});
    ArrivedConsignment consignment;
    consignment.id = goods;
    event.consignments.push_back(consignment);
    return at(minutes, event);
  }
  Story& control(std::int64_t from, std::int64_t to, const By& by, const Code& code, Id subject = id_named("V1")) {
    at(from, ControlBegun{by, code, subject});
    return at(to, ControlClosed{by, code, subject, {}, {}, {}, {}});
  }
  Story& hold(std::int64_t from, const By& by, const Code& code, std::string_view name, Id subject = id_named("V1")) {
    return at(from, HoldPlaced{by, id_named(name), {Scope::vehicle, subject, 0}, code, "doubt", {}, minute(9999), {}});
  }
  Story& lift(std::int64_t to, const By& by, std::string_view name, std::string_view recorder = "") {
    return at(to, HoldLifted{by, id_named(name), {}}, recorder);
  }
  Story& notice(std::int64_t minutes) { return at(minutes, ExitNoticeGiven{kz_frontier, {vehicle}}); }
  Story& acceptance(std::int64_t minutes) { return at(minutes, EntryAccepted{kg_frontier, {vehicle}}); }
  Story& release(std::int64_t minutes) { return at(minutes, SubjectReleased{kg_customs, vehicle, 0, {}}); }
  Story& departure(std::int64_t minutes) { return at(minutes, VehicleDeparted{kg_frontier, "A 1", {}}); }

  std::optional<Attribution> attributed(const law::Procedure& procedure = combined(), std::int64_t now = 9999) const {
    return attribute(events, procedure, minute(now));
  }

  const Id vehicle = id_named("V1"), driver = id_named("P1"), goods = id_named("C1");
  std::vector<Recorded> events;
};

/// "0-5 wait waiting gate frontier KZ", one line a segment, minutes after eight.
inline std::string told(const std::optional<Attribution>& attribution) {
  if (!attribution) return "no arrival";
  std::string text;
  for (const auto& one : attribution->segments) {
    static constexpr const char* kinds[] = {"work", "wait", "hold", "travel"};
    static constexpr const char* owners[] = {"", "traveller", "infrastructure", "nobody"};
    const auto minutes = [](Instant at) { return std::to_string((at - minute(0)) / minute_ms); };
    text += minutes(one.from) + "-" + minutes(one.to) + " " + kinds[static_cast<int>(one.kind)] + " " + one.activity.text();
    for (const auto& word : {one.control.text(), one.owner.agency.text(), one.owner.state.text(), std::string(owners[static_cast<int>(one.owner.kind)])})
      if (!word.empty()) text += " " + word;
    text += "\n";
  }
  return text;
}

}  // namespace onestop::study::test
