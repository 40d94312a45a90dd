#pragma once
// Hourly delays as a road authority publishes them: a model by weekday, hour and month, and how well it foretells hours that it has
// not seen. Delays are not arrivals: what they say of a queue, they say of rate and staff at once.
#include <boost/describe.hpp>
#include <array>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace onestop::fit {

/// The hour by the local clock, counted from 1970-01-01 00:00 of that clock; nothing where nobody measured.
struct DelayHour {
  std::int64_t hour = 0;
  std::optional<double> delay_min;
};

/// On the scale log(1 + delay): one level for each weekday and hour, one for each month, fitted by least squares in turns.
class DelayModel {
 public:
  static DelayModel fit(std::span<const DelayHour> hours);
  /// The middle of what is to be expected: half of the hours are longer.
  double median_min(std::int64_t hour) const { return at(hour, 0); }
  /// The mean, from the residuals of that hour of the day (Duan, Journal of the American Statistical Association 78, 1983).
  double mean_min(std::int64_t hour) const;
  /// Holds nine of ten hours, by the residuals of that hour of the day.
  double low_min(std::int64_t hour) const;
  double high_min(std::int64_t hour) const;

 private:
  double at(std::int64_t hour, double residual) const;
  std::array<std::array<double, 24>, 7> level_{};
  std::array<double, 12> month_{};
  std::array<std::vector<double>, 24> residuals_;  // ascending
};

struct Score {
  std::string of;
  std::size_t hours = 0;
  double absolute_error_min = 0, root_square_error_min = 0, bias_min = 0;  // foretold less measured
  double r_squared = 0;
};
BOOST_DESCRIBE_STRUCT(Score, (), (of, hours, absolute_error_min, root_square_error_min, bias_min, r_squared))

struct DelayTest {
  std::size_t train_hours = 0, train_missing = 0, test_hours = 0, test_missing = 0;
  std::vector<Score> scores;  // the model's mean and median; the overall mean; the same hour a week before; hours that all of them can foretell
  double coverage = 0;        // of the 90 % band
};
BOOST_DESCRIBE_STRUCT(DelayTest, (), (train_hours, train_missing, test_hours, test_missing, scores, coverage))

/// Fits on the hours before `split` and foretells the others. Nothing where either part holds no measured hour.
std::optional<DelayTest> test_delays(std::span<const DelayHour> hours, std::int64_t split);

}  // namespace onestop::fit
