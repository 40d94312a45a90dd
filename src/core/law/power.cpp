#include "core/law/power.h"

namespace onestop::law {
namespace {

template <class List>
std::uint64_t bit_of(const List& list, const Code& code) {
  for (std::size_t i = 0; i < list.size(); ++i)
    if (list[i] == code) return std::uint64_t{1} << i;
  return 0;
}

constexpr std::uint64_t no_desk = std::uint64_t{1} << 63;
constexpr std::uint64_t no_agency = std::uint64_t{1} << 63;

}  // namespace

Narrowed narrow(const Procedure& procedure, const Asking& asking, Act act) {
  const auto agency = asking.agency.empty() ? no_agency : bit_of(procedure.agencies, asking.agency);
  const auto role = bit_of(procedure.roles, asking.role);
  if (asking.state != procedure.states[0] && asking.state != procedure.states[1]) return {};
  const auto side = procedure.side_of(asking.state);
  const auto* desk = procedure.desk(asking.desk);
  const bool seated = desk && desk->state == asking.state;
  const auto zone = (seated ? bit_of(procedure.zones, desk->zone) : 0) | no_desk;
  Narrowed found;
  std::uint8_t covered = 0;
  for (const auto& power : procedure.powers) {
    if (power.act != act) continue;
    if (!(power.agencies & agency) || !(power.roles & role) || !(power.sides & (1u << static_cast<int>(side)))) continue;
    if (!found.in_role) found.in_role = &power;
    if (!(power.zones & zone)) continue;
    if (!found.in_zone) found.in_zone = &power;
    if (!(power.phases & asking.phases)) continue;
    if (!found.in_phase) found.in_phase = &power;
    covered = static_cast<std::uint8_t>(covered | (power.nationals & asking.nationals));
    if (covered != asking.nationals) continue;
    found.in_nation = &power;
    break;
  }
  return found;
}

}  // namespace onestop::law
