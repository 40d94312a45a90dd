#include "fit/reading.h"

#include <algorithm>
#include <cmath>

namespace onestop::fit {
namespace {

using namespace crossing;
using law::Side;

double minutes(std::int64_t ms) { return static_cast<double>(ms) / static_cast<double>(minute_ms); }

template <class List, class Value>
bool has(const List& list, const Value& value) {
  return std::ranges::find(list, value) != list.end();
}

/// A closing whose beginning may have to be inferred from what its officer did before, at other vehicles too.
struct Closing {
  Act act;
  std::string officer;      // desk, or the officer where no desk is known
  Instant closed, available;
  std::optional<Instant> begun;
  Id recorder, available_by;
  bool held = false;
};

/// One crossing's events, one after the other.
class Story {
 public:
  Story(const Crossing& crossing, const Reading& reading, Observations& into, std::vector<Closing>& closings, std::vector<std::pair<std::string, Instant>>& busy)
      : procedure_(*crossing.procedure), reading_(reading), into_(into), closings_(closings), busy_(busy) {
    std::map<Id, Instant> last;
    for (const auto& recorded : crossing.events) {
      at_ = recorded.at;
      recorder_ = recorded.recorder;
      if (const auto before = last.find(recorder_); before != last.end() && at_ < before->second) ++into_.left_out.clocks_set_back;
      last[recorder_] = at_;
      std::visit([this](const auto& event) { read(event); }, recorded.event);
      const auto& by = by_of(recorded.event);
      if (!by.agency.empty()) busy_.emplace_back(officer_of(by), at_);
    }
    finish();
  }

 private:
  struct Seen {
    Instant at;
    Id recorder;
    Id subject;
  };
  struct Look {
    Code control;
    Id subject;
    Instant ready;
  };
  struct OpenHold {
    std::size_t index = 0;
    Instant placed;
    bool counted = false;
  };
  using Key = std::tuple<Code, Code, Id>;  // control, state, subject

  template <class E>
  void read(const E&) {}

  void read(const VehicleArrived& e) {
    vehicle_ = e.vehicle;
    traffic_class_ = e.traffic_class;
    came_.traffic_class = e.traffic_class;
    came_.exit_state = e.exit_state;
    came_.at = e.joined.value_or(at_);
    came_.seen_queueing = e.joined.has_value();
    came_.gate_in = at_;
    came_.persons = static_cast<std::uint32_t>(e.persons.size());
    came_.seals = static_cast<std::uint32_t>(e.seals.size());
    for (const auto& one : e.claims) came_.claims.push_back(one.fact);
    came_.laden = !e.consignments.empty();
    came_.passes = came_.laden;
    for (const auto& one : e.consignments) {
      auto& load = came_.loads.emplace_back();
      for (const auto& claim : one.claims) load.push_back(claim.fact);
      const bool bears = has(load, reading_.parted_by);
      bears_[one.id] = bears;
      came_.passes = came_.passes && bears;
    }
    arrived_ = true;
    if (const auto* desk = procedure_.desk(e.by.desk); desk && into_.gate_station.empty()) into_.gate_station = desk->station;
    // Officers who registered it were busy with it from then on, not before.
    available_ = {at_, recorder_, e.vehicle};
  }

  void read(const ControlBegun& e) { begun_.try_emplace({e.control, e.by.state, e.subject}, Seen{at_, recorder_, e.subject}); }

  void read(const ControlClosed& e) {
    std::vector<Code> established;
    for (const auto& one : e.established) established.push_back(one.fact);
    close(e.by, e.control, e.subject, std::move(established));
  }

  void read(const InspectionOrdered& e) { looks_[e.inspection] = {e.control, e.consignment, at_}; }
  void read(const InspectionAttended& e) {
    if (const auto at = looks_.find(e.inspection); at != looks_.end()) at->second.ready = at_;
  }
  void read(const AttendanceDeclined& e) {
    if (const auto at = looks_.find(e.inspection); at != looks_.end()) at->second.ready = at_;
  }
  void read(const InspectionActDrawn& e) {
    const auto at = looks_.find(e.act.inspection);
    if (at == looks_.end()) return;
    begun_[{e.act.control, e.by.state, e.act.consignment}] = {at->second.ready, recorder_, e.act.consignment};
    close(e.by, e.act.control, e.act.consignment, {});
  }

  void read(const HoldPlaced& e) {
    if (e.control.empty()) return;
    const Key key{e.control, e.by.state, e.covers.subject};
    begun_.erase(key);
    if (!held_.insert({key, true}).second) return;
    if (inside(at_)) {
      if (!closed_.contains(key)) ++into_.could_be_held[e.control];
      holds_[e.hold] = {into_.holds.size(), at_};
      into_.holds.push_back({e.control, std::nullopt, {e.reason, e.evidence}});
    }
  }
  void read(const HoldLifted& e) { end_hold(e.hold); }
  void read(const HoldExpired& e) { end_hold(e.hold); }
  void end_hold(const Id& id) {
    stood_still();
    const auto at = holds_.find(id);
    if (at == holds_.end() || at->second.counted) return;
    at->second.counted = true;
    if (at_ >= at->second.placed) into_.holds[at->second.index].minutes = minutes(at_ - at->second.placed);
  }
  /// What comes after could not begin before.
  void stood_still() {
    if (at_ > available_.at) available_ = {at_, recorder_, vehicle_};
  }
  void read(const InspectionActSigned&) { stood_still(); }

  void read(const ExitNoticeGiven& e) {
    noticed_ = at_;
    milestone(e.by, post::Milestone::notice);
  }
  void read(const EntryAccepted& e) {
    if (inside(at_)) ++into_.accepted;
    if (noticed_ && at_ >= *noticed_) into_.handed_over_min.push_back(minutes(at_ - *noticed_));
    else if (noticed_) negative(*noticed_, true);
    milestone(e.by, post::Milestone::acceptance);
  }
  void read(const SubjectReleased& e) {
    if (e.subject != vehicle_ || e.item != 0 || came_.released) return;
    came_.released = at_;
    milestone(e.by, post::Milestone::release);
  }
  void read(const VehicleDeparted& e) {
    came_.ended = at_;
    milestone(e.by, post::Milestone::departure);
  }
  void read(const SubjectRefused& e) {
    if (e.subject != vehicle_ || procedure_.side_of(e.by.state) != Side::entry) return;
    if (!inside(at_)) return;
    ++into_.refused;
    if (!has(into_.refusal_reasons, e.reason)) into_.refusal_reasons.push_back(e.reason);
  }
  void read(const CrossingWithdrawn&) { came_.ended = at_; }
  void read(const SubjectReadmitted& e) {
    if (e.subject == vehicle_) came_.ended = at_;
  }

  void read(const VehicleIsolated& e) {
    raised_[e.alarm] = {alarms_.size(), at_};
    auto& alarm = alarms_.emplace_back();
    for (const auto& [key, seen] : begun_)
      if (std::get<1>(key) == e.by.state) alarm.control = std::get<0>(key);
    begun_.clear();  // what was under way stands still
  }
  void read(const AlarmClosureAgreed& e) {
    const auto at = raised_.find(e.alarm);
    if (at == raised_.end()) return;
    auto& alarm = alarms_[at->second.first];
    if (at_ >= at->second.second) alarm.decided_min.push_back(minutes(at_ - at->second.second));
    alarm.confirmed = e.verdict == Verdict::confirmed;
    alarm.closing_role = e.by.role;
    if (!has(alarm.findings, e.findings)) alarm.findings.push_back(e.findings);
    stood_still();
  }

  void milestone(const By& by, post::Milestone which) {
    const int slot = procedure_.milestone_slot(which);
    if (slot >= 0) close(by, procedure_.slots[static_cast<std::size_t>(slot)].control, vehicle_, {}, slot);
  }

  void close(const By& by, const Code& control, const Id& subject, std::vector<Code> established, int slot = -1) {
    if (slot < 0) slot = procedure_.slot_of(control, procedure_.side_of(by.state));
    if (slot < 0 || !arrived_) return;
    const Key key{control, by.state, subject};
    if (alarms_.size() > 0 && alarms_.back().control.empty()) alarms_.back().control = control;
    const bool first = closed_.insert({key, true}).second;
    if (first && !held_.contains(key) && inside(at_)) ++into_.could_be_held[control];
    Closing one;
    one.act = {control, by.state, traffic_class_, bears_[subject], false, at_, 0, std::move(established)};
    one.officer = officer_of(by);
    one.closed = at_;
    one.recorder = recorder_;
    one.held = held_.contains(key);
    const auto since = waited_for(slot, subject);
    one.available = since.at;
    one.available_by = since.recorder;
    if (const auto at = begun_.find(key); at != begun_.end()) {
      one.begun = at->second.at;
      one.available_by = at->second.recorder;
      begun_.erase(at);
    }
    const bool drove = slot == procedure_.milestone_slot(post::Milestone::acceptance) && !one.begun && station(slot) != station(procedure_.milestone_slot(post::Milestone::notice));
    if (drove && inside(at_)) ++into_.left_out.after_drive;
    else closings_.push_back(std::move(one));
    done_.push_back({slot, {at_, recorder_, subject}});
  }

  const Code& station(int slot) const { return procedure_.station_of(slot, traffic_class_); }

  /// The latest of what had to be done before the slot could be worked on.
  Seen waited_for(int slot, const Id& subject) const {
    auto latest = available_;
    const auto before = procedure_.slots[static_cast<std::size_t>(slot)].before;
    const auto kind = procedure_.slots[static_cast<std::size_t>(slot)].of;
    for (const auto& [of, seen] : done_) {
      if (!(before >> of & 1)) continue;
      const bool alike = procedure_.slots[static_cast<std::size_t>(of)].of == kind && procedure_.slots[static_cast<std::size_t>(of)].milestone == post::Milestone::none;
      if (alike && seen.subject != subject) continue;
      if (seen.at > latest.at) latest = seen;
    }
    return latest;
  }

  void negative(Instant began, bool between) {
    auto& out = into_.left_out;
    ++out.negative;
    out.negative_between += between;
    out.largest_negative_min = std::max(out.largest_negative_min, minutes(began - at_));
  }

  void finish() {
    if (!arrived_) return;
    into_.left_out.unfinished += begun_.size();
    if (!came_.released) ++into_.left_out.unreleased;
    for (auto& alarm : alarms_)
      if (inside(*came_.gate_in)) into_.alarms.push_back(std::move(alarm));
    if (inside(came_.at)) into_.came.push_back(std::move(came_));
  }

  bool inside(Instant at) const { return at >= reading_.from && at < reading_.to; }
  static std::string officer_of(const By& by) { return by.desk.empty() ? to_text(by.officer) : by.state.text() + " " + by.desk.text(); }

  const law::Procedure& procedure_;
  const Reading& reading_;
  Observations& into_;
  std::vector<Closing>& closings_;
  std::vector<std::pair<std::string, Instant>>& busy_;
  Instant at_;
  Id recorder_, vehicle_;
  Code traffic_class_;
  Came came_;
  bool arrived_ = false;
  Seen available_;
  std::optional<Instant> noticed_;
  std::vector<std::pair<int, Seen>> done_;
  std::map<Key, Seen> begun_;
  std::map<Key, bool> closed_, held_;
  std::map<Id, bool> bears_;
  std::map<Id, Look> looks_;
  std::map<Id, OpenHold> holds_;
  std::vector<Alarm> alarms_;
  std::map<Id, std::pair<std::size_t, Instant>> raised_;
};

/// When each officer last did anything before a given moment.
class Desks {
 public:
  explicit Desks(std::vector<std::pair<std::string, Instant>>& busy) {
    for (auto& [officer, at] : busy) acts_[officer].push_back(at);
    for (auto& [officer, acts] : acts_) std::ranges::sort(acts);
  }
  std::optional<Instant> free_before(const std::string& officer, Instant at) const {
    const auto& acts = acts_.at(officer);
    const auto next = std::ranges::lower_bound(acts, at);
    return next == acts.begin() ? std::nullopt : std::optional(*std::prev(next));
  }

 private:
  std::map<std::string, std::vector<Instant>> acts_;
};

}  // namespace

struct Observer::Pending {
  Observations out;
  std::vector<Closing> closings;
  std::vector<std::pair<std::string, Instant>> busy;
};

Observer::Observer(Reading reading) : reading_(std::move(reading)), pending_(std::make_unique<Pending>()) {}
Observer::~Observer() = default;

void Observer::take(const Crossing& crossing) {
  auto& out = pending_->out;
  if (!crossing.procedure) {
    ++out.left_out.without_law;
    return;
  }
  if (!has(out.layouts, crossing.procedure->layout)) out.layouts.push_back(crossing.procedure->layout);
  Story(crossing, reading_, out, pending_->closings, pending_->busy);
}

Observations Observer::finish() {
  auto& out = pending_->out;
  const Desks desks(pending_->busy);
  for (auto& one : pending_->closings) {
    if (one.closed < reading_.from || one.closed >= reading_.to) continue;
    if (one.held) {
      ++out.left_out.held;
      continue;
    }
    auto began = one.begun.value_or(one.available);
    if (!one.begun) {
      one.act.inferred = true;
      if (const auto free = desks.free_before(one.officer, one.closed)) began = std::max(began, *free);
    }
    if (began > one.closed) {
      ++out.left_out.negative;
      out.left_out.negative_between += one.available_by != one.recorder;
      out.left_out.largest_negative_min = std::max(out.left_out.largest_negative_min, minutes(began - one.closed));
      continue;
    }
    one.act.minutes = minutes(one.closed - began);
    out.acts.push_back(std::move(one.act));
  }
  std::ranges::sort(out.came, {}, &Came::at);
  return std::move(out);
}

Observations observe(std::span<const Crossing> crossings, const Reading& reading) {
  Observer observer(reading);
  for (const auto& one : crossings) observer.take(one);
  return observer.finish();
}

}  // namespace onestop::fit
