// The traffic generator's arithmetic: its draws have the moments they claim, arrivals follow the profile, the shipped
// parameters can be read, and a vehicle depends on its key alone.
#include <gtest/gtest.h>

#include "app/traffic/agenda.h"
#include "app/traffic/arrivals.h"
#include "app/traffic/traffic.h"

namespace onestop::traffic {
namespace {

Parameters shipped() {
  auto parameters = read_parameters(std::string(ONESTOP_SOURCE_DIR) + "/posts/traffic/korday-reference.json");
  EXPECT_TRUE(parameters.has_value()) << (parameters ? "" : parameters.error().what);
  return parameters ? *parameters : Parameters{};
}

server::PostView small_post() {
  server::PostView post;
  post.states = {{"KZ", "Kazakhstan", 300}, {"KG", "Kyrgyzstan", 360}};
  post.lanes = {{"car_1", {"car"}}, {"truck_1", {"truck"}}};
  return post;
}

struct Moments {
  double mean = 0, cv = 0;
};

template <class Draw>
Moments moments(Draw draw) {
  constexpr int n = 200'000;
  double sum = 0, squares = 0;
  for (int i = 0; i < n; ++i) {
    const double value = draw();
    sum += value;
    squares += value * value;
  }
  const double mean = sum / n;
  return {mean, std::sqrt(squares / n - mean * mean) / mean};
}

TEST(TrafficDraws, HaveTheMeanAndVariationTheyAreAskedFor) {
  Draws draws(7);
  const auto gamma = moments([&] { return draws.gamma(17.8, 0.5); });
  EXPECT_NEAR(gamma.mean, 17.8, 0.15);
  EXPECT_NEAR(gamma.cv, 0.5, 0.01);
  const auto lognormal = moments([&] { return draws.lognormal(142, 0.8); });
  EXPECT_NEAR(lognormal.mean, 142, 2);
  EXPECT_NEAR(lognormal.cv, 0.8, 0.03);
  const auto exponential = moments([&] { return draws.exponential(1.4); });
  EXPECT_NEAR(exponential.mean, 1.4, 0.02);
  EXPECT_NEAR(exponential.cv, 1, 0.02);
}

TEST(TrafficDraws, BelongToTheirKeyAndDifferBetweenKeys) {
  const Id vehicle = mint_id({1'000}, 1, 2), same_later = mint_id({2'000}, 1, 2);
  EXPECT_EQ(keyed(5, vehicle), keyed(5, same_later)) << "when an id was minted must not matter";
  EXPECT_NE(keyed(5, vehicle), keyed(6, vehicle));
  EXPECT_NE(keyed(5, "hold"), keyed(5, "remarks"));
}

TEST(TrafficParameters, AreShippedWithTheDemonstration) {
  const auto parameters = shipped();
  EXPECT_EQ(parameters.flows.size(), 6u);
  double factors = 0;
  for (const double factor : parameters.hour_profile) factors += factor;
  EXPECT_NEAR(factors, 24, 1e-9) << "the profile must not change the number of vehicles a day";
  EXPECT_FALSE(read_parameters("/nowhere.json").has_value());
}

TEST(TrafficArrivals, FollowTheRateAndTheHourProfile) {
  const auto parameters = shipped();
  const auto& cars = parameters.flows.front();
  ArrivalStream stream(parameters, cars, 1, 300, 11);
  constexpr int days = 60;
  const Instant from{19'000 * day_ms - 300 * minute_ms};  // midnight where the clock is five hours ahead
  std::array<double, 24> by_hour{};
  double all = 0;
  for (auto at = *stream.next(from); at < from + days * day_ms; at = *stream.next(at), ++all)
    ++by_hour[static_cast<std::size_t>((at - from) % day_ms / hour_ms)];
  EXPECT_NEAR(all / days, cars.per_day_per_direction, 4 * std::sqrt(cars.per_day_per_direction / days));
  for (std::size_t hour = 0; hour < 24; ++hour) {
    const double expected = days * cars.per_day_per_direction / 24 * parameters.hour_profile[hour];
    EXPECT_NEAR(by_hour[hour], expected, 4.5 * std::sqrt(expected)) << "hour " << hour;
  }
}

TEST(TrafficArrivals, AVehicleDependsOnItsKeyAlone) {
  const auto parameters = shipped();
  const auto post = small_post();
  for (const auto& flow : parameters.flows) {
    const auto one = invent_vehicle(parameters, flow, post, "KZ", 42, {1'000});
    const auto other = invent_vehicle(parameters, flow, post, "KZ", 42, {9'000'000});
    EXPECT_EQ(one.crossing.low, other.crossing.low);
    EXPECT_EQ(one.arrival.plate, other.arrival.plate);
    EXPECT_EQ(one.arrival.persons.size(), other.arrival.persons.size());
    if (flow.traffic_class == Code("car")) EXPECT_EQ(one.arrival.lane, Code("car_1"));
    if (flow.traffic_class == Code("truck")) EXPECT_EQ(one.arrival.lane, Code("truck_1"));
    EXPECT_EQ(one.arrival.consignments.empty(), flow.loads.empty());
    for (const auto& consignment : one.arrival.consignments) EXPECT_EQ(consignment.commodity.view().size(), 6u);
  }
}

TEST(TrafficArrivals, GoodsBringTheFactsThatWereDrawn) {
  const auto parameters = shipped();
  const auto post = small_post();
  int with_food = 0;
  for (std::uint64_t key = 0; key < 300; ++key)
    for (const auto& consignment : invent_vehicle(parameters, parameters.flows[2], post, "KG", key, {0}).arrival.consignments) {
      const auto at = std::find_if(parameters.goods.begin(), parameters.goods.end(), [&](const auto& goods) { return goods.text == consignment.goods; });
      ASSERT_NE(at, parameters.goods.end());
      const auto claims = [&](const Code& fact) {
        return std::any_of(consignment.claims.begin(), consignment.claims.end(), [&](const auto& claim) { return claim.fact == fact; });
      };
      const auto brings = [&](const Code& fact) { return std::find(at->facts.begin(), at->facts.end(), fact) != at->facts.end(); };
      EXPECT_EQ(claims("food"), brings("food"));
      EXPECT_EQ(claims("sps_goods"), brings("sps_goods"));
      with_food += claims("food");
    }
  EXPECT_GT(with_food, 70);
}

TEST(TrafficArrivals, AVehicleTakesALaneThatThePostHasWhenItComesIn) {
  const auto parameters = shipped();
  auto vehicle = invent_vehicle(parameters, parameters.flows.front(), small_post(), "KZ", 42, {0});
  auto tomorrow = small_post();
  tomorrow.lanes = {{"kz_car", {"car"}}};
  choose_lane(vehicle, tomorrow);
  EXPECT_EQ(vehicle.arrival.lane, Code("kz_car"));
}

TEST(TrafficComparison, CountsTheSameVehiclesOnBothSides) {
  Play play;
  play.plan.halves = {{"two_stop", {0}, {1}}, {"combined", {1}, {2}}};
  for (std::uint64_t n = 0; n < 10; ++n) play.pairs[{0, n}] = {"car", false, false, {10.0 * static_cast<double>(n + 1), 1.0 * static_cast<double>(n + 1)}};
  play.pairs[{0, 10}] = {"car", false, false, {900.0, std::nullopt}};
  play.pairs[{0, 11}] = {"car", true, false, {900.0, 900.0}};
  play.pairs[{0, 12}] = {"car", false, true, {900.0, 900.0}};
  const auto table = comparison(play);
  EXPECT_NE(table.find("car             10 |      55.0    50.0    90.0 |       5.5     5.0     9.0"), std::string::npos) << table;
  EXPECT_NE(table.find("1 came too near the end of a half, 1 were not released in both, 1 waited"), std::string::npos) << table;
}

TEST(TrafficAgenda, KeepsTheOrderOfEqualInstantsAndRunsOnlyWhatIsDue) {
  Agenda agenda;
  std::string order;
  agenda.at(0, [&] { order += 'a'; });
  agenda.at(0, [&] { order += 'b'; });
  agenda.at(1e12, [&] { order += 'c'; });
  agenda.run_due();
  EXPECT_EQ(order, "ab");
  EXPECT_EQ(agenda.idle_for(std::chrono::milliseconds(50)), std::chrono::milliseconds(50));
}

}  // namespace
}  // namespace onestop::traffic
