#include <algorithm>

#include "core/lodgement/lodgement.h"

namespace onestop::lodgement {
namespace {

void apply(Half& half, Instant at, const MessageLodged& e) {
  half.firm = e.firm;
  half.exit_state = e.exit_state;
  half.entry_state = e.entry_state;
  half.reference = e.reference;
  half.versions.push_back({e.number, e.kind, e.format, e.hash, e.size_bytes, at, e.expected, e.late, e.warnings});
}

void apply(Half&, Instant, const OriginalKept&) {}

void apply(Half& half, Instant, const LodgementCancelled&) { half.cancelled = true; }

void apply(Half& half, Instant at, const ChannelsAssigned& e) { half.judged = Judged{e.number, at, e.decisions}; }

void apply(Half& half, Instant, const VehiclePresented& e) {
  half.crossing = e.crossing;
  half.presented_late = e.late;
}

}  // namespace

void evolve(Lodgement& lodgement, const Recorded& recorded) {
  auto at = std::ranges::find_if(lodgement.halves, [&](const Half& one) { return !(one.recorder < recorded.recorder); });
  if (at == lodgement.halves.end() || at->recorder != recorded.recorder) {
    at = lodgement.halves.insert(at, Half{});
    at->recorder = recorded.recorder;
    at->state = std::visit([](const auto& e) { return e.state; }, recorded.event);
  }
  ++at->version;
  std::visit([&](const auto& event) { apply(*at, recorded.at, event); }, recorded.event);
}

}  // namespace onestop::lodgement
