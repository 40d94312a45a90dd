// Do the simulator and the core walk through any procedure in one order? Laws and layouts are changed at random, at many places
// at once; what compiles is run, and every step is taken again by the core under a virtual clock.
#include <chrono>

#include "kit/random_day.h"
#include "visit.h"

namespace onestop::sim::test {
namespace {

using testkit::Chance;

constexpr std::uint64_t first_seed = 20'100'705;
constexpr int wanted = 200;

/// What the law makes of some control under some circumstances becomes something else.
void change_rule(law::ControlRule& rule, const law::Law& law, const post::Post& post, Chance& chance) {
  const auto control = std::ranges::find(law.controls, rule.control, &law::ControlDefinition::code);
  const bool inspection = control != law.controls.end() && control->inspection;
  switch (chance.below(6)) {
    case 0:
    case 1:
      rule.effect = std::array{law::Effect::perform, law::Effect::recognise, law::Effect::waive, inspection ? law::Effect::joint : law::Effect::perform}[chance.below(4)];
      rule.depth = rule.effect == law::Effect::waive || rule.effect == law::Effect::recognise ? law::Depth::none : inspection ? law::Depth::physical : law::Depth::documents;
      break;
    case 2:
      rule.classes.clear();
      for (const auto& one : law.classes)
        if (chance.in(2)) rule.classes.push_back(one.code);
      break;
    case 3: rule.exit_states = {post.states[chance.below(2)].code}; break;
    case 4:
      if (!rule.when.empty()) rule.when[chance.below(rule.when.size())].value ^= true;
      break;
    case 5: rule.layouts.clear(); break;
  }
}

bool is_milestone(const post::Step& step) {
  return std::ranges::any_of(step.does, [](const post::SlotRef& one) { return one.milestone != post::Milestone::none; });
}

/// Neighbours change places, and what waited goes on beside.
void change_order(post::Layout& layout, Chance& chance) {
  for (std::size_t i = 0; i + 1 < layout.steps.size(); ++i)
    if (chance.in(3) && !is_milestone(layout.steps[i]) && !is_milestone(layout.steps[i + 1])) std::swap(layout.steps[i], layout.steps[i + 1]);
  for (std::size_t i = 1; i < layout.steps.size(); ++i)
    if (chance.in(5) && !is_milestone(layout.steps[i]) && !is_milestone(layout.steps[i - 1])) layout.steps[i].beside ^= true;
  layout.steps.front().beside = false;
}

Overlay quick_overlay() {
  auto overlay = lively_overlay();
  for (auto& one : overlay.times)
    if (one.family != Family::fixed) one.family = Family::exponential;
  for (auto& flow : overlay.flows) flow.per_day_per_direction *= flow.name == Code("car") || flow.name == Code("pedestrian") ? 0.04 : 0.3;
  return overlay;
}

struct Met {
  int compiled = 0, not_lawful = 0, vehicles = 0, steps = 0;
  std::set<std::string> orders;  // of controls in their first visit: how different the procedures were
};

/// Whether the procedure came to be.
bool play(std::uint64_t seed, const Overlay& overlay, Met& met) {
  Chance chance(seed);
  const auto& world = testkit::World::model();
  auto law = world.law();
  auto post = world.post();
  auto& layout = post.layouts[chance.below(post.layouts.size())];
  const auto changes = 1 + chance.below(5);
  std::vector<std::size_t> rules;
  for (std::size_t i = 0; i < law.provisions.size(); ++i)
    if (std::holds_alternative<law::ControlRule>(law.provisions[i].rule)) rules.push_back(i);
  for (std::size_t i = 0; i < changes; ++i) change_rule(std::get<law::ControlRule>(law.provisions[chance.one(rules)].rule), law, post, chance);
  if (!chance.in(3)) change_order(layout, chance);
  auto compiled = law::compile(law, post, layout.code, testkit::first_day);
  if (!compiled) return ++met.not_lawful, false;
  const auto plan = Plan::of(post, layout.code, std::move(*compiled), overlay);
  if (!plan) return ++met.not_lawful, false;
  ++met.compiled;
  Engine engine(**plan);
  Settings settings{.seed = seed, .span_us = 5 * hour_us, .warm_up_us = 0, .keep_steps = true};
  const auto result = engine.run(settings);
  Course courses[2] = {{**plan, 0}, {**plan, 1}};
  std::map<std::pair<std::uint32_t, std::uint32_t>, Visit> visits;
  std::string order = layout.code.text();
  for (const auto& step : result.steps) {
    const auto key = std::pair{step.stream, step.ordinal};
    ++met.steps;
    if (step.kind == Step::Kind::arrived) {
      visits.try_emplace(key, **plan, courses[step.stream & 1], step);
      continue;
    }
    if (step.ordinal < 2) order += " " + std::to_string(step.stream) + ":" + std::to_string(step.slot);
    visits.at(key).play(step);
    if (testing::Test::HasFatalFailure()) return true;
  }
  std::set<std::string> ends;
  for (auto& [key, visit] : visits) visit.finish(ends);
  met.vehicles += static_cast<int>(visits.size());
  met.orders.insert(order);
  return true;
}

TEST(SimRandomProcedures, is_the_order_of_steps_the_core_s_in_any_of_them) {
  const auto overlay = quick_overlay();
  Met met;
  const auto agreed_before = Visit::states_agreed;
  const auto began = std::chrono::steady_clock::now();
  auto seed = first_seed;
  for (; met.compiled < wanted && met.not_lawful < 20 * wanted; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    play(seed, overlay, met);
    if (HasFailure()) return;
  }
  std::printf("%d procedures from seeds %llu to %llu (%d more did not compile), %d vehicles, %d steps taken by the core, %d states agreed, %zu different orders, %.1f s\n", met.compiled,
              static_cast<unsigned long long>(first_seed), static_cast<unsigned long long>(seed - 1), met.not_lawful, met.vehicles, met.steps, Visit::states_agreed - agreed_before,
              met.orders.size(), std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  EXPECT_GE(met.compiled, wanted);
  EXPECT_GT(met.steps, 20'000);
  EXPECT_GT(met.orders.size(), 150u);
}

}  // namespace
}  // namespace onestop::sim::test
