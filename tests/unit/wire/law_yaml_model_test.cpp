// The model law and post as they are shipped: they compile, no provision is idle, no word is known to the code.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "core/law/procedure.h"
#include "wire/law_yaml.h"
#include "wire/post_yaml.h"

namespace onestop::wire {
namespace {

using law::Facts;
using law::Law;
using law::Procedure;

const std::string root = ONESTOP_SOURCE_DIR;
const Instant noon{1'782'907'200'000};  // 2026-07-01T12:00:00Z

Law model_law() {
  auto law = load_law(root + "/law");
  if (!law) throw std::runtime_error(to_text(law.error()));
  return *law;
}

post::Post model_post() {
  auto post = load_post(root + "/posts/korday-akjol.yaml");
  if (!post) throw std::runtime_error(to_text(post.error()));
  return *post;
}

std::string said(const std::expected<law::Compiled, Findings>& result) { return result ? "" : to_text(result.error()); }

law::Compiled compiled(const Law& law, const post::Post& post, const char* layout) {
  auto result = law::compile(law, post, layout, noon);
  if (!result) throw std::runtime_error(said(result));
  return *result;
}

/// Which facts any cell of the slot asks for, as single bits.
std::vector<Facts> asked(const Procedure& p, std::size_t slot) {
  Facts all = 0, known = 0;
  for (const auto& fact : p.facts) known |= fact.bits[0] | fact.bits[1];
  for (auto c = p.first_cell[slot]; c < p.first_cell[slot + 1]; ++c) all |= (p.cells[c].set | p.cells[c].clear) & known;
  std::vector<Facts> out;
  for (; all; all &= all - 1) out.push_back(all & ~(all - 1));
  return out;
}

using Answers = std::vector<std::tuple<int, int>>;  // effect and depth, circumstance after circumstance

Answers answers(const Procedure& p, const Procedure& asking) {
  Answers out;
  for (std::size_t slot = 0; slot < asking.slots.size(); ++slot) {
    const auto bits = asked(asking, slot);
    for (const auto& traffic_class : asking.classes)
      for (std::uint32_t n = 0; n < 1u << bits.size(); ++n) {
        Facts facts = Procedure::kind_bit(asking.slots[slot].of) | asking.class_bit(traffic_class);
        for (std::size_t i = 0; i < bits.size(); ++i)
          if (n >> i & 1) facts |= bits[i];
        const auto* cell = law::governing(p, static_cast<int>(slot), facts);
        out.emplace_back(cell ? static_cast<int>(cell->effect) : -1, cell ? static_cast<int>(cell->depth) : -1);
      }
  }
  return out;
}

std::set<std::array<std::uint64_t, 6>> powers(const Procedure& p) {
  std::set<std::array<std::uint64_t, 6>> out;
  for (const auto& power : p.powers) out.insert({static_cast<std::uint64_t>(power.act), power.agencies, power.roles, power.zones, power.sides, power.phases});
  return out;
}

/// Whether the changed law compiles to something that decides differently somewhere, or not at all.
bool changes_something(const Law& changed, const post::Post& post, const std::map<std::string, law::Compiled>& original) {
  for (const auto& [layout, was] : original) {
    const auto result = law::compile(changed, post, Code(layout), noon);
    if (!result) return true;
    for (std::size_t i = 0; i < 2; ++i) {
      const auto& a = was.procedures[i];
      const auto& b = result->procedures[i];
      if (powers(a) != powers(b) || a.clause_figure != b.clause_figure || answers(a, a) != answers(b, a)) return true;
    }
  }
  return false;
}

TEST(ModelLaw, Both_layouts_compile) {
  const auto law = model_law();
  const auto post = model_post();
  ASSERT_EQ(post.layouts.size(), 2u);
  for (const auto& layout : post.layouts) EXPECT_EQ(said(law::compile(law, post, layout.code, noon)), "");
}

TEST(ModelLaw, Deleting_any_provision_changes_something) {
  const auto law = model_law();
  const auto post = model_post();
  std::map<std::string, law::Compiled> original{{"two_stop", compiled(law, post, "two_stop")}, {"combined", compiled(law, post, "combined")}};
  ASSERT_FALSE(changes_something(law, post, original));
  for (std::size_t i = 0; i < law.provisions.size(); ++i) {
    auto changed = law;
    changed.provisions.erase(changed.provisions.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_TRUE(changes_something(changed, post, original)) << law.provisions[i].id.view() << " is idle";
  }
}

TEST(ModelLaw, Flipping_any_effect_changes_something) {
  const auto law = model_law();
  const auto post = model_post();
  std::map<std::string, law::Compiled> original{{"two_stop", compiled(law, post, "two_stop")}, {"combined", compiled(law, post, "combined")}};
  for (std::size_t i = 0; i < law.provisions.size(); ++i) {
    auto changed = law;
    auto* rule = std::get_if<law::ControlRule>(&changed.provisions[i].rule);
    if (!rule) continue;
    const bool performed = rule->effect == law::Effect::perform || rule->effect == law::Effect::joint;
    rule->effect = performed ? law::Effect::waive : law::Effect::perform;
    rule->depth = performed ? law::Depth::none : law::Depth::documents;
    EXPECT_TRUE(changes_something(changed, post, original)) << law.provisions[i].id.view();
  }
}

TEST(ModelLaw, Export_inspection_is_abolished_in_the_combined_layout_and_back_by_alarm_or_order) {
  for (const auto& p : compiled(model_law(), model_post(), "combined").procedures) {
    const auto slot = p.slot_of("goods_inspection", law::Side::exit);
    const Facts goods = Procedure::kind_bit(law::SubjectKind::consignment) | p.class_bit("truck");
    EXPECT_EQ(law::governing(p, slot, goods)->effect, law::Effect::abolish);
    EXPECT_EQ(law::governing(p, slot, goods | p.fact("red_channel")->bits[0])->effect, law::Effect::abolish);
    EXPECT_EQ(law::governing(p, slot, goods | p.fact("inspection_ordered")->bits[1])->effect, law::Effect::abolish);
    EXPECT_EQ(law::governing(p, slot, goods | p.fact("inspection_ordered")->bits[0])->effect, law::Effect::perform);
    EXPECT_EQ(law::governing(p, slot, goods | p.alarm_bits)->effect, law::Effect::perform);
  }
  for (const auto& p : compiled(model_law(), model_post(), "two_stop").procedures) {
    const Facts goods = Procedure::kind_bit(law::SubjectKind::consignment) | p.class_bit("truck");
    EXPECT_EQ(law::governing(p, p.slot_of("goods_inspection", law::Side::exit), goods)->effect, law::Effect::perform);
  }
}

TEST(ModelLaw, The_import_of_one_is_the_export_of_the_other) {
  // In transit through the entry side only: that side inspects nothing, the exit side inspects an export.
  const auto p = compiled(model_law(), model_post(), "two_stop").procedures[0];
  const Facts goods = Procedure::kind_bit(law::SubjectKind::consignment) | p.class_bit("truck") | p.fact("transit")->bits[1];
  const auto s = law::standing(p, goods);
  EXPECT_TRUE(s.perform >> p.slot_of("goods_inspection", law::Side::exit) & 1);
  EXPECT_TRUE(s.waive >> p.slot_of("goods_inspection", law::Side::entry) & 1);
}

TEST(ModelLaw, Before_the_agreement_was_in_force_the_post_could_not_be_run) {
  const auto result = law::compile(model_law(), model_post(), "combined", *parse_instant("2005-12-31T18:59:59Z"));
  ASSERT_FALSE(result);
  EXPECT_NE(said(result).find("no provision in force grants powers"), std::string::npos) << said(result);
  EXPECT_TRUE(law::compile(model_law(), model_post(), "combined", *parse_instant("2005-12-31T19:00:00Z")));  // midnight in Almaty
}

TEST(ModelLaw, A_sixth_agency_and_a_third_layout_run_from_data_alone) {
  auto files = load_yaml(root + "/law");
  ASSERT_TRUE(files);
  const auto sixth = load_yaml(root + "/tests/data/law-sixth/sixth.yaml");
  ASSERT_TRUE(sixth);
  files->push_back(sixth->front());
  const auto law = read_law(*files);
  ASSERT_TRUE(law) << to_text(law.error());
  const auto post = load_post(root + "/tests/data/law-sixth/third-layout-post.yaml");
  ASSERT_TRUE(post) << to_text(post.error());
  const auto result = law::compile(*law, *post, "country_of_entry", noon);
  ASSERT_TRUE(result) << said(result);
  const auto& p = result->procedures[0];
  EXPECT_EQ(p.agencies.size(), 6u);
  const Facts truck = Procedure::kind_bit(law::SubjectKind::vehicle) | p.class_bit("truck");
  const auto slot = p.slot_of("escort", law::Side::entry);
  EXPECT_EQ(law::governing(p, slot, truck)->effect, law::Effect::waive);
  EXPECT_EQ(law::governing(p, slot, truck | p.fact("oversize")->bits[0])->effect, law::Effect::perform);
  EXPECT_EQ(law::governing(p, p.slot_of("gate", law::Side::exit), truck)->effect, law::Effect::recognise);
  EXPECT_EQ(law::enabled(p, 0, truck), law::Slots{1} << p.slot_of("gate", law::Side::entry));
  // The model post has no place for the sixth agency, and says so.
  EXPECT_NE(said(law::compile(*law, model_post(), "combined", noon)).find("requires escort by the entry side (KG) for class truck, but layout combined does not place it"), std::string::npos);
}

// --- Renaming ------------------------------------------------------------------------------------------------------

class Renamer {
 public:
  explicit Renamer(std::uint64_t seed) : random_(seed) {}
  Code operator()(const Code& code) {
    if (code.empty()) return code;
    auto& name = names_[code.text()];
    while (name.empty()) {
      std::string word;
      for (int i = 0; i < 10; ++i) word += static_cast<char>('a' + random_() % 26);
      if (taken_.insert(word).second) name = word;
    }
    return name;
  }
  void in(Code& code) { code = (*this)(code); }
  void in(std::vector<Code>& codes) {
    for (auto& code : codes) in(code);
  }

 private:
  std::mt19937_64 random_;
  std::map<std::string, std::string> names_;
  std::set<std::string> taken_;
};

void rename(Law& law, Renamer& r) {
  for (auto* list : {&law.agencies, &law.roles, &law.classes, &law.zone_kinds})
    for (auto& one : *list) r.in(one.code);
  for (auto& fact : law.facts) r.in(fact.code);
  for (auto& control : law.controls) r.in(control.code), r.in(control.agency);
  for (auto& instrument : law.instruments) r.in(instrument.code), r.in(instrument.state);
  for (auto& provision : law.provisions) {
    r.in(provision.id), r.in(provision.instrument);
    if (auto* rule = std::get_if<law::ControlRule>(&provision.rule)) {
      r.in(rule->control), r.in(rule->classes), r.in(rule->layouts), r.in(rule->posts), r.in(rule->exit_states);
      for (auto& literal : rule->when) r.in(literal.fact);
    }
    if (auto* rule = std::get_if<law::PowerRule>(&provision.rule)) r.in(rule->agencies), r.in(rule->roles), r.in(rule->states), r.in(rule->zone_kinds);
  }
}

void rename(post::Post& post, Renamer& r) {
  r.in(post.code), r.in(post.host), r.in(post.layout);
  for (auto& state : post.states) r.in(state.code);
  for (auto& layout : post.layouts) {
    r.in(layout.code);
    for (auto& zone : layout.zones) r.in(zone.code), r.in(zone.kind), r.in(zone.soil);
    for (auto& station : layout.stations) r.in(station.code);
    for (auto& desk : layout.desks) r.in(desk.code), r.in(desk.station), r.in(desk.zone), r.in(desk.state), r.in(desk.agency), r.in(desk.role);
    for (auto& lane : layout.lanes) r.in(lane.code), r.in(lane.zone), r.in(lane.classes);
    for (auto& device : layout.devices) r.in(device.code), r.in(device.kind), r.in(device.zone), r.in(device.owner);
    for (auto& step : layout.steps) {
      for (auto& ref : step.does) r.in(ref.control);
      for (auto& where : step.at) r.in(where.traffic_class), r.in(where.station);
    }
  }
}

TEST(ModelLaw, Renaming_every_word_changes_nothing_but_the_words) {
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  for (std::uint64_t round = 0; round < 10; ++round) {
    Renamer r(seed + round);
    auto law = model_law();
    auto post = model_post();
    for (const auto* layout : {"two_stop", "combined"}) {
      auto renamed_law = law;
      auto renamed_post = post;
      rename(renamed_law, r);
      rename(renamed_post, r);
      const auto plain = compiled(law, post, layout);
      const auto other = compiled(renamed_law, renamed_post, r(layout).text().c_str());
      for (std::size_t i = 0; i < 2; ++i) {
        const auto& a = plain.procedures[i];
        const auto& b = other.procedures[i];
        EXPECT_EQ(r(a.states[0]), b.states[0]);
        EXPECT_EQ(powers(a), powers(b));
        EXPECT_EQ(a.first_cell, b.first_cell);
        EXPECT_EQ(answers(a, a), answers(b, a));
        ASSERT_EQ(a.slots.size(), b.slots.size());
        for (std::size_t s = 0; s < a.slots.size(); ++s) {
          const auto expected = a.slots[s].milestone == post::Milestone::none ? r(a.slots[s].control) : a.slots[s].control;
          EXPECT_EQ(expected, b.slots[s].control);
          EXPECT_EQ(r(a.slots[s].agency), b.slots[s].agency);
          EXPECT_EQ(a.slots[s].before, b.slots[s].before);
          EXPECT_EQ(a.slots[s].counterpart, b.slots[s].counterpart);
          for (std::size_t c = 0; c < a.classes.size(); ++c) EXPECT_EQ(r(a.slots[s].station[c]), b.slots[s].station[c]);
        }
        for (std::size_t c = 0; c < a.cells.size(); ++c) EXPECT_EQ(r(a.provisions[a.cells[c].provision].id), b.provisions[b.cells[c].provision].id);
        for (std::size_t c = 0; c < law::clause_count; ++c) EXPECT_EQ(a.clause_provision[c], b.clause_provision[c]);
      }
    }
  }
}

}  // namespace
}  // namespace onestop::wire
