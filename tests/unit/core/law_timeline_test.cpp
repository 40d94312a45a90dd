// Law over time: what is in force changes at the midnight of the state whose law it is, and between two changes the
// timeline says what a compilation on the day would say.
#include <gtest/gtest.h>

#include <random>

#include "core/law/timeline.h"
#include "core/law/words.h"
#include "law_fixture.h"

namespace onestop::law::test {
namespace {

const Day day{21'000};
const Day earlier{20'900};

post::Post two_clocks() {
  auto post = small_post();
  post.states[0].utc_offset_min = 300;
  post.states[1].utc_offset_min = 360;
  return post;
}

Instant midnight(Day day, int offset_min) { return {day.number * day_ms - offset_min * minute_ms}; }

TEST(LawTimeline, does_each_law_change_at_the_midnight_of_its_own_state) {
  auto law = small_law();
  const auto add = [&](const char* id, const char* instrument, Day from, std::optional<Day> until) {
    law.provisions.push_back(provision(id, instrument, rule("look", Effect::perform)));
    law.provisions.back().from = from;
    law.provisions.back().until = until;
  };
  add("a", "law_a", day, Day{day.number + 2});
  add("b", "law_b", day, {});
  add("both", "treaty", Day{day.number + 1}, {});  // by the host's clock, which is that of A
  law.instruments.push_back({"law_c", "Law of C", InstrumentKind::national, "C", day, {}, {}});
  add("c", "law_c", Day{day.number + 5}, {});
  const auto changes = change_instants(law, two_clocks(), midnight(earlier, 0), never);
  const std::vector<Instant> expected{midnight(day, 360), midnight(day, 300), midnight(Day{day.number + 1}, 300), midnight(Day{day.number + 2}, 300)};
  EXPECT_EQ(changes, expected);
  EXPECT_EQ(change_instants(law, two_clocks(), midnight(day, 360), midnight(day, 300)).size(), 0u) << "neither end counts";
}

TEST(LawTimeline, does_an_instrument_bring_its_provisions_and_take_them_away) {
  auto law = small_law();
  law.instruments.push_back({"late", "Later agreement", InstrumentKind::agreement, {}, day, Day{day.number + 10}, {}});
  law.provisions.push_back(provision("late-rule", "late", rule("look", Effect::waive)));
  const auto eras = timeline(law, small_post(), "plain", midnight(earlier, 0));
  ASSERT_TRUE(eras) << eras.error().findings.front().wrong;
  ASSERT_EQ(eras->size(), 3u);
  EXPECT_EQ((*eras)[1].from, midnight(day, 0));
  EXPECT_EQ((*eras)[2].from, midnight(Day{day.number + 10}, 0));
  const auto effect = [&](std::size_t era) {
    const auto& p = (*eras)[era].compiled.procedures[0];
    return governing(p, p.slot_of("look", Side::exit), Procedure::kind_bit(SubjectKind::vehicle) | p.class_bit("cart"))->effect;
  };
  EXPECT_EQ(effect(0), Effect::perform);
  EXPECT_EQ(effect(1), Effect::waive);
  EXPECT_EQ(effect(2), Effect::perform);
  EXPECT_EQ((*eras)[0].compiled.procedures[0].hash, (*eras)[2].compiled.procedures[0].hash) << "the same law is the same procedure";
  EXPECT_TRUE((*eras)[1].compiled.procedures[1].cite("late-rule"));
  EXPECT_FALSE((*eras)[2].compiled.procedures[1].cite("late-rule"));
}

TEST(LawTimeline, is_the_day_named_on_which_the_law_gives_out) {
  auto law = small_law();
  law.provisions.back().until = day;  // nobody says any more what B does
  const auto eras = timeline(law, two_clocks(), "plain", midnight(earlier, 0));
  ASSERT_FALSE(eras);
  EXPECT_EQ(eras.error().at, midnight(day, 360));
  ASSERT_FALSE(eras.error().findings.empty());
  EXPECT_TRUE(eras.error().findings.front().wrong.starts_with("from " + to_text(day) + " by the clocks of B on: no provision says what look")) << eras.error().findings.front().wrong;
  EXPECT_EQ(eras.error().before.size(), 1u);
  EXPECT_FALSE(timeline(law, two_clocks(), "plain", midnight(Day{day.number + 1}, 0)));
}

TEST(LawTimeline, does_it_say_at_every_instant_what_a_compilation_on_the_day_says) {
  const std::uint64_t seed = 20'150'812;
  std::mt19937_64 random(seed);
  int changes = 0;
  for (int round = 0; round < 60; ++round) {
    auto law = small_law();
    for (int i = 0; i < 6; ++i) {
      static constexpr const char* instruments[] = {"treaty", "law_a", "law_b"};
      auto one = provision(("r" + std::to_string(i)).c_str(), instruments[random() % 3], rule("look", random() % 2 ? Effect::waive : Effect::perform));
      one.from = Day{day.number + static_cast<int>(random() % 4)};
      if (random() % 2) one.until = Day{one.from->number + 1 + static_cast<int>(random() % 3)};
      std::get<ControlRule>(one.rule).side = random() % 2 ? Side::exit : Side::entry;
      law.provisions.push_back(one);
    }
    const auto from = midnight(Day{day.number - 1}, 0);
    const auto eras = timeline(law, two_clocks(), "plain", from);
    const auto hash_at = [&](Instant at) {
      const Era* found = nullptr;
      const auto& all = eras ? *eras : eras.error().before;
      for (const auto& era : all)
        if (era.from <= at) found = &era;
      return found->compiled.procedures[1].hash;
    };
    for (int hour = 0; hour < 9 * 24; ++hour) {
      const Instant at = from + hour * hour_ms;
      const auto compiled = compile(law, two_clocks(), "plain", at);
      const bool before = eras || at < eras.error().at;
      if (!before) {
        EXPECT_TRUE(at > eras.error().at || !compiled) << "round " << round;
        break;
      }
      ASSERT_TRUE(compiled) << "round " << round << "\n" << wrongs(compiled);
      ASSERT_EQ(hash_at(at), compiled->procedures[1].hash) << "round " << round << ", hour " << hour;
    }
    changes += static_cast<int>((eras ? eras->size() : eras.error().before.size()) - 1);
  }
  EXPECT_GT(changes, 60);
}

TEST(LawTimeline, is_a_law_of_too_many_changes_turned_away) {
  auto law = small_law();
  for (int i = 0; i <= static_cast<int>(most_changes); ++i) {
    law.provisions.push_back(provision(("r" + std::to_string(i)).c_str(), "law_a", rule("look", Effect::perform)));
    law.provisions.back().from = Day{day.number + i};
  }
  const auto eras = timeline(law, small_post(), "plain", midnight(earlier, 0));
  ASSERT_FALSE(eras);
  EXPECT_NE(eras.error().findings.front().wrong.find("501 times"), std::string::npos);
}

TEST(LawSearch, do_large_letters_not_matter_in_any_script_of_the_post) {
  EXPECT_TRUE(mentions("Goods in TRANSIT are sealed", "sealed transit"));
  EXPECT_FALSE(mentions("Goods in transit are sealed", "sealed export"));
  EXPECT_TRUE(mentions("Таможенный контроль ОТМЕНЯЕТСЯ", "таможенный отменяется"));
  EXPECT_TRUE(mentions("Кеден бақылауы ӨТКІЗІЛМЕЙДІ, ҢҮҰҚӘҒҺ", "өткізілмейді ңүұқәғһ"));
  EXPECT_TRUE(mentions("Чек ара, ЁЛКА", "ёлка"));
  EXPECT_TRUE(mentions("anything", "")) << "no question is answered by everything";
}

}  // namespace
}  // namespace onestop::law::test
