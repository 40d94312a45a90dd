// Does a post that theory knows behave as theory says? Each is a real post and law, compiled and run.
#include "sim_world.h"

namespace onestop::sim::test {
namespace {

std::uint64_t seed = 20'060'701;  // one more for each question, or all would be asked of the same vehicles
constexpr double limit = 4;  // of |z|: a fixed seed, and a bound that chance hardly reaches

/// Probability of waiting in M/M/c, and the mean wait in units of the service time (Erlang C).
double erlang_c(int c, double load) {
  double term = 1, sum = 1;
  for (int k = 1; k < c; ++k) sum += term *= load / k;
  term *= load / c;
  const double last = term / (1 - load / c);
  return last / (sum + last);
}
double wait_mmc(int c, double rho) { return erlang_c(c, rho * c) / (c * (1 - rho)); }

Settings span_of(double minutes, double warm_up_share = 0.1) {
  Settings settings;
  settings.seed = ++seed;
  settings.span_us = static_cast<std::int64_t>(minutes * static_cast<double>(minute_us));
  settings.warm_up_us = static_cast<std::int64_t>(minutes * warm_up_share * static_cast<double>(minute_us));
  return settings;
}

void expect(const char* what, const Mean& mean, double exact) {
  std::printf("%-34s exact %9.5f  simulated %9.5f +- %.5f  z %5.2f  (seed %llu)\n", what, exact, mean.value, mean.error, mean.z(exact), static_cast<unsigned long long>(seed));
  EXPECT_LE(std::abs(mean.z(exact)), limit) << what << ", seed " << seed;
  EXPECT_LT(mean.error, 0.2 * exact + 0.01) << what << " is measured too coarsely to tell anything";
}

double wait_of_first(const Result& result) { return result.flows.front().mean_min(&FlowResult::wait_us); }

TEST(SimTheory, do_vehicles_wait_as_in_M_M_c) {
  const std::pair<const char*, int> layouts[] = {{"one", 1}, {"four", 4}, {"many", 24}};
  for (const auto& [layout, c] : layouts)
    for (const double rho : {0.5, 0.9, 0.97}) {
      const auto plan = plan_of(theory(), layout, one_stage(rho * c, Family::exponential, 1));
      const auto customers = rho > 0.95 ? 200'000.0 : 50'000.0;
      const auto name = "M/M/" + std::to_string(c) + " at " + std::to_string(rho).substr(0, 4);
      expect(name.c_str(), mean_of(*plan, span_of(customers / (rho * c)), 24, wait_of_first), wait_mmc(c, rho));
    }
}

TEST(SimTheory, do_vehicles_wait_as_in_M_G_1) {
  // Pollaczek and Khinchine: W = rho (1 + cv^2) / (2 (1 - rho)) service times.
  const auto exact = [](double rho, double cv) { return rho * (1 + cv * cv) / (2 * (1 - rho)); };
  for (const auto& [family, cv, name] : {std::tuple{Family::gamma, 0.5, "M/G/1, gamma, cv 0.5"}, {Family::lognormal, 0.8, "M/G/1, lognormal, cv 0.8"}, {Family::fixed, 0.0, "M/D/1"}}) {
    const auto plan = plan_of(theory(), "one", one_stage(0.8, family, 1, cv));
    expect(name, mean_of(*plan, span_of(80'000 / 0.8), 24, wait_of_first), exact(0.8, cv));
  }
}

TEST(SimTheory, are_vehicles_lost_as_in_M_M_c_K) {
  auto overlay = one_stage(4 * 0.95, Family::exponential, 1);
  overlay.roads = std::vector<Road>{{"A", 6}};
  const auto plan = plan_of(theory(), "four", overlay);
  double weight = 1, sum = 1;  // of 0 to 10 vehicles inside, four of them served at once
  for (int k = 1; k <= 10; ++k) sum += weight *= 3.8 / std::min(k, 4);
  const auto lost = [](const Result& result) { return static_cast<double>(result.flows.front().lost) / static_cast<double>(result.flows.front().came); };
  expect("M/M/4/10, share lost", mean_of(*plan, span_of(20'000), 24, lost), weight / sum);
}

TEST(SimTheory, do_ranks_go_first_as_Cobham_says) {
  Overlay overlay = one_stage(0.2, Family::exponential, 1);
  overlay.flows.clear();
  const double rates[] = {0.2, 0.3, 0.3};
  for (int i = 0; i < 3; ++i) {
    const auto name = "v" + std::to_string(i + 1);
    overlay.flows.push_back({.name = name, .traffic_class = name, .per_day_per_direction = rates[i] * 1440, .claims = {{"x1", 1}}, .exit_state = "A"});
  }
  const auto plan = plan_of(theory(), "one", overlay);
  double above = 0;  // load of this class and those before it; residual work is rho since service is exponential of mean 1
  for (std::size_t i = 0; i < 3; ++i) {
    const double with = above + rates[i], exact = 0.8 / ((1 - above) * (1 - with));
    above = with;
    expect(("non-preemptive priority, class " + std::to_string(i + 1)).c_str(), mean_of(*plan, span_of(80'000), 24, [&](const Result& r) { return r.flows[i].mean_min(&FlowResult::wait_us); }), exact);
  }
}

TEST(SimTheory, does_a_row_of_stages_behave_as_Jackson_says) {
  Overlay overlay;
  overlay.hour_profile.assign(24, 1);
  const double rate = 3, passes[] = {1, 0.8, 0.5, 0.4, 0.7, 0.3}, mean_min[] = {0.5, 2, 2, 2.5, 10, 0.9};
  const int desks[] = {2, 7, 4, 4, 24, 1};
  Flow flow{.name = "v1", .traffic_class = "v1", .per_day_per_direction = rate * 1440, .exit_state = "A"};
  double exact = 0;
  for (int i = 0; i < 6; ++i) {
    flow.claims.push_back({"x" + std::to_string(i + 1), passes[i]});
    overlay.times.push_back({.control = "s" + std::to_string(i + 1), .family = Family::exponential, .mean_min = mean_min[i]});
    const double load = rate * passes[i] * mean_min[i];
    exact += passes[i] * mean_min[i] * (1 + wait_mmc(desks[i], load / desks[i]));
  }
  overlay.flows.push_back(flow);
  const auto plan = plan_of(theory(), "row", overlay);
  expect("Jackson, six stages", mean_of(*plan, span_of(15'000), 24, [](const Result& r) { return r.flows.front().mean_min(&FlowResult::wait_us) + r.flows.front().mean_min(&FlowResult::release_us); }), exact);
}

}  // namespace
}  // namespace onestop::sim::test
