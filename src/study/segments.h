#pragma once
// A study over columns: durations by any of the dimensions, six at once at most, and before against after.
#include <variant>

#include "study/columns.h"
#include "study/comparison.h"

namespace onestop::study {

/// release T3-T11, in_post T3-T12, queue T1-T3 (before the gate), dwell T11-T12, exit_side T3-T5, entry_side T6-T11, wait T1-T4 (to the
/// first control), crossing T1-T12, between T5-T6, inspection T9 from begin to end, storage from into the warehouse to out of it.
enum class Measure { release, in_post, queue, dwell, exit_side, entry_side, wait, crossing, between, inspection, storage };
BOOST_DESCRIBE_ENUM(Measure, release, in_post, queue, dwell, exit_side, entry_side, wait, crossing, between, inspection, storage)

/// A stay in which the spender had no part counts with 0, so that the means of all spenders add up to the mean stay.
using Measured = std::variant<Measure, Spender>;

struct Counted {
  std::int64_t counted = 0;
  std::int64_t missing = 0;    // one of the two stamps is on no record
  std::int64_t backwards = 0;  // the second lies before the first: two clocks differ
  double coverage() const {    // share, 0 to 1; 1 for nobody
    const auto all = counted + missing + backwards;
    return all == 0 ? 1 : static_cast<double>(counted) / static_cast<double>(all);
  }
  bool operator==(const Counted&) const = default;
};
BOOST_DESCRIBE_STRUCT(Counted, (), (counted, missing, backwards))

inline constexpr std::size_t most_dimensions = 6;
inline constexpr std::size_t most_segments = 1'000'000;  // that could be, whether or not anybody belongs to them

struct Asked {
  std::vector<Dimension> by = {};    // at most most_dimensions; none: all stays together
  Measured measured = Measure::release;
  std::optional<std::string> layout = {};  // only stays of it
  std::uint64_t seed = 1;
  std::optional<std::int64_t> target_ms = {};  // of everybody; nothing: each stay's own, where the release is measured
  bool intervals = true;
};

/// So many dimensions with so many values each that there could be more than most_segments.
bool too_many_segments(const Columns& columns, const std::vector<Dimension>& by);

struct SegmentRow {
  std::vector<std::string> values;   // as in Asked::by
  Counted counted;
  std::optional<BothWays> figures;   // nothing where no duration is known
};

/// By values in ascending order. Segments that no stay belongs to are not in the list.
std::vector<SegmentRow> segments(const Columns& columns, const Asked& asked);

/// How many times wider the interval of a mean is when days are drawn, not vehicles, because those of one day share queue, weather and
/// staff: square root of [sum over days of (sum of x - mean)^2 / n^2 * D / (D - 1)] / [sd^2 / n], 0 upwards, 1 where days do not matter
/// (Liang and Zeger, Biometrika 73, 1986, for a mean). Days are those of the arrival in UTC.
struct DayEffect {
  std::vector<std::string> values;    // as in Asked::by
  std::int64_t days = 0;
  std::optional<double> wider;        // nothing below five days, least_for_interval stays, or where all are equal
};
/// In the order of `segments`, of those with a duration. Nothing at all beyond ten million segment days.
std::vector<DayEffect> day_effects(const Columns& columns, const Asked& asked);

struct Layouts {
  std::string before, after;
};

struct ComparedRow {
  std::string traffic_class;  // "all" for the last
  Counted before, after;
  std::optional<BothWays> figures_before, figures_after;
  std::optional<Comparison> all, without;  // without: the outliers of each side by its own fence
  /// 95 % of the difference of means when days are drawn: plus or minus t(D - 1) times the errors widened by the effects of the
  /// days, D the fewer days of the two sides. Nothing where a side has no day effect.
  std::optional<Interval> mean_by_days_ms = {};
};

struct BeforeAfter {
  std::vector<ComparedRow> rows;            // by class, then all together
  std::optional<MixAdjusted> adjusted;      // by class
};
/// `asked.by` and `asked.layout` are not looked at.
BeforeAfter before_after(const Columns& columns, const Layouts& layouts, const Asked& asked);

/// Sum of each spender, largest sum first; whose the time is.
struct OwnerShare {
  Spender spender;
  std::int64_t sum_ms = 0;
  double share = 0;       // of all, 0 to 1
  double cumulated = 0;   // with all before it
};
std::vector<OwnerShare> pareto(const Columns& columns, const std::optional<std::string>& layout);

/// Minutes by activity, owner and kind, in this order; the sums of all rows add up to the stays, to the millisecond.
struct ActivityRow {
  Code activity;
  Spender spender;
  std::int64_t sum_ms = 0;
  std::int64_t stays = 0;  // that had a part of it
};
struct Activities {
  std::vector<ActivityRow> rows;
  std::int64_t stays = 0;
  std::int64_t sum_ms = 0;
};
Activities activities(const Columns& columns, const std::optional<std::string>& layout);

std::string words_of(const Spender& spender);  // "work KZ customs", "travel infrastructure"

}  // namespace onestop::study
