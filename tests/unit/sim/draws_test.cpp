// Are draws what their sources say, and durations monotone and of the right shape?
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "sim/event_list.h"
#include "sim/philox.h"
#include "sim/quantiles.h"

namespace onestop::sim {
namespace {

TEST(SimDraws, does_philox_give_the_vectors_of_its_authors) {
  // kat_vectors of Random123 1.09, philox2x64 10.
  EXPECT_EQ(philox({0, 0}, 0), (Pair{0xca00a0459843d731u, 0x66c24222c9a845b5u}));
  EXPECT_EQ(philox({~std::uint64_t{0}, ~std::uint64_t{0}}, ~std::uint64_t{0}), (Pair{0x65b021d60cd8310fu, 0x4d02f3222f86df20u}));
  EXPECT_EQ(philox({0x243f6a8885a308d3u, 0x13198a2e03707344u}, 0xa4093822299f31d0u), (Pair{0x0a5e742c2997341cu, 0xb0f883d38000de5du}));
}

TEST(SimDraws, does_each_part_of_the_key_matter) {
  const Draws draws(1, 0);
  const auto first = draws.pair(1, 2, 3, Purpose::minutes, 4).first;
  EXPECT_EQ(first, Draws(1, 0).pair(1, 2, 3, Purpose::minutes, 4).first);
  for (const auto other : {Draws(2, 0).pair(1, 2, 3, Purpose::minutes, 4), Draws(std::uint64_t{1} << 32 | 1, 0).pair(1, 2, 3, Purpose::minutes, 4), Draws(1, 1).pair(1, 2, 3, Purpose::minutes, 4),
                           draws.pair(2, 2, 3, Purpose::minutes, 4), draws.pair(1, 3, 3, Purpose::minutes, 4), draws.pair(1, 2, 4, Purpose::minutes, 4), draws.pair(1, 2, 3, Purpose::hold, 4),
                           draws.pair(1, 2, 3, Purpose::minutes, 5)})
    EXPECT_NE(first, other.first);
}

TEST(SimDraws, are_odds_kept) {
  EXPECT_FALSE(Odds::of(0).yes(0));
  EXPECT_TRUE(Odds::of(1).yes(~std::uint64_t{0}));
  EXPECT_TRUE(Odds::of(0.25).yes((std::uint64_t{1} << 62) - 1));
  EXPECT_FALSE(Odds::of(0.25).yes(std::uint64_t{1} << 62));
}

/// The share below x by Simpson's rule over the density: nothing of the quantiles' own arithmetic is in it.
double share_below(Family family, double cv, double x) {
  const auto density = [&](double t) {
    if (t <= 0) return 0.0;
    if (family == Family::exponential) return std::exp(-t);
    if (family == Family::gamma) {
      const double shape = 1 / (cv * cv);
      return std::exp(shape * std::log(shape) + (shape - 1) * std::log(t) - shape * t - std::lgamma(shape));
    }
    if (family == Family::weibull) {
      const double k = weibull_shape(cv), scale = 1 / std::tgamma(1 + 1 / k);
      return k / scale * std::pow(t / scale, k - 1) * std::exp(-std::pow(t / scale, k));
    }
    if (family == Family::log_logistic) {
      const double shape = log_logistic_shape(cv), b = std::acos(-1.0) / shape, ratio = std::pow(t * b / std::sin(b), shape);
      return shape / t * ratio / ((1 + ratio) * (1 + ratio));
    }
    const double variance = std::log1p(cv * cv), z = (std::log(t) + variance / 2) / std::sqrt(variance);
    return std::exp(-z * z / 2) / (t * std::sqrt(2 * std::acos(-1.0) * variance));
  };
  // In the logarithm of t, where all of these are smooth.
  const int steps = 20'000;
  const double from = std::log(1e-9), width = (std::log(x) - from) / steps;
  double sum = 0;
  for (int i = 0; i <= steps; ++i) {
    const double t = std::exp(from + i * width);
    sum += (i == 0 || i == steps ? 1 : i % 2 ? 4 : 2) * density(t) * t;
  }
  return sum * width / 3;
}

TEST(SimDraws, are_quantiles_those_of_the_distribution) {
  for (const auto& [family, cv] : {std::pair{Family::exponential, 1.0}, {Family::gamma, 0.4}, {Family::gamma, 0.5}, {Family::gamma, 0.6}, {Family::lognormal, 0.8}, {Family::weibull, 0.5}, {Family::weibull, 1.3}, {Family::log_logistic, 0.5}, {Family::log_logistic, 0.9}}) {
    const Quantiles table(family, cv);
    for (const double p : {0.001, 0.0137, 0.1, 0.25, 0.4999, 0.5, 0.5001, 0.73, 0.9, 0.99, 0.99991}) {
      const double value = static_cast<double>(table.at(static_cast<std::uint64_t>(p * 0x1.0p64))) * 0x1.0p-32;
      EXPECT_NEAR(share_below(family, cv, value), p, 4e-6) << boost::describe::enum_to_string(family, "") << " " << cv;
    }
  }
}

TEST(SimDraws, have_weibull_and_log_logistic_times_the_mean_and_variation_asked_for) {
  for (const auto family : {Family::weibull, Family::log_logistic})
    for (const double cv : {0.2, 0.5}) {
      double mean = 0, square = 0;
      const int steps = 100'000;  // midpoints of equal shares; the tail beyond the last weighs least for small cv
      for (int i = 0; i < steps / 2; ++i)
        for (const bool upper : {false, true}) {
          const double x = quantile(family, cv, (i + 0.5) / steps, upper);
          mean += x / steps, square += x * x / steps;
        }
      EXPECT_NEAR(mean, 1, 5e-4) << boost::describe::enum_to_string(family, "") << " " << cv;
      EXPECT_NEAR(square - mean * mean, cv * cv, 0.03 * cv * cv) << boost::describe::enum_to_string(family, "") << " " << cv;
    }
}

TEST(SimDraws, is_the_table_as_near_to_the_function_as_it_says) {
  double worst = 0;
  for (const auto& [family, cv] : {std::pair{Family::exponential, 1.0}, {Family::gamma, 0.5}, {Family::lognormal, 0.8}, {Family::weibull, 0.6}, {Family::log_logistic, 0.6}}) {
    const Quantiles table(family, cv);
    for (int i = 1; i < 30'000; ++i) {
      const auto uniform = static_cast<std::uint64_t>(i) * 614'891'469'123'651ull;
      const bool upper = uniform >> 63;
      const double tail = static_cast<double>(upper ? ~uniform : uniform) * 0x1.0p-64;
      const double exact = quantile(family, cv, tail, upper), value = static_cast<double>(table.at(uniform)) * 0x1.0p-32;
      worst = std::max(worst, std::abs(value - exact) / (1 + exact));
    }
  }
  std::printf("greatest error of a quantile, in means plus value: %.2g\n", worst);
  EXPECT_LT(worst, 5e-6);
}

TEST(SimDraws, do_greater_numbers_give_no_shorter_times) {
  for (const auto& [family, cv] : {std::pair{Family::exponential, 1.0}, {Family::gamma, 0.5}, {Family::lognormal, 0.8}, {Family::weibull, 0.6}, {Family::log_logistic, 0.6}}) {
    const Quantiles table(family, cv);
    std::uint64_t last = 0;
    for (std::uint64_t i = 0; i < 200'000; ++i) {
      const auto value = table.at(i * 92'233'720'368'547ull);
      ASSERT_GE(value, last) << i;
      last = value;
    }
    EXPECT_GE(table.at(~std::uint64_t{0}), last);
    EXPECT_LE(table.at(0), table.at(1));
  }
}

TEST(SimEventList, do_events_come_in_the_order_of_time_then_of_being_put) {
  std::mt19937_64 random(4);
  EventList list;
  std::vector<std::pair<std::int64_t, std::uint32_t>> all;
  std::uint32_t number = 0;
  std::size_t taken = 0;
  std::int64_t now = 0;
  std::vector<std::pair<std::int64_t, std::uint32_t>> order;
  for (int i = 0; i < 20'000; ++i) {
    if (list.empty() || random() % 5 < 3) {
      const auto at = now + static_cast<std::int64_t>(random() % 50);  // many at one time
      list.put(at, number);
      all.emplace_back(at, number++);
    } else {
      const auto event = list.take();
      ASSERT_GE(event.at_us, now);
      now = event.at_us;
      order.emplace_back(event.at_us, event.about);
      ++taken;
    }
  }
  while (!list.empty()) {
    const auto event = list.take();
    order.emplace_back(event.at_us, event.about);
  }
  ASSERT_EQ(order.size(), all.size());
  std::ranges::sort(all);
  EXPECT_EQ(order, all);
}

}  // namespace
}  // namespace onestop::sim
