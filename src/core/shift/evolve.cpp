#include <algorithm>

#include "core/shift/shift.h"

namespace onestop::shift {
namespace {

struct Entry {
  Half& half;
  Instant at;
};

template <class Mark>
void put(std::vector<Mark>& list, Code Mark::*key, Mark mark) {
  const auto at = std::ranges::find(list, mark.*key, key);
  if (at == list.end()) list.push_back(std::move(mark));
  else *at = std::move(mark);
}

void apply(Entry to, const LaneOpened& e) { put(to.half.lanes, &LaneMark::lane, {e.lane, true, {}, e.by.officer, to.at}); }

void apply(Entry to, const LaneClosed& e) { put(to.half.lanes, &LaneMark::lane, {e.lane, false, e.reason, e.by.officer, to.at}); }

void apply(Entry to, const DeskAssigned& e) { put(to.half.desks, &DeskMark::desk, {e.desk, e.station, e.reason, e.by.officer, to.at}); }

void apply(Entry to, const DeviceReported& e) { put(to.half.devices, &DeviceMark::device, {e.device, e.state, e.note, e.by.officer, to.at}); }

void apply(Entry to, const DeskTaken& e) { put(to.half.seats, &SeatMark::desk, {e.desk, e.by.officer, to.at}); }

void apply(Entry to, const DeskLeft& e) {
  std::erase_if(to.half.seats, [&](const SeatMark& one) { return one.desk == e.desk; });
}

void apply(Entry to, const QueueJoined& e) { to.half.waiting.push_back({e.ticket, e.plate, e.traffic_class, e.exit_state, e.by.officer, to.at}); }

void apply(Entry to, const QueueLeft& e) {
  std::erase_if(to.half.waiting, [&](const Waiting& one) { return one.ticket == e.ticket; });
}

}  // namespace

void evolve(Shift& shift, const Recorded& recorded) {
  auto at = std::ranges::find_if(shift.halves, [&](const Half& one) { return !(one.recorder < recorded.recorder); });
  if (at == shift.halves.end() || at->recorder != recorded.recorder) {
    at = shift.halves.insert(at, Half{});
    at->recorder = recorded.recorder;
    at->state = by_of(recorded.event).state;
  }
  ++at->version;
  std::visit([&](const auto& event) { apply(Entry{*at, recorded.at}, event); }, recorded.event);
}

}  // namespace onestop::shift
