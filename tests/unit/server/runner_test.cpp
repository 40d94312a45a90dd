// What the runner says of itself.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <thread>

#include "standing_post.h"
#include "store/connections.h"

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

// Commands come without a pause, as at a busy post: that the shift could not be read back once must not stay said for ever.
TEST(Runner, DoesItReadTheShiftBackWhileCommandsNeverCease) {
  using std::chrono::milliseconds;
  StandingPost post;
  post.open(instant("2010-12-31T12:00:00Z"));
  post.sign();
  post.run();
  ASSERT_EQ(said(post.arrive(1)), "done");
  const auto db = store::connect(post.data(), "", store::Use::writing);
  db->run("ALTER TABLE event RENAME TO taken_away");
  db->begin_writing();  // so that the next batch fails as a whole, and what is remembered is read anew
  EXPECT_NE(said(post.arrive(2)), "done");
  db->rollback();

  std::atomic<bool> enough = false;
  std::atomic<int> answered = 0;
  std::promise<void> over;
  std::function<void()> send = [&] {
    Job job;
    job.actor = post.at_desk("kz_gate_in_1");
    job.crossing = StandingPost::crossing_id(1);
    job.command = crossing::LetDepart{};
    job.reply = [&](const Result&) {
      ++answered;
      if (enough) over.set_value();
      else send();
    };
    post.runner->submit(std::move(job));
  };
  send();
  std::this_thread::sleep_for(milliseconds(200));
  EXPECT_TRUE(post.runner->trouble());
  db->run("ALTER TABLE taken_away RENAME TO event");
  for (int i = 0; i < 100 && post.runner->trouble(); ++i) std::this_thread::sleep_for(milliseconds(50));
  EXPECT_FALSE(post.runner->trouble());
  EXPECT_GT(answered, 1);
  enough = true;
  over.get_future().wait();
  EXPECT_EQ(said(post.arrive(3)), "done");
  post.runner->stop();
}

}  // namespace
}  // namespace onestop::server::test
