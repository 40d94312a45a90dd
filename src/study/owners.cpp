// Whose the minutes are, over all stays of a study.
#include <algorithm>

#include "study/segments.h"

namespace onestop::study {
namespace {

std::optional<std::size_t> place_of(const Columns& columns, const std::optional<std::string>& layout) {
  if (!layout) return std::nullopt;
  return static_cast<std::size_t>(std::ranges::find(columns.layouts.list(), *layout) - columns.layouts.list().begin());
}

struct Spent {
  std::int64_t sum_ms = 0, stays = 0;
};

/// By place in `spendings`.
std::vector<Spent> spent(const Columns& columns, const std::optional<std::string>& layout) {
  const auto place = place_of(columns, layout);
  std::vector<Spent> sums(columns.spendings.size());
  std::vector<std::uint32_t> last(columns.spendings.size(), 0);  // the stay that was last counted, from 1
  for (std::size_t i = 0; i < columns.spent_by.size(); ++i) {
    const auto stay = columns.spent_stay[i];
    if (place && columns.layout[stay] != *place) continue;
    auto& of = sums[columns.spent_by[i]];
    of.sum_ms += columns.spent_ms[i];
    of.stays += last[columns.spent_by[i]] == stay + 1 ? 0 : 1;
    last[columns.spent_by[i]] = stay + 1;
  }
  return sums;
}

}  // namespace

std::vector<OwnerShare> pareto(const Columns& columns, const std::optional<std::string>& layout) {
  const auto sums = spent(columns, layout);
  std::vector<OwnerShare> shares;
  std::int64_t all = 0;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const auto& spender = columns.spendings[i].spender;
    auto at = std::ranges::find(shares, spender, &OwnerShare::spender);
    if (at == shares.end()) at = shares.insert(shares.end(), {spender});
    at->sum_ms += sums[i].sum_ms;
    all += sums[i].sum_ms;
  }
  std::erase_if(shares, [](const OwnerShare& one) { return one.sum_ms == 0; });
  std::ranges::stable_sort(shares, std::ranges::greater{}, &OwnerShare::sum_ms);
  std::int64_t so_far = 0;
  for (auto& one : shares) {
    so_far += one.sum_ms;
    one.share = static_cast<double>(one.sum_ms) / static_cast<double>(all);
    one.cumulated = static_cast<double>(so_far) / static_cast<double>(all);
  }
  return shares;
}

Activities activities(const Columns& columns, const std::optional<std::string>& layout) {
  Activities made;
  const auto place = place_of(columns, layout);
  made.stays = place ? std::ranges::count(columns.layout, *place) : static_cast<std::int64_t>(columns.size());
  const auto sums = spent(columns, layout);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (sums[i].sum_ms == 0) continue;
    made.rows.push_back({columns.spendings[i].activity, columns.spendings[i].spender, sums[i].sum_ms, sums[i].stays});
    made.sum_ms += sums[i].sum_ms;
  }
  std::ranges::sort(made.rows, {}, [](const ActivityRow& one) { return std::tuple(one.activity, one.spender.owner.kind, one.spender.owner.state, one.spender.owner.agency, one.spender.kind); });
  return made;
}

std::string words_of(const Spender& spender) {
  const auto kind = [&]() -> std::string {
    switch (spender.kind) {
      case Kind::work: return "work";
      case Kind::wait: return "wait";
      case Kind::hold: return "hold";
      case Kind::travel: return "travel";
    }
    return "";
  }();
  switch (spender.owner.kind) {
    case OwnerKind::agency: return kind + " " + spender.owner.state.text() + " " + spender.owner.agency.text();
    case OwnerKind::traveller: return kind + " traveller";
    case OwnerKind::infrastructure: return kind + " infrastructure";
    case OwnerKind::nobody: return kind + " nobody";
  }
  return kind;
}

}  // namespace onestop::study
