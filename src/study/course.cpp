#include "study/course.h"

#include <algorithm>
#include <array>

#include "core/crossing/view.h"

namespace onestop::study {
namespace {

using namespace crossing;

Owner agency_of(const By& by) {
  if (by.agency.empty()) return {OwnerKind::infrastructure, {}, {}};
  return {OwnerKind::agency, by.agency, by.state};
}

/// One control of one subject by one side, from its begin to its close.
struct Run {
  Side side = Side::exit;
  Code control;
  Id subject;
  Owner owner;
  Code activity;
  Instant begun;
  std::vector<std::pair<Instant, Instant>> stretches;  // in work
  std::optional<Instant> working;                      // since when, while it is
  std::vector<Id> held_by;
  std::optional<Instant> finish;

  void work(Instant at) {
    if (!working) working = at;
  }
  void pause(Instant at) {
    if (working) stretches.emplace_back(*working, at);
    working.reset();
  }
  void close(Instant at) {
    pause(at);
    finish = at;
  }
};

struct Hold {
  Id id;
  Id subject;
  Code control;
  Code activity;
  Owner owner;
  std::optional<Instant> placed, ended;  // its end may be read first, when it was written by another recorder
};

struct Alarm {
  Id id;
  std::optional<Instant> raised, settled;
  Owner owner;
  std::array<std::vector<Id>, 2> agreed;  // persons, by verdict
};

struct Look {  // a physical inspection
  Id id;
  std::uint8_t invited = 0, there = 0;  // bit per Side
  Run run;
  bool ordered = false, drawn = false;
};

std::uint8_t bit(Side side) { return static_cast<std::uint8_t>(1 << static_cast<int>(side)); }

template <class T>
T& with_id(std::vector<T>& all, const Id& id) {
  for (auto& one : all)
    if (one.id == id) return one;
  all.emplace_back().id = id;
  return all.back();
}

/// When, and as what, the crossing ended: asked of the core after each event, for there are many ways to end.
class Ending {
 public:
  explicit Ending(const law::Procedure& procedure) : procedure_(procedure) {}
  End after(const Recorded& recorded) {
    evolve(crossing_, recorded);
    return View(crossing_, procedure_).end();
  }
  View view() const { return View(crossing_, procedure_); }

 private:
  Crossing crossing_;
  const law::Procedure& procedure_;
};

class Reader {
 public:
  Reader(Course& course, const law::Procedure& procedure, const Id& vehicle, const View& in_the_end) : course_(course), procedure_(procedure), vehicle_(vehicle), in_the_end_(in_the_end) {}

  void take(Instant at, const Recorded& recorded) {
    at_ = at;
    recorded_ = &recorded;
    std::visit([this](const auto& one) { read(one); }, recorded.event);
  }

  void finish() {
    for (auto& run : runs_) settle(run);
    for (auto& look : looks_) settle(look);
    for (const auto& hold : holds_) {
      if (!hold.placed) continue;
      const auto to = std::max(*hold.placed, hold.ended.value_or(course_.to));
      add(course_.holds, {*hold.placed, to, to, hold.activity, hold.control, hold.owner});
    }
    for (const auto& alarm : alarms_) {
      if (!alarm.raised) continue;
      const auto to = std::max(*alarm.raised, alarm.settled.value_or(course_.to));
      add(course_.isolations, {*alarm.raised, to, to, Code(activity::isolation), {}, alarm.owner});
    }
  }

 private:
  template <class E>
  void read(const E&) {}  // moves nobody

  void read(const ControlBegun& e) {
    ends_wait(e.by, e.control);
    stamp(course_.stamps.first_control);
    run(e.by, e.control, e.subject).work(at_);
  }

  void read(const ControlClosed& e) {
    ends_wait(e.by, e.control);
    stamp(course_.stamps.first_control);
    if (!e.established.empty()) stamp(course_.stamps.channel);
    if (auto* open = open_run(procedure_.side_of(e.by.state), e.control, e.subject)) return open->close(at_);
    ++course_.mended.closed_unbegun;
  }

  void read(const HoldPlaced& e) {
    ends_wait(e.by, e.control);
    auto& hold = with_id(holds_, e.hold);
    if (hold.placed) return;
    hold.placed = at_;
    hold.subject = e.covers.subject;
    hold.control = e.control;
    hold.owner = agency_of(e.by);
    hold.activity = e.control.empty() ? Code(activity::hold) : letter(e.by, e.control);
    if (e.control.empty() || hold.ended) return;
    auto& held = run(e.by, e.control, e.covers.subject);
    held.pause(at_);
    held.held_by.push_back(e.hold);
  }

  void read(const HoldLifted& e) { end_hold(e.hold); }
  void read(const HoldExpired& e) { end_hold(e.hold); }

  void end_hold(const Id& id) {
    auto& hold = with_id(holds_, id);
    if (!hold.ended) hold.ended = at_;
    for (auto& run : runs_)
      if (std::erase(run.held_by, id) > 0 && run.held_by.empty() && !run.finish) run.work(at_);
  }

  void read(const InspectionOrdered& e) {
    auto& look = with_id(looks_, e.inspection);
    stamp(course_.stamps.inspection_ordered);
    look.ordered = true;
    look.invited = e.joint ? bit(Side::exit) | bit(Side::entry) : bit(e.side);
    look.run.side = e.side;
    look.run.control = e.control;
    look.run.subject = e.consignment;
    look.run.owner = agency_of(e.by);
    look.run.activity = letter(e.by, e.control);
  }

  void read(const InspectionAttended& e) { appears(e.by, e.inspection); }
  void read(const AttendanceDeclined& e) { appears(e.by, e.inspection); }

  void appears(const By& by, const Id& inspection) {
    auto& look = with_id(looks_, inspection);
    ends_wait(by, look.run.control);
    look.there |= bit(procedure_.side_of(by.state));
    if (look.ordered && (look.there & look.invited) == look.invited) begin(look);
  }

  void read(const InspectionActDrawn& e) {
    auto& look = with_id(looks_, e.act.inspection);
    ends_wait(e.by, e.act.control);
    begin(look);
    look.drawn = true;
    look.run.finish = at_;
    course_.stamps.inspection_ended = at_;
  }

  void read(const InspectionActSigned& e) {
    auto& look = with_id(looks_, e.inspection);
    ends_wait(e.by, look.run.control);
    if (!look.drawn) return;
    look.run.finish = at_;
    course_.stamps.inspection_ended = at_;
  }

  void begin(Look& look) {
    if (look.run.working) return;
    stamp(course_.stamps.inspection_begun);
    look.run.begun = at_;
    look.run.working = at_;
  }

  void read(const ExitNoticeGiven& e) {
    ends_wait(e.by, {});
    stamp(course_.stamps.exit_notice);
  }

  void read(const EntryAccepted& e) {
    ends_wait(e.by, {});
    stamp(course_.stamps.entry_accepted);
    stamp(course_.handed_over);
  }

  void read(const SubjectRefused& e) {
    ends_wait(e.by, e.control);
    const bool all = e.subject == vehicle_;
    if (all && procedure_.side_of(e.by.state) == Side::entry) stamp(course_.handed_over);
    for (auto& run : runs_)
      if ((all || run.subject == e.subject) && !run.finish) run.close(at_);
    for (auto& look : looks_)
      if ((all || look.run.subject == e.subject) && !look.run.finish && look.run.working) look.run.finish = at_;
    for (auto& hold : holds_)
      if ((all || hold.subject == e.subject) && hold.placed && !hold.ended) hold.ended = at_;
  }

  void read(const SubjectReadmitted& e) { ends_wait(e.by, {}); }

  void read(const PersonDetained& e) { ends_wait(e.by, {}); }
  void read(const SubjectSeized& e) { ends_wait(e.by, {}); }
  void read(const SubjectAbandoned& e) { ends_wait(e.by, {}); }

  void read(const SubjectReleased& e) {
    ends_wait(e.by, {});
    if (e.item != 0) return;
    released_.emplace_back(e.subject, at_);
    if (e.subject == vehicle_ && in_the_end_.release_stands(recorded_->recorder, recorded_->at)) course_.stamps.released = at_;
  }

  void read(const GoodsDeposited&) { stamp(course_.stamps.stored); }
  void read(const GoodsReloaded&) { course_.stamps.fetched = at_; }

  void read(const VehicleDeparted& e) {
    ends_wait(e.by, {});
    stamp(course_.stamps.gate_out);
  }

  void read(const CrossingWithdrawn&) { course_.ends_of_waits.push_back({at_, {}, {OwnerKind::traveller, {}, {}}}); }

  void read(const VehicleIsolated& e) {
    auto& alarm = with_id(alarms_, e.alarm);
    if (alarm.raised) return;
    alarm.raised = at_;
    if (!alarm.settled) alarm.owner = agency_of(e.by);
  }

  void read(const AlarmClosureAgreed& e) {
    auto& alarm = with_id(alarms_, e.alarm);
    auto& persons = alarm.agreed[static_cast<std::size_t>(e.verdict)];
    if (std::find(persons.begin(), persons.end(), e.by.officer) == persons.end()) persons.push_back(e.by.officer);
    if (alarm.settled || static_cast<std::int64_t>(persons.size()) < procedure_.figure(law::Clause::alarm_two_persons)) return;
    alarm.settled = at_;
    alarm.owner = agency_of(e.by);
  }

  /// Devices and the clock of the post end nobody's wait.
  void ends_wait(const By& by, const Code& control) {
    if (!by.agency.empty()) course_.ends_of_waits.push_back({at_, control, agency_of(by)});
  }

  void stamp(std::optional<Instant>& where) const {
    if (!where) where = at_;
  }

  Code letter(const By& by, const Code& control) const {
    const int slot = procedure_.slot_of(control, procedure_.side_of(by.state));
    const bool known = slot >= 0 && !procedure_.slots[static_cast<std::size_t>(slot)].activity.empty();
    return known ? procedure_.slots[static_cast<std::size_t>(slot)].activity : Code(activity::other);
  }

  Run* open_run(Side side, const Code& control, const Id& subject) {
    for (auto& one : runs_)
      if (!one.finish && one.side == side && one.control == control && one.subject == subject) return &one;
    return nullptr;
  }

  Run& run(const By& by, const Code& control, const Id& subject) {
    const auto side = procedure_.side_of(by.state);
    if (auto* open = open_run(side, control, subject)) return *open;
    auto& fresh = runs_.emplace_back();
    fresh.side = side;
    fresh.control = control;
    fresh.subject = subject;
    fresh.owner = agency_of(by);
    fresh.activity = letter(by, control);
    fresh.begun = at_;
    return fresh;
  }

  /// Until when something begun and never closed can have been in work.
  Instant latest_finish(const Run& run) const {
    auto latest = course_.to;
    if (run.side == Side::exit && course_.stamps.exit_notice) latest = std::min(latest, *course_.stamps.exit_notice);
    for (const auto& [subject, at] : released_)
      if (subject == run.subject || subject == vehicle_) latest = std::min(latest, at);
    return std::max(latest, run.begun);
  }

  void settle(Run& run) {
    if (!run.finish) {
      course_.mended.never_closed += course_.end == End::none ? 0 : 1;
      const auto latest = latest_finish(run);
      if (run.working) run.stretches.emplace_back(*run.working, std::max(*run.working, latest));
      run.finish = latest;
    }
    for (const auto& [from, to] : run.stretches) add(course_.work, {from, to, *run.finish, run.activity, run.control, run.owner});
  }

  void settle(Look& look) {
    if (!look.ordered || !look.run.working) return;
    if (!look.run.finish) course_.mended.never_closed += course_.end == End::none ? 0 : 1;
    const auto finish = look.run.finish.value_or(latest_finish(look.run));
    add(course_.work, {look.run.begun, finish, finish, look.run.activity, look.run.control, look.run.owner});
  }

  static void add(std::vector<Span>& spans, const Span& span) {
    if (span.from < span.to) spans.push_back(span);
  }

  Course& course_;
  const law::Procedure& procedure_;
  Id vehicle_;
  const View& in_the_end_;  // with all that is known by now
  Instant at_;
  const Recorded* recorded_ = nullptr;
  std::vector<Run> runs_;
  std::vector<Hold> holds_;
  std::vector<Alarm> alarms_;
  std::vector<Look> looks_;
  std::vector<std::pair<Id, Instant>> released_;
};

}  // namespace

std::optional<Course> read_course(std::span<const Recorded> events, const law::Procedure& procedure, Instant now) {
  Course course;
  const auto timed = in_time(events, course.mended);
  const auto arrived = std::find_if(timed.begin(), timed.end(), [](const Timed& one) { return std::holds_alternative<VehicleArrived>(one.recorded->event); });
  if (arrived == timed.end()) return std::nullopt;
  const auto& arrival = std::get<VehicleArrived>(arrived->recorded->event);
  course.from = arrived->at;
  course.to = std::max(course.from, now);
  course.stamps.gate_in = course.from;

  // The stay is over at the first end; what the shift heads settle later may still change as what it ended.
  Ending ending(procedure);
  const auto known_until = course.to;
  auto last = timed.begin();
  bool over = false;
  for (auto one = timed.begin(); one != timed.end() && one->at <= known_until; ++one) {
    course.end = ending.after(*one->recorded);
    if (over) continue;
    last = std::next(one);
    over = course.end != End::none;
    if (over) course.to = std::max(course.from, one->at);
  }
  const auto in_the_end = ending.view();
  Reader reader(course, procedure, arrival.vehicle, in_the_end);
  for (auto one = timed.begin(); one != last; ++one) reader.take(std::max(course.from, one->at), *one->recorded);
  reader.finish();
  return course;
}

}  // namespace onestop::study
