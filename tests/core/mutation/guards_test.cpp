// Each guard is switched off in turn, and something notices: a scenario, or an invariant under random commands.
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "core/crossing/case.h"
#include "core/crossing/invariants.h"
#include "kit/random_day.h"
#include "kit/scenario.h"
#include "mutation/child.h"

namespace onestop::testkit {
namespace {

using namespace crossing;

constexpr std::uint64_t seed = 20060701;

std::uint64_t commands_per_mutant() {
  const char* text = std::getenv("ONESTOP_MUTANT_COMMANDS");
  return text && *text ? std::strtoull(text, nullptr, 10) : 4'000;
}

/// The scenarios that show the refusal stand first.
std::vector<Scenario> ordered_for(const std::vector<Scenario>& all, const std::string& code) {
  std::vector<Scenario> first, rest;
  for (const auto& scenario : all) (refusals_shown({scenario}).contains(code) ? first : rest).push_back(scenario);
  first.insert(first.end(), rest.begin(), rest.end());
  return first;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string broken_invariant(const std::string& defect) {
  const auto at = defect.find("breaks the invariant ");
  if (at != std::string::npos) return first_line(defect.substr(at + 21));
  return defect.empty() ? "" : first_line(defect.substr(defect.find("\n  ") + 1));
}

TEST(Guards, EachGuardSwitchedOffIsNoticed) {
  std::vector<std::string> errors;
  const auto scenarios = read_scenarios(errors);
  ASSERT_TRUE(errors.empty());
  (void)World::model();
  std::size_t caught = 0, by_scenario = 0, by_random = 0;
  std::set<std::string> invariants_seen;
  for (const auto& entry : refusal_entries()) {
    const auto ordered = ordered_for(scenarios, "crossing." + std::string(entry.name));
    const auto scenario = in_a_child([&] {
      switched_off = entry.code;
      for (const auto& one : ordered)
        if (!play(one, World::model()).empty()) return one.name;
      return std::string();
    });
    const auto random = in_a_child([&] {
      switched_off = entry.code;
      const Settings settings{.seed = seed, .commands = commands_per_mutant(), .with_log_hash = false};
      return broken_invariant(random_day(World::model(), settings).defect);
    });
    const auto shown = scenario == "crash" ? "a crash in " + ordered.front().name : scenario;
    std::printf("  %-26s %-58s %s\n", std::string(entry.name).c_str(), shown.empty() ? "-" : shown.c_str(), random.empty() ? "-" : random.c_str());
    caught += scenario.empty() && random.empty() ? 0 : 1;
    by_scenario += scenario.empty() ? 0 : 1;
    by_random += random.empty() ? 0 : 1;
    if (!random.empty()) invariants_seen.insert(random);
    EXPECT_FALSE(scenario.empty() && random.empty()) << "nothing notices that the guard " << entry.name << " is switched off";
  }
  const auto total = refusal_entries().size();
  std::printf("guards: %zu of %zu caught (by a scenario %zu, by random commands and invariants %zu, of which invariants or crashes: %zu kinds)\n", caught, total, by_scenario,
              by_random, invariants_seen.size());
  EXPECT_EQ(by_scenario, total);
}

}  // namespace
}  // namespace onestop::testkit
