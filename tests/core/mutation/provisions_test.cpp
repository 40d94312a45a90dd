// Deleting or flipping any one provision changes at least one scenario, or the law no longer compiles and says why.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "kit/scenario.h"
#include "kit/words.h"

namespace onestop::testkit {
namespace {

struct Mutant {
  std::string what;
  law::Law law;
};

void flip_effect(std::vector<Mutant>& out, const law::Law& law, std::size_t i) {
  const auto& rule = std::get<law::ControlRule>(law.provisions[i].rule);
  Mutant mutant{law.provisions[i].id.text() + ": " + enum_word(rule.effect), law};
  auto& changed = std::get<law::ControlRule>(mutant.law.provisions[i].rule);
  changed.effect = rule.effect == law::Effect::perform ? law::Effect::waive : law::Effect::perform;
  changed.depth = changed.effect == law::Effect::waive ? law::Depth::none : rule.depth == law::Depth::none ? law::Depth::documents : rule.depth;
  mutant.what += std::string(" becomes ") + enum_word(changed.effect);
  out.push_back(std::move(mutant));
}

std::vector<Mutant> mutants(const law::Law& law) {
  std::vector<Mutant> out;
  for (std::size_t i = 0; i < law.provisions.size(); ++i) {
    const auto& provision = law.provisions[i];
    Mutant deleted{provision.id.text() + ": deleted", law};
    deleted.law.provisions.erase(deleted.law.provisions.begin() + static_cast<std::ptrdiff_t>(i));
    out.push_back(std::move(deleted));
    if (std::holds_alternative<law::ControlRule>(provision.rule)) flip_effect(out, law, i);
    if (const auto* power = std::get_if<law::PowerRule>(&provision.rule); power && power->acts.size() > 1)
      for (std::size_t act = 0; act < power->acts.size(); ++act) {
        Mutant mutant{provision.id.text() + ": without " + enum_word(power->acts[act]), law};
        auto& acts = std::get<law::PowerRule>(mutant.law.provisions[i].rule).acts;
        acts.erase(acts.begin() + static_cast<std::ptrdiff_t>(act));
        out.push_back(std::move(mutant));
      }
    if (const auto* clause = std::get_if<law::ClauseRule>(&provision.rule); clause && clause->figure > 0)
      for (const int step : {1, -1}) {
        Mutant mutant{provision.id.text() + ": figure " + std::to_string(clause->figure + step), law};
        std::get<law::ClauseRule>(mutant.law.provisions[i].rule).figure += step;
        out.push_back(std::move(mutant));
      }
  }
  return out;
}

/// An act of the post that somebody may do under the model law and nobody under the mutant; such an act is in no scenario.
std::string lost_act(const World& model, const World& mutant) {
  const auto granted = [](const World& world) {
    std::set<law::Act> acts;
    for (const auto& power : world.procedure(0, 0).powers)
      if (power.act >= law::first_optional_act) acts.insert(power.act);
    return acts;
  };
  const auto left = granted(mutant);
  for (const auto act : granted(model))
    if (!left.contains(act)) return std::string("nobody may ") + enum_word(act);
  return {};
}

TEST(Provisions, DeletingOrFlippingAnyOneChangesAScenario) {
  std::vector<std::string> errors;
  const auto scenarios = read_scenarios(errors);
  ASSERT_TRUE(errors.empty());
  const auto& model = World::model();
  const auto all = mutants(model.law());
  std::size_t caught = 0, uncompiled = 0;
  std::map<std::string, int> catches;
  for (const auto& mutant : all) {
    std::string why, by;
    const auto world = World::of(mutant.law, model.post(), &why);
    if (!world) {
      by = "does not compile";
      ++uncompiled;
    } else {
      for (const auto& scenario : scenarios)
        if (by.empty() && !play(scenario, *world).empty()) by = scenario.name;
      if (by.empty()) by = lost_act(model, *world);
      ++catches[by];
    }
    std::printf("  %-44s %s\n", mutant.what.c_str(), by.empty() ? "NOT CAUGHT" : by.c_str());
    caught += by.empty() ? 0 : 1;
    EXPECT_FALSE(by.empty()) << "no scenario changes when " << mutant.what;
  }
  std::printf("provisions: %zu of %zu mutants caught (%zu no longer compile, the others by %zu scenarios)\n", caught, all.size(), uncompiled, catches.size());
}

}  // namespace
}  // namespace onestop::testkit
