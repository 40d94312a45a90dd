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
const Instant noon{1'277'985'600'000};   // 2010-07-01T12:00:00Z, before the customs community
const Instant later{1'782'907'200'000};  // 2026-07-01T12:00:00Z

Law model_law() {
  auto law = load_law(root + "/law");
  if (!law) throw std::runtime_error(to_text(law.error()));
  return *law;
}

post::Post model_post(const char* name = "korday-akjol") {
  auto post = load_post(root + "/posts/" + name + ".yaml");
  if (!post) throw std::runtime_error(to_text(post.error()));
  return *post;
}

/// A post in one layout on one day, as the law compiles there.
struct Run {
  post::Post post;
  Code layout;
  Instant day;
  law::Compiled compiled;
};

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

std::set<std::array<std::uint64_t, 7>> powers(const Procedure& p) {
  std::set<std::array<std::uint64_t, 7>> out;
  for (const auto& power : p.powers) out.insert({static_cast<std::uint64_t>(power.act), power.agencies, power.roles, power.zones, power.sides, power.phases, power.nationals});
  return out;
}

/// Limits, fees, priorities and the clauses that may be absent, without the words and citations.
std::vector<std::int64_t> figures(const Procedure& p) {
  std::vector<std::int64_t> out(p.clause_figure.begin(), p.clause_figure.end());
  for (int i = 0; i < law::clause_count; ++i) out.push_back(p.holds(static_cast<law::Clause>(i)));
  for (const auto& one : p.limits) out.insert(out.end(), {one.slot, static_cast<std::int64_t>(one.classes), one.at_most.value_or(-1), one.at_least.value_or(-1), one.not_past});
  for (const auto& one : p.fees) out.insert(out.end(), {static_cast<std::int64_t>(one.fee), one.sides, static_cast<std::int64_t>(one.classes), one.amount});
  for (const auto& one : p.priorities) out.insert(out.end(), {one.rank, static_cast<std::int64_t>(one.set), static_cast<std::int64_t>(one.clear), static_cast<std::int64_t>(one.classes)});
  return out;
}

std::vector<Run> runs(const Law& law) {
  std::vector<Run> out;
  for (const auto* name : {"korday-akjol", "zhibekzholy-gishtkuprik"}) {
    const auto post = model_post(name);
    for (const auto day : {noon, later})
      for (const auto& layout : post.layouts) {
        auto result = law::compile(law, post, layout.code, day);
        if (!result) throw std::runtime_error(said(result));
        out.push_back({post, layout.code, day, std::move(*result)});
      }
  }
  return out;
}

bool same(const Procedure& a, const Procedure& b) {
  return powers(a) == powers(b) && figures(a) == figures(b) && answers(a, a) == answers(b, a) && answers(a, b) == answers(b, b);
}

/// Whether the changed law compiles to something that decides differently somewhere, or not at all.
bool changes_something(const Law& changed, const std::vector<Run>& original) {
  for (const auto& run : original) {
    const auto result = law::compile(changed, run.post, run.layout, run.day);
    if (!result) return true;
    for (std::size_t i = 0; i < 2; ++i)
      if (!same(run.compiled.procedures[i], result->procedures[i])) return true;
  }
  return false;
}

TEST(ModelLaw, Every_layout_of_every_post_compiles_before_and_after_the_community) {
  const auto all = runs(model_law());
  EXPECT_EQ(all.size(), 14u);
}

TEST(ModelLaw, Deleting_any_provision_changes_something) {
  const auto law = model_law();
  const auto original = runs(law);
  ASSERT_FALSE(changes_something(law, original));
  for (std::size_t i = 0; i < law.provisions.size(); ++i) {
    auto changed = law;
    changed.provisions.erase(changed.provisions.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_TRUE(changes_something(changed, original)) << law.provisions[i].id.view() << " is idle";
  }
}

TEST(ModelLaw, Flipping_any_effect_changes_something) {
  const auto law = model_law();
  const auto original = runs(law);
  for (std::size_t i = 0; i < law.provisions.size(); ++i) {
    auto changed = law;
    auto* rule = std::get_if<law::ControlRule>(&changed.provisions[i].rule);
    if (!rule) continue;
    const bool performed = rule->effect == law::Effect::perform || rule->effect == law::Effect::joint;
    rule->effect = performed ? law::Effect::waive : law::Effect::perform;
    rule->depth = performed ? law::Depth::none : law::Depth::documents;
    EXPECT_TRUE(changes_something(changed, original)) << law.provisions[i].id.view();
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

/// Whether an officer of the agency at the desk may do the act on his side in the phase to such a national.
bool may(const Procedure& p, law::Act act, law::Side side, const char* desk, law::Phase phase, law::Nationality national) {
  const auto* seat = p.desk(desk);
  if (!seat) throw std::runtime_error(desk);
  const auto bit = [](const std::vector<Code>& all, const Code& code) { return std::uint64_t{1} << (std::ranges::find(all, code) - all.begin()); };
  return std::ranges::any_of(p.powers, [&](const law::Power& power) {
    return power.act == act && (power.agencies & bit(p.agencies, seat->agency)) && (power.roles & bit(p.roles, seat->role)) && (power.zones & bit(p.zones, seat->zone)) &&
           (power.sides >> static_cast<int>(side) & 1) && (power.phases >> static_cast<int>(phase) & 1) && (power.nationals >> static_cast<int>(national) & 1);
  });
}

TEST(ModelLaw, Visiting_officers_detain_no_national_of_the_host_and_only_in_their_own_phase) {
  using enum law::Nationality;
  const auto detains = [](const Procedure& p, law::Side side, const char* desk, law::Phase phase, law::Nationality national) { return may(p, law::Act::detain, side, desk, phase, national); };
  const auto p = compiled(model_law(), model_post(), "country_of_entry").procedures[0];  // from KZ, on the soil of KG
  const auto exit = law::Side::exit, entry = law::Side::entry;
  EXPECT_TRUE(detains(p, exit, "kz_exit_passport_car_1", law::Phase::exit, own));
  EXPECT_TRUE(detains(p, exit, "kz_exit_passport_car_1", law::Phase::exit, third));
  EXPECT_FALSE(detains(p, exit, "kz_exit_passport_car_1", law::Phase::exit, partner));
  EXPECT_FALSE(detains(p, exit, "kz_exit_passport_car_1", law::Phase::hand_over, own));
  EXPECT_TRUE(detains(p, entry, "kg_passport_car_1", law::Phase::exit, own));  // the host, its own nationals, at any time
  EXPECT_FALSE(detains(p, entry, "kg_passport_car_1", law::Phase::exit, third));
  EXPECT_FALSE(detains(p, entry, "kg_passport_car_1", law::Phase::exit, partner));
  EXPECT_TRUE(detains(p, entry, "kg_passport_car_1", law::Phase::entry, partner));  // on its own soil, in its own phase
  EXPECT_FALSE(detains(p, entry, "kg_transport_1", law::Phase::entry, own));
  const auto home = compiled(model_law(), model_post(), "two_stop").procedures[0];
  EXPECT_TRUE(detains(home, exit, "kz_passport_car_1", law::Phase::exit, partner));
}

TEST(ModelLaw, Reversal_is_asked_by_the_shift_head_of_exit_and_granted_by_that_of_entry_after_the_notice) {
  for (const auto* layout : {"double", "shared", "combined"}) {
    const auto p = compiled(model_law(), model_post(), layout).procedures[0];
    for (const auto phase : {law::Phase::exit, law::Phase::hand_over, law::Phase::entry}) {
      const bool after = phase != law::Phase::exit;
      EXPECT_EQ(may(p, law::Act::request_reversal, law::Side::exit, "kz_shift_head", phase, law::Nationality::own), after);
      EXPECT_EQ(may(p, law::Act::consent_reversal, law::Side::entry, "kg_shift_head", phase, law::Nationality::own), after);
      EXPECT_FALSE(may(p, law::Act::request_reversal, law::Side::exit, "kz_passport_car_1", phase, law::Nationality::own));
      EXPECT_FALSE(may(p, law::Act::consent_reversal, law::Side::exit, "kz_shift_head", phase, law::Nationality::own));
    }
  }
}

TEST(ModelLaw, One_deposit_that_was_inspected_costs_two_hundred_dollars) {
  const auto p = compiled(model_law(), model_post(), "combined").procedures[0];
  std::int64_t sum = 0;
  for (const auto fee : {law::Fee::unloading, law::Fee::placement, law::Fee::storage_day, law::Fee::reloading}) sum += p.fee(fee, law::Side::entry, p.class_bit("truck"))->amount;
  EXPECT_EQ(sum, 20'000);
}

TEST(ModelLaw, Animals_go_before_goods_that_spoil_and_these_before_all_others) {
  const auto p = compiled(model_law(), model_post(), "combined").procedures[0];
  const auto truck = p.class_bit("truck"), animals = p.fact("live_animals")->bits[0], perishable = p.fact("perishable")->bits[0];
  EXPECT_GT(p.rank(truck | animals | perishable), p.rank(truck | perishable));
  EXPECT_GT(p.rank(truck | perishable), p.rank(p.class_bit("bus")));
  EXPECT_GT(p.rank(p.class_bit("bus")), p.rank(truck));
}

TEST(ModelLaw, A_layout_on_foreign_soil_is_unlawful_without_the_clause_that_lets_officers_act_there) {
  auto law = model_law();
  std::erase_if(law.provisions, [](const law::Provision& one) { return one.id == Code("agr-abroad"); });
  EXPECT_NE(said(law::compile(law, model_post(), "country_of_entry", noon)).find("acts_on_neighbour_soil"), std::string::npos);
  EXPECT_EQ(said(law::compile(law, model_post(), "double", noon)), "");
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
  const auto result = law::compile(*law, *post, "bridge_line", noon);
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
  for (auto* list : {&law.agencies, &law.roles, &law.zone_kinds})
    for (auto& one : *list) r.in(one.code);
  for (auto& one : law.classes) r.in(one.code);
  for (auto& fact : law.facts) r.in(fact.code);
  for (auto& control : law.controls) r.in(control.code), r.in(control.agency);
  for (auto& instrument : law.instruments) r.in(instrument.code), r.in(instrument.state), r.in(instrument.members), r.in(instrument.posts);
  for (auto& provision : law.provisions) {
    r.in(provision.id), r.in(provision.instrument);
    if (auto* rule = std::get_if<law::ControlRule>(&provision.rule)) {
      r.in(rule->control), r.in(rule->classes), r.in(rule->layouts), r.in(rule->posts), r.in(rule->exit_states);
      for (auto& literal : rule->when) r.in(literal.fact);
    }
    if (auto* rule = std::get_if<law::LimitRule>(&provision.rule)) r.in(rule->control), r.in(rule->classes), r.in(rule->fact);
    if (auto* rule = std::get_if<law::FeeRule>(&provision.rule)) r.in(rule->classes);
    if (auto* rule = std::get_if<law::PriorityRule>(&provision.rule)) {
      r.in(rule->classes);
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
    for (auto& zone : layout.zones) r.in(zone.code), r.in(zone.kind), r.in(zone.soil), r.in(zone.exclusive);
    for (auto& station : layout.stations) r.in(station.code);
    for (auto& desk : layout.desks) r.in(desk.code), r.in(desk.station), r.in(desk.zone), r.in(desk.state), r.in(desk.agency), r.in(desk.role);
    for (auto& lane : layout.lanes) r.in(lane.code), r.in(lane.zone), r.in(lane.classes), r.in(lane.exit_states);
    for (auto& device : layout.devices) r.in(device.code), r.in(device.kind), r.in(device.zone), r.in(device.owner), r.in(device.serves), r.in(device.missing);
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
    for (const auto* layout : {"two_stop", "double", "shared", "combined", "country_of_entry"}) {
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
