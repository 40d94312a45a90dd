#include "core/shift/shift.h"

#include <algorithm>

#include "core/digest.h"

namespace onestop::shift {
namespace {

/// The last word on a thing, over both halves. A thing may change its keeper when the post changes its layout.
template <class Mark>
const Mark* last_of(const Shift& shift, std::vector<Mark> Half::*list, Code Mark::*key, const Code& code) {
  const Mark* last = nullptr;
  for (const auto& half : shift.halves)
    for (const auto& one : half.*list)
      if (one.*key == code && (!last || last->at < one.at)) last = &one;
  return last;
}

}  // namespace

std::uint64_t Shift::version() const {
  std::uint64_t sum = 0;
  for (const auto& one : halves) sum += one.version;
  return sum;
}

const LaneMark* Shift::lane(const Code& code) const { return last_of(*this, &Half::lanes, &LaneMark::lane, code); }

bool Shift::lane_open(const Code& code) const {
  const auto* mark = lane(code);
  return !mark || mark->open;
}

const DeskMark* Shift::desk(const Code& code) const { return last_of(*this, &Half::desks, &DeskMark::desk, code); }

const DeviceMark* Shift::device(const Code& code) const { return last_of(*this, &Half::devices, &DeviceMark::device, code); }

const SeatMark* Shift::seat(const Code& code) const { return last_of(*this, &Half::seats, &SeatMark::desk, code); }

const Waiting* Shift::waiting(const Id& ticket) const {
  for (const auto& half : halves)
    for (const auto& one : half.waiting)
      if (one.ticket == ticket) return &one;
  return nullptr;
}

std::size_t Shift::waiting_count() const {
  std::size_t sum = 0;
  for (const auto& half : halves) sum += half.waiting.size();
  return sum;
}

Id shift_stream(const Code& post) {
  const auto hash = sha256({as_bytes("onestop shift stream "), as_bytes(post.view())});
  return id_from_bytes(hash.data());
}

Hash state_hash(const Shift& shift) {
  Digest digest;
  digest.put(std::string("onestop shift 1"));
  digest.put(shift);
  return sha256(digest.bytes());
}

Code station_of(const Shift& shift, const post::Layout& layout, const Code& code) {
  const auto own = std::ranges::find(layout.desks, code, &post::Desk::code);
  if (own == layout.desks.end()) return {};
  const auto* sent = shift.desk(code);
  if (!sent) return own->station;
  for (const auto& other : layout.desks)  // the layout may have changed since
    if (other.station == sent->station && other.state == own->state && other.agency == own->agency && other.role == own->role && other.zone == own->zone)
      return sent->station;
  return own->station;
}

const char* violated(const Shift& shift) {
  std::vector<Code> seats;
  std::vector<Id> tickets;
  for (const auto& half : shift.halves) {
    for (const auto& one : half.seats) {
      if (!one.officer) return "somebody sits at every desk that is taken";
      seats.push_back(one.desk);
    }
    for (const auto& one : half.waiting) tickets.push_back(one.ticket);
    for (const auto& one : half.desks)
      if (one.desk.empty() || one.station.empty()) return "a desk that is sent elsewhere works at a station";
  }
  const auto twice = [](auto& list) {
    std::ranges::sort(list);
    return std::ranges::adjacent_find(list) != list.end();
  };
  if (twice(seats)) return "at a desk sits one officer at most";
  if (twice(tickets)) return "a ticket waits once";
  if (tickets.size() > longest_queue) return "the queue has an end";
  return nullptr;
}

}  // namespace onestop::shift
