// No crossing is stuck: wherever random officers leave it, honest ones can bring it to an end with what the core offers
// them as options, and nothing else.
#include <gtest/gtest.h>

#include <map>

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
         !std::holds_alternative<BeginControl>(command) && !std::holds_alternative<DeclineAttendance>(command);
}

void fill(Command& command) {
  if (auto* one = std::get_if<AgreeAlarmClosure>(&command)) one->findings = "found to be innocent by all of us";
  if (auto* one = std::get_if<AnswerRequest>(&command)) one->granted = false;
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
      if (option.refusal || !leads_on(option.command)) continue;
      fill(option.command);
      moved = ask(actor, option.command) || moved;
    }
    return moved;
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

TEST(NoCrossingIsStuck, HonestOfficersEndWhatRandomOnesLeftStanding) {
  std::map<std::string, int> ends;
  Settings settings{.seed = seed, .commands = 16'000, .longest_visit = 45};
  settings.finished = [&](const Crossing& left, const law::Procedure& procedure, const Log& log) {
    const View before(left, procedure);
    if (!before.opening() || before.end() != End::none) return;
    Honest honest(left, procedure, log.back().at + day_ms);
    const auto end = honest.finish();
    const View after(honest.crossing(), procedure);
    bool driver = false;
    for (const auto& one : after.subjects()) driver = driver || (one.subject->kind == SubjectKind::person && !one.gone());
    const bool refused = after.vehicle().gone();
    ++ends[enum_word(end)];
    if (end != End::none || (!driver && !refused)) return;  // without a driver the vehicle waits for a refusal
    std::string text;
    const Dictionary dictionary;
    for (const auto& one : log) text += line_of(one.event, dictionary) + "\n";
    ADD_FAILURE() << "stuck in layout " << procedure.layout.text() << " from " << procedure.states[0].text() << " after\n" << text << "phase " << enum_word(after.phase());
  };
  EXPECT_EQ(random_day(World::model(), settings).defect, "");
  EXPECT_GT(ends["departed"], 50);
  std::printf("seed %llu:", static_cast<unsigned long long>(seed));
  for (const auto& [end, count] : ends) std::printf(" %s %d", end.c_str(), count);
  std::printf("\n");
}

}  // namespace
}  // namespace onestop::testkit
