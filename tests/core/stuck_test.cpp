// No crossing is stuck: wherever random officers leave it, honest ones can bring it to an end with what the core offers
// them as options, and nothing else.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/crossing/options.h"
#include "kit/random_moves.h"
#include "kit/words.h"

namespace onestop::testkit {
namespace {

using namespace crossing;

constexpr std::uint64_t seed = 20060701;
constexpr int most_rounds = 60;

/// The options that lead on; holds, orders, refusals and alarms of their own honest officers do not add here.
bool leads_on(const Command& command) {
  return !std::holds_alternative<PlaceHold>(command) && !std::holds_alternative<RequestHold>(command) && !std::holds_alternative<RefuseSubject>(command) &&
         !std::holds_alternative<OrderControl>(command) && !std::holds_alternative<ReportAlarm>(command) && !std::holds_alternative<Withdraw>(command) &&
         !std::holds_alternative<BeginControl>(command) && !std::holds_alternative<DeclineAttendance>(command) &&
         !std::holds_alternative<RequestReversal>(command) && !std::holds_alternative<DetainPerson>(command) && !std::holds_alternative<SeizeSubject>(command);
}

void fill(Command& command, const law::Procedure& procedure) {
  if (auto* one = std::get_if<AgreeAlarmClosure>(&command)) one->findings = "found to be innocent by all of us";
  if (auto* one = std::get_if<AnswerRequest>(&command)) one->granted = false;
  if (auto* one = std::get_if<AnswerReversal>(&command)) one->granted = false;
  if (auto* one = std::get_if<ReportSample>(&command)) one->fit = true;
  if (auto* one = std::get_if<ResolveDivergence>(&command)) one->reason = "seen by both of us together";
  if (auto* one = std::get_if<SettleOffence>(&command)) one->how = "fine";
  if (auto* one = std::get_if<CloseControl>(&command))
    for (const auto& slot : procedure.slots)
      for (const auto& field : slot.fields)
        if (slot.control == one->control && field.required && one->found.empty()) one->found.push_back({field.code, "1"});
}

class Honest {
 public:
  Honest(const Crossing& crossing, const law::Procedure& procedure, Instant at) : crossing_(crossing), procedure_(procedure), cast_(cast_of(procedure)), now_(at) {}

  End finish() {
    for (int round = 0; round < most_rounds; ++round) {
      bool moved = false;
      for (const auto& actor : cast_.seats) {
        moved = try_options(actor) || moved;
        moved = try_signing(actor) || moved;
        if (View(crossing_, procedure_).end() != End::none) return View(crossing_, procedure_).end();
      }
      if (!moved) return View(crossing_, procedure_).end();
    }
    return View(crossing_, procedure_).end();
  }
  const Crossing& crossing() const { return crossing_; }
  /// What the officers of the state of entry hear who would release the vehicle or see it off.
  std::string against_release() const {
    std::set<std::string> answers;
    const View view(crossing_, procedure_);
    for (const auto& actor : cast_.seats)
      for (const Command& command : {Command(ReleaseSubject{view.vehicle().subject->id, 0}), Command(LetDepart{view.opening()->plate, view.seals()})})
        if (const auto decision = decide(crossing_, procedure_, actor, command, now_); actor.state == procedure_.states[1] && std::holds_alternative<Refusal>(decision))
          answers.insert(std::string(entry(std::get<Refusal>(decision).code).name) + " " + std::get<Refusal>(decision).control.text());
    std::string text;
    for (const auto& one : answers) text += one + "; ";
    return text;
  }

 private:
  bool ask(const Actor& actor, const Command& command) {
    now_ = now_ + 1000;
    const auto decision = decide(crossing_, procedure_, actor, command, now_);
    const auto* accepted = std::get_if<Accepted>(&decision);
    if (!accepted) return false;
    for (const auto& event : accepted->events) evolve(crossing_, {id_named("server " + actor.state.text()), now_, event});
    return true;
  }

  bool try_options(const Actor& actor) {
    const auto all = options(crossing_, procedure_, actor, now_, [this] { return id_named("fresh " + std::to_string(next_++)); });
    bool moved = false;
    for (auto option : all) {
      if (option.refusal || !leads_on(option.command) || of_another_mind(option.command)) continue;
      fill(option.command, procedure_);
      moved = ask(actor, option.command) || moved;
    }
    return moved;
  }

  /// Honest shift heads agree: all of them keep the first of two accounts.
  bool of_another_mind(const Command& command) const {
    const auto* one = std::get_if<ResolveDivergence>(&command);
    if (!one) return false;
    const View view(crossing_, procedure_);
    for (const auto& divergence : view.divergences())
      if (divergence.kind == one->kind && divergence.about == one->about && divergence.control == one->control && divergence.first == one->keep) return false;
    return true;
  }

  bool try_signing(const Actor& actor) {
    const View view(crossing_, procedure_);
    for (const auto& half : crossing_.halves)
      for (const auto& one : half.inspections)
        if (!view.concluded(one) && view.act(one.id) && ask(actor, signature_of(view, actor, one.id))) return true;
    return false;
  }

  Crossing crossing_;
  const law::Procedure& procedure_;
  const Cast cast_;
  Instant now_;
  std::uint64_t next_ = 0;
};

void finish_what_was_left(const World& world) {
  std::map<std::string, int> ends;
  Settings settings{.seed = seed, .commands = 10'000, .longest_visit = 45};
  settings.finished = [&](const Crossing& left, const law::Procedure& procedure, const Log& log) {
    const View before(left, procedure);
    if (!before.opening() || before.end() != End::none) return;
    auto at = log.back().at + day_ms;
    while (!procedure.open_at(law::Side::entry, at) || !procedure.open_at(law::Side::entry, at + hour_ms)) at = at + hour_ms;
    Honest honest(left, procedure, at);
    const auto end = honest.finish();
    const View after(honest.crossing(), procedure);
    bool driver = false;
    for (const auto& one : after.subjects()) driver = driver || (one.subject->kind == SubjectKind::person && !one.gone() && !one.apart);
    for (const auto& half : honest.crossing().halves)  // unfit goods wait for a refusal too
      for (const auto& one : half.samples)
        if (after.unfit_sample(one.consignment, one.control)) return;
    const bool refused = after.vehicle().gone();
    ++ends[enum_word(end)];
    if (end != End::none || (!driver && !refused)) return;  // without a driver the vehicle waits for a refusal
    std::string text;
    const Dictionary dictionary;
    for (const auto& one : log) text += line_of(one.event, dictionary) + "\n";
    ADD_FAILURE() << "stuck in layout " << procedure.layout.text() << " from " << procedure.states[0].text() << " after\n" << text << "phase " << enum_word(after.phase()) << ", " << after.divergences().size() << " divergences; " << honest.against_release();
  };
  EXPECT_EQ(random_day(world, settings).defect, "");
  EXPECT_GT(ends["departed"], 30);
  std::printf("seed %llu:", static_cast<unsigned long long>(seed));
  for (const auto& [end, count] : ends) std::printf(" %s %d", end.c_str(), count);
  std::printf("\n");
}

TEST(NoCrossingIsStuck, HonestOfficersEndWhatRandomOnesLeftStanding) { finish_what_was_left(World::model()); }

TEST(NoCrossingIsStuck, NorAtTheInnerAndOuterBorderOfACommunity) {
  for (const auto* post : {"korday-akjol", "zhibekzholy-gishtkuprik"}) {
    std::string why;
    const auto world = World::model().on(*parse_instant("2026-03-02T00:00:00Z"), post, &why);
    ASSERT_TRUE(world) << why;
    finish_what_was_left(*world);
  }
}

RegisterArrival arrival_of(const law::Procedure& procedure, const Code& traffic_class, bool goods, bool transit) {
  RegisterArrival come;
  come.vehicle = id_named("V1");
  const bool on_foot = (procedure.class_bit(traffic_class) & procedure.on_foot) != 0;
  if (!on_foot) come.plate = "A 123 BC";
  come.traffic_class = traffic_class;
  come.exit_state = procedure.states[0];
  for (const auto& lane : procedure.lanes) {
    const auto serves = [](const std::vector<Code>& list, const Code& one) { return list.empty() || std::ranges::find(list, one) != list.end(); };
    if (serves(lane.classes, traffic_class) && serves(lane.exit_states, come.exit_state)) come.lane = lane.code;
  }
  come.persons = {{id_named("P1"), "driver", "KZ", "Name", "Document", {}, {}}, {id_named("P2"), "passenger", "KG", "Name", "Document", {}, {}}};
  if (goods) come.consignments = {{id_named("C1"), "R1", "goods", "080810", 2, {}}};
  if (transit) come.consignments.front().claims = {{"transit", std::nullopt}};
  return come;
}

/// Where honest officers bring such an arrival; the first officer who may register it does.
End crossed(const law::Procedure& procedure, const RegisterArrival& come) {
  for (const auto& actor : cast_of(procedure).seats) {
    Crossing crossing;
    crossing.id = id_named("crossing");
    const auto decision = decide(crossing, procedure, actor, come, first_day);
    const auto* accepted = std::get_if<Accepted>(&decision);
    if (!accepted) continue;
    for (const auto& event : accepted->events) evolve(crossing, {id_named("server " + actor.state.text()), first_day, event});
    return Honest(crossing, procedure, first_day + minute_ms).finish();
  }
  return End::none;
}

TEST(NoCrossingIsStuck, EveryClassDepartsInEveryLayoutAndDirectionOfEveryPostAndTime) {
  int departed = 0;
  for (const auto* post : {"korday-akjol", "zhibekzholy-gishtkuprik"})
    for (const auto* day : {"2010-03-01T00:00:00Z", "2026-03-02T00:00:00Z"}) {
      std::string why;
      const auto world = World::model().on(*parse_instant(day), post, &why);
      ASSERT_TRUE(world) << why;
      for (std::size_t layout = 0; layout < world->layout_count(); ++layout)
        for (std::size_t from = 0; from < 2; ++from) {
          const auto& procedure = world->procedure(layout, from);
          for (const auto& one : procedure.classes)
            for (const bool transit : {false, true}) {
              const bool goods = one == Code("truck");
              if (transit && !goods) continue;
              EXPECT_EQ(crossed(procedure, arrival_of(procedure, one, goods, transit)), End::departed)
                  << one.text() << (transit ? " in transit" : "") << " from " << procedure.states[0].text() << " in layout " << procedure.layout.text() << " of " << post << " on " << day;
              ++departed;
            }
        }
    }
  std::printf("%d crossings departed\n", departed);
}

}  // namespace
}  // namespace onestop::testkit
