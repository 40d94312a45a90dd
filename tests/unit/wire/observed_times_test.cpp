// A table of observed times: what is read, and that a bad line is named and never left out.
#include <gtest/gtest.h>

#include "wire/observed_times.h"

namespace onestop::wire {
namespace {

constexpr std::string_view head = "class,direction,layout,laden,facts,utc_offset_min,T1,T3,T5,T6,T11,T12\n";

std::string with(std::string_view lines) { return std::string(head) + std::string(lines); }

TEST(ObservedTimes, is_a_line_read_with_all_its_columns) {
  const auto rows = read_observed_times("a.csv", with("truck,KZ-KG,two_stop,yes,transit perishable,360,,2010-07-05T08:00:00+06:00,,,2010-07-05T03:00:00Z,\r\n"));
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 1u);
  const auto& row = rows->front();
  EXPECT_EQ(row.traffic_class, "truck");
  EXPECT_TRUE(row.laden);
  EXPECT_EQ(row.facts, (std::vector<std::string>{"transit", "perishable"}));
  EXPECT_EQ(row.utc_offset_min, 360);
  EXPECT_FALSE(row.stamps[0]);
  EXPECT_EQ(*row.stamps[4] - *row.stamps[1], hour_ms);
}

TEST(ObservedTimes, do_columns_come_in_any_order_and_quoted) {
  const auto rows = read_observed_times("a.csv", "T11,T3,layout,class,direction,facts\n,2010-07-05T08:00:00Z,\"old\",car,KZ-KG,\"transit perishable\"\n");
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->front().layout, "old");
  EXPECT_EQ(rows->front().facts, (std::vector<std::string>{"transit", "perishable"}));
  EXPECT_FALSE(rows->front().stamps[4]);
}

TEST(ObservedTimes, is_every_bad_line_named_with_its_column_and_what_would_be_right) {
  const auto rows = read_observed_times("a.csv", with("car,KZ-KG,old,no,,0,,yesterday,,,,\n"
                                                      "car,KZ-KG,old,no,,0,,2010-07-05T08:00:00Z,,,,\n"
                                                      "car,KZ-KG,old,maybe,,9999,,,,,,\n"
                                                      "car,KZ-KG\n"
                                                      "\n"
                                                      ",KZ-KG,old,no,,0,,,,,,\"open\n"));
  ASSERT_FALSE(rows);
  const auto& findings = rows.error();
  ASSERT_EQ(findings.size(), 6u);
  const std::vector<int> lines{2, 4, 4, 5, 6, 7};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(findings[i].place.file, "a.csv");
    EXPECT_EQ(findings[i].place.line, lines[i]);
    EXPECT_FALSE(findings[i].right.empty());
  }
  EXPECT_EQ(findings[0].wrong, "column T3: \"yesterday\" is no time");
  EXPECT_EQ(findings[1].wrong, "column laden: \"maybe\" is neither yes nor no");
}

TEST(ObservedTimes, can_no_plate_come_in) {
  for (const auto* row : {"John Smith 123ABC02,KZ-KG,old,no,,0,,2010-07-05T08:00:00Z,,,,\n", "car,J. Smith,old,no,,0,,2010-07-05T08:00:00Z,,,,\n", "car,KZ-KG,=1+2,no,,0,,2010-07-05T08:00:00Z,,,,\n"})
    EXPECT_FALSE(read_observed_times("a.csv", with(row))) << row;
  const auto rows = read_observed_times("a.csv", "plate,class,direction,layout,T3,T11\n");
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().front().wrong, "there is no column \"plate\"");
}

TEST(ObservedTimes, is_a_missing_column_named) {
  const auto rows = read_observed_times("a.csv", "class,direction,T3\n");
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().size(), 2u);
  EXPECT_FALSE(read_observed_times("a.csv", ""));
  EXPECT_TRUE(read_observed_times("a.csv", with(""))->empty()) << "nobody was observed";
}

}  // namespace
}  // namespace onestop::wire
