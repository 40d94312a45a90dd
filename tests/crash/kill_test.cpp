// A process that writes is killed at a random moment. ONESTOP_RUNS kills (20), ONESTOP_SEED.
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "../unit/store/engines.h"
#include "numbered_load.h"

namespace onestop::store {
namespace {

constexpr std::size_t checkpoint_size = 21 + 16 + 8 + 32 + 8 + 32 + 64;

/// Writes until it is killed; what has become durable goes through the pipe.
[[noreturn]] void write_until_killed(const Home& home, std::uint64_t next, std::uint64_t seed, Acknowledged told, int pipe) {
  std::mt19937_64 random(seed);
  auto store = home.open_sample();
  for (;;) {
    auto before = told;
    if (!commit_some(*store, random, next, told)) std::_Exit(3);
    ByteWriter out;
    for (const auto number : told.numbers)
      if (!before.numbers.contains(number)) { out.u8('n'); out.u64(number); }
    for (const auto number : told.erased)
      if (!before.erased.contains(number)) { out.u8('e'); out.u64(number); }
    for (auto i = before.checkpoints.size(); i < told.checkpoints.size(); ++i) { out.u8('c'); out.raw(to_bytes(told.checkpoints[i])); }
    if (::write(pipe, out.bytes().data(), out.bytes().size()) != static_cast<ssize_t>(out.bytes().size())) std::_Exit(4);
  }
}

void take_acknowledgements(int pipe, Acknowledged& told) {
  Bytes all;
  unsigned char part[65536];
  for (ssize_t got = 0; (got = ::read(pipe, part, sizeof part)) > 0;) all.insert(all.end(), part, part + got);
  ByteReader in(all);
  while (in.left() > 0) {
    const auto kind = in.u8();
    if (kind == 'n') told.numbers.insert(in.u64());
    if (kind == 'e') told.erased.insert(in.u64());
    if (kind == 'c') told.checkpoints.push_back(wire::parse_checkpoint(in.raw(checkpoint_size)).value());
  }
  ASSERT_TRUE(in.ok());
}

class Kill : public testing::TestWithParam<Engine> {};
ON_BOTH_ENGINES(Kill);

TEST_P(Kill, loses_no_acknowledged_event_and_doubles_none) {
  const auto runs = from_environment("ONESTOP_RUNS", 20);
  const auto seed = from_environment("ONESTOP_SEED", std::random_device{}());
  std::printf("kills: %llu, seed %llu\n", static_cast<unsigned long long>(runs), static_cast<unsigned long long>(seed));
  std::mt19937_64 random(seed);
  constexpr int runs_per_file = 8;
  std::unique_ptr<Home> home;
  Acknowledged told;
  std::uint64_t failed = 0, acknowledged = 0;
  for (std::uint64_t run = 0; run < runs; ++run) {
    if (run % runs_per_file == 0) {
      home = std::make_unique<Home>(GetParam());
      told = {};
    }
    const auto before = told.numbers.size();
    const auto child_seed = random();
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const auto next = told.numbers.empty() ? 1 : *told.numbers.rbegin() + 1;
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      write_until_killed(*home, next, child_seed, told, ends[1]);
    }
    ::close(ends[1]);
    // Mostly killed while it writes, sometimes while it still opens the file.
    pollfd first_word{ends[0], POLLIN, 0};
    if (random() % 4 != 0) ::poll(&first_word, 1, 10'000);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000));
    ::kill(child, SIGKILL);
    take_acknowledgements(ends[0], told);
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself with " << WEXITSTATUS(status);
    acknowledged += told.numbers.size() - before;
    const auto wrong = judge(home->with(), told);
    if (!wrong.empty()) ++failed;
    EXPECT_EQ(wrong, "") << "run " << run << " of seed " << seed;
    if (!wrong.empty()) told = {}, home = std::make_unique<Home>(GetParam());
  }
  std::printf("%llu passed, %llu failed; %llu events acknowledged\n", static_cast<unsigned long long>(runs - failed),
              static_cast<unsigned long long>(failed), static_cast<unsigned long long>(acknowledged));
  EXPECT_GT(acknowledged, runs);
}

}  // namespace
}  // namespace onestop::store
