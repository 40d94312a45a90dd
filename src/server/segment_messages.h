#pragma once
// What the API says of a study's segments. Whole milliseconds and thousandths: the figures are those of study::segments, rounded.
#include "server/messages.h"
#include "study/segments.h"
#include "study/skew.h"

namespace onestop::server {

struct SpanMs {
  std::int64_t low_ms = 0, high_ms = 0;  // 95 %
};
BOOST_DESCRIBE_STRUCT(SpanMs, (), (low_ms, high_ms))

struct FiguresView {
  std::int64_t n = 0, mean_ms = 0, geometric_mean_ms = 0, median_ms = 0, p75_ms = 0, p90_ms = 0, p95_ms = 0, min_ms = 0, max_ms = 0, sd_ms = 0;
  std::int64_t cv_thousandths = 0;
  std::optional<SpanMs> mean_interval, median_interval;  // nothing: too few to say
  std::int64_t trimmed_mean_ms = 0, mode_low_ms = 0, mode_width_ms = 0, mode_n = 0;
  std::optional<std::int64_t> within_target_thousandths;  // of those who have a target
};
BOOST_DESCRIBE_STRUCT(FiguresView, (), (n, mean_ms, geometric_mean_ms, median_ms, p75_ms, p90_ms, p95_ms, min_ms, max_ms, sd_ms, cv_thousandths, mean_interval, median_interval, trimmed_mean_ms, mode_low_ms, mode_width_ms, mode_n, within_target_thousandths))

struct SegmentView {
  std::vector<std::string> values;  // as in SegmentsView::by
  study::Counted counted;
  std::int64_t outliers = 0;
  std::optional<FiguresView> all, without;  // without: where there are outliers
};
BOOST_DESCRIBE_STRUCT(SegmentView, (), (values, counted, outliers, all, without))

/// Crossings of the period that no figure holds, because nobody released them.
struct UnreleasedView {
  std::int64_t inside = 0, ended = 0;
};
BOOST_DESCRIBE_STRUCT(UnreleasedView, (), (inside, ended))

inline constexpr std::size_t most_segments_shown = 2000;  // the table holds all

struct SegmentsView {
  Instant now;
  std::vector<study::Dimension> by;
  study::Measure measure = study::Measure::release;
  std::optional<Instant> from, to;
  std::optional<Code> layout;
  std::vector<Code> layouts;        // that have stays
  std::int64_t stays = 0;           // read
  std::vector<SegmentView> segments;  // the first most_segments_shown
  bool cut = false;
  std::int64_t segments_in_all = 0;
  UnreleasedView unreleased;
  std::vector<study::ClockSkew> clocks;
};
BOOST_DESCRIBE_STRUCT(SegmentsView, (), (now, by, measure, from, to, layout, layouts, stays, segments, cut, segments_in_all, unreleased, clocks))

struct ActivityView {
  Code activity;                    // a letter that the law gives a control, or a word
  study::Owner owner;
  study::Kind kind = study::Kind::wait;
  std::int64_t sum_ms = 0, mean_ms = 0, stays = 0;
};
BOOST_DESCRIBE_STRUCT(ActivityView, (), (activity, owner, kind, sum_ms, mean_ms, stays))

struct OwnerShareView {
  study::Owner owner;
  std::int64_t sum_ms = 0, mean_ms = 0;
};
BOOST_DESCRIBE_STRUCT(OwnerShareView, (), (owner, sum_ms, mean_ms))

/// The rows of each list add up to `sum_ms`, the whole time of all stays from arrival to end.
struct ActivitiesView {
  Instant now;
  std::optional<Instant> from, to;
  std::optional<Code> layout;
  std::int64_t stays = 0, sum_ms = 0;
  std::vector<ActivityView> activities;
  std::vector<OwnerShareView> owners;  // largest first
  bool cut = false;
};
BOOST_DESCRIBE_STRUCT(ActivitiesView, (), (now, from, to, layout, stays, sum_ms, activities, owners, cut))

struct DifferenceView {
  std::int64_t ms = 0;                       // after less before
  std::optional<SpanMs> interval;
  std::int64_t percent_tenths = 0;
  std::optional<std::int64_t> low_tenths, high_tenths;
  bool distinguishable = false;              // the interval does not cover zero
};
BOOST_DESCRIBE_STRUCT(DifferenceView, (), (ms, interval, percent_tenths, low_tenths, high_tenths, distinguishable))

struct ComparedView {
  std::string traffic_class;                 // "all" for the last
  std::int64_t n_before = 0, n_after = 0;
  std::optional<FiguresView> before, after;
  std::optional<DifferenceView> mean, without_outliers;
  std::optional<std::int64_t> median_ms;     // difference
  std::optional<SpanMs> median_interval;
  std::optional<std::int64_t> p_millionths;  // Mann-Whitney, two-sided
  std::optional<SpanMs> mean_by_days;        // interval of the difference of means when days are drawn; nothing: too few days
  bool distinguishable_by_days = false;
};
BOOST_DESCRIBE_STRUCT(ComparedView, (), (traffic_class, n_before, n_after, before, after, mean, without_outliers, median_ms, median_interval, p_millionths, mean_by_days, distinguishable_by_days))

struct ComparisonView {
  Instant now;
  study::Measure measure = study::Measure::release;
  Code before, after;
  std::optional<Instant> from, to;
  std::vector<ComparedView> rows;
  std::optional<DifferenceView> adjusted;    // for class
  std::vector<Code> left_out;                // classes that one side lacks
  bool cut = false;
};
BOOST_DESCRIBE_STRUCT(ComparisonView, (), (now, measure, before, after, from, to, rows, adjusted, left_out, cut))

}  // namespace onestop::server
