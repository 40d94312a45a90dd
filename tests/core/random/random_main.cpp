// Random commands by officers of both states, hostile ones included: no invariant broken, no crash, and everything that
// can happen has happened often enough.
//   tests_core_random [--seed N] [--commands N] [--no-table]    or ONESTOP_SEED and ONESTOP_COMMANDS
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "core/crossing/refusals.h"
#include "kit/random_day.h"
#include "kit/words.h"

namespace {

using namespace onestop;

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text && *text ? std::strtoull(text, nullptr, 10) : otherwise;
}

struct Count {
  int passed = 0, failed = 0;
  void that(bool so, const std::string& what) {
    so ? ++passed : ++failed;
    if (!so) std::printf("FAILED: %s\n", what.c_str());
  }
};

}  // namespace

int main(int argc, char** argv) {
  testkit::Settings settings;
  settings.seed = from_environment("ONESTOP_SEED", 20060701);
  settings.commands = from_environment("ONESTOP_COMMANDS", 200'000);
  bool show = true;
  for (int i = 1; i < argc; ++i) {
    if (!std::strcmp(argv[i], "--seed") && i + 1 < argc) settings.seed = std::strtoull(argv[++i], nullptr, 10);
    else if (!std::strcmp(argv[i], "--commands") && i + 1 < argc) settings.commands = std::strtoull(argv[++i], nullptr, 10);
    else if (!std::strcmp(argv[i], "--no-table")) show = false;
  }
  std::printf("seed %llu, %llu commands\n", static_cast<unsigned long long>(settings.seed), static_cast<unsigned long long>(settings.commands));
  std::fflush(stdout);
  const auto started = std::chrono::steady_clock::now();
  const auto tally = testkit::random_day(testkit::World::model(), settings);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  if (show) std::printf("%s", testkit::table(tally).c_str());

  // At least 100 of each in a million; shorter runs, in which the rare ones scatter more, half of that in proportion.
  const auto least = std::max<std::uint64_t>(1, tally.commands / (tally.commands >= 1'000'000 ? 10'000 : 20'000));
  Count count;
  count.that(tally.defect.empty(), "a defect: " + tally.defect);
  count.that(tally.accepted * 10 >= tally.commands * 3, "fewer than 30 % of the commands were accepted");
  for (std::size_t i = 0; i < tally.events.size(); ++i)
    count.that(tally.events[i] >= least, "event " + testkit::event_names()[i] + " happened " + std::to_string(tally.events[i]) + " times, wanted " + std::to_string(least));
  for (std::size_t i = 0; i < tally.refusals.size(); ++i)
    count.that(tally.refusals[i] >= least, "refusal " + std::string(crossing::refusal_entries()[i].name) + " was given " + std::to_string(tally.refusals[i]) + " times, wanted " + std::to_string(least));
  for (std::size_t i = 1; i < tally.ends.size(); ++i)
    count.that(tally.ends[i] >= least, std::string("end ") + testkit::enum_word(static_cast<crossing::End>(i)) + " came " + std::to_string(tally.ends[i]) + " times, wanted " + std::to_string(least));
  std::printf("%.1f %% accepted of %llu commands on %llu crossings, %llu of them offered as options; %.1f s, %.1f us a command\n",
              100.0 * static_cast<double>(tally.accepted) / static_cast<double>(tally.commands), static_cast<unsigned long long>(tally.commands),
              static_cast<unsigned long long>(tally.crossings), static_cast<unsigned long long>(tally.options), seconds, 1e6 * seconds / static_cast<double>(tally.commands));
  std::printf("log %s\n", to_hex(ByteView(tally.log)).c_str());
  std::printf("%d passed, %d failed\n", count.passed, count.failed);
  return count.failed == 0 ? 0 : 1;
}
