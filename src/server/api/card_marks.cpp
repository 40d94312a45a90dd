// What a card shows of the rarer acts: offences, deposits and their costs, samples, calls, reversals, divergences.
#include <algorithm>

#include "core/crossing/view.h"
#include "server/api/card.h"

namespace onestop::server {
namespace {

void add_deposits(Card& card, const crossing::View& view) {
  for (const auto& half : view.crossing().halves)
    for (const auto& one : half.deposits) {
      const auto* goods = view.subject(one.consignment);
      DepositView shown{one.id, one.consignment, one.place, one.at, goods && goods->deposit && goods->deposit->id == one.id && !goods->settled(), {}};
      for (const auto& other : view.crossing().halves)
        for (const auto& cost : other.costs)
          if (cost.deposit == one.id) shown.costs.push_back({cost.fee, cost.amount, cost.at});
      std::sort(shown.costs.begin(), shown.costs.end(), [](const CostView& a, const CostView& b) { return a.at < b.at; });
      card.deposits.push_back(std::move(shown));
    }
}

Code state_of(const crossing::Crossing& crossing, const Id& recorder) {
  const auto* half = crossing.half(recorder);
  return half ? half->state : Code{};
}

CorrectionView correction(const crossing::Half& half, const crossing::CorrectionMark& one, const crossing::View& view, const CrossingFile& file, const Officers& officers) {
  CorrectionView shown{one.id, one.subject, one.field, {}, {}, {}, half.state, "open", officers.title_of(one.officer), one.at, {}, {}};
  if (const auto label = file.labels.corrections.find(one.id); label != file.labels.corrections.end()) {
    shown.before = label->second.before;
    shown.after = label->second.after;
    shown.reason = label->second.reason.value_or("");
  }
  if (const auto* answer = view.answer_to(one.id)) {
    shown.answer = answer->granted ? "granted" : "declined";
    shown.answered_by = officers.title_of(answer->officer);
    shown.answered = answer->at;
  }
  return shown;
}

DocumentView document(const crossing::Half& half, const crossing::DocumentMark& one, const CrossingFile& file, const Officers& officers) {
  DocumentView shown{one.id, one.subject, one.kind, one.hash, one.media_type, one.size_bytes, file.labels.persons.contains(one.subject), {}, {}, officers.title_of(one.officer), one.at, half.state};
  if (const auto title = file.labels.titles.find(one.id); title != file.labels.titles.end()) (shown.personal ? shown.personal_title : shown.title) = title->second;
  return shown;
}

}  // namespace

void add_rare_marks(Card& card, const crossing::View& view, const CrossingFile& file, const Officers& officers) {
  for (const auto& half : file.state.halves) {
    for (const auto& one : half.photographs) {
      const auto caption = file.labels.captions.find(one.id);
      card.photographs.push_back({one.id, one.subject, one.inspection, one.hash, one.media_type, one.size_bytes,
                                  caption == file.labels.captions.end() ? std::string() : caption->second, officers.title_of(one.officer), one.at, half.state});
    }
    for (const auto& one : half.documents) card.documents.push_back(document(half, one, file, officers));
    for (const auto& one : half.corrections) card.corrections.push_back(correction(half, one, view, file, officers));
    for (const auto& one : half.offences) card.offences.push_back({one.id, one.subject, one.kind, one.agency, half.state, one.at, view.is_settled(one)});
    for (const auto& one : half.samples) {
      const auto* result = view.result_of(one.id);
      card.samples.push_back({one.id, one.consignment, one.control, one.laboratory, one.at, result ? std::optional(result->fit) : std::nullopt});
    }
    for (const auto& one : half.calls) card.calls.push_back({one.id, one.subject, one.control, half.state, one.at, view.absence_reported(one.id)});
    for (const auto& request : half.reversal_requests) {
      ReversalView shown{request, "open"};
      for (const auto& other : file.state.halves)
        for (const auto& answer : other.reversals)
          if (answer.request == request) shown.answer = answer.granted ? "granted" : "declined";
      card.reversals.push_back(shown);
    }
  }
  add_deposits(card, view);
  for (const auto& one : view.divergences())
    card.divergences.push_back({one.kind, one.about, one.control, one.first, one.second, state_of(file.state, one.first), state_of(file.state, one.second)});
  if (const auto* weighing = view.last_weighing()) {
    card.weighing = *weighing;
    const auto* right = view.correction(view.vehicle().subject->id, crossing::CorrectedField::gross_kg);
    if (right) card.weighing->gross_kg = static_cast<std::uint32_t>(std::stoul(right->value));  // whole kilograms, as it was judged
  }
  const auto count = view.headcount();
  card.headcount = {count.in, count.out, count.refused, count.detained, count.inside};
  for (const auto& one : view.subjects()) card.rank = std::max(card.rank, view.procedure().rank(one.facts));
}

}  // namespace onestop::server
