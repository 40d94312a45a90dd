// Options of the rarer acts: what is found later, split, set apart, ordered again, taken back, stored, sampled, settled.
#include "core/crossing/tray.h"

namespace onestop::crossing {
namespace {

void further(Tray& tray) {
  RegisterFurther wish, trial;
  trial.persons.push_back({tray.fresh_id(), "passenger", tray.actor.state, "x", "x", {}, {}});
  trial.reason = some_reason();
  tray.put(wish, trial, {"persons", "consignments", "reason"});
}

void goods(Tray& tray, const SubjectView& one) {
  const auto& id = one.subject->id;
  if (one.subject->items > 1) {
    const SplitConsignment split{id, tray.fresh_id(), {}};
    auto trial = split;
    for (std::uint32_t line = 1; line <= one.subject->items && trial.items.empty(); ++line)
      if (!tray.view.line_moved(id, line) && !tray.view.open_hold_on(id, line)) trial.items = {line};
    tray.put(split, trial, {"items"});
  }
  if (!one.deposit) {
    const DepositGoods deposit{tray.fresh_id(), id, {}};
    auto trial = deposit;
    trial.place = "x";
    tray.put(deposit, trial, {"place"});
  } else {
    tray.put(ReloadGoods{one.deposit->id});
  }
  const auto& procedure = tray.view.procedure();
  for (const auto& slot : procedure.slots) {
    if (slot.of != SubjectKind::consignment || slot.side != tray.side() || slot.agency != tray.actor.agency || slot.inspection) continue;
    if (slot.milestone != post::Milestone::none || tray.view.open_sample(id, slot.control)) continue;
    const TakeSample take{tray.fresh_id(), id, slot.control, {}, {}};
    auto trial = take;
    trial.laboratory = "x";
    tray.put(take, trial, {"laboratory", "seal"});
  }
}

void set_apart(Tray& tray, const SubjectView& one) {
  const auto& id = one.subject->id;
  const bool vehicle = one.subject->kind == SubjectKind::vehicle;
  if (!vehicle && !one.apart) tray.put(DetachSubject{id, {}}, DetachSubject{id, some_reason()}, {"reason"});
  if (one.subject->kind != SubjectKind::person) tray.put(DeclareAbandoned{id, {}}, DeclareAbandoned{id, some_reason()}, {"reason"});
  const RecordOffence record{tray.fresh_id(), id, {}, {}, {}};
  auto trial = record;
  trial.kind = "offence";
  trial.article = "1";
  tray.put(record, trial, {"kind", "article", "account"});
}

void again(Tray& tray, const SubjectView& one) {
  const auto& procedure = tray.view.procedure();
  for (std::size_t i = 0; i < procedure.slots.size(); ++i) {
    const auto& slot = procedure.slots[i];
    if (slot.side != tray.side() || slot.of != one.subject->kind || !(one.closed & (Slots{1} << i))) continue;
    const OrderReexamination order{slot.control, one.subject->id, {}};
    auto trial = order;
    trial.reason = some_reason();
    tray.put(order, trial, {"reason"});
  }
}

/// An own control whose partner of the other side is awaited.
void calls(Tray& tray, const SubjectView& one) {
  const auto& procedure = tray.view.procedure();
  const auto open = law::enabled(procedure, one.done, one.facts);
  for (std::size_t i = 0; i < procedure.slots.size(); ++i) {
    const auto& slot = procedure.slots[i];
    if (slot.milestone != post::Milestone::none || slot.side == tray.side() || slot.agency != tray.actor.agency || slot.of != one.subject->kind) continue;
    if ((open & (Slots{1} << i)) && slot.counterpart) tray.put(CallPartner{tray.fresh_id(), slot.control, one.subject->id});
  }
}

void marks(Tray& tray) {
  for (const auto& half : tray.view.crossing().halves) {
    for (const auto& offence : half.offences) {
      if (tray.view.is_settled(offence)) continue;
      const SettleOffence settle{offence.id, {}, {}};
      auto trial = settle;
      trial.how = "fine";
      tray.put(settle, trial, {"how", "reference"});
      const auto* subject = tray.view.subject(offence.subject);
      if (subject && subject->subject->kind == SubjectKind::person) tray.put(DetainPerson{offence.subject, offence.id});
      else tray.put(SeizeSubject{offence.subject, offence.id});
    }
    for (const auto& sample : half.samples)
      if (!tray.view.result_of(sample.id)) tray.put(ReportSample{sample.id, true, {}}, ReportSample{sample.id, true, "x"}, {"fit", "findings"});
  }
}

void reversal(Tray& tray) {
  if (tray.side() == Side::exit && tray.view.noticed()) {
    const RequestReversal ask{tray.fresh_id(), {}};
    auto trial = ask;
    trial.reason = some_reason();
    tray.put(ask, trial, {"reason"});
  }
  const auto* request = tray.view.open_reversal();
  if (!request || tray.side() != Side::entry) return;
  tray.put(AnswerReversal{*request, true});
  tray.put(AnswerReversal{*request, false});
}

void pictures(Tray& tray, const SubjectView& one) {
  const AttachPhotograph wish{tray.fresh_id(), one.subject->id, std::nullopt, {}, {}, 0, std::nullopt};
  auto trial = wish;
  trial.hash = sha256({});
  trial.media_type = "image_jpeg";
  trial.size_bytes = 1;
  tray.put(wish, trial, {"inspection", "hash", "media_type", "size_bytes", "caption"});
}

void papers(Tray& tray, const SubjectView& one) {
  const AttachDocument wish{tray.fresh_id(), one.subject->id, {}, {}, {}, 0, {}};
  auto trial = wish;
  trial.kind = "other";
  trial.hash = sha256({});
  trial.media_type = "application_pdf";
  trial.size_bytes = 1;
  tray.put(wish, trial, {"kind", "hash", "media_type", "size_bytes", "title"});
}

/// What the officer's own state recorded.
void corrections(Tray& tray, const SubjectView& one) {
  if (tray.view.registered_by(one.subject->id) != tray.actor.state) return;
  const auto field = one.subject->kind == SubjectKind::vehicle ? CorrectedField::plate : one.subject->kind == SubjectKind::person ? CorrectedField::name : CorrectedField::goods;
  if (field == CorrectedField::plate && tray.view.on_foot()) return;
  const RequestCorrection ask{tray.fresh_id(), one.subject->id, field, {}, {}};
  auto trial = ask;
  trial.value = "X 000 XX";
  trial.reason = some_reason();
  tray.put(ask, trial, {"field", "value", "reason"});
}

void correction_answers(Tray& tray) {
  for (const auto& half : tray.view.crossing().halves)
    for (const auto& one : half.corrections) {
      if (tray.view.answer_to(one.id) || half.state != tray.actor.state) continue;
      tray.put(AnswerCorrection{one.id, true});
      tray.put(AnswerCorrection{one.id, false});
    }
}

void records(Tray& tray) {
  for (const auto& one : tray.view.divergences())
    for (const auto& keep : {one.first, one.second}) {
      const ResolveDivergence resolve{one.kind, one.about, one.control, keep, {}};
      auto trial = resolve;
      trial.reason = some_reason();
      tray.put(resolve, trial, {"reason"});
    }
  const JoinRecords join{{}, {}};
  tray.put(join, JoinRecords{tray.fresh_id(), some_reason()}, {"other", "reason"});
}

}  // namespace

void offer_rare(Tray& tray) {
  further(tray);
  if (!tray.view.on_foot()) {
    const RecordWeighing weigh{{}, 0, {}}, trial{"x", 2, {1, 1}};
    tray.put(weigh, trial, {"certificate", "gross_kg", "axles_kg"});
  }
  for (const auto& one : tray.view.subjects()) {
    if (one.gone() || one.released) continue;
    if (one.subject->kind == SubjectKind::consignment) goods(tray, one);
    set_apart(tray, one);
    pictures(tray, one);
    papers(tray, one);
    corrections(tray, one);
    again(tray, one);
    calls(tray, one);
  }
  marks(tray);
  reversal(tray);
  correction_answers(tray);
  records(tray);
}

}  // namespace onestop::crossing
