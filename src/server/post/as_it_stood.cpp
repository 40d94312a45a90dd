#include "server/post/as_it_stood.h"

#include <algorithm>

#include "base/hash.h"
#include "core/crossing/whereabouts.h"
#include "server/post/crossing_file.h"
#include "wire/shift_events.h"

namespace onestop::server {
namespace {

std::vector<Code> failed_devices(const post::Layout& layout, const shift::Shift& shift) {
  std::vector<Code> out;
  for (const auto& one : layout.devices)
    if (const auto* mark = shift.device(one.code); mark && mark->state == shift::DeviceState::failed) out.push_back(one.code);
  return out;
}

int direction_of(const sim::Plan& plan, const Code& exit_state) {
  for (int direction = 0; direction < 2; ++direction)
    if (plan.procedure(direction).states[0] == exit_state) return direction;
  return sim::nobody;
}

/// The zone of the desks where the vehicle stands.
int zone_of(const sim::Plan& plan, const crossing::View& view) {
  const auto where = crossing::whereabouts(view, crossing::work(view.crossing(), view.procedure()), {});
  for (const auto& team : plan.teams())
    if (team.station == where.station && team.state == where.state) return team.zone;
  return sim::nobody;
}

Instant last_event(const crossing::Crossing& crossing, Instant arrived) {
  auto last = arrived;
  for (const auto& half : crossing.halves)
    for (const auto& one : half.controls) last = std::max(last, one.at);
  return last;
}

class Reading {
 public:
  Reading(store::Reader& reader, Stood& stood) : reader_(reader), stood_(stood) {}

  Expected<void> read(const Inside& one) {
    auto crossing = read_until(reader_, one.crossing, stood_.at);
    if (!crossing) return std::unexpected(crossing.error());
    const auto* opened = crossing->opened();
    const int direction = opened ? direction_of(*stood_.plan, opened->opening->exit_state) : sim::nobody;
    if (direction == sim::nobody) return {};  // not registered by then
    const auto& procedure = stood_.plan->procedure(direction);
    if (opened->opening->procedure != procedure.hash) return leave_out(one, sim::Beyond::other_law, direction);
    const crossing::View view(*crossing, procedure);
    if (view.end() != crossing::End::none) return {};
    auto translated = sim::translate(view);
    if (translated.beyond != sim::Beyond::none) return leave_out(one, translated.beyond, direction);
    const auto stream = sim::likeliest(*stood_.plan, direction, translated.condition);
    if (!stream) return leave_out(one, sim::Beyond::unknown_class, direction);
    auto present = sim::present(translated, *stream, one.arrived, stood_.at);
    present.zone = zone_of(*stood_.plan, view);
    order_.push_back({last_event(*crossing, one.arrived), present_.size()});
    present_.emplace_back(std::move(present), one);
    return {};
  }

  /// Who has waited longest where it stands comes first; each has draws of its own, that no arrival to come shares.
  void finish() {
    std::ranges::sort(order_);
    for (const auto& [since, index] : order_) {
      auto& [present, one] = present_[index];
      present.ordinal = first_ordinal + static_cast<std::uint32_t>(stood_.vehicles.size());
      stood_.opening.vehicles.push_back(std::move(present));
      stood_.vehicles.push_back(one);
    }
  }

 private:
  static constexpr std::uint32_t first_ordinal = 0xF000'0000u;

  Expected<void> leave_out(const Inside& one, sim::Beyond why, int direction) {
    stood_.still.push_back({one, why, direction});
    return {};
  }

  store::Reader& reader_;
  Stood& stood_;
  std::vector<std::pair<sim::Present, Inside>> present_;
  std::vector<std::pair<Instant, std::size_t>> order_;
};

}  // namespace

Expected<std::shared_ptr<const sim::Plan>> Planning::plan(Instant at, const shift::Shift& shift) {
  const auto& reign = regime_.reign(at);
  const auto& post = reign.sources->post;
  const auto failed = failed_devices(*reign.layout, shift);
  std::string key = reign.layout->code.text();
  law::Compiled compiled;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto* procedure = regime_.in_force(post.states[i].code, at);
    if (!procedure) return fault("no law of this post was in force then");
    compiled.procedures[i] = *procedure;
    key.append(reinterpret_cast<const char*>(procedure->hash.data()), procedure->hash.size());
  }
  for (const auto& device : failed) key += " " + device.text();
  if (const auto known = kept_.find(key); known != kept_.end()) return known->second;
  auto overlay = overlay_;
  if (!failed.empty() && !overlay.devices) overlay.devices.emplace();
  for (const auto& device : failed)  // so that the simulator knows of it
    if (std::ranges::find(*overlay.devices, device, &sim::DeviceRule::device) == overlay.devices->end()) overlay.devices->push_back({.device = device});
  auto plan = sim::Plan::of(post, reign.layout->code, std::move(compiled), std::move(overlay));
  if (!plan) return plan;
  if (kept_.size() >= most_kept) kept_.clear();
  return kept_[key] = std::move(*plan);
}

Expected<Stood> read_as_it_stood(store::Reader& reader, Planning& planning, const shift::Shift& shift, const std::vector<Inside>& inside, Instant at) {
  auto plan = planning.plan(at, shift);
  if (!plan) return std::unexpected(plan.error());
  Stood stood{at, std::move(*plan), {}, {}, {}, 0, 0};
  Reading reading(reader, stood);
  for (const auto& one : inside)
    if (auto done = reading.read(one); !done) return std::unexpected(done.error());
  reading.finish();
  const auto& layout = planning.regime().layout(at);
  sim::read_shift(stood.opening, *stood.plan, layout, shift, at);
  stood.desks = layout.desks.size();
  stood.staffed = static_cast<std::size_t>(std::ranges::count_if(layout.desks, [&](const post::Desk& desk) { return shift.seat(desk.code) != nullptr; }));
  return stood;
}

Expected<std::vector<Inside>> inside_now(store::Reader& reader, const Code& post) {
  std::vector<Inside> out;
  store::CrossingQuery query;
  query.post = post;
  query.inside_only = true;
  query.limit = store::largest_page;
  while (out.size() < most_inside) {
    const auto rows = reader.crossings(query);
    if (!rows) return std::unexpected(rows.error());
    for (const auto& row : *rows) out.push_back({row.crossing, row.plate, row.arrived});
    if (rows->size() < query.limit) break;
    query.before = store::CrossingQuery::Key{rows->back().arrived, rows->back().crossing};
  }
  return out;
}

Expected<shift::Shift> shift_until(store::Reader& reader, const Code& post, Instant until) {
  const auto stored = reader.read_crossing(shift::shift_stream(post));
  if (!stored) return std::unexpected(stored.error());
  shift::Shift shift;
  for (const auto& one : *stored) {
    if (until < one.envelope.at) continue;
    auto event = wire::decode_shift(one.envelope.type, one.envelope.type_version, one.fields);
    if (!event) return fault("event " + std::to_string(one.seq) + ": " + event.error().what);
    shift::evolve(shift, {one.envelope.recorder, one.envelope.at, std::move(*event)});
  }
  return shift;
}

}  // namespace onestop::server
