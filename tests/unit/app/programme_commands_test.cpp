// What `onestop programme` prints and with which code it ends.
#include "app/programme_commands.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace onestop::app {
namespace {

const std::string root = ONESTOP_SOURCE_DIR;
const std::string model = root + "/programme/kz-kg.yaml";

struct Said {
  int code = -1;
  std::string out, err;
};

Said run(std::vector<std::string> words) {
  Said said;
  CLI::App app;
  add_programme_commands(app, said.code);
  std::ranges::reverse(words);  // as CLI11 takes them
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  app.parse(words);
  said.out = testing::internal::GetCapturedStdout();
  said.err = testing::internal::GetCapturedStderr();
  return said;
}

Said check(const std::string& file) { return run({"programme", "check", file, "--law", root + "/law", "--posts", root + "/posts"}); }

std::string text_of(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A file that is gone with the test.
class Written {
 public:
  explicit Written(const std::string& text) : path_(std::filesystem::temp_directory_path() / ("onestop-programme-" + std::to_string(::getpid()) + ".yaml")) { std::ofstream(path_) << text; }
  ~Written() { std::filesystem::remove(path_); }
  Written(const Written&) = delete;
  Written& operator=(const Written&) = delete;
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

void expect_part(const std::string& text, const std::string& part) { EXPECT_NE(text.find(part), std::string::npos) << "said instead:\n" << text; }

TEST(ProgrammeCommands, The_check_prints_the_time_line_and_ends_with_1_where_something_is_lacking) {
  const auto said = check(model);
  EXPECT_EQ(said.code, 1);
  expect_part(said.out, "2026-07-01  korday_akjol, layout combined");
  expect_part(said.out, "until 2030-01-01; ready");
  expect_part(said.out, "with no end; ");
  expect_part(said.out, "would be right: ");
  expect_part(said.out, "3 of 4 phases ready");
}

TEST(ProgrammeCommands, The_check_ends_with_0_where_every_phase_is_ready) {
  const auto whole = text_of(model);
  const Written ready(whole.substr(0, whole.find("  - code: country_of_entry")));
  const auto said = check(ready.path());
  EXPECT_EQ(said.code, 0) << said.out;
  expect_part(said.out, "3 of 3 phases ready");
}

TEST(ProgrammeCommands, Capacity_ends_with_1_where_norm_and_servers_contradict_the_announced_volume) {
  const auto said = run({"programme", "capacity", model});
  EXPECT_EQ(said.code, 1);
  expect_part(said.out, "8 vehicle bays at 15 min each pass 768 a day, not the announced 2500; that needs at most 4.6 min each");
  expect_part(said.out, "42 passport booths at 3 min each pass 20160 a day, not the announced 25000; that needs at most 2.4 min each");
  expect_part(said.out, "source: ");
}

TEST(ProgrammeCommands, Capacity_ends_with_0_where_everything_fits) {
  const Written fits("programme: s\ntitle: S\nofficers_per_desk: 4\nphases:\n  - { code: a, title: A, post: p, from: 2026-07-01, layout: l, open_min_per_day: 600,\n"
                     "      volumes: [{ of: cart, announced_per_day: 100, servers: 1, server: bays, norm_min: 6, source: S }] }\n");
  const auto said = run({"programme", "capacity", fits.path()});
  EXPECT_EQ(said.code, 0) << said.out;
  expect_part(said.out, "cart: 1 bays at 6 min each pass 100 a day; announced are 100");
}

TEST(ProgrammeCommands, A_file_that_does_not_read_ends_with_1_and_the_line) {
  const Written bad("programme: s\ntitle: S\nofficers_per_desk: many\nphases: []\n");
  const auto said = check(bad.path());
  EXPECT_EQ(said.code, 1);
  expect_part(said.err, bad.path() + ":3: officers_per_desk may not be \"many\"");
}

}  // namespace
}  // namespace onestop::app
