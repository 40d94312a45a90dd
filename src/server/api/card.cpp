#include "server/api/card.h"

#include "core/crossing/options.h"
#include "core/crossing/view.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

using crossing::ControlStatus;
using law::Effect;
using law::Side;

template <class E>
Code word(E value) { return Code(wire::EnumNames<E>::names[static_cast<std::size_t>(value)]); }

const crossing::ControlMark* mark_of(const crossing::View& view, const Code& control, const Id& subject, Side side) {
  const crossing::ControlMark* found = nullptr;
  for (const auto& half : view.crossing().halves) {
    if (view.side_of(half) != side) continue;
    for (const auto& one : half.controls)
      if (one.control == control && one.subject == subject) found = &one;
  }
  return found;
}

/// What the control wrote down when an officer of this state last closed it.
std::vector<crossing::Found> found_by(const CrossingFile& file, const Code& control, const Id& subject, const Code& state) {
  std::vector<crossing::Found> found;
  for (const auto& recorded : file.events) {
    const auto* closed = std::get_if<crossing::ControlClosed>(&recorded.event);
    if (closed && closed->control == control && closed->subject == subject && closed->by.state == state) found = closed->found;
  }
  return found;
}

class CardMaker {
 public:
  CardMaker(const CrossingFile& file, const law::Procedure& procedure, const Viewer& viewer)
      : file_(file), procedure_(procedure), viewer_(viewer), view_(file.state, procedure) {}

  Card make() {
    const auto& opening = *view_.opening();
    Card card;
    card.id = file_.state.id;
    card.version = file_.state.version();
    card.plate = view_.plate();
    card.traffic_class = opening.traffic_class;
    card.exit_state = procedure_.states[0];
    card.entry_state = procedure_.states[1];
    card.layout = procedure_.layout;
    card.lane = opening.lane;
    card.phase = view_.phase();
    card.end = view_.end();
    card.isolated = view_.alarm_open();
    card.arrived = opening.at;
    card.updated = file_.events.back().at;
    card.now = viewer_.now;
    card.procedure = procedure_.hash;
    card.seals = view_.seals();
    for (const auto& one : view_.subjects()) card.subjects.push_back(subject(one));
    marks(card);
    add_rare_marks(card, view_, file_, viewer_.officers);
    options(card);
    return card;
  }

 private:
  SubjectView subject(const crossing::SubjectView& one) const {
    SubjectView shown;
    shown.id = one.subject->id;
    shown.kind = one.subject->kind;
    shown.items = one.subject->items;
    if (const auto at = file_.labels.persons.find(shown.id); at != file_.labels.persons.end()) {
      shown.readable = at->second.name.has_value();
      shown.label = at->second.name.value_or("");
      shown.document = at->second.document;
      shown.part = at->second.part;
      shown.nationality = at->second.nationality;
      if (!at->second.group.empty()) shown.group = at->second.group;
    } else if (const auto goods = file_.labels.goods.find(shown.id); goods != file_.labels.goods.end()) {
      shown.label = goods->second.reference;
      shown.goods = goods->second.goods;
      shown.commodity = goods->second.commodity;
    } else {
      shown.label = view_.plate();
    }
    for (const auto& fact : procedure_.facts)
      if (fact.of == shown.kind && (one.facts & (fact.bits[0] | fact.bits[1]))) shown.facts.push_back(fact.code);
    shown.fate = one.fate ? word(*one.fate) : one.released ? "released" : one.readmitted ? "readmitted" : one.refused_exit ? "left_behind" : one.refused_entry ? "refused" : "inside";
    shown.apart = one.apart;
    if (const auto* split = view_.split_of(shown.id)) {
      shown.split_from = split->consignment;
      if (shown.label.empty() || shown.kind == law::SubjectKind::consignment) label_part(shown, split->consignment);
    }
    for (std::uint32_t line = 1; line <= shown.items; ++line)
      if (view_.line_moved(shown.id, line)) shown.moved.push_back(line);
    for (int slot = 0; slot < static_cast<int>(procedure_.slots.size()); ++slot)
      if (const auto* cell = law::governing(procedure_, slot, one.facts); cell && procedure_.slots[slot].of == shown.kind)
        shown.controls.push_back(control(one, slot, *cell));
    return shown;
  }

  /// A part bears the papers of the consignment from which it was split.
  void label_part(SubjectView& shown, const Id& whole) const {
    auto at = file_.labels.goods.find(whole);
    for (const auto* split = view_.split_of(whole); at == file_.labels.goods.end() && split; split = view_.split_of(split->consignment))
      at = file_.labels.goods.find(split->consignment);
    if (at == file_.labels.goods.end()) return;
    shown.label = at->second.reference;
    shown.goods = at->second.goods;
    shown.commodity = at->second.commodity;
  }

  ControlView control(const crossing::SubjectView& one, int slot, const law::Cell& cell) const {
    const auto& at = procedure_.slots[slot];
    const auto mask = law::Slots{1} << slot;
    ControlView shown;
    shown.control = at.control;
    shown.agency = at.agency;
    shown.side = at.side;
    shown.state = procedure_.state_of(at.side);
    shown.depth = cell.depth;
    shown.effect = cell.effect;
    shown.provision = provision_view(procedure_.provisions[cell.provision]);
    shown.station = procedure_.station_of(slot, view_.opening()->traffic_class);
    shown.enabled = (law::enabled(procedure_, one.done, one.facts) & mask) != 0;
    const auto* mark = mark_of(view_, at.control, one.subject->id, at.side);
    if (mark) {
      shown.officer = viewer_.officers.title_of(mark->officer);
      shown.at = mark->at;
    }
    for (const auto& field : at.fields) shown.fields.push_back({field.code, field.kind, field.unit, field.required, field.title});
    shown.found = found_by(file_, at.control, one.subject->id, shown.state);
    const bool closed = (one.closed & mask) != 0;
    if (closed) shown.status = mark && mark->status == ControlStatus::passed_with_remarks ? "passed_with_remarks" : "passed";
    else if (cell.effect == Effect::abolish) shown.status = "abolished";
    else if (cell.effect == Effect::waive) shown.status = "waived";
    else if (cell.effect == Effect::recognise) shown.status = "recognised";
    else if (at.inspection && view_.inspection_for(one.subject->id, at.control, at.side)) shown.status = "in_progress";
    else shown.status = mark && mark->status != ControlStatus::passed && mark->status != ControlStatus::passed_with_remarks ? word(mark->status) : Code("pending");  // a correction had it done again
    shown.effective = closed && (at.side == Side::exit || view_.noticed());
    return shown;
  }

  void marks(Card& card) const {
    for (const auto& half : file_.state.halves) {
      for (const auto& one : half.holds)
        card.holds.push_back({one.id, one.covers.scope, one.covers.subject, one.covers.item, one.control, one.agency, half.state,
                              one.reason, one.evidence, viewer_.officers.title_of(one.officer), file_.state.status_of(one), one.placed, one.expires});
      for (const auto& one : half.inspections) card.inspections.push_back(inspection(half, one));
      for (const auto& one : half.alarms) {
        AlarmView shown{one.id, one.kind, one.occupancy, one.at, view_.alarm_is_open(one.id), {}};
        for (const auto& other : file_.state.halves)
          for (const auto& closure : other.closures)
            if (closure.alarm == one.id) shown.agreed.push_back(viewer_.officers.title_of(closure.officer));
        card.alarms.push_back(std::move(shown));
      }
      for (const auto& one : half.requests) {
        RequestView shown{one.id, one.covers.subject, one.reason, half.state, "open"};
        for (const auto& other : file_.state.halves)
          for (const auto& answer : other.answers)
            if (answer.request == one.id) shown.answer = answer.granted ? "granted" : "declined";
        card.requests.push_back(std::move(shown));
      }
    }
  }

  InspectionView inspection(const crossing::Half& orderer, const crossing::InspectionMark& one) const {
    InspectionView shown{one.id, one.consignment, one.control, orderer.state, one.joint, one.at, view_.absence_reported(one.id), view_.concluded(one), {}, {}};
    const auto party = [&](const crossing::Half& half, const Id& officer, const char* did) {
      shown.parties.push_back({half.state, viewer_.officers.title_of(officer), did});
    };
    for (const auto& half : file_.state.halves) {
      for (const auto& note : half.attended)
        if (note.inspection == one.id) party(half, note.officer, "attends");
      for (const auto& note : half.declined)
        if (note.inspection == one.id) party(half, note.officer, "declined");
      for (const auto& note : half.signatures)
        if (note.inspection == one.id) party(half, note.officer, "signed");
    }
    if (const auto* act = view_.act(one.id))
      shown.act = ActView{act->outcome, act->findings, act->seals_found, act->seals_affixed, viewer_.officers.title_of(act->drawn_by),
                          act->at, sha256(crossing::act_bytes(*act))};
    return shown;
  }

  void options(Card& card) const {
    const auto now = viewer_.now;
    for (auto& one : crossing::options(file_.state, procedure_, viewer_.actor, now, [&] { return fresh_id(now); })) {
      Option shown{std::move(one.command), std::move(one.asks), one.normal, !one.refusal, {}, {}};
      if (one.refusal) shown.refusal = refusal_view(procedure_, *one.refusal);
      else shown.basis = provision_view(procedure_, one.basis);
      card.options.push_back(std::move(shown));
    }
    sign_option(card);
  }

  /// Signing needs the officer's PIN, so the command itself is made by the signatures route.
  void sign_option(Card& card) const {
    for (const auto& one : card.inspections) {
      if (!one.act || one.concluded) continue;
      Option shown{crossing::SignInspectionAct{one.id, one.act->hash, {}}, {"pin"}, false, false, {}, {}};
      const auto trial = crossing::decide(file_.state, procedure_, viewer_.actor, shown.command, viewer_.now);
      const auto* no = std::get_if<crossing::Refusal>(&trial);
      shown.allowed = no && no->code == crossing::RefusalCode::signature_invalid;  // nothing but the signature is missing
      if (!shown.allowed && no) shown.refusal = refusal_view(procedure_, *no);
      bool other = false;
      for (const auto& option : card.options) other = other || option.normal;
      shown.normal = shown.allowed && !other;
      card.options.push_back(std::move(shown));
    }
  }

  const CrossingFile& file_;
  const law::Procedure& procedure_;
  const Viewer& viewer_;
  crossing::View view_;
};

}  // namespace

Provision provision_view(const law::Citation& cited) { return {cited.id, cited.title, cited.article, cited.text}; }

Provision provision_view(const law::Procedure& procedure, const Code& id) {
  const auto* cited = procedure.cite(id);
  return cited ? provision_view(*cited) : Provision{id, {}, {}, {}};
}

RefusalView refusal_view(const law::Procedure& procedure, const crossing::Refusal& refusal) {
  RefusalView shown;
  shown.code = "crossing." + std::string(crossing::entry(refusal.code).name);
  shown.sentence = crossing::sentence(refusal);
  shown.provision = provision_view(procedure, refusal.provision);
  if (refusal.subject) shown.subject = refusal.subject;
  if (!refusal.control.empty()) shown.control = refusal.control;
  return shown;
}

Card make_card(const CrossingFile& file, const law::Procedure& procedure, const Viewer& viewer) {
  return CardMaker(file, procedure, viewer).make();
}

}  // namespace onestop::server
