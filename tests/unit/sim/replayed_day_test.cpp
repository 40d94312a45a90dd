// Does a day on record, told to the simulator's courses event by event, come to the states that the live post came to? Logs that
// landed versions wrote, and days of random officers; what the simulator does not know is counted, and the rest must agree.
#include <filesystem>
#include <fstream>

#include "kit/random_day.h"
#include "visit.h"
#include "wire/envelope.h"
#include "wire/events.h"

namespace onestop::sim::test {
namespace {

constexpr std::uint64_t seed = 20'100'705;

struct Counts {
  std::uint64_t events = 0, agreed = 0, changes = 0, ended = 0, crossings = 0, whole = 0;
  std::map<std::string, std::uint64_t> outside;  // events, by what put the crossing beyond the simulator
  std::string wrong;
};

/// What an event is to a course; `beyond` says why it is nothing to one.
struct Meaning {
  std::optional<Change> change;
  std::string beyond;
};

/// One crossing on record beside the course that is told of it. Each person is a subject of its own.
class Followed {
 public:
  Followed(Course& course, const law::Procedure& procedure, const Id& id, Counts& counts) : course_(course), procedure_(procedure), crossing_{id, {}}, counts_(counts) { ++counts.crossings; }
  ~Followed() { counts_.whole += beyond_.empty() && state_ ? 1 : 0; }

  void tell(const Recorded& event) {
    const auto before = crossing_;
    evolve(crossing_, event);
    ++counts_.events;
    const View view(crossing_, procedure_);
    if (!view.opening()) return;
    if (!beyond_.empty()) return void(++counts_.outside[beyond_]);
    const auto translated = translate(view);
    const bool over = view.end() != End::none;
    if (!over && translated.beyond != Beyond::none) return leave(boost::describe::enum_to_string(translated.beyond, "?"));
    if (!state_) return begin(translated);
    const auto meaning = std::visit([&](const auto& one) { return of(one, View(before, procedure_), view); }, event.event);
    if (!meaning.beyond.empty()) return leave(meaning.beyond);
    if (meaning.change) state_ = course_.after(state_, *meaning.change), ++counts_.changes;
    if (over) return end(view);
    compare(translated, view);
  }

 private:
  void leave(const std::string& why) {
    beyond_ = why;
    ++counts_.outside[why];
  }

  void begin(const Translated& translated) {
    Condition condition{.traffic_class = translated.condition.traffic_class, .marks = translated.condition.marks, .subjects = {}};
    for (std::size_t i = 0; i < translated.condition.subjects.size(); ++i) {
      const auto& one = translated.condition.subjects[i];
      const bool persons = one.kind == law::SubjectKind::person;
      for (int head = 0; head < (persons ? 64 : 1); ++head)
        if (!persons || (translated.heads[i] >> head & 1)) {
          condition.subjects.push_back(one);
          ids_.push_back(translated_subject(translated, View(crossing_, procedure_).vehicle().subject->id, i, head));
        }
    }
    state_ = course_.number(condition);
    ++counts_.agreed;
  }

  void compare(const Translated& translated, const View& view) {
    const auto& condition = course_.state(state_).condition;
    const std::vector<std::uint64_t> alone(condition.subjects.size(), 1);
    const auto told = expanded(condition, alone, [&](std::size_t index, int) { return ids_[index]; });
    const auto live = expanded(translated.condition, translated.heads, [&](std::size_t index, int head) { return translated_subject(translated, view.vehicle().subject->id, index, head); });
    if (told == live) return void(++counts_.agreed);
    if (!counts_.wrong.empty()) return;
    counts_.wrong = to_text(crossing_.id) + " after " + std::to_string(crossing_.version()) + " events\n";
    for (const auto& [id, text] : live)
      if (const auto at = told.find(id); at == told.end() || at->second != text) counts_.wrong += id + "\n  live " + text + "\n  told " + (at == told.end() ? "-" : at->second) + "\n";
  }

  void end(const View& view) {
    ++counts_.ended;
    const bool known = view.end() == End::departed || view.end() == End::readmitted;
    if (!known) return leave("an end of another kind");
    if (course_.state(state_).ended()) ++counts_.agreed;
    else if (counts_.wrong.empty()) counts_.wrong = to_text(crossing_.id) + " has ended live and not in the simulator\n";
  }

  const std::uint8_t* place_of(const Id& subject) {
    for (place_ = 0; place_ < ids_.size(); ++place_)
      if (ids_[place_] == subject) return &place_;
    return nullptr;
  }
  int slot_of(const Code& control, const By& by) const { return procedure_.slot_of(control, procedure_.side_of(by.state)); }
  law::Facts bits(const Claim& claim) const {
    const auto* fact = procedure_.fact(claim.fact);
    return !fact ? 0 : claim.side ? fact->bits[static_cast<int>(*claim.side)] : fact->bits[0] | fact->bits[1];
  }
  Meaning change(Change::Kind kind, const Id& subject, int slot, law::Facts facts = 0) {
    const auto* place = place_of(subject);
    if (!place || slot < 0) return {{}, "a subject or control that the course does not have"};
    return {Change{kind, *place, static_cast<std::int16_t>(slot), facts}, {}};
  }
  Meaning milestone(post::Milestone milestone) { return change(Change::Kind::close, ids_.front(), procedure_.milestone_slot(milestone)); }
  bool is_closed(const Id& subject, int slot) {
    const auto* place = place_of(subject);
    return place && slot >= 0 && (course_.state(state_).condition.subjects[*place].closed >> slot & 1);
  }

  template <class Event>
  Meaning of(const Event&, const View&, const View&) {
    return {};  // changes nothing that decides what comes next, or puts the crossing beyond the simulator, which the translation says
  }
  Meaning of(const ControlClosed& e, const View&, const View&) {
    law::Facts found = 0;
    for (const auto& claim : e.established) found |= bits(claim);
    return change(Change::Kind::close, e.subject, slot_of(e.control, e.by), found);
  }
  Meaning of(const HoldPlaced& e, const View&, const View&) {
    if (is_closed(e.covers.subject, slot_of(e.control, e.by))) return {{}, "a hold on what was closed"};
    return change(Change::Kind::hold, e.covers.subject, slot_of(e.control, e.by));
  }
  Meaning hold_ended(const Id& hold, const View& after) {
    const auto* mark = after.hold(hold);
    const auto* half = after.half_with_hold(hold);
    if (!mark || !half) return {{}, "a hold that nobody placed"};
    const int slot = procedure_.slot_of(mark->control, after.side_of(*half));
    const auto* subject = after.subject(mark->covers.subject);
    if (subject && slot >= 0 && (subject->held >> slot & 1)) return {};  // another one is open on it
    return change(Change::Kind::lift, mark->covers.subject, slot);
  }
  Meaning of(const HoldLifted& e, const View&, const View& after) { return hold_ended(e.hold, after); }
  Meaning of(const HoldExpired& e, const View&, const View& after) { return hold_ended(e.hold, after); }
  Meaning of(const ControlOrdered& e, const View&, const View&) {
    if (e.subject != ids_.front()) return {{}, "an order about goods or persons"};
    return change(Change::Kind::order, e.subject, 0, bits(e.claim));
  }
  Meaning of(const InspectionActSigned& e, const View& before, const View& after) {
    const auto* inspection = after.inspection(e.inspection);
    if (!inspection || !after.concluded(*inspection) || before.concluded(*inspection)) return {};
    const int slot = procedure_.slot_of(inspection->control, inspection->side);
    const auto* subject = before.subject(inspection->consignment);
    const auto* cell = subject && slot >= 0 ? law::governing(procedure_, slot, subject->facts) : nullptr;
    if (!cell || (cell->effect == law::Effect::joint) != inspection->joint) return {{}, "an inspection ordered when other facts held"};
    return change(Change::Kind::close, inspection->consignment, slot);
  }
  Meaning of(const ExitNoticeGiven&, const View&, const View&) { return milestone(post::Milestone::notice); }
  Meaning of(const EntryAccepted&, const View&, const View&) { return milestone(post::Milestone::acceptance); }
  Meaning of(const SubjectReleased& e, const View&, const View&) { return e.subject == ids_.front() ? milestone(post::Milestone::release) : Meaning{}; }
  Meaning of(const VehicleDeparted&, const View&, const View&) { return milestone(post::Milestone::departure); }
  Meaning of(const SubjectRefused& e, const View&, const View&) {
    if (!e.control.empty() && is_closed(e.subject, slot_of(e.control, e.by))) return {{}, "a refusal after what was closed"};
    return change(Change::Kind::refuse, ids_.front(), 0);
  }
  Meaning of(const SubjectReadmitted& e, const View&, const View&) {
    return e.subject == ids_.front() ? change(Change::Kind::close, e.subject, static_cast<int>(procedure_.slots.size())) : Meaning{};
  }
  Meaning of(const VehicleIsolated&, const View& before, const View&) {
    for (const auto& half : before.crossing().halves)
      if (!half.alarms.empty()) return {{}, "a second alarm"};
    return change(Change::Kind::alarm, ids_.front(), 0);
  }
  Meaning of(const AlarmClosureAgreed& e, const View& before, const View& after) {
    if (!before.alarm_open() || after.alarm_open()) return {};
    return change(after.settled_as(e.alarm, Verdict::confirmed) ? Change::Kind::confirmed : Change::Kind::innocent, ids_.front(), 0);
  }
  Meaning of(const ReversalAnswered& e, const View&, const View&) { return {{}, e.granted ? "control taken back by consent" : ""}; }
  Meaning of(const CorrectionAnswered& e, const View&, const View&) { return {{}, e.granted && !e.done_again.empty() ? "an entry corrected" : ""}; }
  Meaning of(const FurtherRegistered&, const View&, const View&) { return {{}, "found on the way"}; }
  Meaning of(const ConsignmentSplit&, const View&, const View&) { return {{}, "goods split"}; }

  Course& course_;
  const law::Procedure& procedure_;
  Crossing crossing_;
  Counts& counts_;
  std::uint32_t state_ = 0;
  std::vector<Id> ids_;
  std::uint8_t place_ = 0;
  std::string beyond_;
};

void print(const char* what, const Counts& counts) {
  std::uint64_t outside = 0;
  for (const auto& [why, count] : counts.outside) outside += count;
  std::printf("%s: %llu crossings (%llu known to the end), %llu events, %llu changes, %llu states agreed, %llu events outside:", what, static_cast<unsigned long long>(counts.crossings),
              static_cast<unsigned long long>(counts.whole), static_cast<unsigned long long>(counts.events), static_cast<unsigned long long>(counts.changes),
              static_cast<unsigned long long>(counts.agreed), static_cast<unsigned long long>(outside));
  for (const auto& [why, count] : counts.outside) std::printf(" %s %llu;", why.c_str(), static_cast<unsigned long long>(count));
  std::printf("\n");
}

struct Tested {
  std::shared_ptr<const Plan> plan;
  std::unique_ptr<Course> courses[2];
  Tested(const testkit::World& world, const Code& layout) : plan(plan_of(world, layout, lively_overlay())) {
    for (int direction = 0; direction < 2; ++direction) courses[direction] = std::make_unique<Course>(*plan, direction);
  }
};

/// The events of crossings in an exported log, without what a key hides.
std::vector<std::pair<Id, Recorded>> read_log(const std::filesystem::path& path) {
  std::vector<std::pair<Id, Recorded>> out;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line) && !line.starts_with("state ")) {
    const auto first = line.find(' '), second = line.find(' ', first + 1);
    Hash hash{};
    std::ranges::copy(from_hex(std::string_view(line).substr(second + 1)), hash.begin());
    const auto sealed = wire::parse_event(from_hex(std::string_view(line).substr(0, first)), from_hex(std::string_view(line).substr(first + 1, second - first - 1)), hash);
    EXPECT_TRUE(sealed) << path;
    const auto fields = wire::open(*sealed, [](const Id&) { return std::nullopt; });
    if (auto event = wire::decode(sealed->envelope.type, sealed->envelope.type_version, *fields))
      out.push_back({sealed->envelope.stream, {sealed->envelope.recorder, sealed->envelope.at, std::move(*event)}});
  }
  return out;
}

TEST(SimReplayedDay, do_logs_of_landed_versions_lead_the_courses_to_the_live_states) {
  Counts counts;
  int logs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(ONESTOP_SOURCE_DIR "/tests/logs")) {
    const auto events = read_log(entry.path());
    ASSERT_FALSE(events.empty()) << entry.path();
    std::string why;
    const auto world = testkit::World::model().on(events.front().second.at, "korday-akjol", &why);
    ASSERT_TRUE(world) << why;
    const Code layout(entry.path().filename().string().find("two-stop") != std::string::npos ? "two_stop" : "combined");
    Tested tested(*world, layout);
    std::map<Id, Followed> crossings;
    for (const auto& [id, event] : events) {
      auto at = crossings.find(id);
      if (const auto* arrived = std::get_if<VehicleArrived>(&event.event); arrived && at == crossings.end()) {
        const int direction = tested.plan->procedure(0).states[0] == arrived->exit_state ? 0 : 1;
        at = crossings.try_emplace(id, *tested.courses[direction], tested.plan->procedure(direction), id, counts).first;
      }
      if (at != crossings.end()) at->second.tell(event);
    }
    ++logs;
  }
  print("logs of landed versions", counts);
  EXPECT_GE(logs, 2);
  EXPECT_EQ(counts.wrong, "");
  EXPECT_GT(counts.agreed, 500u);
}

TEST(SimReplayedDay, do_days_of_random_officers_lead_the_courses_to_the_live_states) {
  const auto& world = testkit::World::model();
  std::vector<std::unique_ptr<Tested>> all;
  std::map<std::string, std::pair<Tested*, int>> laws;
  for (const auto& layout : world.post().layouts) {
    all.push_back(std::make_unique<Tested>(world, layout.code));
    for (int direction = 0; direction < 2; ++direction) laws[to_hex(ByteView(all.back()->plan->procedure(direction).hash))] = {all.back().get(), direction};
  }
  Counts counts;
  testkit::Settings settings;
  settings.seed = seed;
  settings.commands = 60'000;
  settings.with_log_hash = false;
  settings.hand_helds = false;  // two recorders of one state may tell one control twice; the courses know one
  settings.finished = [&](const Crossing& crossing, const law::Procedure& procedure, const testkit::Log& log) {
    const auto known = laws.find(to_hex(ByteView(procedure.hash)));
    if (known == laws.end()) return;
    const auto [tested, direction] = known->second;
    Followed followed(*tested->courses[direction], tested->plan->procedure(direction), crossing.id, counts);
    for (const auto& event : log) followed.tell(event);
  };
  const auto tally = testkit::random_day(world, settings);
  print("days of random officers", counts);
  EXPECT_EQ(tally.defect, "");
  EXPECT_EQ(counts.wrong, "") << "seed " << seed;
  EXPECT_GT(counts.agreed, 2'000u);
}

}  // namespace
}  // namespace onestop::sim::test
