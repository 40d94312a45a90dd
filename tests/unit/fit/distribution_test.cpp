// Are the likeliest parameters the likeliest, and the statistics of fit what they are called?
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "fit/durations.h"
#include "sim/quantiles.h"

namespace onestop::fit::test {
namespace {

struct Second {
  std::map<std::string, std::vector<double>> samples;
  std::vector<std::tuple<std::string, Family, std::array<double, 4>>> fits;  // shape, scale, log-likelihood, Anderson-Darling
};

Second second_computation() {
  Second out;
  std::ifstream file(std::string(ONESTOP_SOURCE_DIR) + "/tests/data/fit/second_fit.txt");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string kind, name, family;
    words >> kind >> name;
    if (kind == "sample")
      for (double one; words >> one;) out.samples[name].push_back(one);
    if (kind != "fit") continue;
    words >> family;
    std::array<double, 4> figures{};
    for (double& one : figures) words >> one;
    Family of{};
    boost::describe::enum_from_string(family.c_str(), of);
    out.fits.emplace_back(name, of, figures);
  }
  return out;
}

TEST(FitDistribution, does_a_second_computation_with_forty_digits_find_the_same_figures) {
  const auto second = second_computation();
  ASSERT_EQ(second.fits.size(), 15u);
  for (const auto& [name, family, wanted] : second.fits) {
    auto sample = second.samples.at(name);
    std::ranges::sort(sample);
    const auto found = likeliest(family, sample);
    ASSERT_TRUE(found);
    const double ours[] = {found->shape, found->scale, log_likelihood(*found, sample), anderson_darling(*found, sample)};
    const char* what[] = {"shape", "scale", "log-likelihood", "Anderson-Darling"};
    for (int i = 0; i < 4; ++i)
      EXPECT_NEAR(ours[i], wanted[static_cast<std::size_t>(i)], 1e-9 * std::max(1.0, std::abs(wanted[static_cast<std::size_t>(i)]))) << name << " " << boost::describe::enum_to_string(family, "") << " " << what[i];
  }
}

TEST(FitDistribution, do_mean_and_variation_agree_with_the_simulators_quantiles) {
  for (const auto& of : {Distribution{Family::gamma, 4, 2}, Distribution{Family::lognormal, 0.7, 5}, Distribution{Family::weibull, 1.7, 5}, Distribution{Family::log_logistic, 3.1, 5}, Distribution{Family::exponential, 1, 3}})
    for (const double p : {0.01, 0.3, 0.5, 0.8, 0.999}) {
      const double x = of.mean_min() * sim::quantile(of.family, of.cv(), p > 0.5 ? 1 - p : p, p > 0.5);
      EXPECT_NEAR(of.quantile(p), x, 1e-9 * x) << boost::describe::enum_to_string(of.family, "");
      EXPECT_NEAR(of.shares(x).below, p, 1e-9) << boost::describe::enum_to_string(of.family, "");
      EXPECT_NEAR(of.shares(x).above, 1 - p, 1e-9) << boost::describe::enum_to_string(of.family, "");
    }
}

TEST(FitDistribution, is_an_infinite_variance_called_so) {
  EXPECT_TRUE(std::isinf((Distribution{Family::log_logistic, 1.9, 1}).cv()));
  EXPECT_TRUE(std::isinf((Distribution{Family::log_logistic, 1, 1}).mean_min()));
}

TEST(FitDistribution, are_digamma_and_trigamma_those_of_the_tables) {
  EXPECT_NEAR(digamma(1), -0.57721566490153286, 1e-14);           // minus Euler's constant
  EXPECT_NEAR(digamma(0.5), -1.96351002602142347, 1e-14);         // minus that and 2 ln 2
  EXPECT_NEAR(trigamma(1), std::pow(std::acos(-1.0), 2) / 6, 1e-14);
  EXPECT_NEAR(trigamma(0.5), std::pow(std::acos(-1.0), 2) / 2, 1e-14);
}

TEST(FitDistribution, has_a_sample_without_spread_no_shape) {
  const std::vector<double> same(40, 2.5);
  EXPECT_FALSE(likeliest(Family::gamma, same));
  EXPECT_FALSE(likeliest(Family::weibull, {}));
  EXPECT_EQ(likeliest(Family::exponential, same)->scale, 2.5);
}

TEST(FitDistribution, is_the_distance_of_two_samples_the_greatest_between_their_steps) {
  const std::vector<double> a{1, 2, 3, 4}, b{3, 3, 5, 6}, same{1, 2, 3, 4};
  EXPECT_DOUBLE_EQ(kolmogorov(a, b), 0.5);
  EXPECT_DOUBLE_EQ(kolmogorov(a, same), 0);
}

}  // namespace
}  // namespace onestop::fit::test
