#include "study/release_times.h"

#include <algorithm>

namespace onestop::study {
namespace {

/// Nothing where a stamp is missing or where the second lies before the first: clocks of two states may be apart.
std::optional<std::int64_t> between(const std::optional<Instant>& from, const std::optional<Instant>& to) {
  if (!from || !to || *to < *from) return std::nullopt;
  return *to - *from;
}

std::int64_t driven_ms(const Stay& stay) {
  std::int64_t sum = 0;
  for (const auto& one : stay.spent)
    if (one.kind == Kind::travel && !one.after_release) sum += one.ms;
  return sum;
}

std::size_t column_of(const Choice& choice, const Code& state) { return state == choice.states[0] ? 0 : 1; }

Waterfall waterfall_of(const std::map<std::tuple<bool, OwnerKind, Code, Code, Kind>, std::int64_t>& spent, std::int64_t stays) {
  Waterfall made{stays, 0, 0, {}};
  if (stays == 0) return made;
  for (const auto& [of, ms] : spent) {
    const auto& [after, kind_of_owner, state, agency, kind] = of;
    made.shares.push_back({{kind_of_owner, agency, state}, kind, after, ms, rounded_mean(ms, stays)});
    made.sum_ms += ms;
  }
  made.mean_ms = rounded_mean(made.sum_ms, stays);
  return made;
}

std::optional<Economy> economy_of(const Cell& before, const Cell& after) {
  if (!before || !after) return std::nullopt;
  const auto saved = before->mean_ms - after->mean_ms;
  return Economy{saved, before->mean_ms == 0 ? 0 : rounded_mean(saved * 1000, before->mean_ms)};
}

}  // namespace

std::vector<Money> Inspected::recorded_by_currency() const {
  std::vector<Money> sums;
  for (const auto& one : recorded) {
    const auto at = std::ranges::find(sums, one.amount.currency, &Money::currency);
    if (at == sums.end()) sums.push_back(one.amount);
    else at->hundredths += one.amount.hundredths;
  }
  return sums;
}

std::optional<std::int64_t> release_ms(const Stay& stay) { return between(stay.stamps.gate_in, stay.stamps.released); }

bool belongs(const programme::StudyRow& row, const Stay& stay) {
  const auto on_it = [&](const Code& fact) { return std::ranges::binary_search(stay.facts, fact.text()); };
  return std::ranges::find(row.classes, stay.traffic_class) != row.classes.end() && std::ranges::all_of(row.holds, on_it) &&
         std::ranges::none_of(row.lacks, on_it);
}

ReleaseTable::ReleaseTable(const programme::ReleaseStudy& study, Choice choice) : study_(study), choice_(choice), gathered_(study.rows.size()) {}

void ReleaseTable::Column::count(const Stay& stay, const Choice& choice) {
  ++stays;
  for (const auto& one : stay.spent) spent[{one.after_release, one.owner.kind, one.owner.state, one.owner.agency, one.kind}] += one.ms;
  ++inspected.vehicles;
  inspected.inspected += stay.inspections.all() > 0 ? 1 : 0;
  inspected.by_state[column_of(choice, stay.exit_state)] += stay.inspections.exit;
  inspected.by_state[column_of(choice, stay.entry_state)] += stay.inspections.entry;
  inspected.joint += stay.inspections.joint;
  inspected.deposits += stay.deposits;
  for (const auto& cost : stay.costs) {
    auto at = std::ranges::find_if(inspected.recorded, [&](const Cost& one) { return one.state == cost.state && one.amount.currency == cost.amount.currency; });
    if (at == inspected.recorded.end()) inspected.recorded.push_back(cost);
    else at->amount.hundredths += cost.amount.hundredths;
  }
}

void ReleaseTable::Column::count_two_stops(const Stay& stay, const Choice& choice) {
  const auto& stamps = stay.stamps;
  const auto exit = between(stamps.gate_in, stamps.exit_notice), way = between(stamps.exit_notice, stamps.entry_accepted),
             entry = between(stamps.entry_accepted, stamps.released);
  const bool whole_stay = exit && way && entry;
  ++(whole_stay ? coverage.counted : coverage.left_out);
  if (!whole_stay) return;
  states[column_of(choice, stay.exit_state)].push_back(*exit);
  states[column_of(choice, stay.entry_state)].push_back(*entry);
  total.push_back(*exit + *entry);
  way_between.push_back(*way);
}

void ReleaseTable::Column::count_one_stop(const Stay& stay) {
  const auto release = release_ms(stay);
  ++(release ? coverage.counted : coverage.left_out);
  if (!release) return;
  total.push_back(*release);
  together.push_back(*release - driven_ms(stay));
}

void ReleaseTable::add(const Stay& stay) {
  if (!stay.stamps.released) return;
  for (std::size_t i = 0; i < study_.rows.size(); ++i) {
    if (!belongs(study_.rows[i], stay)) continue;
    if (stay.layout == choice_.before) {
      gathered_[i].before.count(stay, choice_);
      gathered_[i].before.count_two_stops(stay, choice_);
    }
    if (stay.layout == choice_.after) {
      gathered_[i].after.count(stay, choice_);
      gathered_[i].after.count_one_stop(stay);
    }
  }
}

std::vector<TableRow> ReleaseTable::rows() const {
  std::vector<TableRow> rows;
  for (const auto& [before, after] : gathered_) {
    TableRow row;
    row.before = {{summarise(before.states[0]), summarise(before.states[1])}, summarise(before.total), summarise(before.way_between), before.coverage};
    row.after = {summarise(after.together), summarise(after.total), after.coverage};
    row.economy = economy_of(row.before.total, row.after.total);
    row.waterfalls = {waterfall_of(before.spent, before.stays), waterfall_of(after.spent, after.stays)};
    row.inspected = {before.inspected, after.inspected};
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace onestop::study
