#include <array>

#include "core/refusal_table.h"
#include "core/shift/shift.h"

namespace onestop::shift {
namespace {

using enum RefusalCode;
using enum law::Clause;

constexpr std::array entries{
    RefusalEntry{not_yours, "not_yours", powers_as_listed, "No provision gives this act to your agency and role."},
    RefusalEntry{wrong_zone, "wrong_zone", powers_as_listed, "You may do this, but not from the zone of your desk."},
    RefusalEntry{other_state, "other_state", powers_as_listed, "This is kept by the other state."},
    RefusalEntry{unknown_lane, "unknown_lane", powers_as_listed, "The layout of this post has no such lane."},
    RefusalEntry{lane_is_open, "lane_is_open", order_of_controls, "This lane is open."},
    RefusalEntry{lane_is_closed, "lane_is_closed", order_of_controls, "This lane is closed."},
    RefusalEntry{reason_missing, "reason_missing", reasoned_order, "A reason is missing, too short or too long."},
    RefusalEntry{unknown_desk, "unknown_desk", powers_as_listed, "The layout of this post has no such desk."},
    RefusalEntry{unknown_station, "unknown_station", powers_as_listed, "The layout of this post has no such station."},
    RefusalEntry{wrong_station, "wrong_station", powers_as_listed, "At this station there is no place for a desk of this state, agency, role and zone."},
    RefusalEntry{works_there, "works_there", order_of_controls, "This desk works at this station already."},
    RefusalEntry{unknown_device, "unknown_device", powers_as_listed, "The layout of this post has no such device."},
    RefusalEntry{says_so_already, "says_so_already", order_of_controls, "The last report on this device says so already."},
    RefusalEntry{ticket_of_another, "ticket_of_another", order_of_controls, "This ticket was given to another vehicle."},
    RefusalEntry{seated_already, "seated_already", powers_as_listed, "You sit at this desk already."},
    RefusalEntry{not_seated, "not_seated", powers_as_listed, "You do not sit at this desk."},
    RefusalEntry{unknown_class, "unknown_class", powers_as_listed, "The law of this post knows no such traffic class."},
    RefusalEntry{unknown_state, "unknown_state", powers_as_listed, "This post does not border the state that is named."},
    RefusalEntry{plate_unfit, "plate_unfit", order_of_controls, "A vehicle that waits has a plate; a party on foot has none."},
    RefusalEntry{ticket_taken, "ticket_taken", order_of_controls, "This ticket waits already."},
    RefusalEntry{ticket_unknown, "ticket_unknown", order_of_controls, "Nobody waits before the gate with this ticket."},
    RefusalEntry{queue_full, "queue_full", order_of_controls, "The queue is full; nobody more can be written down."},
};

static_assert(lists_each_in_order(std::span<const RefusalEntry>(entries), queue_full), "the table lists every refusal once, in the order of the enumeration");

}  // namespace

std::span<const RefusalEntry> refusal_entries() { return entries; }

const RefusalEntry& entry(RefusalCode code) { return entries[static_cast<std::size_t>(code)]; }

std::string sentence(const Refusal& refusal) {
  std::string text(entry(refusal.code).sentence);
  if (refusal.about.empty()) return text;
  text.pop_back();  // the full stop
  return text + " (" + refusal.about.text() + ").";
}

}  // namespace onestop::shift
