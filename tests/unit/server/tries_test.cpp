#include "server/api/tries.h"

#include <gtest/gtest.h>

namespace onestop::server {
namespace {

const Instant begin{1'800'000'000'000};

TEST(Tries, MustWhoeverGuessesWaitWhereHeSits) {
  Tries tries;
  for (int i = 0; i < Tries::patience; ++i) {
    EXPECT_EQ(tries.pause_s("owner", "203.0.113.1", begin), 0) << i;
    tries.tried("owner", "203.0.113.1", false, begin);
  }
  EXPECT_GE(tries.pause_s("owner", "203.0.113.1", begin), 15);
  EXPECT_EQ(tries.pause_s("owner", "203.0.113.2", begin), 0) << "the owner sits elsewhere";
  EXPECT_EQ(tries.pause_s("other", "203.0.113.1", begin), 0) << "a colleague at the same address";
}

TEST(Tries, DoesThePauseGrowAndEnd) {
  Tries tries;
  auto now = begin;
  std::int64_t before = 0;
  for (int i = 0; i < 20; ++i) {
    tries.tried("owner", "203.0.113.1", false, now);
    const auto pause = tries.pause_s("owner", "203.0.113.1", now);
    EXPECT_GE(pause, before);
    EXPECT_LE(pause, 15 * 60 + 1);
    before = pause;
  }
  EXPECT_GT(before, 14 * 60);
  EXPECT_EQ(tries.pause_s("owner", "203.0.113.1", now + 16 * minute_ms), 0);
}

TEST(Tries, MustAnAddressThatTriesManyNamesWait) {
  Tries tries;
  for (int i = 0; i < Tries::peer_patience; ++i) tries.tried("name" + std::to_string(i), "203.0.113.1", false, begin);
  EXPECT_GT(tries.pause_s("another", "203.0.113.1", begin), 0);
}

TEST(Tries, CanGuessersEverywhereLockTheOwnerOutOfHisOwnPlace) {
  Tries tries;
  tries.tried("owner", "10.1.0.7", true, begin);
  for (int i = 0; i < 1'000; ++i) {
    tries.tried("owner", "203.0." + std::to_string(i / 200) + "." + std::to_string(i % 200), false, begin);
    ASSERT_EQ(tries.pause_s("owner", "10.1.0.7", begin), 0) << i;
  }
  const auto elsewhere = tries.pause_s("owner", "198.51.100.1", begin);
  EXPECT_GT(elsewhere, 0) << "a thousand guessers are slowed down";
  EXPECT_LE(elsewhere, 61) << "and nobody waits longer than a minute for them";
}

TEST(Tries, DoesASuccessForgiveOnlyWhereItHappened) {
  Tries tries;
  for (int i = 0; i < Tries::patience; ++i) {
    tries.tried("owner", "203.0.113.1", false, begin);
    tries.tried("owner", "10.1.0.7", false, begin);
  }
  tries.tried("owner", "10.1.0.7", true, begin);
  EXPECT_EQ(tries.pause_s("owner", "10.1.0.7", begin), 0);
  EXPECT_GT(tries.pause_s("owner", "203.0.113.1", begin), 0) << "the guesser is not forgiven because the owner came";
}

TEST(Tries, IsTheMemoryOfTriesBounded) {
  Tries tries;
  for (int i = 0; i < 50'000; ++i) tries.tried("n" + std::to_string(i), std::to_string(i), i % 2 == 0, begin);
  EXPECT_EQ(tries.pause_s("fresh", "fresh", begin), 0);
}

}  // namespace
}  // namespace onestop::server
