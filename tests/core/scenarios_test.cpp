// Every file of tests/scenarios is one test of its own name, and together they show the whole vocabulary.
#include <gtest/gtest.h>

#include "kit/scenario.h"
#include "kit/words.h"

namespace onestop::testkit {
namespace {

const std::vector<Scenario>& scenarios() {
  static const auto all = [] {
    std::vector<std::string> errors;
    auto read = read_scenarios(errors);
    for (const auto& error : errors) {
      ADD_FAILURE() << error;
      std::fprintf(stderr, "%s\n", error.c_str());
    }
    return read;
  }();
  return all;
}

class ScenarioTest : public testing::Test {
 public:
  explicit ScenarioTest(const Scenario& scenario) : scenario_(scenario) {}
  void TestBody() override {
    const auto wrong = play(scenario_, World::model());
    EXPECT_TRUE(wrong.empty()) << scenario_.question << "\n" << wrong;
  }

 private:
  const Scenario& scenario_;
};

const bool registered = [] {
  for (const auto& scenario : scenarios()) {
    std::string name = scenario.name;
    for (auto& c : name)
      if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
    testing::RegisterTest("Scenario", name.c_str(), nullptr, nullptr, __FILE__, __LINE__, [&scenario] { return new ScenarioTest(scenario); });
  }
  return true;
}();

TEST(Vocabulary, ScenarioFilesAreReadable) {
  std::vector<std::string> errors;
  const auto all = read_scenarios(errors);
  for (const auto& error : errors) ADD_FAILURE() << error;
  EXPECT_FALSE(all.empty());
}

TEST(Vocabulary, EveryRefusalIsShownByAScenarioAndNoOther) {
  std::set<std::string> vocabulary;
  for (const auto& entry : crossing::refusal_entries()) vocabulary.insert("crossing." + std::string(entry.name));
  const auto shown = refusals_shown(scenarios());
  for (const auto& name : vocabulary) EXPECT_TRUE(shown.contains(name)) << name << " is shown by no scenario";
  for (const auto& name : shown) EXPECT_TRUE(vocabulary.contains(name)) << name << " is no refusal of the vocabulary";
}

TEST(Vocabulary, EveryEventAndCommandStandsInAScenario) {
  std::set<std::string> events, commands;
  for (const auto& scenario : scenarios())
    for (const auto& step : scenario.steps) {
      commands.insert(step.command);
      for (const auto& event : step.events) events.insert(event.event);
    }
  for (const auto& name : event_names()) EXPECT_TRUE(events.contains(name)) << name;
  for (const auto& name : command_names()) EXPECT_TRUE(commands.contains(name)) << name;
}

}  // namespace
}  // namespace onestop::testkit
