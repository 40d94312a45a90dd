// What the runner says of itself.
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <thread>

#include "standing_post.h"

namespace onestop::server::test {
namespace {

// A silent database fails nothing for as long as it is waited for; whoever asks meanwhile must not hear that all is well.
TEST(Runner, DoesItTellOfASilentDatabaseBeforeAnythingHasFailed) {
  using std::chrono::milliseconds;
  StandingPost post;
  post.open(instant("2010-12-31T12:00:00Z"));
  post.sign();
  post.run();
  std::this_thread::sleep_for(milliseconds(300));
  EXPECT_FALSE(post.runner->trouble());
  std::promise<bool> written;
  post.runner->write(
      [](store::Writer&) -> Expected<void> {
        std::this_thread::sleep_for(milliseconds(6'000));
        return {};
      },
      [&](bool good) { written.set_value(good); });
  std::optional<std::string> trouble;
  for (int i = 0; i < 60 && !trouble; ++i) {
    std::this_thread::sleep_for(milliseconds(100));
    trouble = post.runner->trouble();
  }
  ASSERT_TRUE(trouble);
  EXPECT_NE(trouble->find("the database does not answer"), std::string::npos) << *trouble;
  EXPECT_TRUE(written.get_future().get());
  std::this_thread::sleep_for(milliseconds(300));
  EXPECT_FALSE(post.runner->trouble());
  post.runner->stop();
}

}  // namespace
}  // namespace onestop::server::test
