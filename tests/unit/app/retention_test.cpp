#include "app/retention.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace onestop::app {
namespace {

auto read(const std::string& text) {
  const auto path = std::filesystem::temp_directory_path() / ("retention-" + std::to_string(::getpid()) + ".yaml");
  std::ofstream(path) << text;
  auto rules = load_retention(path);
  std::filesystem::remove(path);
  return rules;
}

Instant midnight(const char* day) { return {parse_day(day)->number * day_ms}; }

TEST(Retention, does_the_model_say_how_long_everything_stays) {
  const auto model = load_retention(ONESTOP_SOURCE_DIR "/posts/retention/korday.yaml");
  ASSERT_TRUE(model) << wire::to_text(model.error());
  const auto today = *parse_day("2026-07-06");
  EXPECT_EQ(model->until(Kept::crossing_events, today), midnight("2021-07-06"));
  EXPECT_EQ(model->until(Kept::searches, today), midnight("2023-07-06"));
  EXPECT_LE(*model->until(Kept::read_rows, today), *model->until(Kept::crossing_events, today)) << "lists outlive events, not the other way round";
}

TEST(Retention, does_what_nobody_named_stay_for_ever) {
  const auto rules = read("retention: one\nkeep:\n  - { kind: refusals, years: 2, source: model }\n");
  ASSERT_TRUE(rules);
  EXPECT_FALSE(rules->until(Kept::crossing_events, *parse_day("2026-07-06")));
}

TEST(Retention, does_a_leap_day_end_on_the_28th) {
  const auto rules = read("retention: one\nkeep:\n  - { kind: refusals, years: 1, source: model }\n");
  EXPECT_EQ(rules->until(Kept::refusals, *parse_day("2024-02-29")), midnight("2023-02-28"));
}

TEST(Retention, is_an_unknown_kind_a_rule_without_source_or_one_twice_refused) {
  EXPECT_FALSE(read("retention: one\nkeep:\n  - { kind: everything, years: 2, source: model }\n"));
  EXPECT_FALSE(read("retention: one\nkeep:\n  - { kind: refusals, years: 2 }\n"));
  EXPECT_FALSE(read("retention: one\nkeep:\n  - { kind: refusals, years: 0, source: model }\n"));
  EXPECT_FALSE(read("retention: one\nkeep:\n  - { kind: refusals, years: 2, source: a }\n  - { kind: refusals, years: 3, source: a }\n"));
}

}  // namespace
}  // namespace onestop::app
