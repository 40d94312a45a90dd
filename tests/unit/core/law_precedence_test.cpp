// Precedence and coverage against a second, naive reading of the law: random laws, every circumstance of each.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <random>

#include "law_fixture.h"

namespace onestop::law::test {
namespace {

/// ONESTOP_SEED replays a failure.
std::uint64_t chosen_seed() {
  const auto* given = std::getenv("ONESTOP_SEED");
  const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::printf("ONESTOP_SEED=%llu\n", static_cast<unsigned long long>(seed));
  return seed;
}

struct World {
  Law law;
  post::Post post;
};

World random_world(std::mt19937_64& random) {
  const auto chance = [&](unsigned percent) { return random() % 100 < percent; };
  World w{bare_law(), small_post()};
  w.law.classes = {{"cart", "Cart", {}}, {"van", "Van", {}}};
  w.law.facts = {{"lodged", SubjectKind::vehicle, FactSource::lodging, false, "Lodged", {}},
                 {"export", SubjectKind::vehicle, FactSource::arrival, true, "Export", {}},
                 {"fresh", SubjectKind::consignment, FactSource::arrival, false, "Fresh", {}}};
  w.law.controls[0].of = chance(50) ? SubjectKind::vehicle : SubjectKind::consignment;
  auto& layouts = w.post.layouts;
  layouts.push_back(layouts[0]);
  layouts[1].code = "other";

  const bool whole = chance(70);  // with a general rule for each state, so that many compile
  for (const auto* state : {"law_a", "law_b"})
    if (whole || chance(50)) w.law.provisions.push_back(provision(state, state, rule("look", chance(60) ? Effect::perform : Effect::waive)));
  const int more = static_cast<int>(random() % 6);
  for (int i = 0; i < more; ++i) {
    static constexpr Effect effects[] = {Effect::perform, Effect::perform, Effect::joint, Effect::recognise, Effect::waive, Effect::abolish};
    auto r = rule("look", effects[random() % 6], chance(50) ? Depth::documents : Depth::physical);
    if (chance(40)) r.side = chance(50) ? Side::exit : Side::entry;
    if (chance(30)) r.classes = {chance(50) ? "cart" : "van"};
    if (chance(20)) r.layouts = {chance(60) ? "plain" : "other"};
    if (chance(10)) r.posts = {chance(60) ? "pass" : "port"};
    if (chance(20)) r.exit_states = {chance(50) ? "A" : "B"};
    if (chance(40)) r.when.push_back({"lodged", chance(50)});
    if (chance(40)) r.when.push_back({"export", chance(50)});
    if (w.law.controls[0].of == SubjectKind::consignment && chance(40)) r.when.push_back({"fresh", chance(50)});
    static constexpr const char* instruments[] = {"treaty", "treaty", "law_a", "law_b"};
    auto p = provision(("r" + std::to_string(i)).c_str(), instruments[random() % 4], r);
    if (chance(40)) p.from = Day{static_cast<int>(random() % 3) * 20'000};  // the last of these is in the future
    w.law.provisions.push_back(p);
  }
  return w;
}

struct Circumstance {
  bool lodged, fresh, exporting[2];
};

/// What the law says, read provision by provision; the empty answer is a gap, the flag a contradiction.
struct Answer {
  const ControlRule* rule = nullptr;
  bool contradiction = false;
};

Answer naive(const World& w, const Code& layout, int exit_index, Side side, const Code& traffic_class, const Circumstance& c) {
  const auto& state = w.post.states[side == Side::exit ? exit_index : 1 - exit_index].code;
  using Rank = std::tuple<int, bool, int>;
  std::map<Rank, std::vector<const ControlRule*>, std::greater<>> by_rank;
  for (const auto& p : w.law.provisions) {
    const auto* r = std::get_if<ControlRule>(&p.rule);
    if (!r) continue;
    const bool agreement = p.instrument == Code("treaty");
    if (!agreement && p.instrument != Code(state == Code("A") ? "law_a" : "law_b")) continue;
    const int from = p.from ? p.from->number : 0;
    if (from > day_of(noon_2026, 0).number) continue;
    int count = 0;
    bool fits = true;
    const auto ask = [&](bool asked, bool holds) {
      if (!asked) return;
      ++count;
      fits = fits && holds;
    };
    ask(r->side.has_value(), r->side == side);
    ask(!r->classes.empty(), !r->classes.empty() && r->classes[0] == traffic_class);
    ask(!r->layouts.empty(), !r->layouts.empty() && r->layouts[0] == layout);
    ask(!r->posts.empty(), !r->posts.empty() && r->posts[0] == w.post.code);
    ask(!r->exit_states.empty(), !r->exit_states.empty() && r->exit_states[0] == w.post.states[exit_index].code);
    for (const auto& literal : r->when) {
      const bool value = literal.fact == Code("lodged") ? c.lodged : literal.fact == Code("fresh") ? c.fresh : c.exporting[static_cast<int>(side)];
      ask(true, value == literal.value);
    }
    if (fits) by_rank[{count, agreement, from}].push_back(r);
  }
  if (by_rank.empty()) return {};
  const auto& top = by_rank.begin()->second;
  const bool differ = std::any_of(top.begin(), top.end(), [&](const ControlRule* r) { return r->effect != top[0]->effect || r->depth != top[0]->depth; });
  return {top[0], differ};
}

Facts facts_of(const Procedure& p, SubjectKind kind, const Code& traffic_class, const Circumstance& c) {
  Facts facts = Procedure::kind_bit(kind) | p.class_bit(traffic_class);
  if (c.lodged) facts |= p.fact("lodged")->bits[0];
  if (c.fresh) facts |= p.fact("fresh")->bits[0];
  for (int side = 0; side < 2; ++side)
    if (c.exporting[side]) facts |= p.fact("export")->bits[side];
  return facts;
}

bool performed(const Answer& a) { return a.rule && (a.rule->effect == Effect::perform || a.rule->effect == Effect::joint); }

TEST(LawPrecedence, The_compiler_answers_as_a_naive_reading_does) {
  const auto seed = chosen_seed();
  SCOPED_TRACE("ONESTOP_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  int compiled_laws = 0, answers = 0;
  for (int round = 0; round < 3000; ++round) {
    const auto w = random_world(random);
    const auto compiled = compile(w.law, w.post, "plain", noon_2026);
    bool sound = true;
    for (int exit_index = 0; exit_index < 2; ++exit_index)
      for (const auto* traffic_class : {"cart", "van"})
        for (unsigned bits = 0; bits < 16; ++bits) {
          const Circumstance c{(bits & 1) != 0, (bits & 2) != 0, {(bits & 4) != 0, (bits & 8) != 0}};
          const Answer by_side[2] = {naive(w, "plain", exit_index, Side::exit, traffic_class, c), naive(w, "plain", exit_index, Side::entry, traffic_class, c)};
          for (const auto side : {Side::exit, Side::entry}) {
            const auto& answer = by_side[static_cast<int>(side)];
            const auto& theirs = by_side[1 - static_cast<int>(side)];
            if (!answer.rule || answer.contradiction) sound = false;
            if (answer.rule && answer.rule->effect == Effect::recognise && !performed(theirs)) sound = false;
            // In this layout the entry side looks after the notice: the exit side would wait for it for ever.
            if (answer.rule && answer.rule->effect == Effect::recognise && side == Side::exit) sound = false;
            if (!compiled || !answer.rule) continue;
            const auto& p = compiled->procedures[exit_index];
            const auto facts = facts_of(p, w.law.controls[0].of, traffic_class, c);
            const int slot = p.slot_of("look", side);
            const auto* cell = governing(p, slot, facts);
            ASSERT_TRUE(cell);
            ASSERT_EQ(cell->effect, answer.rule->effect) << "round " << round;
            ASSERT_EQ(cell->depth, answer.rule->depth) << "round " << round;
            ASSERT_EQ((standing(p, facts).required() >> slot & 1) != 0, performed(answer)) << "round " << round;
            ++answers;
          }
        }
    ASSERT_EQ(compiled.has_value(), sound) << "round " << round << "\n" << wrongs(compiled);
    compiled_laws += compiled ? 1 : 0;
  }
  std::printf("%d of 3000 laws compiled, %d answers compared\n", compiled_laws, answers);
  EXPECT_GT(compiled_laws, 300);
  EXPECT_LT(compiled_laws, 2700);
}

/// Turns are what the order of steps says, whatever is closed: against a second way to count them.
TEST(LawPrecedence, Enabled_is_required_and_open_and_in_turn_or_ahead_by_documents) {
  const auto seed = chosen_seed();
  SCOPED_TRACE("ONESTOP_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int round = 0; round < 500; ++round) {
    const auto w = random_world(random);
    const auto compiled = compile(w.law, w.post, "plain", noon_2026);
    if (!compiled) continue;
    const auto& p = compiled->procedures[random() % 2];
    for (int i = 0; i < 50; ++i) {
      const Slots closed = random() & ((Slots{1} << p.slots.size()) - 1);
      const Facts facts = Procedure::kind_bit(static_cast<SubjectKind>(random() % 3)) | p.class_bit(random() % 2 ? "cart" : "van") | ((random() << 5) & (p.fact("lodged")->bits[0] | p.fact("export")->bits[0] | p.fact("export")->bits[1] | p.fact("fresh")->bits[0]));
      Slots expected = 0;
      for (std::size_t s = 0; s < p.slots.size(); ++s) {
        bool in_turn = true;
        for (std::size_t earlier = 0; earlier < s; ++earlier) in_turn = in_turn && (closed >> earlier & 1);  // here each step does one thing
        const auto* cell = governing(p, static_cast<int>(s), facts);
        const bool milestone = p.slots[s].milestone != post::Milestone::none;
        const bool due = milestone ? (facts & Procedure::kind_bit(SubjectKind::vehicle)) != 0 : cell && (cell->effect == Effect::perform || cell->effect == Effect::joint);
        const bool ahead = !milestone && due && cell->depth == Depth::documents && p.slots[s].side == Side::entry && (facts & p.lodged_bits);
        if (due && !(closed >> s & 1) && (in_turn || ahead)) expected |= Slots{1} << s;
      }
      ASSERT_EQ(enabled(p, closed, facts), expected);
    }
  }
}

}  // namespace
}  // namespace onestop::law::test
