#include "study/stay.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/crossing/view.h"

namespace onestop::study {
namespace {

using namespace crossing;

std::vector<std::string> facts_of(const View& view) {
  Facts known = 0;
  for (const auto& one : view.subjects())
    if (one.subject->kind != SubjectKind::person) known |= one.facts;
  std::vector<std::string> facts;
  for (const auto& fact : view.procedure().facts) {
    if (fact.of == SubjectKind::person) continue;
    const bool exit = (known & fact.bits[0]) != 0, entry = (known & fact.bits[1]) != 0;
    if (exit && entry) facts.push_back(fact.code.text());
    else if (exit) facts.push_back(fact.code.text() + ".exit");
    else if (entry) facts.push_back(fact.code.text() + ".entry");
  }
  std::sort(facts.begin(), facts.end());
  return facts;
}

Inspections inspections_of(const View& view) {
  Inspections done;
  for (const auto& half : view.crossing().halves)
    for (const auto& one : half.inspections) {
      if (!view.act(one.id)) continue;
      if (one.joint) ++done.joint;
      else ++(one.side == Side::exit ? done.exit : done.entry);
    }
  return done;
}

std::vector<Cost> costs_of(const Crossing& state) {
  std::map<std::pair<Code, Code>, std::int64_t> sums;
  for (const auto& half : state.halves)
    for (const auto& one : half.costs) sums[{half.state, one.amount.currency}] += one.amount.hundredths;
  std::vector<Cost> costs;
  for (const auto& [of, hundredths] : sums) costs.push_back({of.first, {hundredths, of.second}});
  return costs;
}

std::vector<Spent> spent_in(const Attribution& attribution) {
  const auto released = attribution.stamps.released;
  std::map<std::tuple<bool, OwnerKind, Code, Code, Kind, Code>, std::int64_t> sums;
  for (const auto& one : attribution.segments)  // the release is a turning point: no segment lies on both of its sides
    sums[{released && *released <= one.from, one.owner.kind, one.owner.state, one.owner.agency, one.kind, one.activity}] += one.length_ms();
  std::vector<Spent> spent;
  for (const auto& [of, ms] : sums) {
    const auto& [after, kind_of_owner, state, agency, kind, activity] = of;
    spent.push_back({{kind_of_owner, agency, state}, kind, after, ms, activity});
  }
  return spent;
}

}  // namespace

std::optional<Stay> stay_of(std::span<const Recorded> events, const Crossing& state, const law::Procedure& procedure) {
  if (events.empty()) return std::nullopt;
  // What nobody has ended yet lasts until the last event and no longer, or the row would depend on when it is written.
  const auto last = std::max_element(events.begin(), events.end(), [](const Recorded& a, const Recorded& b) { return a.at < b.at; })->at;
  const auto attribution = attribute(events, procedure, last);
  if (!attribution || (!attribution->stamps.released && attribution->end == End::none)) return std::nullopt;
  const View view(state, procedure);
  if (!view.opening()) return std::nullopt;
  Stay stay;
  stay.crossing = state.id;
  stay.traffic_class = view.opening()->traffic_class;
  stay.exit_state = procedure.states[0];
  stay.entry_state = procedure.states[1];
  stay.layout = procedure.layout;
  stay.facts = facts_of(view);
  stay.laden = std::any_of(view.subjects().begin(), view.subjects().end(), [](const auto& one) { return one.subject->kind == SubjectKind::consignment; });
  stay.joined_queue = view.opening()->joined;
  stay.stamps = attribution->stamps;
  stay.end = attribution->end;
  if (stay.end != End::none) stay.ended = attribution->to;
  stay.inspections = inspections_of(view);
  stay.spent = spent_in(*attribution);
  stay.costs = costs_of(state);
  stay.mended = attribution->mended;
  for (const auto& half : state.halves) stay.deposits += static_cast<std::uint32_t>(half.deposits.size());
  return stay;
}

}  // namespace onestop::study
