#include <algorithm>

#include "core/shift/case.h"

namespace onestop::shift {

Decision judge(Case& c, const ReportDevice& command) {
  if (auto no = c.powerless(law::Act::report_device)) return *no;
  const auto& devices = c.site.layout.devices;
  const auto device = std::ranges::find(devices, command.device, &post::Device::code);
  if (device == devices.end()) return c.no(RefusalCode::unknown_device, command.device);
  const auto& keeper = device->owner.empty() ? c.site.host : device->owner;
  if (keeper != c.actor.state) return c.no_power_over(RefusalCode::other_state, command.device);
  const auto* last = c.shift.device(command.device);
  if ((last ? last->state : DeviceState::working) == command.state) return c.no(RefusalCode::says_so_already, command.device);
  if (command.note.size() > longest_reason) return c.no(RefusalCode::reason_missing, command.device);
  if (command.state == DeviceState::failed)
    if (auto no = c.reason_too_short(command.note, command.device)) return *no;
  return DeviceReported{c.by(), command.device, command.state, command.note};
}

}  // namespace onestop::shift
