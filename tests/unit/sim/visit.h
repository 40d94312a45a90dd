#pragma once
// One vehicle that goes through the core and through a course at once, step by step as the simulator took them.
#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "app/traffic/parameters.h"
#include "core/crossing/options.h"
#include "kit/random_moves.h"
#include "sim/opening.h"
#include "sim_world.h"

namespace onestop::sim::test {

using namespace crossing;
using law::Side;

/// More of what is rare than there is, so that a day sees enough of it.
inline Overlay lively_overlay() {
  auto parameters = traffic::read_parameters(std::string(ONESTOP_SOURCE_DIR) + "/posts/traffic/korday-reference.json");
  EXPECT_TRUE(parameters) << (parameters ? "" : parameters.error().what);
  Overlay overlay = *parameters;
  for (auto& one : overlay.holds) one.p = 0.2;
  for (auto& one : overlay.findings) one.p = 0.3;
  overlay.findings.push_back({.control = "passport", .fact = "document_expired", .p = 0.1});
  overlay.refusals.p = 0.05;
  overlay.alarms.p = 0.2, overlay.alarms.confirmed_p = 0.5;
  for (auto& flow : overlay.flows)
    for (auto& load : flow.loads)
      if (load.p < 1) load.p = 0.5;
  return overlay;
}

using Seen = std::multiset<std::string>;

/// What waits to be done, in words; of one that was begun jointly both sides' officers are named.
inline Seen work_of_core(const Crossing& crossing, const law::Procedure& procedure) {
  Seen seen;
  for (const auto& one : work(crossing, procedure)) {
    if (is_affair(one.control)) continue;
    seen.insert(one.state.text() + " " + one.control.text() + " " + to_text(one.subject) + " at " + one.station.text() + " rank " + std::to_string(one.rank));
  }
  return seen;
}

template <class Heads, class Name>
Seen work_of_course(const Plan& plan, const law::Procedure& procedure, const Course::State& state, const Heads& heads, Name name) {
  Seen seen;
  for (const auto& task : state.tasks) {
    const bool readmission = task.slot == static_cast<int>(procedure.slots.size());
    const int slot = readmission ? procedure.milestone_slot(post::Milestone::notice) : task.slot;
    const auto& at = procedure.slots[static_cast<std::size_t>(slot)];
    const bool persons = state.condition.subjects[task.subject].kind == law::SubjectKind::person;
    for (int head = 0; head < (persons ? 64 : 1); ++head)
      if (!persons || (heads[task.subject] >> head & 1))
        seen.insert(procedure.state_of(at.side).text() + " " + (readmission ? "readmission" : at.control.text()) + " " + to_text(name(task.subject, head)) +
                    " at " + plan.teams()[static_cast<std::size_t>(task.team)].station.text() + " rank " + std::to_string(plan.ranks()[state.rank]));
  }
  return seen;
}

/// Where either side may call a joint inspection the live post lists it for both, the simulator for one: both then say "either".
inline std::pair<Seen, Seen> comparable(const Seen& live, const Seen& simulated, const law::Procedure& procedure) {
  const auto rest = [](const std::string& line) { return line.substr(line.find(' ') + 1); };
  std::map<std::string, int> sides;
  for (const auto& one : live) {
    const auto after = rest(one);
    const int slot = procedure.slot_of(Code(after.substr(0, after.find(' '))), Side::exit);
    if (slot >= 0 && procedure.slots[static_cast<std::size_t>(slot)].inspection) ++sides[after];
  }
  const auto merged = [&](const Seen& seen) {
    Seen out;
    std::set<std::string> either;
    for (const auto& one : seen)
      if (sides.contains(rest(one)) && sides[rest(one)] == 2) either.insert("either " + rest(one));
      else out.insert(one);
    out.insert(either.begin(), either.end());
    return out;
  };
  return {merged(live), merged(simulated)};
}

/// The condition subject by subject, persons one by one, whatever groups they were in.
using Expanded = std::map<std::string, std::string>;
template <class Heads, class Name>
Expanded expanded(const Condition& condition, const Heads& heads, Name name) {
  Expanded out{{"marks", std::to_string(condition.marks) + " class " + std::to_string(condition.traffic_class)}};
  for (std::size_t i = 0; i < condition.subjects.size(); ++i) {
    const auto& one = condition.subjects[i];
    const bool persons = one.kind == law::SubjectKind::person;
    for (int head = 0; head < (persons ? 64 : 1); ++head)
      if (!persons || (heads[i] >> head & 1)) {
        char text[160];
        std::snprintf(text, sizeof text, "facts %llx closed %llx held %llx was held %llx", static_cast<unsigned long long>(one.facts), static_cast<unsigned long long>(one.closed),
                      static_cast<unsigned long long>(one.held), static_cast<unsigned long long>(one.was_held));
        out[to_text(name(i, head))] = text;
      }
  }
  return out;
}

/// The identity behind a place in a translated condition.
inline Id translated_subject(const Translated& translated, const Id& vehicle, std::size_t index, int head) {
  const auto& subjects = translated.condition.subjects;
  if (subjects[index].kind == law::SubjectKind::vehicle) return vehicle;
  if (subjects[index].kind == law::SubjectKind::person) return translated.persons[static_cast<std::size_t>(head)];
  std::size_t goods = 0;
  for (std::size_t i = 0; i < index; ++i) goods += subjects[i].kind == law::SubjectKind::consignment ? 1 : 0;
  return translated.consignments[goods];
}

/// One vehicle that goes through the core and through a course at once.
class Visit {
 public:
  Visit(const Plan& plan, Course& course, const Step& came)
      : plan_(plan), course_(course), stream_(*std::ranges::find(plan.streams(), came.stream, &Stream::key)), procedure_(plan.procedure(stream_.direction)) {
    state_ = course.first(static_cast<std::size_t>(&stream_ - plan.streams().data()), came.pattern);
    heads_.assign(most_subjects, 0);
    heads_[1] = came.heads;
    name_ = std::to_string(came.stream) + "/" + std::to_string(came.ordinal) + " ";
    crossing_.id = id("crossing");
    arrive(came);
  }

  void play(const Step& step) {
    at_ = Instant{testkit::first_day.ms + step.at_us / 1000};
    see_the_same(where(step));
    if (testing::Test::HasFatalFailure()) return;
    translates();
    switch (step.kind) {
      case Step::Kind::arrived: FAIL() << "a vehicle arrives once"; break;
      case Step::Kind::closed: close(step); break;
      case Step::Kind::held: hold(step); break;
      case Step::Kind::lifted:
        say(actor(step.slot), LiftHold{id("hold " + std::to_string(step.slot) + " " + std::to_string(step.subject)), "shown"});
        change({Change::Kind::lift, step.subject, step.slot, 0});
        break;
      case Step::Kind::alarm:
        say(actor(step.slot), ReportAlarm{id("alarm"), "gamma", "passage"});
        change({Change::Kind::alarm, 0, 0, 0});
        break;
      case Step::Kind::innocent:
      case Step::Kind::confirmed: end_alarm(step.kind == Step::Kind::confirmed); break;
      case Step::Kind::refused: {
        RefuseSubject refuse{vehicle(), {}, "entry_ban", {}};
        say(actor(step.slot), refuse);
        change({Change::Kind::refuse, 0, 0, 0});
        break;
      }
    }
  }

  /// Told of every command before the core judges it.
  static inline std::function<void(const Id&, const Actor&, const Command&, Instant)> heard;
  static inline int states_agreed = 0;  // between what was translated and what the course came to

  void finish(std::set<std::string>& ends) {
    see_the_same(name_);
    ends.insert(std::string(boost::describe::enum_to_string(View(crossing_, procedure_).end(), "?")));
    EXPECT_EQ(course_.state(state_).ended(), View(crossing_, procedure_).end() != End::none) << name_;
  }

 private:
  static constexpr std::size_t most_subjects = 12;

  Id id(const std::string& what) const { return testkit::id_named(name_ + what); }
  Id vehicle() const { return id("vehicle"); }
  Id person(int i) const { return id("person " + std::to_string(i)); }
  Id goods(std::uint32_t load) const { return id("goods " + std::to_string(load)); }
  std::string where(const Step& step) const {
    return name_ + "kind " + std::to_string(static_cast<int>(step.kind)) + " slot " + (step.slot < static_cast<int>(procedure_.slots.size()) ? procedure_.slots[static_cast<std::size_t>(step.slot)].control.text() : "readmission");
  }

  void arrive(const Step& came) {
    at_ = Instant{testkit::first_day.ms + came.at_us / 1000};
    const auto& flow = plan_.overlay().flows[stream_.flow];
    const bool on_foot = procedure_.class_bit(flow.traffic_class) & procedure_.on_foot;
    RegisterArrival come;
    come.vehicle = vehicle();
    if (!on_foot) come.plate = "100AAA01";
    come.traffic_class = flow.traffic_class;
    come.exit_state = procedure_.states[0];
    for (const auto& lane : procedure_.lanes)
      if (std::ranges::find(lane.classes, flow.traffic_class) != lane.classes.end() &&
          (lane.exit_states.empty() || std::ranges::find(lane.exit_states, procedure_.states[0]) != lane.exit_states.end()))
        come.lane = lane.code;
    int next = 0;
    for (const auto& claim : flow.claims)
      if (came.pattern >> next++ & 1) come.claims.push_back({claim.fact, std::nullopt});
    for (std::uint32_t i = 0; i < flow.loads.size(); ++i) {
      const bool aboard = came.pattern >> next++ & 1;
      NewConsignment one{goods(i), "CMR 1", "Goods", "690721", 1, {}};
      for (const auto& claim : flow.loads[i].claims)
        if (came.pattern >> next++ & 1) one.claims.push_back({claim.fact, std::nullopt});
      if (aboard) come.consignments.push_back(one);
    }
    for (int i = 0; i < 64; ++i)
      if (came.heads >> i & 1) come.persons.push_back({person(i), i == 0 && !on_foot ? "driver" : "traveller", procedure_.states[0], "A B", "N1", {}, {}});
    Actor gate;
    for (const auto& desk : procedure_.desks)
      if (desk.state == procedure_.states[0] && desk.station == plan_.overlay().gate_station) gate = seated(desk);
    say(gate, come);
  }

  Actor seated(const law::DeskSeat& desk, int number = 0) const {
    const auto officer = testkit::id_named("officer of " + desk.code.text() + " " + std::to_string(number));
    return {officer, desk.state, desk.agency, desk.role, desk.code, testkit::keys_of(officer).public_key};
  }
  Actor of_team(int team) const { return seated(*procedure_.desk(plan_.teams()[static_cast<std::size_t>(team)].desks.front())); }
  Actor actor(int slot) const { return of_team(plan_.team(stream_.direction, slot, stream_.traffic_class)); }

  void say(const Actor& actor, const Command& command) {
    if (heard) heard(crossing_.id, actor, command, at_);
    const auto decision = decide(crossing_, procedure_, actor, command, at_);
    const auto* refusal = std::get_if<Refusal>(&decision);
    ASSERT_FALSE(refusal) << name_ << "command " << command.index() << ": " << sentence(*refusal) << " " << refusal->control.text();
    for (const auto& event : std::get<Accepted>(decision).events) evolve(crossing_, {testkit::id_named("recorder of " + actor.state.text()), at_, event});
  }
  void change(const Change& change) { state_ = course_.after(state_, change); }

  Id subject_of(const SubjectState& subject, int head) const {
    if (subject.kind == law::SubjectKind::vehicle) return vehicle();
    return subject.kind == law::SubjectKind::person ? person(head) : goods(subject.load);
  }

  void close(const Step& step) {
    const int slot = step.slot;
    if (slot == static_cast<int>(procedure_.slots.size())) {
      say(actor(procedure_.milestone_slot(post::Milestone::notice)), ReadmitSubject{vehicle()});
      return change({Change::Kind::close, 0, step.slot, 0});
    }
    const auto& at = procedure_.slots[static_cast<std::size_t>(slot)];
    switch (at.milestone) {
      case post::Milestone::none: return close_control(step);
      case post::Milestone::notice: say(actor(slot), GiveExitNotice{}); break;
      case post::Milestone::acceptance: say(actor(slot), AcceptEntry{}); break;
      case post::Milestone::release: say(actor(slot), ReleaseSubject{vehicle(), 0}); break;
      case post::Milestone::departure: say(actor(slot), LetDepart{View(crossing_, procedure_).opening()->plate, View(crossing_, procedure_).seals()}); break;
    }
    change({Change::Kind::close, 0, step.slot, 0});
  }

  void close_control(const Step& step) {
    const auto& at = procedure_.slots[static_cast<std::size_t>(step.slot)];
    const auto subject = course_.state(state_).condition.subjects[step.subject];
    if (at.inspection) {
      inspect(step, goods(subject.load));
      return change({Change::Kind::close, step.subject, step.slot, 0});
    }
    const auto groups = step.found.empty() ? std::vector<std::pair<std::uint64_t, law::Facts>>{{step.heads, 0}} : step.found;
    for (const auto& [heads, found] : groups) {
      CloseControl closing{at.control, {}, Outcome::passed, {}, {}, {}};
      for (const auto& fact : procedure_.facts)
        if (fact.source == law::FactSource::control && fact.of == at.of && (fact.bits[static_cast<int>(at.side)] & found)) closing.establishes.push_back(fact.code);
      for (const auto& field : at.fields)
        if (field.required) closing.found.push_back({field.code, field.kind == law::FieldKind::day ? "2030-01-01" : "1"});
      for (int head = 0; head < 64; ++head) {
        if (subject.kind == law::SubjectKind::person ? !(heads >> head & 1) : head > 0) continue;
        closing.subject = subject_of(subject, head);
        say(actor(step.slot), closing);
      }
    }
    const auto first = course_.state(state_).condition.subjects.size();
    for (std::size_t i = 1; i < groups.size(); ++i) {
      change({Change::Kind::part, step.subject, 0, 0});
      heads_[first + i - 1] = groups[i].first;
    }
    for (std::size_t i = 0; i < groups.size(); ++i)
      change({Change::Kind::close, static_cast<std::uint8_t>(i == 0 ? step.subject : first + i - 1), step.slot, groups[i].second});
    if (subject.kind == law::SubjectKind::person) heads_[step.subject] = groups.front().first;
  }

  void inspect(const Step& step, const Id& consignment) {
    const auto& at = procedure_.slots[static_cast<std::size_t>(step.slot)];
    const auto inspection = id("inspection " + std::to_string(step.slot) + to_text(consignment));
    const auto first = actor(step.slot);
    say(first, OrderInspection{inspection, consignment, at.control});
    const View ordered(crossing_, procedure_);
    const bool joint = ordered.inspection(inspection)->joint;
    const int partner = plan_.partner(stream_.direction, step.slot, stream_.traffic_class);
    say(first, AttendInspection{inspection});
    if (joint) say(of_team(partner), AttendInspection{inspection});
    say(first, DrawInspectionAct{inspection, Outcome::passed, "Goods agree with the documents", View(crossing_, procedure_).seals(), {"KZ100001"}});
    say(first, testkit::signature_of(View(crossing_, procedure_), first, inspection));
    if (joint) say(of_team(partner), testkit::signature_of(View(crossing_, procedure_), of_team(partner), inspection));
  }

  void hold(const Step& step) {
    const auto& at = procedure_.slots[static_cast<std::size_t>(step.slot)];
    const auto subject = course_.state(state_).condition.subjects[step.subject];
    ASSERT_EQ(subject.kind, law::SubjectKind::consignment);
    const auto name = id("hold " + std::to_string(step.slot) + " " + std::to_string(step.subject));
    say(actor(step.slot), PlaceHold{name, {Scope::consignment, goods(subject.load), 0}, at.control, "papers_differ", "An invoice", at_ + day_ms, {}});
    change({Change::Kind::hold, step.subject, step.slot, 0});
  }

  void end_alarm(bool confirmed) {
    for (const auto& state : procedure_.states)
      for (const auto& desk : procedure_.desks)
        if (desk.state == state && desk.role == Code("supervisor")) {
          say(seated(desk), AgreeAlarmClosure{id("alarm"), confirmed ? Verdict::confirmed : Verdict::innocent, "Naturally radioactive goods: tiles"});
          break;
        }
    change({confirmed ? Change::Kind::confirmed : Change::Kind::innocent, 0, 0, 0});
  }

  void see_the_same(const std::string& when) const {
    const auto& state = course_.state(state_);
    const auto [live, simulated] = comparable(work_of_core(crossing_, procedure_), work_of_course(plan_, procedure_, state, heads_, [&](std::size_t index, int head) {
                                                return subject_of(state.condition.subjects[index], head);
                                              }), procedure_);
    ASSERT_EQ(live, simulated) << when;
  }

  /// Whether the simulator would go on from the live crossing in the state that it has come to by itself.
  void translates() {
    const View view(crossing_, procedure_);
    if (view.end() != End::none) return;
    const auto translated = translate(view);
    ASSERT_EQ(translated.beyond, Beyond::none) << name_;
    const auto& condition = course_.state(state_).condition;
    ASSERT_EQ(expanded(condition, heads_, [&](std::size_t index, int head) { return subject_of(condition.subjects[index], head); }),
              expanded(translated.condition, translated.heads, [&](std::size_t index, int head) { return translated_subject(translated, vehicle(), index, head); }))
        << name_;
    ++states_agreed;
  }

  const Plan& plan_;
  Course& course_;
  const Stream& stream_;
  const law::Procedure& procedure_;
  std::uint32_t state_ = 0;
  std::vector<std::uint64_t> heads_;
  std::string name_;
  Crossing crossing_;
  Instant at_;
};

}  // namespace onestop::sim::test
