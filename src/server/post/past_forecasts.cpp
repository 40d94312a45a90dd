#include "server/post/past_forecasts.h"

#include <algorithm>
#include <cmath>

#include "server/post/crossing_file.h"

namespace onestop::server {
namespace {

constexpr std::int64_t longest_stay_ms = 3 * day_ms;  // who arrived earlier is not looked for
constexpr std::int64_t settled_ms = 2 * hour_ms;      // of log before a forecast
constexpr double us_per_min = 60e6;

Instant host_midnight(const post::Post& post, Instant at) {
  std::int64_t offset_ms = 0;
  for (const auto& state : post.states)
    if (state.code == post.host) offset_ms = state.utc_offset_min * minute_ms;
  const auto local = at.ms + offset_ms;
  return Instant{local - ((local % day_ms) + day_ms) % day_ms - offset_ms};
}

/// Crossings that arrived in this time, latest first.
Expected<std::vector<store::CrossingRow>> arrived_between(store::Reader& reader, const Code& post, Instant from, Instant until) {
  std::vector<store::CrossingRow> out;
  store::CrossingQuery query;
  query.post = post;
  query.limit = store::largest_page;
  query.before = store::CrossingQuery::Key{until + 1, {}};
  for (;;) {
    const auto rows = reader.crossings(query);
    if (!rows) return std::unexpected(rows.error());
    for (const auto& row : *rows) {
      if (row.arrived < from) return out;
      out.push_back(row);
    }
    if (rows->size() < query.limit) return out;
    query.before = store::CrossingQuery::Key{rows->back().arrived, rows->back().crossing};
  }
}

class Day {
 public:
  Day(store::Reader& reader, Planning& planning, const PastWish& wish, Instant at, PastError& sum)
      : reader_(reader), planning_(planning), wish_(wish), at_(at), until_(at + wish.each.span_us / 1'000), sum_(sum) {}

  Expected<void> judge() {
    const auto& post = planning_.regime().post().code;
    auto rows = arrived_between(reader_, post, at_ + -longest_stay_ms, until_);
    if (!rows) return std::unexpected(rows.error());
    rows_ = std::move(*rows);
    std::vector<Inside> inside;
    for (const auto& row : rows_)
      if (row.arrived <= at_ && (!row.ended || at_ < *row.ended)) inside.push_back({row.crossing, row.plate, row.arrived});
    const auto shift = shift_until(reader_, post, at_);
    if (!shift) return std::unexpected(shift.error());
    auto stood = read_as_it_stood(reader_, planning_, *shift, inside, at_);
    if (!stood) return std::unexpected(stood.error());
    auto each = wish_.each;
    each.start_us = stood->start_us();
    each.weekday = stood->weekday();
    const auto forecast = sim::forecast(*stood->plan, stood->opening, each);
    count_inside(*stood, forecast);
    time_those_inside(*stood, forecast);
    if (auto done = time_arrivals(*stood, forecast); !done) return done;
    if (sum_.days++ == 0) sum_.first = at_;
    sum_.last = at_;
    sum_.still += static_cast<double>(stood->still.size());
    return {};
  }

 private:
  void count_inside(const Stood& stood, const sim::Forecast& forecast) {
    for (int direction = 0; direction < 2; ++direction) {
      const auto& states = stood.plan->procedure(direction).states;
      const Code way(states[0].text() + "-" + states[1].text());
      const auto still = static_cast<double>(std::ranges::count(stood.still, direction, &Stood::Still::direction));
      const auto& bands = forecast.directions[static_cast<std::size_t>(direction)].inside;
      for (std::size_t step = 1; step < bands.size(); ++step) {
        const auto then = at_ + static_cast<std::int64_t>(step) * wish_.each.step_us / 1'000;
        const auto real = static_cast<double>(std::ranges::count_if(rows_, [&](const store::CrossingRow& row) {
          return row.direction == way && row.arrived <= then && (!row.ended || then < *row.ended);
        }));
        const auto& band = bands[step];
        ++sum_.counts;
        sum_.inside_mae += std::abs(band.p50 + still - real);
        sum_.inside_bias += band.p50 + still - real;
        sum_.in_band += band.p5 + still <= real && real <= band.p95 + still ? 1 : 0;
      }
    }
  }

  void time_one(const std::optional<std::int64_t>& expected_us, double real_min) {
    if (!expected_us) return;
    const double error = static_cast<double>(*expected_us) / us_per_min - real_min;
    ++sum_.releases;
    sum_.release_mae_min += std::abs(error);
    sum_.release_bias_min += error;
  }

  void time_those_inside(const Stood& stood, const sim::Forecast& forecast) {
    for (std::size_t i = 0; i < stood.vehicles.size(); ++i) {
      const auto row = std::ranges::find(rows_, stood.vehicles[i].crossing, &store::CrossingRow::crossing);
      if (row == rows_.end() || !row->ended || until_ < *row->ended) continue;
      time_one(forecast.out[i].p50_us, static_cast<double>(*row->ended - at_) / minute_ms);
    }
  }

  /// By what each was on its arrival; from when it stood before the gate, where that is on record.
  Expected<void> time_arrivals(const Stood& stood, const sim::Forecast& forecast) {
    for (const auto& row : rows_) {
      if (row.arrived <= at_ || !row.released || until_ < *row.released) continue;
      const auto crossing = read_until(reader_, row.crossing, row.arrived);
      if (!crossing) return std::unexpected(crossing.error());
      const auto* opened = crossing->opened();
      if (!opened) continue;
      const auto& opening = *opened->opening;
      const auto came = opening.joined.value_or(row.arrived);
      const int direction = opening.exit_state == stood.plan->procedure(0).states[0] ? 0 : 1;
      const auto& procedure = stood.plan->procedure(direction);
      if (opening.procedure != procedure.hash || came < at_) continue;
      auto translated = sim::translate(crossing::View(*crossing, procedure));
      if (translated.beyond != sim::Beyond::none) continue;
      const auto stream = sim::likeliest(*stood.plan, direction, translated.condition);
      const auto hour = static_cast<std::size_t>((came - at_) / hour_ms);
      if (!stream || hour >= forecast.arrivals[*stream].size()) continue;
      time_one(forecast.arrivals[*stream][hour].release.p50_us, static_cast<double>(*row.released - came) / minute_ms);
    }
    return {};
  }

  store::Reader& reader_;
  Planning& planning_;
  const PastWish& wish_;
  const Instant at_, until_;
  PastError& sum_;
  std::vector<store::CrossingRow> rows_;
};

}  // namespace

Expected<PastError> look_back(store::Reader& reader, Planning& planning, const PastWish& wish, const std::function<bool()>& stop) {
  PastError sum;
  const auto span_ms = wish.each.span_us / 1'000;
  const auto first = reader.read_after(0, 1);
  if (!first) return std::unexpected(first.error());
  if (first->empty()) return sum;
  const auto began = first->front().envelope.at;
  const auto& post = planning.regime().post();
  auto at = host_midnight(post, wish.now) + wish.hour * hour_ms;
  while (at + span_ms > wish.now) at = at + -day_ms;
  std::vector<Instant> days;
  for (; std::ssize(days) < wish.most_days && at + -settled_ms >= began; at = at + -day_ms) days.push_back(at);
  for (auto day = days.rbegin(); day != days.rend() && !stop(); ++day)
    if (auto done = Day(reader, planning, wish, *day, sum).judge(); !done) return std::unexpected(done.error());
  const auto mean = [](double& value, std::int64_t of) { value = of > 0 ? value / static_cast<double>(of) : 0; };
  for (auto* value : {&sum.inside_mae, &sum.inside_bias, &sum.in_band}) mean(*value, sum.counts);
  for (auto* value : {&sum.release_mae_min, &sum.release_bias_min}) mean(*value, sum.releases);
  mean(sum.still, sum.days);
  return sum;
}

}  // namespace onestop::server
