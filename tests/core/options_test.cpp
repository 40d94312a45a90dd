// What the desks are shown is true: what is offered as allowed is accepted, what is offered as the usual step is one, and
// who finds a crossing in his work list has something to do on it.
#include <gtest/gtest.h>

#include <map>

#include "core/crossing/options.h"
#include "kit/random_moves.h"
#include "kit/words.h"

namespace onestop::testkit {
namespace {

using namespace crossing;

constexpr std::uint64_t seed = 20060701;

struct Scene {
  Crossing crossing;
  const law::Procedure* procedure;
  Instant at;
};

/// Crossings as random officers left them, at every stage.
std::vector<Scene> scenes(std::uint64_t commands, int longest_visit) {
  std::vector<Scene> out;
  Settings settings{.seed = seed, .commands = commands, .longest_visit = longest_visit, .with_log_hash = false};
  settings.finished = [&](const Crossing& crossing, const law::Procedure& procedure, const Log& log) {
    const bool always_open = procedure.hours[0].from_min == 0;  // a work list knows no hours
    if (always_open && !log.empty() && View(crossing, procedure).end() == End::none) out.push_back({crossing, &procedure, log.back().at + 1000});
  };
  EXPECT_EQ(random_day(World::model(), settings).defect, "");
  return out;
}

std::vector<Option> options_of(const Scene& scene, const Actor& actor) {
  std::uint64_t next = 0;
  return options(scene.crossing, *scene.procedure, actor, scene.at, [&] { return Id{1, ++next}; });
}

TEST(Options, AtMostOneIsTheUsualStepAndItIsAllowedAsItStands) {
  std::map<std::string, int> usual;
  for (const auto& scene : scenes(60'000, 35))
    for (const auto& desk : scene.procedure->desks) {
      const Actor actor{id_named("officer " + desk.code.text()), desk.state, desk.agency, desk.role, desk.code, {}};
      int count = 0;
      for (const auto& option : options_of(scene, actor)) {
        EXPECT_NE(option.refusal.has_value(), !option.basis.empty()) << name_of(option.command);
        if (!option.normal) continue;
        ++count;
        ++usual[name_of(option.command)];
        if (option.asks == std::vector<std::string>{"found"}) continue;  // what the control found is asked for
        const auto decision = decide(scene.crossing, *scene.procedure, actor, option.command, scene.at);
        EXPECT_TRUE(std::holds_alternative<Accepted>(decision)) << name_of(option.command);
      }
      EXPECT_LE(count, 1);
    }
  for (const auto* name : {"CloseControl", "OrderInspection", "AttendInspection", "GiveExitNotice", "AcceptEntry", "ReleaseSubject", "LetDepart", "ReadmitSubject"})
    EXPECT_GT(usual[name], 0) << name;
}

TEST(Options, AStrangerIsOfferedNothing) {
  for (const auto& scene : scenes(2'000, 25))
    for (const auto& option : options_of(scene, {id_named("stranger"), "Elsewhere", scene.procedure->agencies.front(), scene.procedure->roles.front(), {}, {}}))
      EXPECT_TRUE(option.refusal) << name_of(option.command);
}

bool somebody_may(const Scene& scene, const Work& work, const Cast& cast) {
  for (const auto& actor : cast.seats) {
    if (actor.state != work.state || (!work.agency.empty() && actor.agency != work.agency)) continue;
    const auto* desk = scene.procedure->desk(actor.desk);
    if (!desk || desk->station != work.station) continue;
    // What waits for a shift head is his to weigh: some act is open to him, none is the usual one.
    const bool affair = work.agency.empty() && (work.control == Code("divergence") || work.control == Code("reversal") || work.control == Code("absence"));
    for (const auto& option : options_of(scene, actor))
      if (option.normal || (affair && !option.refusal)) return true;
    const View view(scene.crossing, *scene.procedure);  // signing is no option: it needs the officer's key
    for (const auto& half : scene.crossing.halves)
      for (const auto& one : half.inspections)
        if (one.consignment == work.subject && view.act(one.id)) return true;
    // The partner may have done his part, or waits for the other side.
    for (const auto& half : scene.crossing.halves)
      for (const auto& one : half.inspections)
        if (one.consignment == work.subject && view.attended(one.id, scene.procedure->side_of(work.state))) return true;
  }
  return false;
}

TEST(WorkList, WhoFindsACrossingThereHasAUsualStepOnIt) {
  std::map<std::string, int> seen, idle;
  for (const auto& scene : scenes(6'000, 25)) {
    const auto cast = cast_of(*scene.procedure);
    for (const auto& one : work(scene.crossing, *scene.procedure)) {
      ++seen[one.control.text()];
      if (!somebody_may(scene, one, cast)) ++idle[scene.procedure->layout.text() + " " + one.control.text()];
    }
  }
  EXPECT_GT(seen.size(), 10u);
  for (const auto& [name, count] : idle) ADD_FAILURE() << name << " stands in the work list " << count << " times with nobody able to do anything";
}

}  // namespace
}  // namespace onestop::testkit
