// Moves of the rarer life of a crossing: who turns up late, what splits off, offences, samples, warehouses, calls, second
// thoughts; and what two recorders of which neither knows of the other write about one thing.
#include <algorithm>

#include "kit/random_moves.h"

namespace onestop::testkit {

using namespace crossing;

const SubjectView* Moves::any_of_kind(SubjectKind kind) {
  std::vector<const SubjectView*> all;
  for (const auto& one : view_.subjects())
    if (one.subject->kind == kind) all.push_back(&one);
  return all.empty() ? nullptr : chance_.one(all);
}

Code Moves::nationality() { return chance_.in(3) ? Code("XX") : chance_.one(procedure_.states); }

NewPerson Moves::person() {
  return {fresh(), "traveller", nationality(), "Name " + std::to_string(chance_.below(1000)), "Document " + std::to_string(chance_.below(1000)), {}, claims(SubjectKind::person)};
}

NewConsignment Moves::consignment() {
  return {fresh(), "R" + std::to_string(chance_.below(1000)), "goods", "0101", 1 + static_cast<std::uint32_t>(chance_.below(3)), claims(SubjectKind::consignment)};
}

/// Results in the fields of the control, most of them of the right form, some beyond a limit.
std::vector<Found> Moves::results(const law::Slot& slot) {
  std::vector<Found> found;
  for (const auto& field : slot.fields) {
    if (!field.required && !chance_.in(3)) continue;
    if (field.required && chance_.in(12)) continue;
    const auto number = [&] { return std::to_string(chance_.below(chance_.in(3) ? 60'000 : 18'000)); };
    std::string value = "number 1";
    if (field.kind == law::FieldKind::number) value = number();
    if (field.kind == law::FieldKind::numbers) value = number() + "," + number();
    if (field.kind == law::FieldKind::day) value = chance_.in(3) ? "2001-02-03" : "2039-12-31";
    if (chance_.in(25)) value = chance_.in(2) ? "" : "no such day";
    found.push_back({field.code, value});
  }
  return found;
}

AttachPhotograph Moves::photograph(const Id& subject) {
  Hash hash{};
  hash[0] = static_cast<unsigned char>(1 + chance_.below(250));
  hash[1] = static_cast<unsigned char>(chance_.below(200));
  const auto* media = chance_.in(20) ? "image_tiff" : chance_.in(2) ? "image_jpeg" : "image_webp";
  AttachPhotograph taken{fresh(), subject, std::nullopt, hash, media, 1 + static_cast<std::uint32_t>(chance_.below(1u << 23)), std::nullopt};
  const auto& halves = visit_.crossing.halves;
  for (const auto& half : halves) {
    if (!half.inspections.empty() && chance_.in(3)) taken.inspection = half.inspections.front().id;
    if (!half.photographs.empty() && chance_.in(15)) {
      taken.hash = half.photographs.front().hash;
      taken.subject = half.photographs.front().subject;
      taken.inspection.reset();
    }
  }
  return taken;
}

AttachDocument Moves::document(const Id& subject) {
  Hash hash{};
  hash[0] = static_cast<unsigned char>(1 + chance_.below(60));
  hash[1] = static_cast<unsigned char>(chance_.below(4));
  const auto* media = chance_.in(20) ? "image_tiff" : "application_pdf";
  for (const auto& half : visit_.crossing.halves)
    if (!half.documents.empty() && chance_.in(8)) return {fresh(), half.documents.front().subject, "invoice", half.documents.front().hash, "application_pdf", 1, "again"};
  return {fresh(), subject, chance_.in(20) ? "" : "invoice", hash, media, 1 + static_cast<std::uint32_t>(chance_.below(1u << 24)), "a paper"};
}

RequestCorrection Moves::correction(const SubjectView& one) {
  using crossing::CorrectedField;
  constexpr std::array<CorrectedField, 2> of_vehicle{CorrectedField::plate, CorrectedField::gross_kg};
  constexpr std::array<CorrectedField, 3> of_person{CorrectedField::name, CorrectedField::document, CorrectedField::nationality};
  constexpr std::array<CorrectedField, 3> of_goods{CorrectedField::reference, CorrectedField::goods, CorrectedField::commodity};
  const auto kind = one.subject->kind;
  const auto field = kind == SubjectKind::vehicle ? of_vehicle[chance_.below(2)] : kind == SubjectKind::person ? of_person[chance_.below(3)] : of_goods[chance_.below(3)];
  for (const auto& half : visit_.crossing.halves)
    for (const auto& asked : half.corrections)
      if (chance_.in(2)) return {fresh(), asked.subject, asked.field, "R10", reason()};
  const auto value = field == CorrectedField::gross_kg ? std::to_string(20'000 + chance_.below(500)) : "R" + std::to_string(chance_.below(9));
  return {fresh(), one.subject->id, field, value, reason()};
}

/// Few crossings are photographed until their record is full.
bool Moves::much_photographed() const {
  std::size_t taken = 0;
  for (const auto& half : visit_.crossing.halves) taken += half.photographs.size();
  return taken != 0 && to_bytes(visit_.crossing.id)[15] < 3;
}

/// Few are given papers until no more are taken.
bool Moves::much_documented() const {
  std::size_t given = 0;
  for (const auto& half : visit_.crossing.halves) given += half.documents.size();
  return given != 0 && to_bytes(visit_.crossing.id)[15] >= 253;
}

/// What the clock of the day, an officer or a device does besides the usual controls.
std::optional<Move> Moves::late() {
  const auto side = view_.noticed() && !chance_.in(5) ? Side::entry : any_side();
  const auto* goods = any_of_kind(SubjectKind::consignment);
  const auto* somebody = any_of_kind(SubjectKind::person);
  if (view_.on_foot() && !chance_.in(6)) return Move{able(law::Act::record_offence, side), RecordOffence{fresh(), somebody->subject->id, "smuggling", "12", std::nullopt}};
  switch (chance_.below(20)) {
    case 17: return Move{able(law::Act::attach_evidence, side), document(chance_.one(view_.subjects()).subject->id)};
    case 18: case 19: {
      const auto& one = chance_.one(view_.subjects());
      return Move{able(law::Act::request_correction, chance_.in(6) ? any_side() : procedure_.side_of(view_.registered_by(one.subject->id))), correction(one)};
    }
    case 15: case 16: return Move{able(law::Act::attach_evidence, side), photograph(chance_.one(view_.subjects()).subject->id)};
    case 0: {
      RegisterFurther further{{}, {}, reason()};
      if (chance_.in(2)) further.persons.push_back(person());
      else further.consignments.push_back(consignment());
      return Move{able(law::Act::register_further, side), further};
    }
    case 1: {
      if (!goods) return std::nullopt;
      SplitConsignment split{goods->subject->id, fresh(), {1 + static_cast<std::uint32_t>(chance_.below(goods->subject->items))}};
      return Move{able(law::Act::split, Side::entry), split};
    }
    case 2: {
      const auto* one = goods && chance_.in(2) ? goods : somebody;
      for (const auto& each : view_.subjects())
        if (each.apart && !each.settled() && !each.gone()) one = &each;
      return Move{seat(Side::entry, able(law::Act::detach, Side::entry).agency), DetachSubject{one->subject->id, reason()}};
    }
    case 3: {
      const auto& one = chance_.one(view_.subjects());
      for (std::size_t i = 0; i < procedure_.slots.size(); ++i)
        if (((one.closed >> i & 1) && chance_.in(2)) || chance_.in(400))
          return Move{able(law::Act::reexamine, procedure_.slots[i].side), OrderReexamination{procedure_.slots[i].control, one.subject->id, reason()}};
      return std::nullopt;
    }
    case 4: case 13: return Move{able(law::Act::request_reversal, Side::exit), RequestReversal{fresh(), reason()}};
    case 5: case 6: {
      const auto& one = chance_.one(view_.subjects());
      return Move{able(law::Act::record_offence, side), RecordOffence{fresh(), one.subject->id, chance_.in(20) ? "" : "smuggling", "12", std::nullopt}};
    }
    case 7: {
      if (!goods) return std::nullopt;
      return Move{able(law::Act::deposit, Side::entry), DepositGoods{fresh(), goods->subject->id, chance_.in(20) ? "" : "shed 1"}};
    }
    case 8: case 9: return sampling();
    case 10: {
      const std::uint32_t axle = 4000 + static_cast<std::uint32_t>(chance_.below(8000));
      RecordWeighing weigh{"W" + std::to_string(chance_.below(1000)), 2 * axle, {axle, axle}};
      if (chance_.in(10)) weigh.gross_kg *= 2;
      if (chance_.in(2)) return Move{visit_.cast->devices[static_cast<std::size_t>(side)], weigh};
      return Move{able(law::Act::weigh, side), weigh};
    }
    case 11: return call();
    case 14: {
      if (!goods) return std::nullopt;
      for (const auto& slot : procedure_.slots)
        if (slot.inspection && slot.side == side) return Move{able(law::Act::order_inspection, side), OrderInspection{fresh(), goods->subject->id, slot.control}};
      return std::nullopt;
    }
    case 12:
      if (!chance_.in(12)) return std::nullopt;
      return Move{able(law::Act::join_records, any_side()), JoinRecords{chance_.in(6) ? visit_.crossing.id : fresh(), reason()}};
  }
  return std::nullopt;
}

std::optional<Move> Moves::sampling() {
  for (const auto& one : view_.subjects()) {
    if (one.subject->kind != SubjectKind::consignment) continue;
    const auto mask = law::enabled(procedure_, one.done, one.facts) & ~one.held;
    for (std::size_t i = 0; i < procedure_.slots.size(); ++i) {
      const auto& slot = procedure_.slots[i];
      if (!(mask >> i & 1) || slot.of != SubjectKind::consignment || slot.inspection || slot.milestone != post::Milestone::none) continue;
      const auto& actor = seat(slot.side, slot.agency);
      if (may(actor, law::Act::take_sample)) return Move{actor, TakeSample{fresh(), one.subject->id, slot.control, chance_.in(20) ? "" : "laboratory", "seal"}};
    }
  }
  return std::nullopt;
}

/// Somebody at a desk calls the other side's officer to a control whose turn has come.
std::optional<Move> Moves::call() {
  for (const auto& one : view_.subjects()) {
    const auto mask = law::enabled(procedure_, one.done, one.facts) & ~one.held;
    for (std::size_t i = 0; i < procedure_.slots.size(); ++i) {
      const auto& slot = procedure_.slots[i];
      if (!(mask >> i & 1) || slot.of != one.subject->kind || slot.milestone != post::Milestone::none || chance_.in(2)) continue;
      const auto other = slot.side == Side::exit ? Side::entry : Side::exit;
      return Move{able(law::Act::call_partner, other), CallPartner{fresh(), slot.control, one.subject->id}};
    }
  }
  return std::nullopt;
}

/// What waits for somebody to deal with it: an offence, a sample, a deposit, a request to take back, a divergence.
std::optional<Move> Moves::settlement() {
  for (const auto& one : view_.divergences())
    if (chance_.in(2)) {
      const auto keep = one.about.low % 2 ? one.first : one.second;
      return Move{able(law::Act::resolve_divergence, any_side()), ResolveDivergence{one.kind, one.about, one.control, keep, reason()}};
    }
  for (const auto& half : visit_.crossing.halves) {
    const auto side = procedure_.side_of(half.state);
    for (const auto& offence : half.offences)
      if (chance_.in(view_.is_settled(offence) ? 60 : 3)) return against(offence, side);
    for (const auto& sample : half.samples) {
      if (!chance_.in(view_.result_of(sample.id) ? 60 : 3)) continue;
      const auto slot = procedure_.slot_of(sample.control, side);
      return Move{seat(side, procedure_.slots[static_cast<std::size_t>(slot)].agency), ReportSample{sample.id, !chance_.in(4), chance_.in(6) ? "" : "seen"}};
    }
    for (const auto& deposit : half.deposits) {
      if (chance_.in(24)) return Move{able(law::Act::deposit, Side::entry), DepositGoods{fresh(), deposit.consignment, "shed 2"}};
      if (chance_.in(6)) return Move{able(law::Act::reload, Side::entry), ReloadGoods{deposit.id}};
    }
    for (const auto& request : half.reversal_requests)
      if (chance_.in(view_.reversal_answered(request) ? 60 : 3)) return Move{able(law::Act::consent_reversal, Side::entry), AnswerReversal{request, !chance_.in(3)}};
    for (const auto& asked : half.corrections)
      if (chance_.in(view_.answer_to(asked.id) ? 60 : 3)) return Move{able(law::Act::approve_correction, chance_.in(12) ? any_side() : side), AnswerCorrection{asked.id, !chance_.in(3)}};
    for (const auto& join : half.joins)
      if (chance_.in(5)) return Move{able(law::Act::join_records, any_side()), JoinRecords{join.other, reason()}};
  }
  for (const auto& one : view_.subjects())
    if (one.apart && !one.settled() && !one.gone() && chance_.in(3)) {
      if (one.subject->kind == SubjectKind::consignment && chance_.in(8)) return abandonment(one);
      return Move{able(law::Act::release, Side::entry), ReleaseSubject{one.subject->id, 0}};
    }
  if (view_.accepted() && !view_.vehicle().settled() && chance_.in(250)) return abandonment(view_.vehicle());
  return std::nullopt;
}

/// Thirty days later, as a rule.
Move Moves::abandonment(const SubjectView& one) {
  const auto days = procedure_.figure(law::Clause::abandonment);
  Move move{able(law::Act::abandon, Side::entry), DeclareAbandoned{one.subject->id, reason()}};
  if (!chance_.in(4)) move.after_ms = (days + 1) * day_ms;
  return move;
}

Move Moves::against(const OffenceMark& offence, Side side) {
  const auto* subject = view_.subject(offence.subject);
  const auto& actor = chance_.in(6) ? seat(side) : seat(side, offence.agency);
  if (chance_.in(view_.on_foot() ? 12 : 2) || !subject) return {actor, SettleOffence{offence.id, chance_.in(20) ? "" : "fine", "receipt"}};
  if (subject->subject->kind == SubjectKind::person) return {actor, DetainPerson{offence.subject, offence.id}};
  return {actor, SeizeSubject{offence.subject, offence.id}};
}

/// Two acts, each lawful to one who does not know of the other.
std::optional<std::array<Move, 2>> Moves::apart() {
  if (!view_.opening() || view_.end() != End::none || !view_.divergences().empty()) return std::nullopt;
  const auto& one = chance_.one(view_.subjects());
  const auto id = one.subject->id;
  if (view_.accepted() && chance_.in(2)) {
    const Move release{able(law::Act::release, Side::entry), ReleaseSubject{id, 0}};
    return std::array<Move, 2>{release, Move{able(law::Act::refuse, Side::entry), RefuseSubject{id, {}, "grounds", {}}}};
  }
  const auto mask = law::enabled(procedure_, one.done, one.facts) & ~one.held;
  for (std::size_t i = 0; i < procedure_.slots.size(); ++i) {
    const auto& slot = procedure_.slots[i];
    if (!(mask >> i & 1) || slot.of != one.subject->kind || slot.milestone != post::Milestone::none || slot.inspection) continue;
    const auto& actor = seat(slot.side, slot.agency);
    if (!may(actor, law::Act::refuse)) continue;
    CloseControl close{slot.control, id, Outcome::passed, {}, {}, {}};
    return std::array<Move, 2>{Move{actor, close}, Move{seat(slot.side, slot.agency), RefuseSubject{id, slot.control, "grounds", {}}}};
  }
  return std::nullopt;
}

bool Moves::spoil_life(Move& move, const Id& id) {
  auto& command = move.command;
  const bool other = chance_.in(2);
  if (auto* one = std::get_if<RegisterFurther>(&command)) {
    if (one->persons.empty() || other) one->consignments.push_back({id, "R", "goods", "01", 1, {}});
    else one->persons.clear();
  } else if (auto* split = std::get_if<SplitConsignment>(&command)) {
    if (chance_.in(3)) split->items.push_back(99);
    else (other ? split->consignment : split->part) = id;
  } else if (auto* detach = std::get_if<DetachSubject>(&command)) detach->subject = id;
  else if (auto* again = std::get_if<OrderReexamination>(&command)) {
    if (other) again->subject = id;
    else again->control = any_control();
  } else if (auto* back = std::get_if<RequestReversal>(&command)) back->request = id;
  else if (auto* answer = std::get_if<AnswerReversal>(&command)) answer->request = id;
  else if (auto* offence = std::get_if<RecordOffence>(&command)) (other ? offence->offence : offence->subject) = id;
  else if (auto* settle = std::get_if<SettleOffence>(&command)) settle->offence = id;
  else if (auto* detain = std::get_if<DetainPerson>(&command)) (other ? detain->subject : detain->offence) = id;
  else if (auto* seize = std::get_if<SeizeSubject>(&command)) (other ? seize->subject : seize->offence) = id;
  else if (auto* deposit = std::get_if<DepositGoods>(&command)) (other ? deposit->deposit : deposit->consignment) = id;
  else if (auto* reload = std::get_if<ReloadGoods>(&command)) reload->deposit = id;
  else if (auto* abandon = std::get_if<DeclareAbandoned>(&command)) abandon->subject = id;
  else if (auto* sample = std::get_if<TakeSample>(&command)) (other ? sample->sample : sample->consignment) = id;
  else if (auto* report = std::get_if<ReportSample>(&command)) report->sample = id;
  else if (auto* weigh = std::get_if<RecordWeighing>(&command)) weigh->axles_kg.clear();
  else if (auto* call = std::get_if<CallPartner>(&command)) {
    if (other) call->control = any_control();
    else call->subject = id;
  } else if (auto* resolve = std::get_if<ResolveDivergence>(&command)) (other ? resolve->about : resolve->keep) = id;
  else if (auto* join = std::get_if<JoinRecords>(&command)) join->other = {};
  else if (auto* taken = std::get_if<AttachPhotograph>(&command)) (other ? taken->photograph : taken->inspection.emplace()) = id;
  else if (auto* paper = std::get_if<AttachDocument>(&command)) (other ? paper->attachment : paper->subject) = id;
  else if (auto* asked = std::get_if<RequestCorrection>(&command)) (other ? asked->correction : asked->subject) = id;
  else if (auto* decided = std::get_if<AnswerCorrection>(&command)) decided->correction = id;
  else return false;
  return true;
}

Command Moves::wild_life(const Id& id) {
  const auto line = 1 + static_cast<std::uint32_t>(chance_.below(3));
  switch (chance_.below(24)) {
    case 0: return RegisterFurther{{person()}, {}, reason()};
    case 1: return SplitConsignment{id, fresh(), {line}};
    case 2: return DetachSubject{id, reason()};
    case 3: return OrderReexamination{any_control(), id, reason()};
    case 4: return RequestReversal{chance_.in(4) ? id : fresh(), reason()};
    case 5: return AnswerReversal{id, chance_.in(2)};
    case 6: return RecordOffence{fresh(), id, "smuggling", "12", "seen"};
    case 7: return SettleOffence{id, "fine", {}};
    case 8: return DetainPerson{id, known_or_strange()};
    case 9: return SeizeSubject{id, known_or_strange()};
    case 10: return DepositGoods{fresh(), id, "shed 1"};
    case 11: return ReloadGoods{id};
    case 12: return DeclareAbandoned{id, reason()};
    case 13: return TakeSample{fresh(), id, any_control(), "laboratory", {}};
    case 14: return ReportSample{id, chance_.in(2), {}};
    case 15: return RecordWeighing{"W1", 8000, {4000, 4000}};
    case 16: return CallPartner{fresh(), any_control(), id};
    case 17: return ResolveDivergence{static_cast<DivergenceKind>(chance_.below(3)), id, any_control(), visit_.crossing.halves.empty() ? Id{} : chance_.one(visit_.crossing.halves).recorder, reason()};
    case 18: return photograph(id);
    case 19: return document(id);
    case 22: case 20: return RequestCorrection{fresh(), id, static_cast<CorrectedField>(chance_.below(8)), "R1", reason()};
    case 21: return AnswerCorrection{id, chance_.in(2)};
    default: return JoinRecords{chance_.in(2) ? visit_.crossing.id : known_or_strange(), reason()};
  }
}

void Moves::complete_life(Command& command, const std::string& enough) {
  std::visit([&](auto& one) {
    if constexpr (requires { one.reason; }) {
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(one.reason)>, std::string>)
        if (one.reason.empty()) one.reason = enough;
    }
  }, command);
  if (auto* one = std::get_if<SettleOffence>(&command)) one->how = "fine";
  if (auto* one = std::get_if<RegisterFurther>(&command)) one->persons.push_back({fresh(), "passenger", procedure_.states[0], "Found", "none", {}, {}});
  if (auto* one = std::get_if<DepositGoods>(&command)) one->place = "hall 1";
  if (auto* one = std::get_if<TakeSample>(&command)) one->laboratory = "laboratory";
  if (auto* one = std::get_if<JoinRecords>(&command)) one->other = fresh();
  if (auto* one = std::get_if<AttachPhotograph>(&command)) {
    one->media_type = "image_png";
    one->size_bytes = 1000;
    one->hash = sha256(to_bytes(one->photograph));
  }
  if (auto* one = std::get_if<AttachDocument>(&command)) *one = {one->attachment, one->subject, "other", sha256(to_bytes(one->attachment)), "application_pdf", 1000, "a paper"};
  if (auto* one = std::get_if<RequestCorrection>(&command)) one->value = "R" + to_text(one->correction).substr(0, 8);
  if (auto* one = std::get_if<RecordWeighing>(&command)) *one = {"W1", 20'000, {8'000, 12'000}};
  if (auto* one = std::get_if<RecordOffence>(&command)) {
    one->kind = "smuggling";
    one->article = "1";
  }
  if (auto* one = std::get_if<SplitConsignment>(&command))
    for (std::uint32_t line = 1; one->items.empty() && line <= view_.subject(one->consignment)->subject->items; ++line)
      if (!view_.line_moved(one->consignment, line) && !view_.open_hold_on(one->consignment, line)) one->items.push_back(line);
  if (auto* one = std::get_if<ReportSample>(&command)) one->findings = enough;
}

Move Moves::turn_back() { return {able(law::Act::withdraw, Side::exit), Withdraw{"wish"}}; }

}  // namespace onestop::testkit
