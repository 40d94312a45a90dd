// Many runs: watched, stopped, gone on with.
#include <set>

#include "sim/replications.h"
#include "sim_world.h"

namespace onestop::sim::test {
namespace {

Study small_study(std::uint32_t replications, unsigned threads = 1) {
  Study study;
  study.settings.span_us = day_us;
  study.settings.warm_up_us = 0;
  study.settings.keep_stays = true;
  study.replications = replications;
  study.threads = threads;
  return study;
}

struct Replications : testing::Test {
  std::shared_ptr<const Plan> plan = plan_of(theory(), theory().post().layouts.front().code, one_stage(0.5, Family::exponential, 1));
};

TEST_F(Replications, is_a_watch_told_of_each_once_and_may_it_keep_what_is_large) {
  std::set<std::uint32_t> told;
  std::size_t stays = 0;
  const Watch watch{[&](std::uint32_t replication, Result& result) {
                      EXPECT_TRUE(told.insert(replication).second);
                      stays += result.stays.size();
                      result.stays.clear();
                    },
                    {}};
  const auto outcome = replicate(*plan, small_study(6, 2), watch);
  EXPECT_EQ(told, (std::set<std::uint32_t>{0, 1, 2, 3, 4, 5}));
  EXPECT_GT(stays, 0u);
  for (const auto& one : outcome.results) EXPECT_TRUE(one.stays.empty());
  EXPECT_EQ(outcome.hash, replicate(*plan, small_study(6)).hash) << "who watches changes nothing";
}

TEST_F(Replications, does_a_run_that_is_stopped_end_after_the_present_one_and_say_so) {
  std::stop_source stop;
  std::uint32_t done = 0;
  const Watch watch{[&](std::uint32_t, Result&) {
                      if (++done == 2) stop.request_stop();
                    },
                    stop.get_token()};
  EXPECT_TRUE(replicate(*plan, small_study(50), watch).stopped);
  EXPECT_EQ(done, 2u);
}

TEST_F(Replications, do_runs_that_went_on_equal_those_that_were_asked_for_at_once) {
  auto study = small_study(3);
  auto outcome = replicate(*plan, study);
  const auto three = outcome.hash;
  extend(outcome, *plan, study, 8);
  EXPECT_EQ(outcome.results.size(), 8u);
  EXPECT_NE(outcome.hash, three);
  EXPECT_EQ(outcome.hash, replicate(*plan, small_study(8)).hash);
}

}  // namespace
}  // namespace onestop::sim::test
