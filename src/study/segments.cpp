#include "study/segments.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "base/check.h"

namespace onestop::study {
namespace {

constexpr std::int64_t backwards = -1;

std::pair<Stamp, Stamp> ends_of(Measure measure) {
  switch (measure) {
    case Measure::release: return {Stamp::gate_in, Stamp::released};
    case Measure::in_post: return {Stamp::gate_in, Stamp::gate_out};
    case Measure::queue: return {Stamp::joined, Stamp::gate_in};
    case Measure::dwell: return {Stamp::released, Stamp::gate_out};
    case Measure::exit_side: return {Stamp::gate_in, Stamp::exit_notice};
    case Measure::entry_side: return {Stamp::entry_accepted, Stamp::released};
    case Measure::wait: return {Stamp::joined, Stamp::first_control};
    case Measure::crossing: return {Stamp::joined, Stamp::gate_out};
    case Measure::between: return {Stamp::exit_notice, Stamp::entry_accepted};
    case Measure::inspection: return {Stamp::inspection_begun, Stamp::inspection_ended};
    case Measure::storage: return {Stamp::stored, Stamp::fetched};
  }
  return {};
}

/// A duration for each stay, `unrecorded` or `backwards`.
std::vector<std::int64_t> durations(const Columns& columns, const Measured& measured) {
  std::vector<std::int64_t> out(columns.size(), 0);
  if (const auto* spender = std::get_if<Spender>(&measured)) {
    for (std::size_t i = 0; i < columns.spent_by.size(); ++i)
      if (columns.spendings[columns.spent_by[i]].spender == *spender) out[columns.spent_stay[i]] += columns.spent_ms[i];
    return out;
  }
  const auto [first, last] = ends_of(std::get<Measure>(measured));
  const auto& from = columns.stamps[static_cast<std::size_t>(first)];
  const auto& to = columns.stamps[static_cast<std::size_t>(last)];
  const auto recorded = std::min(from.size(), to.size());  // behind it one of the two is on no record
  for (std::size_t i = 0; i < recorded; ++i) out[i] = from[i] == unrecorded || to[i] == unrecorded ? unrecorded : std::max(to[i] - from[i], backwards);
  std::fill(out.begin() + static_cast<std::ptrdiff_t>(recorded), out.end(), unrecorded);
  return out;
}

/// Ascending. Beyond a thousand by digits of eleven bits from the lowest: a million durations in a few milliseconds.
void sort_durations(std::span<std::int64_t> list, std::vector<std::int64_t>& room) {
  constexpr std::size_t few = 1000, digit = 11, digits = std::size_t{1} << digit;
  if (list.size() < few) return std::sort(list.begin(), list.end());
  room.resize(std::max(room.size(), list.size()));
  std::uint64_t all = 0;
  for (const auto one : list) all |= static_cast<std::uint64_t>(one);
  auto* from = list.data();
  auto* to = room.data();
  for (std::size_t shift = 0; shift < 64 && all >> shift != 0; shift += digit) {
    std::array<std::size_t, digits> places{};
    for (std::size_t i = 0; i < list.size(); ++i) ++places[(static_cast<std::uint64_t>(from[i]) >> shift) % digits];
    std::exclusive_scan(places.begin(), places.end(), places.begin(), std::size_t{0});
    for (std::size_t i = 0; i < list.size(); ++i) to[places[(static_cast<std::uint64_t>(from[i]) >> shift) % digits]++] = from[i];
    std::swap(from, to);
  }
  if (from != list.data()) std::copy(from, from + list.size(), list.data());
}

std::string two_digits(std::size_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

/// What a dimension calls its places; facts have one place more, for none.
std::vector<std::string> words_of(const Columns& columns, Dimension of) {
  std::vector<std::string> words;
  switch (of) {
    case Dimension::traffic_class: return columns.classes.list();
    case Dimension::direction: return columns.directions.list();
    case Dimension::layout: return columns.layouts.list();
    case Dimension::laden: return {"empty", "laden"};
    case Dimension::fact:
      words = columns.facts.list();
      words.push_back("-");
      return words;
    case Dimension::hour:
      for (std::size_t i = 0; i < 24; ++i) words.push_back(two_digits(i));
      words.push_back("-");
      return words;
    case Dimension::weekday: return {"-", "1", "2", "3", "4", "5", "6", "7"};
    case Dimension::channel: return columns.mark_words[0].list();
    case Dimension::sps: return columns.mark_words[1].list();
    case Dimension::prearrival: return columns.mark_words[2].list();
  }
  return words;
}

const std::vector<std::uint8_t>* column_of(const Columns& columns, Dimension of) {
  switch (of) {
    case Dimension::traffic_class: return &columns.traffic_class;
    case Dimension::direction: return &columns.direction;
    case Dimension::layout: return &columns.layout;
    case Dimension::laden: return &columns.laden;
    case Dimension::fact: return nullptr;
    case Dimension::hour: return &columns.hour;
    case Dimension::weekday: return &columns.weekday;
    case Dimension::channel: return &columns.marks[0];
    case Dimension::sps: return &columns.marks[1];
    case Dimension::prearrival: return &columns.marks[2];
  }
  return nullptr;
}

/// Each stay with the number of its segment, mixed radix over the dimensions.
class Keys {
 public:
  Keys(const Columns& columns, const std::vector<Dimension>& by) : columns_(columns) {
    for (const auto of : by) {
      words_.push_back(words_of(columns, of));
      if (of == Dimension::fact) fact_step_ = count_;
      else parts_.push_back({column_of(columns, of)->data(), count_});
      count_ *= std::max<std::size_t>(1, words_.back().size());
    }
    if (fact_step_ > 0) none_ = columns.facts.list().size();
  }
  std::size_t count() const { return count_; }

  template <class Take>
  void each(std::size_t stay, Take take) const {
    std::size_t key = 0;
    for (const auto& [column, step] : parts_) key += column[stay] * step;
    if (fact_step_ == 0) return take(key);
    auto bits = columns_.fact[stay];
    if (bits == 0) return take(key + none_ * fact_step_);
    for (; bits != 0; bits &= bits - 1) take(key + static_cast<std::size_t>(std::countr_zero(bits)) * fact_step_);
  }

  std::vector<std::string> values(std::size_t key) const {
    std::vector<std::string> out;
    for (const auto& words : words_) {
      out.push_back(words[key % words.size()]);
      key /= words.size();
    }
    return out;
  }

 private:
  struct Part {
    const std::uint8_t* column;
    std::size_t step;
  };
  const Columns& columns_;
  std::vector<std::vector<std::string>> words_;
  std::vector<Part> parts_;
  std::size_t count_ = 1, fact_step_ = 0, none_ = 0;
};

/// Durations by segment, ascending in each.
struct Sorted {
  std::vector<Counted> counted;
  std::vector<std::size_t> begins;
  std::vector<std::int64_t> list;
  Sample of(std::size_t key) const { return {list.data() + begins[key], static_cast<std::size_t>(counted[key].counted)}; }
};

template <class Belongs>
Sorted sorted_by(const Columns& columns, const Keys& keys, const Measured& measured, Belongs belongs) {
  const auto all = durations(columns, measured);
  Sorted out{std::vector<Counted>(keys.count()), std::vector<std::size_t>(keys.count() + 1, 0), {}};
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!belongs(i)) continue;
    keys.each(i, [&](std::size_t key) {
      auto& counted = out.counted[key];
      ++(all[i] == unrecorded ? counted.missing : all[i] == backwards ? counted.backwards : counted.counted);
    });
  }
  for (std::size_t key = 0; key < keys.count(); ++key) out.begins[key + 1] = out.begins[key] + static_cast<std::size_t>(out.counted[key].counted);
  out.list.resize(out.begins.back());
  auto next = out.begins;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i] >= 0 && belongs(i)) keys.each(i, [&](std::size_t key) { out.list[next[key]++] = all[i]; });
  std::vector<std::int64_t> room;
  for (std::size_t key = 0; key < keys.count(); ++key) sort_durations({out.list.data() + out.begins[key], out.begins[key + 1] - out.begins[key]}, room);
  return out;
}

/// Of a segment: how many of those with a target of their own were within it; with, and without the outliers.
struct Attained {
  std::int64_t all = 0, all_within = 0, without = 0, without_within = 0;
};

template <class Belongs>
std::vector<Attained> attained(const Columns& columns, const Keys& keys, const std::vector<std::optional<BothWays>>& figures, Belongs belongs) {
  std::vector<Attained> out(keys.count());
  const auto all = durations(columns, Measure::release);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i] < 0 || columns.target[i] == 0 || !belongs(i)) continue;
    const bool within = all[i] <= columns.targets_ms[columns.target[i]];
    keys.each(i, [&](std::size_t key) {
      const bool beyond = figures[key]->outliers > 0 && static_cast<double>(all[i]) > figures[key]->without.max;
      ++out[key].all;
      out[key].all_within += within;
      out[key].without += !beyond;
      out[key].without_within += within && !beyond;
    });
  }
  return out;
}

std::optional<double> share(std::int64_t part, std::int64_t of) { return of > 0 ? std::optional(static_cast<double>(part) / static_cast<double>(of)) : std::nullopt; }

std::string joined(const std::vector<std::string>& values) {
  std::string text;
  for (const auto& one : values) text += "/" + one;
  return text;
}

/// The place of a layout, or one that no stay has.
std::size_t place_of(const Words& words, const std::string& word) { return static_cast<std::size_t>(std::ranges::find(words.list(), word) - words.list().begin()); }

Sample within(Sample sample, const std::optional<BothWays>& figures) { return figures ? sample.first(sample.size() - static_cast<std::size_t>(figures->outliers)) : sample; }

ComparedRow compared(const std::string& name, const Sorted& before, const Sorted& after, std::size_t key, const Asked& asked) {
  const auto asking = [&](const char* of) { return Asking{asked.seed, "compare/" + name + of, asked.target_ms, asked.intervals}; };
  const auto a = before.of(key), b = after.of(key);
  ComparedRow row{name, before.counted[key], after.counted[key], both_ways(a, asking("/before")), both_ways(b, asking("/after")), compare(a, b, asking("/all")), {}};
  row.without = compare(within(a, row.figures_before), within(b, row.figures_after), asking("/without"));
  return row;
}

}  // namespace

bool too_many_segments(const Columns& columns, const std::vector<Dimension>& by) {
  std::size_t count = 1;
  for (const auto of : by) {
    count *= std::max<std::size_t>(1, words_of(columns, of).size());
    if (count > most_segments) return true;
  }
  return false;
}

std::vector<SegmentRow> segments(const Columns& columns, const Asked& asked) {
  check(asked.by.size() <= most_dimensions, "a study is asked for at most six dimensions at once");
  check(!too_many_segments(columns, asked.by), "a study is asked for at most a million segments at once");
  const Keys keys(columns, asked.by);
  const auto layout = asked.layout ? place_of(columns.layouts, *asked.layout) : 0;
  const auto belongs = [&](std::size_t i) { return !asked.layout || columns.layout[i] == layout; };
  const auto sorted = sorted_by(columns, keys, asked.measured, belongs);
  std::vector<std::optional<BothWays>> figures(keys.count());
  for (std::size_t key = 0; key < keys.count(); ++key)
    if (sorted.counted[key].counted > 0) figures[key] = both_ways(sorted.of(key), {asked.seed, "segment" + joined(keys.values(key)), asked.target_ms, asked.intervals});
  const bool own_targets = !asked.target_ms && columns.targets_ms.size() > 1 && asked.measured == Measured{Measure::release};
  const auto reached = own_targets ? attained(columns, keys, figures, belongs) : std::vector<Attained>{};
  std::vector<SegmentRow> rows;
  for (std::size_t key = 0; key < keys.count(); ++key) {
    if (sorted.counted[key] == Counted{}) continue;
    rows.push_back({keys.values(key), sorted.counted[key], std::move(figures[key])});
    if (!own_targets || !rows.back().figures) continue;
    rows.back().figures->all.within_target = share(reached[key].all_within, reached[key].all);
    rows.back().figures->without.within_target = share(reached[key].without_within, reached[key].without);
  }
  std::ranges::sort(rows, {}, &SegmentRow::values);
  return rows;
}

std::vector<DayEffect> day_effects(const Columns& columns, const Asked& asked) {
  constexpr std::int64_t fewest_days = 5, most_segment_days = 10'000'000;
  const Keys keys(columns, asked.by);
  const auto layout = asked.layout ? place_of(columns.layouts, *asked.layout) : 0;
  const auto belongs = [&](std::size_t i) { return !asked.layout || columns.layout[i] == layout; };
  const auto all = durations(columns, asked.measured);
  const auto& arrivals = columns.stamps[static_cast<std::size_t>(Stamp::gate_in)];
  const auto arrived = [&](std::size_t i) { return i < arrivals.size() && arrivals[i] != unrecorded; };
  const auto day_at = [&](std::size_t i) { return arrived(i) ? day_of(Instant{arrivals[i]}, 0).number : std::int64_t{0}; };
  std::int64_t first = std::numeric_limits<std::int64_t>::max(), last = std::numeric_limits<std::int64_t>::min();
  struct Sums {
    double n = 0, sum = 0, squares = 0, by_day = 0;
    std::int64_t days = 0;
  };
  std::vector<Sums> sums(keys.count());
  const auto each = [&](auto take) {
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i] >= 0 && arrived(i) && belongs(i)) keys.each(i, [&](std::size_t key) { take(i, key, static_cast<double>(all[i])); });
  };
  each([&](std::size_t i, std::size_t key, double one) {
    first = std::min<std::int64_t>(first, day_at(i));
    last = std::max<std::int64_t>(last, day_at(i));
    sums[key].n += 1;
    sums[key].sum += one;
  });
  if (last < first || (last - first + 1) > most_segment_days / static_cast<std::int64_t>(keys.count())) return {};
  const auto width = static_cast<std::size_t>(last - first + 1);
  std::vector<std::pair<double, bool>> days(keys.count() * width);  // sum of what is apart from the mean; whether anybody came
  each([&](std::size_t i, std::size_t key, double one) {
    const double apart = one - sums[key].sum / sums[key].n;
    auto& day = days[key * width + static_cast<std::size_t>(day_at(i) - first)];
    day = {day.first + apart, true};
    sums[key].squares += apart * apart;
  });
  std::vector<DayEffect> effects;
  for (std::size_t key = 0; key < keys.count(); ++key) {
    auto& of = sums[key];
    if (of.n == 0) continue;
    for (std::size_t day = 0; day < width; ++day) {
      of.by_day += days[key * width + day].first * days[key * width + day].first;
      of.days += days[key * width + day].second ? 1 : 0;
    }
    DayEffect effect{keys.values(key), of.days, {}};
    const double d = static_cast<double>(of.days);
    if (of.days >= fewest_days && of.n >= static_cast<double>(least_for_interval) && of.squares > 0)
      effect.wider = std::sqrt(of.by_day / (of.n * of.n) * d / (d - 1) / (of.squares / (of.n - 1) / of.n));
    effects.push_back(std::move(effect));
  }
  std::ranges::sort(effects, {}, &DayEffect::values);
  return effects;
}

namespace {

/// 97.5 % point of Student's t, within 0.3 % from four degrees on (Cornish and Fisher's expansion; Abramowitz and Stegun 26.7.5).
double t_975(double degrees) {
  constexpr double z = 1.959963984540054, z2 = z * z;
  const double first = z * (z2 + 1) / 4, second = z * (5 * z2 * z2 + 16 * z2 + 3) / 96, third = z * (3 * z2 * z2 * z2 + 19 * z2 * z2 + 17 * z2 - 15) / 384;
  return z + first / degrees + second / (degrees * degrees) + third / (degrees * degrees * degrees);
}

/// Effects of the days by layout and class ("all" for all together).
class DayEffects {
 public:
  DayEffects(const Columns& columns, const Layouts& layouts, const Measured& measured) {
    for (const auto& layout : {layouts.before, layouts.after}) {
      for (auto& one : day_effects(columns, {{Dimension::traffic_class}, measured, layout})) effects_[{layout, one.values[0]}] = one;
      for (auto& one : day_effects(columns, {{}, measured, layout})) effects_[{layout, "all"}] = one;
    }
  }
  std::optional<Interval> widened(const ComparedRow& row, const Layouts& layouts) const {
    const auto a = effects_.find({layouts.before, row.traffic_class}), b = effects_.find({layouts.after, row.traffic_class});
    if (!row.all || a == effects_.end() || b == effects_.end() || !a->second.wider || !b->second.wider) return std::nullopt;
    const auto error = [](const Figures& f, double wider) { return wider * f.sd / std::sqrt(static_cast<double>(f.n)); };
    const double half = t_975(static_cast<double>(std::min(a->second.days, b->second.days) - 1)) *
                        std::hypot(error(row.figures_before->all, *a->second.wider), error(row.figures_after->all, *b->second.wider));
    return Interval{row.all->mean_ms.value - half, row.all->mean_ms.value + half};
  }

 private:
  std::map<std::pair<std::string, std::string>, DayEffect> effects_;
};

}  // namespace

BeforeAfter before_after(const Columns& columns, const Layouts& layouts, const Asked& asked) {
  const auto side = [&](const Keys& keys, const std::string& layout) {
    const auto place = place_of(columns.layouts, layout);
    return sorted_by(columns, keys, asked.measured, [&](std::size_t i) { return columns.layout[i] == place; });
  };
  BeforeAfter made;
  const Keys by_class(columns, {Dimension::traffic_class}), together(columns, {});
  const auto before = side(by_class, layouts.before), after = side(by_class, layouts.after);
  std::vector<Stratum> strata;
  for (std::size_t key = 0; key < columns.classes.list().size(); ++key) {
    const auto& name = columns.classes.list()[key];
    strata.push_back({Code(name), before.of(key), after.of(key)});
    if (before.counted[key] == Counted{} && after.counted[key] == Counted{}) continue;
    made.rows.push_back(compared(name, before, after, key, asked));
  }
  std::ranges::sort(made.rows, {}, &ComparedRow::traffic_class);
  made.rows.push_back(compared("all", side(together, layouts.before), side(together, layouts.after), 0, asked));
  const DayEffects days(columns, layouts, asked.measured);
  for (auto& row : made.rows) row.mean_by_days_ms = days.widened(row, layouts);
  made.adjusted = mix_adjusted(strata, {asked.seed, "compare/adjusted", {}, asked.intervals});
  return made;
}

}  // namespace onestop::study
