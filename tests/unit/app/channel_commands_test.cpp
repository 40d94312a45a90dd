// What `onestop channels check` prints and with which code it ends.
#include "app/channel_commands.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>

namespace onestop::app {
namespace {

const std::string model = ONESTOP_SOURCE_DIR "/posts/channels/korday.yaml";

struct Said {
  int code = -1;
  std::string out, err;
};

Said run(std::vector<std::string> words) {
  Said said;
  CLI::App app;
  add_channel_commands(app, said.code);
  std::ranges::reverse(words);  // as CLI11 takes them
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  app.parse(words);
  said.out = testing::internal::GetCapturedStdout();
  said.err = testing::internal::GetCapturedStderr();
  return said;
}

/// A file that is gone with the test.
class Written {
 public:
  explicit Written(const std::string& text) : path_(std::filesystem::temp_directory_path() / ("onestop-channels-" + std::to_string(::getpid()) + "-" + std::to_string(written_++) + ".yaml")) { std::ofstream(path_) << text; }
  ~Written() { std::filesystem::remove(path_); }
  Written(const Written&) = delete;
  Written& operator=(const Written&) = delete;
  std::string path() const { return path_.string(); }

 private:
  static inline int written_ = 0;
  std::filesystem::path path_;
};

void expect_part(const std::string& text, const std::string& part) { EXPECT_NE(text.find(part), std::string::npos) << "said instead:\n" << text; }

const std::string flawed = "rule_sets:\n  - { state: KZ, agency: customs, version: 1, random_per_10000: 200 }\n  - { state: KZ, agency: customs, version: 1, random_per_10000: 0 }\n";

TEST(ChannelCommands, The_model_file_has_no_flaw_and_ends_with_0) {
  const auto said = run({"channels", "check", model});
  EXPECT_EQ(said.code, 0) << said.out;
  expect_part(said.out, "KZ customs version 1: 10 rules, 1 requirements, 200 of 10000 by chance\n");
  expect_part(said.out, "KG duties from 2026-01-01: ");
  expect_part(said.out, "\n0 flaws\n");
}

TEST(ChannelCommands, Flaws_are_told_and_end_with_1) {
  const Written file(flawed);
  const auto said = run({"channels", "check", file.path()});
  EXPECT_EQ(said.code, 1);
  expect_part(said.out, "KZ customs 1: random_per_10000: Nothing is drawn by chance");
  expect_part(said.out, "KZ customs 1: version: This version of the agency's rules is there twice.");
  expect_part(said.out, "\n2 flaws\n");
}

TEST(ChannelCommands, A_file_that_does_not_read_ends_with_1_and_the_place) {
  const Written file("rule_sets:\n  - { state: KZ, agency: customs, verion: 1 }\n");
  const auto said = run({"channels", "check", file.path()});
  EXPECT_EQ(said.code, 1);
  expect_part(said.err, file.path() + ":2:35: a rule set has no key \"verion\"\n  would be right: did you mean \"version\"?");
  expect_part(said.err, "2 findings\n");
}

TEST(ChannelCommands, The_same_as_one_object) {
  const Written file(flawed);
  const auto said = run({"channels", "check", file.path(), "--json"});
  EXPECT_EQ(said.code, 1);
  expect_part(said.out, "\"findings\":[]");
  expect_part(said.out, "\"place\":\"random_per_10000\"");
  expect_part(said.out, "\"sets\":2");
}

TEST(ChannelCommands, What_is_shown_can_be_checked_again) {
  const Written file("rule_sets:\n  - { state: KZ, agency: customs, version: 7, random_per_10000: 200 }\n");
  const auto said = run({"channels", "check", file.path(), "--show"});
  EXPECT_EQ(said.code, 0);
  const Written shown(said.out.substr(said.out.find("rule_sets:")));
  const auto again = run({"channels", "check", shown.path()});
  EXPECT_EQ(again.code, 0) << again.err;
  expect_part(again.out, "KZ customs version 7: 0 rules");
}

TEST(ChannelCommands, A_file_that_is_not_there_ends_with_2) {
  const auto said = run({"channels", "check", "/nowhere/channels.yaml"});
  EXPECT_EQ(said.code, 2);
  expect_part(said.err, "cannot open /nowhere/channels.yaml");
}

}  // namespace
}  // namespace onestop::app
