// Does the simulator do nothing that the core would refuse, and see in each moment the same work? Whole days of the model post
// are played again, vehicle by vehicle, through decide under a virtual clock.
#include "visit.h"

namespace onestop::sim::test {
namespace {

constexpr std::uint64_t seed = 20'100'705;

TEST(SimOrderOfSteps, is_every_step_one_that_the_core_takes_and_all_work_the_same) {
  const auto overlay = lively_overlay();
  const auto& world = testkit::World::model();
  std::map<Step::Kind, int> kinds;
  std::set<std::string> ends;
  int vehicles = 0, steps = 0;
  for (const auto& layout : world.post().layouts) {
    SCOPED_TRACE("layout " + layout.code.text() + ", seed " + std::to_string(seed));
    const auto plan = plan_of(world, layout.code, overlay);
    Engine engine(*plan);
    Settings settings;
    settings.seed = seed, settings.span_us = 12 * hour_us, settings.warm_up_us = 0, settings.keep_steps = true;
    const auto result = engine.run(settings);
    Course courses[2] = {{*plan, 0}, {*plan, 1}};
    std::map<std::pair<std::uint32_t, std::uint32_t>, Visit> visits;
    for (const auto& step : result.steps) {
      const auto key = std::pair{step.stream, step.ordinal};
      ++kinds[step.kind];
      ++steps;
      if (step.kind == Step::Kind::arrived) {
        visits.try_emplace(key, *plan, courses[step.stream & 1], step);
        continue;
      }
      visits.at(key).play(step);
      if (HasFatalFailure()) return;
    }
    for (auto& [key, visit] : visits) visit.finish(ends);
    vehicles += static_cast<int>(visits.size());
  }
  std::printf("%d vehicles, %d steps, all taken by the core; %d states agreed with the live ones (seed %llu)\n", vehicles, steps, Visit::states_agreed, static_cast<unsigned long long>(seed));
  for (const auto kind : {Step::Kind::arrived, Step::Kind::closed, Step::Kind::held, Step::Kind::lifted, Step::Kind::alarm, Step::Kind::innocent, Step::Kind::confirmed, Step::Kind::refused})
    EXPECT_GT(kinds[kind], 3) << "kind " << static_cast<int>(kind) << " is too rare for the question";
  EXPECT_TRUE(ends.contains("departed") && ends.contains("readmitted"));
}

}  // namespace
}  // namespace onestop::sim::test
