#include <algorithm>
#include <array>

#include "core/duty/case.h"
#include "core/law/power.h"
#include "core/refusal_table.h"

namespace onestop::duty {
namespace {

using enum RefusalCode;

constexpr std::array entries{
    RefusalEntry{not_yours, "not_yours", "No provision gives this act to your agency and role."},
    RefusalEntry{wrong_zone, "wrong_zone", "You may do this, but not from the zone of your desk."},
    RefusalEntry{nothing_waits, "nothing_waits", "Nothing waits to be done there for your state."},
    RefusalEntry{in_other_hands, "in_other_hands", "Another officer has this work in hand."},
    RefusalEntry{in_hand_already, "in_hand_already", "You have this work in hand already."},
    RefusalEntry{handed_to_another, "handed_to_another", "This work was handed over to another desk or officer, who has not confirmed yet."},
    RefusalEntry{not_in_hand, "not_in_hand", "You do not have this work in hand."},
    RefusalEntry{not_handed_over, "not_handed_over", "This work was not handed over to you."},
    RefusalEntry{nothing_named, "nothing_named", "No work is named."},
    RefusalEntry{too_many, "too_many", "So much work cannot be named at once."},
    RefusalEntry{unknown_desk, "unknown_desk", "The layout of this post has no such desk."},
    RefusalEntry{other_state, "other_state", "This desk belongs to the other state."},
    RefusalEntry{wrong_station, "wrong_station", "That desk does not work at the station where this is done."},
    RefusalEntry{handed_to_oneself, "handed_to_oneself", "Work is handed over to somebody else."},
    RefusalEntry{note_too_long, "note_too_long", "A note is longer than 2000 bytes."},
};

static_assert(lists_each_in_order(std::span<const RefusalEntry>(entries), note_too_long), "the table lists every refusal once, in the order of the enumeration");

std::vector<Change> changed(const WorkTaken& e, Instant at) { return {{e.place, Hand{e.place, e.by.state, e.by.desk, e.by.officer, true, at}}}; }

std::vector<Change> changed(const WorkGivenBack& e, Instant) {
  std::vector<Change> all;
  for (const auto& one : e.items) all.push_back({one.place, std::nullopt});
  return all;
}

std::vector<Change> changed(const WorkHandedOver& e, Instant at) {
  std::vector<Change> all;
  for (const auto& one : e.items) all.push_back({one.from.place, Hand{one.from.place, e.by.state, e.to_desk, e.to_officer, false, at}});
  return all;
}

std::vector<Change> changed(const WorkConfirmed& e, Instant at) {
  std::vector<Change> all;
  for (const auto& one : e.places) all.push_back({one, Hand{one, e.by.state, e.by.desk, e.by.officer, true, at}});
  return all;
}

}  // namespace

std::span<const RefusalEntry> refusal_entries() { return entries; }

const RefusalEntry& entry(RefusalCode code) { return entries[static_cast<std::size_t>(code)]; }

Id duty_stream(const Id& recorder, Day day) {
  const auto text = to_text(day);
  const auto hash = sha256({as_bytes("onestop duty stream "), ByteView(to_bytes(recorder)), as_bytes(text)});
  return id_from_bytes(hash.data());
}

std::vector<Change> changes(const Event& event, Instant at) {
  return std::visit([&](const auto& one) { return changed(one, at); }, event);
}

Refusal Case::no(RefusalCode code, const Id& crossing) const { return {code, site.procedure.cite(law::Clause::powers_as_listed).id, crossing}; }

std::optional<Refusal> Case::powerless(law::Act act) {
  const auto found = law::narrow(site.procedure, {actor.state, actor.agency, actor.role, actor.desk, law::every_phase, 0}, act);
  if (!found.in_role) return no(RefusalCode::not_yours);
  basis = site.procedure.provisions[found.nearest()->provision].id;
  if (!found.in_zone) return Refusal{RefusalCode::wrong_zone, basis, {}};
  return std::nullopt;
}

const Known* Case::at(const Place& place) const {
  for (const auto& one : known)
    if (one.place == place) return &one;
  return nullptr;
}

bool Case::has(const Known* one) const {
  return one && one->hand && one->hand->confirmed && one->hand->desk == actor.desk && one->hand->officer == actor.officer;
}

bool Case::offered(const Known* one) const {
  if (!one || !one->hand || one->hand->confirmed || one->hand->desk != actor.desk) return false;
  return !one->hand->officer || *one->hand->officer == actor.officer;
}

Decision decide(std::span<const Known> known, const shift::Shift& shift, const shift::Site& site, const Actor& actor, const Command& command, Instant now) {
  Case c{known, shift, site, actor, now};
  return std::visit([&](const auto& one) { return judge(c, one); }, command);
}

WorkGivenBack left_behind(const By& by, std::span<const Hand> hands) {
  WorkGivenBack back{by, {}, "left_desk"};
  for (const auto& one : hands) back.items.push_back({one.place, one.officer, one.desk});
  return back;
}

}  // namespace onestop::duty
