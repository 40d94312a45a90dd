#include "sim/opening.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace onestop::sim {
namespace {

using crossing::HoldStatus;
using crossing::SubjectView;
using crossing::View;
using law::Facts;
using law::Procedure;
using law::Slots;
using law::SubjectKind;

constexpr Slots bit(int slot) { return Slots{1} << slot; }

Facts bits_of(const Procedure& procedure, const crossing::Claim& claim) {
  const auto* fact = procedure.fact(claim.fact);
  if (!fact) return 0;
  return claim.side ? fact->bits[static_cast<int>(*claim.side)] : fact->bits[0] | fact->bits[1];
}

bool any_sample_matters(const View& view) {
  for (const auto& half : view.crossing().halves)
    for (const auto& one : half.samples)
      if (!view.result_of(one.id) || view.unfit_sample(one.consignment, one.control)) return true;
  return false;
}

bool any_reexamination_open(const View& view) {
  for (const auto& half : view.crossing().halves)
    for (const auto& one : half.reexaminations) {
      const int slot = view.procedure().slot_of(one.control, view.side_of(half));
      const auto* subject = view.subject(one.subject);
      if (subject && slot >= 0 && !(subject->done & bit(slot))) return true;
    }
  return false;
}

/// A hold that rests on no control stands before steps of which the simulator knows no ground.
bool any_groundless_hold(const View& view) {
  for (const auto& half : view.crossing().halves)
    for (const auto& one : half.holds)
      if (view.crossing().status_of(one) == HoldStatus::open && (one.control.empty() || view.procedure().slot_of(one.control, view.side_of(half)) < 0)) return true;
  return false;
}

bool any_offence_open(const View& view) {
  for (const auto& half : view.crossing().halves)
    for (const auto& one : half.offences)
      if (!view.is_settled(one)) return true;
  return false;
}

Beyond beyond(const View& view) {
  if (!view.divergences().empty()) return Beyond::divergence;
  if (any_offence_open(view)) return Beyond::offence;
  const auto& vehicle = view.vehicle();
  for (const auto& one : view.subjects()) {
    if (one.fate) return Beyond::fate;
    if (one.deposit) return Beyond::deposit;
    if (one.apart) return Beyond::apart;
    if (one.refused_exit || one.refused_entry != vehicle.refused_entry || one.readmitted != vehicle.readmitted) return Beyond::refusal;
    if (one.refused_entry && !view.noticed()) return Beyond::refusal;  // it never left the state that would take it back
  }
  if (any_sample_matters(view)) return Beyond::sample;
  if (any_reexamination_open(view)) return Beyond::reexamination;
  if (any_groundless_hold(view)) return Beyond::hold;
  return Beyond::none;
}

/// What was said of the subject itself, without what it shares with its vehicle.
Facts own_facts(const View& view, const SubjectView& subject) {
  const auto& procedure = view.procedure();
  Facts facts = 0;
  for (const auto& claim : subject.subject->claims) facts |= bits_of(procedure, claim);
  for (const auto& half : view.crossing().halves)
    for (const auto& fact : half.facts)
      if (fact.subject == subject.subject->id) facts |= bits_of(procedure, fact.claim);
  if (subject.subject->kind != SubjectKind::vehicle) return facts;
  for (const auto& half : view.crossing().halves)
    for (const auto& alarm : half.alarms)
      if (view.alarm_is_open(alarm.id) || view.settled_as(alarm.id, crossing::Verdict::confirmed)) facts |= procedure.alarm_bits;
  return facts;
}

Slots ever_held(const View& view, const Id& subject) {
  Slots slots = 0;
  for (const auto& half : view.crossing().halves)
    for (const auto& one : half.holds) {
      const int slot = one.control.empty() ? -1 : view.procedure().slot_of(one.control, view.side_of(half));
      if (slot >= 0 && one.covers.subject == subject) slots |= bit(slot);
    }
  return slots;
}

std::uint32_t marks(const View& view) {
  std::uint32_t out = 0;
  if (view.noticed()) out |= noticed;
  if (view.accepted()) out |= accepted;
  if (view.vehicle().released) out |= released;
  if (view.departed()) out |= departed;
  if (view.alarm_open()) out |= isolated;
  if (view.vehicle().refused_entry) out |= refused;
  if (view.vehicle().readmitted) out |= taken_back;
  for (const auto& half : view.crossing().halves)
    if (!half.alarms.empty()) out |= sounded;
  return out;
}

class Translation {
 public:
  explicit Translation(const View& view) : view_(view), procedure_(view.procedure()) {}

  Translated run() {
    out_.beyond = beyond(view_);
    const auto at = std::ranges::find(procedure_.classes, view_.opening()->traffic_class);
    if (out_.beyond == Beyond::none && at == procedure_.classes.end()) out_.beyond = Beyond::unknown_class;
    if (out_.beyond != Beyond::none) return std::move(out_);
    out_.condition.traffic_class = static_cast<int>(at - procedure_.classes.begin());
    out_.condition.marks = marks(view_);
    for (const auto kind : {SubjectKind::vehicle, SubjectKind::person, SubjectKind::consignment})
      for (const auto& one : view_.subjects())
        if (one.subject->kind == kind) add(one);
    if (out_.condition.subjects.size() > most_present || out_.persons.size() > 64) {
      out_.beyond = Beyond::crowd;
      return std::move(out_);
    }
    read_controls();
    read_passage();
    return std::move(out_);
  }

 private:
  void add(const SubjectView& one) {
    auto& subjects = out_.condition.subjects;
    SubjectState fresh{.kind = one.subject->kind, .facts = own_facts(view_, one), .closed = one.closed, .held = one.held, .was_held = ever_held(view_, one.subject->id)};
    if (fresh.kind == SubjectKind::consignment) {
      fresh.load = static_cast<std::uint32_t>(out_.consignments.size());
      out_.consignments.push_back(one.subject->id);
    }
    auto index = subjects.size();
    if (fresh.kind == SubjectKind::person)
      for (std::size_t i = 0; i < subjects.size(); ++i) {
        const auto& other = subjects[i];
        const bool same = other.kind == fresh.kind && other.facts == fresh.facts && other.closed == fresh.closed && other.held == fresh.held && other.was_held == fresh.was_held;
        if (same) index = i;
      }
    if (index == subjects.size()) subjects.push_back(fresh), out_.heads.push_back(0);
    places_.emplace_back(one.subject->id, static_cast<std::uint8_t>(index));
    if (fresh.kind != SubjectKind::person) return;
    if (out_.persons.size() < 64) out_.heads[index] |= std::uint64_t{1} << out_.persons.size();
    out_.persons.push_back(one.subject->id);
  }

  const std::uint8_t* place_of(const Id& subject) const {
    for (const auto& [id, place] : places_)
      if (id == subject) return &place;
    return nullptr;
  }

  static void note(std::vector<Translated::At>& list, int slot, std::uint8_t subject, Instant since) {
    for (auto& one : list) {
      if (one.slot != slot || one.subject != subject) continue;
      one.since = std::max(one.since, since);  // of several persons, the one whose turn it is
      return;
    }
    list.push_back({static_cast<std::int16_t>(slot), subject, since});
  }

  void read_controls() {
    for (const auto& half : view_.crossing().halves) {
      const auto side = view_.side_of(half);
      for (const auto& one : half.controls) {
        const int slot = procedure_.slot_of(one.control, side);
        const auto* place = place_of(one.subject);
        if (one.status != crossing::ControlStatus::in_progress || slot < 0 || !place) continue;
        const auto& subject = out_.condition.subjects[*place];
        if (!((subject.closed | subject.held) & bit(slot)) && !(subject.was_held & bit(slot))) note(out_.under_way, slot, *place, one.at);
      }
      for (const auto& one : half.holds) {
        const auto* place = place_of(one.covers.subject);
        if (place && view_.crossing().status_of(one) == HoldStatus::open) note(out_.holds, procedure_.slot_of(one.control, side), *place, one.placed);
      }
      for (const auto& one : half.inspections) {
        const auto* place = place_of(one.consignment);
        const int slot = procedure_.slot_of(one.control, one.side);
        if (place && slot >= 0 && view_.attended(one.id, one.side) && !view_.concluded(one) && !view_.superseded(one.id)) note(out_.under_way, slot, *place, one.at);
      }
    }
  }

  void read_passage() {
    for (const auto& half : view_.crossing().halves) {
      for (const auto& one : half.alarms)
        if (view_.alarm_is_open(one.id) && (!out_.alarm || one.at < *out_.alarm)) out_.alarm = one.at;
      for (const auto& one : half.notices)
        if (view_.noticed() && !view_.accepted() && (!out_.notice || *out_.notice < one.at)) out_.notice = one.at;
    }
  }

  const View& view_;
  const Procedure& procedure_;
  Translated out_;
  std::vector<std::pair<Id, std::uint8_t>> places_;
};

// --- to which flow a vehicle belongs ---

constexpr double hardly = 1e-4;  // what an overlay says never happens, and happened

double likelihood(const Procedure& procedure, const std::vector<Chance>& chances, Facts facts, Facts spoken_of) {
  double sum = 0;
  for (const auto& one : chances) {
    const auto* fact = procedure.fact(one.fact);
    const Facts bits = fact->bits[0] | fact->bits[1];
    sum += std::log(std::max(facts & bits ? one.p : 1 - one.p, hardly));
    spoken_of &= ~bits;
  }
  return sum + (facts & spoken_of ? std::log(hardly) : 0);
}

/// All facts that some flow's claims of this kind speak of.
Facts spoken_of(const Plan& plan, const Procedure& procedure, SubjectKind kind) {
  Facts out = 0;
  const auto add = [&](const std::vector<Chance>& chances) {
    for (const auto& one : chances) out |= procedure.fact(one.fact)->bits[0] | procedure.fact(one.fact)->bits[1];
  };
  for (const auto& flow : plan.overlay().flows) {
    if (kind == SubjectKind::vehicle) add(flow.claims);
    for (const auto& load : flow.loads)
      if (kind == SubjectKind::consignment) add(load.claims);
  }
  return out;
}

/// How well the consignments fit the flow's loads, each load taken once; `loads` says which.
double fit(const Procedure& procedure, const Flow& flow, const Condition& condition, Facts spoken, std::vector<std::uint32_t>& loads) {
  double sum = 0;
  std::vector<bool> taken(flow.loads.size());
  auto beyond = static_cast<std::uint32_t>(flow.loads.size());
  for (const auto& one : condition.subjects) {
    if (one.kind != SubjectKind::consignment) continue;
    double best = std::log(hardly);
    std::size_t chosen = flow.loads.size();
    for (std::size_t i = 0; i < flow.loads.size(); ++i) {
      const double here = taken[i] ? -std::numeric_limits<double>::infinity() : likelihood(procedure, flow.loads[i].claims, one.facts, spoken) + std::log(std::max(flow.loads[i].p, hardly));
      if (here > best) best = here, chosen = i;
    }
    if (chosen < taken.size()) taken[chosen] = true;
    loads.push_back(chosen < taken.size() ? static_cast<std::uint32_t>(chosen) : beyond++);
    sum += best;
  }
  for (std::size_t i = 0; i < taken.size(); ++i)
    if (!taken[i]) sum += std::log(std::max(1 - flow.loads[i].p, hardly));
  return sum;
}

std::int64_t before(Instant then, Instant now) { return std::min<std::int64_t>(then - now, 0) * 1'000; }

}  // namespace

Translated translate(const View& view) { return Translation(view).run(); }

std::optional<std::uint32_t> likeliest(const Plan& plan, int direction, Condition& condition) {
  const auto& procedure = plan.procedure(direction);
  const auto of_vehicle = spoken_of(plan, procedure, SubjectKind::vehicle), of_goods = spoken_of(plan, procedure, SubjectKind::consignment);
  std::optional<std::uint32_t> best;
  double best_fit = 0;
  std::vector<std::uint32_t> best_loads;
  for (std::uint32_t i = 0; i < plan.streams().size(); ++i) {
    const auto& stream = plan.streams()[i];
    if (stream.direction != direction || stream.traffic_class != condition.traffic_class) continue;
    const auto& flow = plan.overlay().flows[stream.flow];
    std::vector<std::uint32_t> loads;
    const double here = std::log(flow.per_day_per_direction) + likelihood(procedure, flow.claims, condition.subjects.front().facts, of_vehicle) +
                        fit(procedure, flow, condition, of_goods, loads);
    if (!best || here > best_fit) best = i, best_fit = here, best_loads = loads;
  }
  if (!best) return best;
  std::size_t next = 0;
  for (auto& one : condition.subjects)
    if (one.kind == SubjectKind::consignment) one.load = best_loads[next++];
  return best;
}

Present present(const Translated& translated, std::uint32_t stream, Instant arrived, Instant now) {
  Present out{.stream = stream, .condition = translated.condition, .heads = translated.heads, .came_us = before(arrived, now)};
  const auto begun = [&](const Translated::At& one) { return Begun{one.slot, one.subject, before(one.since, now)}; };
  for (const auto& one : translated.under_way) out.under_way.push_back(begun(one));
  for (const auto& one : translated.holds) out.holds.push_back(begun(one));
  if (translated.alarm) out.alarm_us = before(*translated.alarm, now);
  if (translated.notice) out.notice_us = before(*translated.notice, now);
  return out;
}

void read_shift(Opening& opening, const Plan& plan, const post::Layout& layout, const shift::Shift& shift, Instant now) {
  opening.servers.assign(plan.teams().size(), 0);
  for (const auto& desk : layout.desks) {
    if (!shift.seat(desk.code)) continue;
    const auto station = shift::station_of(shift, layout, desk.code);
    for (std::size_t i = 0; i < plan.teams().size(); ++i) {
      const auto& team = plan.teams()[i];
      const bool own = std::ranges::find(team.desks, desk.code) != team.desks.end();
      const bool sent = station != desk.station && team.state == desk.state && team.agency == desk.agency && plan.zones()[static_cast<std::size_t>(team.zone)].code == desk.zone;
      if (station == team.station && (own || sent)) ++opening.servers[i];
    }
  }
  opening.down.clear();
  for (const auto& device : plan.devices()) {
    const auto* mark = shift.device(device.code);
    opening.down.push_back(mark && mark->state == shift::DeviceState::failed);
  }
  for (const auto& half : shift.halves)
    for (const auto& one : half.waiting) {
      Ticket ticket{.since_us = before(one.at, now)};
      double sum = 0, so_far = 0;
      const auto fits = [&](const Stream& stream) {
        const auto& procedure = plan.procedure(stream.direction);
        return procedure.states[0] == one.exit_state && procedure.classes[static_cast<std::size_t>(stream.traffic_class)] == one.traffic_class;
      };
      const auto rate = [&](const Stream& stream) { return plan.overlay().flows[stream.flow].per_day_per_direction; };
      for (const auto& stream : plan.streams()) sum += fits(stream) ? rate(stream) : 0;
      for (std::uint32_t i = 0; i < plan.streams().size(); ++i) {
        if (!fits(plan.streams()[i])) continue;
        so_far += rate(plan.streams()[i]);
        ticket.streams.emplace_back(i, so_far >= sum ? std::numeric_limits<std::uint64_t>::max() : static_cast<std::uint64_t>(so_far / sum * 0x1.0p64));
      }
      if (!ticket.streams.empty()) opening.waiting.push_back(std::move(ticket));
    }
  std::ranges::stable_sort(opening.waiting, {}, &Ticket::since_us);
}

}  // namespace onestop::sim
