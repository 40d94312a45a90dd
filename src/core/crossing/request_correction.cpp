#include <algorithm>

#include "core/crossing/corrections.h"

namespace onestop::crossing {
namespace {

SubjectKind kind_of(CorrectedField field) {
  switch (field) {
    case CorrectedField::plate:
    case CorrectedField::gross_kg: return SubjectKind::vehicle;
    case CorrectedField::name:
    case CorrectedField::document:
    case CorrectedField::nationality: return SubjectKind::person;
    case CorrectedField::reference:
    case CorrectedField::goods:
    case CorrectedField::commodity: return SubjectKind::consignment;
  }
  return SubjectKind::vehicle;
}

bool personal(CorrectedField field) { return field == CorrectedField::name || field == CorrectedField::document; }

/// Kilograms that the axles on record add up to, as near as a weighing wants it.
bool fits_weighing(const View& view, const std::string& value) {
  const auto* weighing = view.last_weighing();
  if (!weighing || value.empty() || value.size() > 6 || !std::all_of(value.begin(), value.end(), [](char one) { return one >= '0' && one <= '9'; })) return false;
  std::uint64_t gross = 0, axles = 0;
  for (const char one : value) gross = 10 * gross + static_cast<std::uint64_t>(one - '0');
  for (const auto axle : weighing->axles_kg) axles += axle;
  const auto difference = axles > gross ? axles - gross : gross - axles;
  return gross > 0 && difference * 20 <= gross;
}

/// What stands there now; nothing for what only a key opens.
std::string present(const View& view, const SubjectView& subject, CorrectedField field) {
  if (field == CorrectedField::plate) return view.plate();
  if (field == CorrectedField::nationality) return view.nationality(*subject.subject).text();
  const auto* right = view.correction(subject.subject->id, field);
  if (right) return right->value;
  return field == CorrectedField::gross_kg && view.last_weighing() ? std::to_string(view.last_weighing()->gross_kg) : std::string();
}

bool unfit_value(const View& view, const SubjectView& subject, const RequestCorrection& command) {
  const auto& value = command.value;
  if (subject.subject->kind != kind_of(command.field) || value.empty() || value.size() > longest_correction_bytes) return true;
  if (command.field == CorrectedField::plate && (view.on_foot() || value.size() > 40)) return true;
  if (command.field == CorrectedField::nationality && !Code::fits(value)) return true;
  if (command.field == CorrectedField::commodity && !Code::fits(value)) return true;
  if (command.field == CorrectedField::gross_kg && !fits_weighing(view, value)) return true;
  return !personal(command.field) && value == present(view, subject, command.field);
}

bool waits_already(const View& view, const RequestCorrection& command) {
  for (const auto& half : view.crossing().halves)
    for (const auto& one : half.corrections)
      if (one.subject == command.subject && one.field == command.field && !view.answer_to(one.id)) return true;
  return false;
}

/// The weight was recorded by whoever weighed, everything else by whoever registered the subject.
Code recorded_by(const View& view, const RequestCorrection& command) {
  if (command.field != CorrectedField::gross_kg) return view.registered_by(command.subject);
  const auto* last = view.last_weighing();
  for (const auto& half : view.crossing().halves)
    for (const auto& one : half.weighings)
      if (&one == last) return half.state;
  return {};
}

}  // namespace

Decision judge(Case& c, const RequestCorrection& command) {
  if (auto no = c.powerless(law::Act::request_correction)) return *no;
  const auto* subject = c.view.subject(command.subject);
  if (!subject) return *c.refused(RefusalCode::not_here, true, command.subject);
  if (auto no = c.refused(RefusalCode::already_known, c.view.identity_taken(command.correction), command.correction)) return *no;
  if (auto no = c.refused(RefusalCode::correction_unfit, unfit_value(c.view, *subject, command), command.subject)) return *no;
  if (auto no = by_the_power(c, RefusalCode::recorded_by_others, recorded_by(c.view, command) != c.actor.state, command.subject)) return *no;
  if (auto no = by_the_power(c, RefusalCode::correction_open, waits_already(c.view, command), command.subject)) return *no;
  if (auto no = past_correcting(c, command.subject)) return *no;
  if (auto no = c.reason_too_short(command.reason)) return *no;
  CorrectionRequested asked{c.by(), command.correction, command.subject, command.field, {}, {}, {}};
  if (personal(command.field)) asked.personal_value = {command.subject, command.value};
  else asked.value = command.value;
  asked.reason = command.reason;
  return done(std::move(asked));
}

}  // namespace onestop::crossing
