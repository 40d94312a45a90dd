// The report of a release study: its headings, its words where there is little to say, and that nobody can be found in it.
#include <gtest/gtest.h>

#include "crossing_story.h"
#include "simulated.h"
#include "study/report.h"

namespace onestop::study::test {
namespace {

std::string file_of(const std::vector<ReportFile>& files, std::string_view name) {
  for (const auto& one : files)
    if (one.name == name) return one.content;
  ADD_FAILURE() << "there is no " << name;
  return "";
}

bool says(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }

Stay stay_of_class(const Code& traffic_class, const Code& layout, std::int64_t from_min, std::int64_t release_ms) {
  Stay stay;
  stay.crossing = id_named("CANARYID");
  stay.traffic_class = traffic_class;
  stay.exit_state = "KZ";
  stay.entry_state = "KG";
  stay.layout = layout;
  stay.stamps.gate_in = minute(from_min);
  stay.stamps.released = minute(from_min) + release_ms;
  stay.spent = {{{OwnerKind::agency, "customs", "KZ"}, Kind::work, false, release_ms}};
  return stay;
}

Columns two_layouts(double effect, std::uint64_t seed) {
  Draws draws(seed, "report");
  Columns columns;
  for (int i = 0; i < 600; ++i) {
    const bool after = i >= 300;
    columns.add(observed(stay_of_class("truck", after ? "new" : "old", i * 37, static_cast<std::int64_t>(3'000'000 * (after ? effect : 1) * std::exp(0.5 * draws.normal()))), 360));
  }
  return columns;
}

const ReportOf compared{"Model post", "From a test.", {}, {}, {}, {"old", "new"}, 3'600'000};

TEST(Report, has_it_the_six_headings_of_the_method) {
  const auto page = file_of(report(two_layouts(0.7, 5), compared), "report.html");
  std::size_t at = 0;
  for (const char* heading : {"<h2>1 Objectives and scope", "<h2>2 Method", "<h2>3 Process map", "<h2>4 Results", "<h2>5 Delay owners", "<h2>6 Recommendations"}) {
    const auto found = page.find(heading, at);
    ASSERT_NE(found, std::string::npos) << heading;
    at = found;
  }
  EXPECT_TRUE(says(page, "@media print"));
  EXPECT_TRUE(says(page, "T1 joined the queue"));
}

TEST(Report, is_a_difference_that_chance_may_have_made_called_so) {
  const auto same = file_of(report(two_layouts(1, 6), compared), "report.html"), shorter = file_of(report(two_layouts(0.7, 5), compared), "report.html");
  EXPECT_TRUE(says(same, "<td>not distinguishable</td>"));
  EXPECT_FALSE(says(same, "<td>shorter</td>"));
  EXPECT_TRUE(says(shorter, "<td>shorter</td>"));
  EXPECT_FALSE(says(shorter, "<td>not distinguishable</td>"));
}

TEST(Report, does_a_log_without_releases_get_clear_words_and_no_figure) {
  const auto files = report(Columns{}, compared);
  EXPECT_TRUE(says(file_of(files, "report.html"), "Nobody was released in this period."));
  EXPECT_TRUE(says(file_of(files, "report.html"), "nothing to compare"));
  EXPECT_FALSE(says(file_of(files, "report.html"), "nan"));
  EXPECT_EQ(file_of(files, "owners.csv"), "owner,sum_ms,share,cumulated\n");
}

TEST(Report, is_one_vehicle_a_figure_without_an_interval) {
  Columns columns;
  columns.add(observed(stay_of_class("bus", "old", 0, 600'000), 360));
  const auto page = file_of(report(columns, compared), "report.html");
  EXPECT_TRUE(says(page, "1 crossing released in the period"));
  EXPECT_TRUE(says(page, "<td class=n>10.0</td><td class=n>too few</td>"));
  EXPECT_TRUE(says(page, "1 vehicles before, 0 after: nothing to compare"));
  EXPECT_FALSE(says(page, "nan")) << "nor inf";
  EXPECT_FALSE(says(page, "inf "));
}

TEST(Report, are_the_hours_of_two_layouts_kept_apart) {
  const auto page = file_of(report(two_layouts(0.7, 5), compared), "report.html");
  EXPECT_TRUE(says(page, "<h3>Layout old: median release by weekday"));
  EXPECT_TRUE(says(page, "<h3>Layout new: median release by weekday"));
}

TEST(Report, is_a_window_shorter_than_a_week_called_so) {
  auto of = compared;
  of.from = minute(0);
  of.to = minute(6 * 24 * 60);
  EXPECT_TRUE(says(file_of(report(two_layouts(1, 6), of), "report.html"), "shorter than seven days"));
  of.to = minute(7 * 24 * 60);
  EXPECT_FALSE(says(file_of(report(two_layouts(1, 6), of), "report.html"), "shorter than seven days"));
}

TEST(Report, does_no_plate_name_or_identity_leave_in_any_file) {
  auto story = Story();
  story.arrival();
  const auto stay = stay_of_class("truck", "old", 0, 600'000);
  Columns columns;
  columns.add(observed(stay, 360));
  auto of = compared;
  ActivityTable activities;
  activities.add(*story.control(1, 9, kz_customs, "customs_documents").attributed());
  of.activities = &activities;
  for (const auto& file : report(columns, of)) {
    EXPECT_FALSE(says(file.content, to_text(stay.crossing))) << file.name;
    EXPECT_FALSE(says(file.content, to_text(story.vehicle))) << file.name;
    EXPECT_FALSE(says(file.content, to_text(story.driver))) << file.name;
  }
}

TEST(Report, are_words_from_outside_shown_as_words) {
  Columns columns;
  auto one = observed(stay_of_class("bus", "old", 0, 600'000), 360);
  one.traffic_class = "<b>,\"x\"";
  columns.add(one);
  const auto files = report(columns, compared);
  EXPECT_FALSE(says(file_of(files, "report.html"), "<b>"));
  EXPECT_TRUE(says(file_of(files, "segments.csv"), "\"<b>,\"\"x\"\"\",KZ-KG,old,release,"));
}

TEST(Report, has_every_line_of_a_table_as_many_fields_as_its_head) {
  for (const auto& file : report(two_layouts(0.8, 7), compared)) {
    if (file.name == "report.html") continue;
    std::size_t from = 0, fields = 0;
    while (from < file.content.size()) {
      const auto to = file.content.find('\n', from);
      const auto here = static_cast<std::size_t>(std::count(file.content.begin() + static_cast<std::ptrdiff_t>(from), file.content.begin() + static_cast<std::ptrdiff_t>(to), ','));
      if (fields == 0) fields = here;
      EXPECT_EQ(here, fields) << file.name << ": " << file.content.substr(from, to - from);
      from = to + 1;
    }
  }
}

TEST(Activities, do_the_sums_of_activities_and_owners_equal_the_stays) {
  ActivityTable table;
  std::int64_t elapsed = 0;
  for (int i = 1; i < 40; ++i) {
    Story story;
    story.arrival().control(i, i + 7, kz_frontier, "passport").control(i + 3, i + 20, kg_customs, "customs_documents").notice(i + 21).acceptance(i + 23).release(i + 30).departure(i + 31 + i % 3);
    const auto attributed = *story.attributed(i % 2 == 0 ? combined() : two_stop());
    elapsed += attributed.elapsed_ms();
    table.add(attributed);
  }
  std::int64_t sum = 0;
  for (const auto& row : table.rows()) sum += row.sum_ms;
  EXPECT_EQ(table.stays(), 39);
  EXPECT_EQ(sum, elapsed);
  EXPECT_EQ(table.elapsed_ms(), elapsed);
}

}  // namespace
}  // namespace onestop::study::test
