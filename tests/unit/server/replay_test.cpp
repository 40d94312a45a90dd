// Logs written by every version that landed (tests/logs) are read for ever and end in the state they ended in then.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "server/post/log_text.h"
#include "wire/event_catalogue.h"
#include "wire/events.h"

namespace onestop::server {
namespace {

TEST(Replay, does_every_log_of_a_landed_version_end_in_its_state) {
  int logs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(ONESTOP_SOURCE_DIR "/tests/logs")) {
    if (entry.path().extension() != ".log") continue;
    ++logs;
    std::ifstream file(entry.path());
    const auto replayed = replay_log(file);
    ASSERT_TRUE(replayed) << entry.path() << ": " << replayed.error().what;
    EXPECT_GT(replayed->crossings, 0u);
  }
  EXPECT_GT(logs, 0) << "tests/logs holds no log";
}

TEST(Replay, is_a_changed_log_noticed) {
  std::ifstream file(std::filesystem::directory_iterator(ONESTOP_SOURCE_DIR "/tests/logs")->path());
  std::string text((std::istreambuf_iterator<char>(file)), {});
  for (const std::size_t at : {text.size() / 3, text.size() / 2, text.size() - 3}) {
    auto changed = text;
    changed[at] = changed[at] == '0' ? '1' : '0';
    std::istringstream in(changed);
    EXPECT_FALSE(replay_log(in)) << "changed at byte " << at;
  }
}

TEST(Replay, is_the_written_schema_that_of_the_events) {
  std::ifstream file(ONESTOP_SOURCE_DIR "/src/wire/event_schema.txt");
  const std::string written((std::istreambuf_iterator<char>(file)), {});
  EXPECT_EQ(written, wire::event_schema()) << "an event changed: give it a new version and an upcaster, then write the schema anew";
}

TEST(Replay, is_the_printed_catalogue_that_of_the_events) {
  std::ifstream file(ONESTOP_SOURCE_DIR "/docs/audit-catalogue.md");
  const std::string printed((std::istreambuf_iterator<char>(file)), {});
  EXPECT_EQ(printed, wire::event_catalogue()) << "print it anew: onestop events --catalogue > docs/audit-catalogue.md";
}

}  // namespace
}  // namespace onestop::server
