// The report of a release study: its headings, its words where there is little to say, and that nobody can be found in it.
#include <gtest/gtest.h>

#include <map>

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

const ReportOf compared{.title = "Model post", .from = {}, .to = {}, .layouts = {"old", "new"}, .target_ms = 3'600'000};

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

TEST(Report, has_it_its_six_headings_and_no_gap_in_each_language) {
  const std::map<std::string, std::vector<const char*>> headings{
      {"ru", {"<h2>1 Цели и охват", "<h2>2 Метод", "<h2>3 Карта процесса", "<h2>4 Результаты", "<h2>5 Кому принадлежат задержки", "<h2>6 Рекомендации"}},
      {"kk", {"<h2>1 Мақсаты", "<h2>2 Әдіс", "<h2>3 Процесс картасы", "<h2>4 Нәтижелер", "<h2>5 Кідірістер", "<h2>6 Ұсынымдар"}},
      {"ky", {"<h2>1 Максаты", "<h2>2 Ыкма", "<h2>3 Процесстин картасы", "<h2>4 Натыйжалар", "<h2>5 Кечигүүлөр", "<h2>6 Сунуштар"}}};
  for (const auto& [language, wanted] : headings) {
    auto of = compared;
    of.language = language;
    const auto page = file_of(report(two_layouts(0.7, 5), of), "report.html");
    std::size_t at = 0;
    for (const auto* heading : wanted) {
      const auto found = page.find(heading, at);
      ASSERT_NE(found, std::string::npos) << heading;
      at = found;
    }
    EXPECT_TRUE(says(page, "<html lang=\"" + language + "\">"));
    EXPECT_FALSE(says(page, "{{")) << language << ": a blank was not filled";
    EXPECT_FALSE(says(page, "Release, T3 to T11")) << "no English sentence";
  }
  EXPECT_FALSE(report_speaks("xx"));
}

TEST(Report, are_the_tables_the_same_in_every_language) {
  auto russian = compared;
  russian.language = "ru";
  const auto columns = two_layouts(0.7, 5);
  const auto ours = report(columns, compared), theirs = report(columns, russian);
  ASSERT_EQ(ours.size(), report_names.size());
  for (std::size_t i = 1; i < ours.size(); ++i) {
    EXPECT_EQ(ours[i].name, report_names[i]);
    EXPECT_EQ(ours[i].content, theirs[i].content) << ours[i].name;
  }
}

TEST(Report, are_the_crossings_without_a_release_and_the_skew_of_clocks_said) {
  auto of = compared;
  of.source.inside = 12;
  of.source.ended = {{crossing::End::withdrawn, 3}, {crossing::End::seized, 1}};
  auto back = stay_of_class("bus", "old", 0, 600'000);
  back.stamps.exit_notice = minute(5);
  back.stamps.entry_accepted = minute(4);
  auto columns = two_layouts(0.7, 5);
  columns.add(observed(back, 0));
  const auto files = report(columns, of);
  EXPECT_TRUE(says(file_of(files, "report.html"), "still inside 12; ended otherwise: Turned back 3, Seized 1."));
  EXPECT_TRUE(says(file_of(files, "report.html"), "of them accepted before the exit notice 1 (by 60.0 s at most)"));
  EXPECT_EQ(file_of(files, "unreleased.csv"), "end,crossings\nwithdrawn,3\nseized,1\ninside,12\n");
  EXPECT_TRUE(says(file_of(files, "clocks.csv"), "KG,KZ,1,1,60000,"));
}

TEST(Report, does_a_sample_say_how_many_of_how_many_and_its_seed) {
  const auto columns = two_layouts(0.7, 5);
  auto sampled = sample(columns, 0.2, 42);
  auto of = compared;
  of.seed = 42;
  of.sampled = &sampled.strata;
  const auto files = report(sampled.columns, of);
  EXPECT_TRUE(says(file_of(files, "report.html"), "A sample: " + std::to_string(sampled.columns.size()) + " of 600 releases"));
  EXPECT_TRUE(says(file_of(files, "report.html"), "seed 42"));
  EXPECT_TRUE(says(file_of(report(columns, compared), "report.html"), "(census)"));
  EXPECT_EQ(std::ranges::count(file_of(files, "sample.csv"), '\n'), 3) << "a head and two strata";
}

TEST(Report, do_costs_stand_per_vehicle_and_per_deposit) {
  programme::ReleaseStudy study;
  study.rows = {{"goods", "Goods", {"truck"}, {}, {}, {}}};
  study.costs = {{"unloading", "Unloading", "goods", "USD", {{"handling", "", {20'000, "USD"}}}, "assumed", {}}};
  FoundingTable founding{&study, {{"KZ", "KG"}, "old", "new"}, {}};
  ReleaseTable table(study, founding.choice);
  Columns columns;
  for (int i = 0; i < 4; ++i) {
    auto stay = stay_of_class("truck", i < 2 ? "old" : "new", i, 600'000);
    if (i == 0) stay.inspections = {1, 1, 0};
    if (i == 2) stay.inspections = {0, 0, 1};
    stay.deposits = stay.inspections.all();
    if (stay.deposits > 0) stay.costs = {{"KZ", {5'000 * stay.deposits, "USD"}}};
    table.add(stay);
    columns.add(observed(stay, 0));
  }
  founding.rows = table.rows();
  auto of = compared;
  of.founding = &founding;
  const auto files = report(columns, of);
  const auto costs = file_of(files, "costs.csv");
  EXPECT_TRUE(says(costs, "unloading,goods,before,2,1,2,2,assumed,inspected_vehicle,40000,USD\n")) << costs;
  EXPECT_TRUE(says(costs, "unloading,goods,before,2,1,2,2,assumed,vehicle,20000,USD\n"));
  EXPECT_TRUE(says(costs, "unloading,goods,before,2,1,2,2,assumed,deposit,20000,USD\n"));
  EXPECT_TRUE(says(costs, "unloading,goods,before,2,1,2,2,recorded,deposit,5000,USD\n"));
  EXPECT_TRUE(says(costs, "unloading,goods,after,2,1,1,1,assumed,inspected_vehicle,20000,USD\n"));
  EXPECT_TRUE(says(costs, "unloading,goods,after,2,1,1,1,recorded,vehicle,2500,USD\n"));
  EXPECT_TRUE(says(file_of(files, "report.html"), "<td class=n>400.00 USD</td><td class=n>200.00 USD</td>"));
  EXPECT_TRUE(says(file_of(files, "founding.csv"), "goods,after_total,new,,2,600000,600000,600000,600000,600000\n"));
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
  EXPECT_TRUE(says(page, "by the instant of release: 1 crossings."));
  EXPECT_TRUE(says(page, "<td class=n>10.0</td><td class=n>too few</td>"));
  EXPECT_TRUE(says(page, "fewer than 20 durations; no interval is given")) << "and why";
  EXPECT_TRUE(says(page, "before 1, after 0: nothing to compare"));
  EXPECT_FALSE(says(page, "nan")) << "nor inf";
  EXPECT_FALSE(says(page, "inf "));
}

TEST(Report, are_the_hours_of_two_layouts_kept_apart) {
  const auto page = file_of(report(two_layouts(0.7, 5), compared), "report.html");
  EXPECT_TRUE(says(page, "<h3>old: Median by weekday"));
  EXPECT_TRUE(says(page, "<h3>new: Median by weekday"));
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
  for (const auto& file : report(columns, compared)) {
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

}  // namespace
}  // namespace onestop::study::test
