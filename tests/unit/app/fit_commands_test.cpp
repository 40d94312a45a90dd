// `onestop sim fit`, `back-test` and `fit-delays`: what they say when there is nothing to fit.
#include "app/fit_commands.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

#include "app/hourly_delays.h"
#include "app/logged_crossings.h"
#include "store/store.h"

namespace onestop::app {
namespace {

const std::string root = ONESTOP_SOURCE_DIR;

struct FitCommands : testing::Test {
  FitCommands() {
    std::string pattern = (std::filesystem::temp_directory_path() / "onestop-fit-XXXXXX").string();
    folder = mkdtemp(pattern.data());
  }
  ~FitCommands() override { std::filesystem::remove_all(folder); }

  /// Rows of crossings with these arrivals, of which some were released.
  void log(const std::vector<std::pair<Instant, bool>>& crossings) const {
    store::Options options;
    options.path = folder + "/log.db";
    auto store = store::open(options);
    ASSERT_TRUE(store) << store.error().what;
    auto& writer = (*store)->writer();
    ASSERT_TRUE(writer.begin());
    store::Commit rows;
    for (const auto& [arrived, released] : crossings) {
      store::CrossingRow row;
      row.crossing = mint_id(arrived, 1, static_cast<std::uint64_t>(rows.crossings.size()));
      row.post = "p", row.vehicle_class = "car", row.direction = "A-B", row.layout = "combined", row.arrived = row.updated = arrived;
      if (released) row.released = arrived + minute_ms;
      rows.crossings.push_back(row);
    }
    ASSERT_TRUE(writer.put_rows(rows));
    ASSERT_TRUE(writer.finish());
  }
  std::string why(std::int64_t held_out_ms = 0, const std::string& layout = {}) const {
    const auto read = read_logged({folder + "/log.db", root + "/posts/korday-akjol.yaml", {}, {}, layout, "transit", held_out_ms});
    return read ? "" : read.error().what;
  }
  std::string folder;
  Instant monday{1278288000000};
};

TEST_F(FitCommands, is_a_file_that_is_not_there_named) {
  EXPECT_EQ(why(), "there is no file " + folder + "/log.db");
  FitOptions options;
  options.data = folder + "/log.db", options.post = root + "/posts/korday-akjol.yaml", options.like = root + "/posts/traffic/korday-reference.json";
  EXPECT_EQ(sim_fit(options), 1);
}

TEST_F(FitCommands, is_a_file_that_is_no_log_refused) {
  std::ofstream(folder + "/log.db") << std::string(8192, 'x');
  EXPECT_FALSE(why().empty());
}

TEST_F(FitCommands, is_an_empty_log_called_empty) {
  log({});
  EXPECT_EQ(why(), folder + "/log.db holds no crossing; there is nothing to fit");
}

TEST_F(FitCommands, is_a_layout_that_nobody_crossed_in_called_empty) {
  log({{monday, true}, {monday + 3 * day_ms, true}});
  EXPECT_EQ(why(0, "two_stop"), folder + "/log.db holds no crossing of this time and layout; there is nothing to fit");
}

TEST_F(FitCommands, is_one_crossing_too_few) {
  log({{monday, true}});
  EXPECT_EQ(why(), folder + "/log.db holds one crossing only; rates and spreads cannot be fitted from one");
}

TEST_F(FitCommands, are_crossings_that_nobody_finished_told) {
  log({{monday, false}, {monday + 3 * day_ms, false}});
  EXPECT_EQ(why(), "none of the 2 crossings in " + folder + "/log.db was released; how long crossings take cannot be fitted from them");
}

TEST_F(FitCommands, are_less_than_two_days_too_few) {
  log({{monday, true}, {monday + day_ms, true}});
  EXPECT_EQ(why(), "the crossings in " + folder + "/log.db span 1.0 days; arrivals by hour need two days at least");
}

TEST_F(FitCommands, must_a_day_be_left_for_the_fit) {
  log({{monday, true}, {monday + 5 * day_ms, true}});
  EXPECT_EQ(why(5 * day_ms), "0.0 days of " + folder + "/log.db are left for the fit when the others are held out; hold fewer out");
}

TEST_F(FitCommands, are_crossings_without_their_law_told) {
  log({{monday, true}, {monday + 5 * day_ms, true}});
  EXPECT_EQ(why(), "the law of the crossings in " + folder + "/log.db is not on record there, so their controls cannot be read");
}

TEST_F(FitCommands, is_a_back_test_without_days_refused) { EXPECT_EQ(sim_back_test({}), 1); }

TEST_F(FitCommands, are_hours_that_nobody_measured_missing_and_not_zero) {
  std::ofstream(folder + "/delays.csv") << "hour,delay\r\n2014-01-01 00:00:00,0.5\r\n2014-01-01 01:00:00,-1\n2014-01-01 02:00:00,\n2014-01-01T03:00:00,nan\n2014-01-01 04:00:00,0\n";
  const auto hours = read_hourly_delays(folder + "/delays.csv");
  ASSERT_TRUE(hours) << hours.error().what;
  ASSERT_EQ(hours->size(), 5u);
  EXPECT_EQ((*hours)[0].delay_min, 0.5);
  for (const std::size_t missing : {1, 2, 3}) EXPECT_FALSE((*hours)[missing].delay_min) << missing;
  EXPECT_EQ((*hours)[4].delay_min, 0.0);
  EXPECT_EQ((*hours)[4].hour - (*hours)[0].hour, 4);
}

TEST_F(FitCommands, is_a_packed_table_read_and_a_cut_one_refused) {
  const std::string text = "hour,delay\n2014-01-01 00:00:00,0.5\n";
  auto* out = gzopen((folder + "/delays.csv.gz").c_str(), "wb");
  gzwrite(out, text.data(), static_cast<unsigned>(text.size()));
  gzclose(out);
  EXPECT_TRUE(read_hourly_delays(folder + "/delays.csv.gz"));
  std::filesystem::resize_file(folder + "/delays.csv.gz", std::filesystem::file_size(folder + "/delays.csv.gz") - 12);
  EXPECT_FALSE(read_hourly_delays(folder + "/delays.csv.gz"));
}

TEST_F(FitCommands, is_a_line_that_is_no_hour_named) {
  std::ofstream(folder + "/delays.csv") << "hour,delay\n2014-01-01 00:00:00,0.5\nyesterday,3\n";
  const auto hours = read_hourly_delays(folder + "/delays.csv");
  ASSERT_FALSE(hours);
  EXPECT_EQ(hours.error().what, folder + "/delays.csv line 3: right would be 2014-01-01 00:00:00,0.1");
  EXPECT_FALSE(read_hourly_delays(folder + "/none.csv"));
}

}  // namespace
}  // namespace onestop::app
