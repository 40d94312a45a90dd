// Are forecasts of past days held against what happened? Days that the simulator played are recorded by a real post, command by
// command; then forecasts are made from its log as they would have been made, in a world whose figures are known to be right.
#include "../server/standing_post.h"
#include "server/post/past_forecasts.h"
#include "visit.h"

namespace onestop::sim::test {
namespace {

constexpr std::uint64_t seed = 20'100'705;
constexpr std::int64_t days_played = 3;

Overlay calm_overlay() {
  auto overlay = lively_overlay();
  for (auto& one : overlay.holds) one.p = 0.05;
  overlay.refusals.p = 0.01;
  overlay.alarms.p = 0;
  for (auto& flow : overlay.flows) flow.per_day_per_direction *= flow.name == Code("car") || flow.name == Code("pedestrian") ? 0.05 : 0.25;
  return overlay;
}

struct PastForecasts : testing::Test {
  void SetUp() override {
    post.open(testkit::first_day + -hour_ms);
    post.sign();
    post.open(testkit::first_day + -hour_ms);
    planning.emplace(*post.regime, calm_overlay());
  }
  void TearDown() override { Visit::heard = nullptr; }

  void submit(server::Job job) {
    std::string wrong = "no answer";
    job.reply = [&](const server::Result& result) {
      wrong.clear();
      if (const auto* no = std::get_if<server::Refused>(&result)) wrong = no->shift ? shift::sentence(*no->shift) : sentence(no->refusal);
      else if (!std::holds_alternative<server::Recorded>(result)) wrong = "not recorded";
    };
    std::vector<server::Job> jobs;
    jobs.push_back(std::move(job));
    post.runner->process(jobs);
    ASSERT_EQ(wrong, "");
  }

  void take_all_desks() {
    for (const auto& desk : post.regime->layout(testkit::first_day).desks) {
      if (desk.role == Code("auditor")) continue;  // reads, and works no queue
      server::Job job;
      const auto officer = testkit::id_named("officer of " + desk.code.text() + " 0");
      job.actor = {officer, desk.state, desk.agency, desk.role, desk.code, testkit::keys_of(officer).public_key};
      job.crossing = post.runner->shift_stream();
      job.shift = shift::TakeDesk{desk.code};
      submit(std::move(job));
    }
  }

  /// Days as the simulator plays them, recorded.
  void play() {
    const auto plan = planning->plan(testkit::first_day, {});
    ASSERT_TRUE(plan) << plan.error().what;
    take_all_desks();
    Visit::heard = [this](const Id& crossing, const Actor& actor, const Command& command, Instant at) {
      post.set_clock(at);
      server::Job job;
      job.actor = actor;
      job.crossing = crossing;
      job.command = command;
      submit(std::move(job));
      ++commands;
    };
    Engine engine(**plan);
    Settings settings{.seed = seed, .span_us = days_played * day_us, .warm_up_us = 0, .keep_steps = true};
    const auto result = engine.run(settings);
    Course courses[2] = {{**plan, 0}, {**plan, 1}};
    std::map<std::pair<std::uint32_t, std::uint32_t>, Visit> visits;
    for (const auto& step : result.steps) {
      const auto key = std::pair{step.stream, step.ordinal};
      if (step.kind == Step::Kind::arrived) visits.try_emplace(key, **plan, courses[step.stream & 1], step);
      else visits.at(key).play(step);
      if (HasFatalFailure()) return;
    }
    vehicles = visits.size();
  }

  server::test::StandingPost post;
  std::optional<server::Planning> planning;
  std::size_t vehicles = 0, commands = 0;
};

TEST_F(PastForecasts, are_they_right_where_the_world_is_as_the_overlay_says) {
  play();
  ASSERT_FALSE(HasFatalFailure());
  auto reader = post.store->reader();
  ASSERT_TRUE(reader);
  server::PastWish wish{.now = testkit::first_day + days_played * day_ms, .hour = 14, .each = {.seed = seed, .replications = 100}};
  const auto past = server::look_back(**reader, *planning, wish, [] { return false; });
  ASSERT_TRUE(past) << past.error().what;
  std::printf("%zu vehicles, %zu commands on record (seed %llu); %lld days: inside off by %.2f, bias %+.2f, %.0f %% in the band; release off by %.1f min, bias %+.1f, of %lld vehicles\n", vehicles,
              commands, static_cast<unsigned long long>(seed), static_cast<long long>(past->days), past->inside_mae, past->inside_bias, 100 * past->in_band, past->release_mae_min,
              past->release_bias_min, static_cast<long long>(past->releases));
  EXPECT_EQ(past->days, days_played);
  EXPECT_EQ(past->counts, days_played * 2 * 32);
  EXPECT_GT(past->in_band, 0.75);
  EXPECT_LT(std::abs(past->inside_bias), 1);
  EXPECT_LT(past->inside_mae, 3);
  EXPECT_GT(past->releases, 50);
  EXPECT_LT(std::abs(past->release_bias_min), 15);
  EXPECT_EQ(past->still, 0);

  // A world in which everything takes three times as long is noticed.
  auto slow = calm_overlay();
  for (auto& one : slow.times) one.mean_min *= 3;
  server::Planning mistaken(*post.regime, slow);
  const auto off = server::look_back(**reader, mistaken, wish, [] { return false; });
  ASSERT_TRUE(off) << off.error().what;
  EXPECT_GT(off->inside_bias, 1);
  EXPECT_GT(off->inside_mae, 2 * past->inside_mae);
  EXPECT_LT(off->in_band, past->in_band);
}

TEST_F(PastForecasts, is_a_log_without_a_past_day_no_fault) {
  auto reader = post.store->reader();
  ASSERT_TRUE(reader);
  server::PastWish wish{.now = testkit::first_day + 3 * hour_ms};
  const auto past = server::look_back(**reader, *planning, wish, [] { return false; });
  ASSERT_TRUE(past) << past.error().what;
  EXPECT_EQ(past->days, 0);
}

TEST_F(PastForecasts, does_a_device_out_of_service_stand_in_the_opening) {
  take_all_desks();
  ASSERT_FALSE(HasFatalFailure());
  const auto before = post.runner->shift();
  const auto& layout = post.regime->layout(testkit::first_day);
  auto reader = post.store->reader();
  ASSERT_TRUE(reader);
  const auto whole = server::read_as_it_stood(**reader, *planning, *before, {}, testkit::first_day);
  ASSERT_TRUE(whole) << whole.error().what;
  EXPECT_EQ(whole->staffed, static_cast<std::size_t>(std::ranges::count_if(layout.desks, [](const auto& desk) { return desk.role != Code("auditor"); })));
  EXPECT_TRUE(whole->opening.down.empty());
  std::int64_t servers = 0;
  for (const auto count : whole->opening.servers) servers += count;
  EXPECT_GT(servers, 20);

  const auto portal = std::ranges::find_if(layout.devices, [](const post::Device& one) { return !one.missing.empty(); });
  ASSERT_NE(portal, layout.devices.end());
  const auto head = std::ranges::find_if(layout.desks, [&](const post::Desk& one) { return one.role == Code("supervisor") && one.state == post.regime->post().host; });
  server::Job job;
  job.actor = {testkit::id_named("head"), head->state, head->agency, head->role, head->code, {}};
  job.crossing = post.runner->shift_stream();
  job.shift = shift::ReportDevice{portal->code, shift::DeviceState::failed, "The detector is dead"};
  submit(std::move(job));
  ASSERT_FALSE(HasFatalFailure());
  const auto after = server::read_as_it_stood(**reader, *planning, *post.runner->shift(), {}, testkit::first_day);
  ASSERT_TRUE(after) << after.error().what;
  EXPECT_EQ(std::ranges::count(after->opening.down, true), 1);
}

}  // namespace
}  // namespace onestop::sim::test
