// Does the simulator go on from a live crossing with the work that the live post sees, and from the middle of a day with the rest
// that the whole day had?
#include "kit/random_day.h"
#include "sim/forecast.h"
#include "visit.h"

namespace onestop::sim::test {
namespace {

constexpr std::uint64_t seed = 20'100'705;

struct Tested {
  std::shared_ptr<const Plan> plan;
  std::unique_ptr<Course> courses[2];
};

/// A plan and its courses for every layout of the model post, found by the law that a crossing runs under.
std::map<std::string, std::pair<Tested*, int>> by_law(std::vector<Tested>& all) {
  const auto& world = testkit::World::model();
  all.resize(world.post().layouts.size());
  std::map<std::string, std::pair<Tested*, int>> out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].plan = plan_of(world, world.post().layouts[i].code, lively_overlay());
    for (int direction = 0; direction < 2; ++direction) {
      all[i].courses[direction] = std::make_unique<Course>(*all[i].plan, direction);
      out[to_hex(ByteView(all[i].plan->procedure(direction).hash))] = {&all[i], direction};
    }
  }
  return out;
}

/// One act of a joint inspection serves both sides: while it is under way the live post waits for whoever has not signed, the
/// simulator for both at once.
std::set<std::string> either_side(const Seen& seen, const law::Procedure& procedure) {
  std::set<std::string> out;
  for (const auto& one : seen) {
    const auto first = one.find(' '), second = one.find(' ', first + 1);
    const int slot = procedure.slot_of(Code(one.substr(first + 1, second - first - 1)), Side::exit);
    const bool inspection = slot >= 0 && procedure.slots[static_cast<std::size_t>(slot)].inspection;
    out.insert(inspection ? one.substr(first + 1) : one);
  }
  return out;
}

TEST(SimOpening, is_the_work_on_any_crossing_what_the_live_post_sees) {
  std::vector<Tested> all;
  const auto laws = by_law(all);
  std::uint64_t events = 0, agreed = 0, ended = 0;
  std::map<Beyond, std::uint64_t> outside;
  std::string wrong;
  testkit::Settings settings;
  settings.seed = seed;
  settings.commands = 60'000;
  settings.with_log_hash = false;
  settings.finished = [&](const Crossing& crossing, const law::Procedure& procedure, const testkit::Log& log) {
    const auto known = laws.find(to_hex(ByteView(procedure.hash)));
    if (known == laws.end() || !wrong.empty()) return;
    auto& [tested, direction] = known->second;
    Crossing so_far{crossing.id, {}};
    for (const auto& event : log) {
      evolve(so_far, event);
      ++events;
      const View view(so_far, procedure);
      if (!view.opening()) continue;
      if (view.end() != End::none) {
        ++ended;
        continue;
      }
      const auto translated = translate(view);
      if (translated.beyond != Beyond::none) {
        ++outside[translated.beyond];
        continue;
      }
      auto& course = *tested->courses[direction];
      const auto& state = course.state(course.number(translated.condition));
      const auto live = either_side(work_of_core(so_far, procedure), procedure);
      const auto here = either_side(work_of_course(*tested->plan, procedure, state, translated.heads, [&](std::size_t index, int head) { return translated_subject(translated, view.vehicle().subject->id, index, head); }), procedure);
      if (live != here && wrong.empty()) {
        for (const auto& one : live) wrong += (here.contains(one) ? "" : "only live: " + one + "\n");
        for (const auto& one : here) wrong += (live.contains(one) ? "" : "only simulated: " + one + "\n");
      }
      ++agreed;
    }
  };
  const auto tally = testkit::random_day(testkit::World::model(), settings);
  EXPECT_EQ(wrong, "") << "seed " << seed;
  EXPECT_EQ(tally.defect, "");
  std::printf("%llu events, %llu states with the same work, %llu ended (seed %llu); outside:", static_cast<unsigned long long>(events), static_cast<unsigned long long>(agreed),
              static_cast<unsigned long long>(ended), static_cast<unsigned long long>(seed));
  for (const auto& [why, count] : outside) std::printf(" %s %llu", boost::describe::enum_to_string(why, "?"), static_cast<unsigned long long>(count));
  std::printf("\n");
  EXPECT_GT(agreed, 2'000u);
  for (const auto why : {Beyond::offence, Beyond::sample, Beyond::divergence, Beyond::hold}) EXPECT_GT(outside[why], 10u) << boost::describe::enum_to_string(why, "?");
}

/// Arrivals for six hours, then none. Left out is what an opening does not hold: since when an alarm is open in the simulator, and
/// for which of several persons the time under way was drawn once they have parted.
Overlay early_birds(double scale) {
  auto overlay = lively_overlay();
  overlay.alarms.p = 0;
  std::erase_if(overlay.findings, [](const FindingRule& one) { return one.control == Code("passport"); });
  overlay.hour_profile.assign(24, 0);
  for (std::size_t hour = 6; hour < 12; ++hour) overlay.hour_profile[hour] = 1;  // midnight by UTC is at six here
  for (auto& flow : overlay.flows) flow.per_day_per_direction *= scale;
  return overlay;
}

/// A step without its time's origin.
std::string words(const Step& step, std::int64_t from_us) {
  std::string text = std::to_string(step.at_us - from_us) + " " + std::to_string(static_cast<int>(step.kind)) + " " + std::to_string(step.stream) + "/" + std::to_string(step.ordinal) + " " +
                     std::to_string(step.slot) + "/" + std::to_string(step.subject) + " " + std::to_string(step.heads);
  for (const auto& [heads, facts] : step.found) text += " " + std::to_string(heads) + ":" + std::to_string(facts);
  return text;
}

TEST(SimOpening, is_the_rest_of_a_day_the_same_from_its_middle) {
  const auto& world = testkit::World::model();
  int middles = 0, vehicles = 0;
  std::size_t steps = 0;
  for (const auto* layout : {"combined", "shared"}) {
    const auto plan = plan_of(world, layout, early_birds(0.15));
    Engine engine(*plan);
    for (std::uint32_t replication = 0; replication < 10; ++replication)
      for (const auto cut_us : {7 * hour_us, 7 * hour_us + 17 * minute_us, 8 * hour_us + 41 * minute_us}) {
        SCOPED_TRACE(std::string(layout) + ", seed " + std::to_string(seed) + ", replication " + std::to_string(replication) + ", cut after " + std::to_string(cut_us / minute_us) + " min");
        Settings whole{.seed = seed, .replication = replication, .span_us = 24 * hour_us, .warm_up_us = 0, .keep_steps = true};
        auto half = whole, rest = whole;
        half.span_us = cut_us, half.keep_rest = true;
        const auto all = engine.run(whole), begun = engine.run(half);
        ASSERT_NE(begun.rest, nullptr);
        rest.start_us = cut_us, rest.span_us = 24 * hour_us - cut_us, rest.opening = begun.rest.get();
        const auto ended = engine.run(rest);
        std::multiset<std::string> expected, found;
        for (const auto& step : all.steps)
          if (step.at_us >= cut_us) expected.insert(words(step, cut_us));
        for (const auto& step : ended.steps)
          if (step.kind != Step::Kind::arrived) found.insert(words(step, 0));
        EXPECT_EQ(expected, found);
        middles += begun.rest->vehicles.empty() ? 0 : 1;
        vehicles += static_cast<int>(begun.rest->vehicles.size());
        steps += found.size();
        if (HasFailure()) return;
      }
  }
  std::printf("%d days cut in their middle, %d vehicles inside then, %zu steps the same as of the whole day\n", middles, vehicles, steps);
  EXPECT_GT(middles, 30);
  EXPECT_GT(steps, 500u);
}

/// A post at ten in the morning: what the simulator left standing there.
std::shared_ptr<const Opening> morning(Engine& engine) {
  Settings settings{.seed = seed, .span_us = 4 * hour_us, .warm_up_us = 0, .keep_rest = true};
  return engine.run(settings).rest;
}

TEST(SimForecast, does_it_begin_with_what_stands_there_and_repeat_itself) {
  const auto plan = plan_of(testkit::World::model(), "combined", lively_overlay());
  Engine engine(*plan);
  auto opening = *morning(engine);
  opening.same_draws = false;
  ForecastWish wish{.seed = seed, .replications = 40, .start_us = 4 * hour_us};
  const auto one = forecast(*plan, opening, wish), again = forecast(*plan, opening, wish);
  EXPECT_EQ(one.hash, again.hash);
  const auto inside = static_cast<double>(opening.vehicles.size());
  ASSERT_GT(inside, 5);
  EXPECT_EQ(one.all.inside.size(), 33u);
  EXPECT_LE(std::abs(one.all.inside.front().p50 - inside), inside / 2);  // what takes no time is over at once
  for (const auto& band : one.all.inside) EXPECT_TRUE(band.p5 <= band.p25 && band.p25 <= band.p50 && band.p50 <= band.p75 && band.p75 <= band.p95);
  ASSERT_EQ(one.out.size(), opening.vehicles.size());
  std::size_t left = 0;
  for (const auto& out : one.out) {
    left += out.p50_us ? 1 : 0;
    EXPECT_TRUE(!out.p90_us || *out.p50_us <= *out.p90_us);
  }
  EXPECT_GT(left, one.out.size() * 3 / 4);
  double arrivals = 0;
  for (const auto& stream : one.arrivals)
    for (const auto& hour : stream) arrivals += hour.vehicles;
  EXPECT_GT(arrivals, 100);
}

TEST(SimForecast, does_a_post_without_officers_fill_up) {
  const auto plan = plan_of(testkit::World::model(), "combined", lively_overlay());
  Opening empty;
  empty.servers.assign(plan->teams().size(), 0);
  const auto nobody_there = forecast(*plan, empty, {.seed = seed, .replications = 20, .start_us = 4 * hour_us});
  EXPECT_EQ(nobody_there.all.inside.back().p95, 0);
  EXPECT_GT(nobody_there.all.waiting.back().p5, 200);
  Opening staffed;
  const auto as_usual = forecast(*plan, staffed, {.seed = seed, .replications = 20, .start_us = 4 * hour_us});
  EXPECT_LT(as_usual.all.waiting.back().p50, 50);
}

TEST(SimForecast, is_what_has_lasted_long_expected_to_end_as_its_kind_does) {
  // Of an exponential time nothing is learnt by waiting; of a gamma time with little spread most is over.
  for (const auto& [family, cv] : {std::pair{Family::exponential, 1.0}, std::pair{Family::gamma, 0.3}}) {
    const auto plan = plan_of(theory(), "one", one_stage(0.0001, family, 60, cv));
    Course course(*plan, 0);
    Opening opening;
    Present one{.stream = 0, .condition = course.state(course.first(0, 1)).condition, .heads = {0, 1}, .came_us = -50 * minute_us};
    const auto& tasks = course.state(course.first(0, 1)).tasks;
    ASSERT_FALSE(tasks.empty());
    one.under_way.push_back({tasks.front().slot, tasks.front().subject, -50 * minute_us});
    opening.vehicles.push_back(one);
    std::vector<std::int64_t> left;
    for (std::uint32_t i = 0; i < 4'000; ++i) {
      Settings settings{.seed = seed, .replication = i, .span_us = 40 * hour_us, .warm_up_us = 0, .opening = &opening};
      Engine engine(*plan);
      const auto result = engine.run(settings);
      ASSERT_GE(result.out_us.front(), 0);
      left.push_back(result.out_us.front());
    }
    double mean = 0;
    for (const auto us : left) mean += static_cast<double>(us) / static_cast<double>(minute_us) / static_cast<double>(left.size());
    if (family == Family::exponential) EXPECT_NEAR(mean, 60, 4);  // 60 / sqrt(4000) is 1
    else EXPECT_LT(mean, 25);
  }
}

TEST(SimOpening, is_a_vehicle_given_to_the_flow_that_it_looks_like) {
  const auto plan = plan_of(testkit::World::model(), "combined", lively_overlay());
  Course course(*plan, 0);
  int asked = 0, told = 0;
  for (std::uint32_t stream = 0; stream < plan->streams().size(); ++stream) {
    if (plan->streams()[stream].direction != 0) continue;
    for (std::uint64_t pattern = 0; pattern < 8; ++pattern) {
      auto condition = course.state(course.first(stream, pattern | 1)).condition;
      const auto& flow = plan->overlay().flows[plan->streams()[stream].flow];
      bool possible = true;
      std::size_t bit = flow.claims.size();
      for (const auto& load : flow.loads) {
        possible = possible && (load.p < 1 || ((pattern | 1) >> bit & 1));
        ++bit;
        for (const auto& claim : load.claims) possible = possible && (claim.p < 1 || ((pattern | 1) >> bit & 1)), ++bit;
      }
      if (!possible) continue;
      ++asked;
      const auto found = likeliest(*plan, 0, condition);
      ASSERT_TRUE(found);
      EXPECT_EQ(plan->streams()[*found].traffic_class, plan->streams()[stream].traffic_class);
      told += *found == stream ? 1 : 0;
    }
  }
  EXPECT_GT(asked, 10);
  EXPECT_GE(told * 10, asked * 9) << told << " of " << asked;
}

}  // namespace
}  // namespace onestop::sim::test
