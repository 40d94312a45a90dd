// What the layout names against what the phase announces: devices, desks with their officers, desks with their rooms.
#include <algorithm>
#include <map>
#include <utility>

#include "core/law/words.h"
#include "core/programme/capacity.h"
#include "core/programme/judging.h"

namespace onestop::programme {
namespace {

using Pair = std::pair<Code, Code>;
using Counts = std::map<Pair, std::int64_t>;

std::int64_t count_in(const Counts& counts, const Pair& pair) {
  const auto at = counts.find(pair);
  return at == counts.end() ? 0 : at->second;
}

void known(Judging& judging, LackKind kind, const law::Place& place, const Code& code, const char* what, const char* plural, const std::vector<std::string>& all) {
  if (std::ranges::find(all, code.text()) != all.end()) return;
  judging.lack(kind, place, std::string("there is no ") + what + " \"" + code.text() + "\"", law::suggestion(code.view(), plural, all));
}

std::string said(std::int64_t count) { return count == 0 ? "none" : std::to_string(count); }

}  // namespace

void judge_equipment(Judging& judging) {
  const auto& phase = judging.phase;
  Counts needed, announced;
  std::map<Code, std::vector<std::string>> kinds;  // by owner
  for (const auto& device : judging.layout.devices) ++needed[{device.kind, device.owner}];
  for (const auto& one : phase.equipment) {
    known(judging, LackKind::equipment, one.place, one.owner, "state", "states", codes_of(judging.post.states));
    announced[{one.kind, one.owner}] += one.count;
    kinds[one.owner].push_back(one.kind.text());
  }
  for (const auto& [pair, need] : needed) {
    const auto& [kind, owner] = pair;
    const auto there = count_in(announced, pair);
    if (there >= need) continue;
    const auto near = there > 0 ? std::string() : law::closest(kind.view(), kinds[owner]);
    judging.lack(LackKind::equipment, phase.place,
                 "layout " + phase.layout.text() + " names " + std::to_string(need) + " of kind " + kind.text() + " that belong to " + owner.text() + ", the phase has " + said(there),
                 "equipment: - { kind: " + kind.text() + ", owner: " + owner.text() + ", count: " + std::to_string(need) + " }" + (near.empty() ? "" : "; is \"" + near + "\" meant for it?"));
  }
}

void judge_officers(Judging& judging) {
  const auto& phase = judging.phase;
  const auto per_desk = judging.programme.officers_per_desk_tenths;
  Counts desks, announced;
  for (const auto& desk : judging.layout.desks) ++desks[{desk.state, desk.agency}];
  for (const auto& one : phase.officers) {
    known(judging, LackKind::officers, one.place, one.state, "state", "states", codes_of(judging.post.states));
    known(judging, LackKind::officers, one.place, one.agency, "agency", "agencies", codes_of(judging.law.agencies));
    announced[{one.state, one.agency}] += one.count;
  }
  for (const auto& [pair, count] : desks) {
    const auto& [state, agency] = pair;
    const auto need = (count * per_desk + 9) / 10;
    const auto there = count_in(announced, pair);
    if (there >= need) continue;
    judging.lack(LackKind::officers, phase.place,
                 "layout " + phase.layout.text() + " has " + std::to_string(count) + (count == 1 ? " desk of " : " desks of ") + agency.text() + " of " + state.text() + ", which need " + std::to_string(need) + " officers at " + tenths_text(per_desk) + " a desk; the phase has " + said(there),
                 "officers: - { state: " + state.text() + ", agency: " + agency.text() + ", count: " + std::to_string(need) + " }");
  }
}

void judge_buildings(Judging& judging) {
  const auto& phase = judging.phase;
  Counts desks, rooms;
  for (const auto& desk : judging.layout.desks) ++desks[{desk.zone, desk.station}];
  for (const auto& building : phase.buildings) {
    known(judging, LackKind::buildings, building.place, building.zone, "zone", "zones of the layout", codes_of(judging.layout.zones));
    for (const auto& one : building.houses) {
      known(judging, LackKind::buildings, building.place, one.station, "station", "stations of the layout", codes_of(judging.layout.stations));
      rooms[{building.zone, one.station}] += one.workplaces;
    }
  }
  for (const auto& [pair, need] : desks) {
    const auto& [zone, station] = pair;
    const auto there = count_in(rooms, pair);
    if (there >= need) continue;
    judging.lack(LackKind::buildings, phase.place,
                 "layout " + phase.layout.text() + " has " + std::to_string(need) + (need == 1 ? " desk" : " desks") + " at " + station.text() + " in zone " + zone.text() + ", the buildings have " + (there == 0 ? "no workplace" : std::to_string(there) + (there == 1 ? " workplace" : " workplaces")) + " for it",
                 "a building with zone: " + zone.text() + " and houses: { " + station.text() + ": " + std::to_string(need) + " }");
  }
}

void judge_volumes(Judging& judging) {
  auto words = codes_of(judging.law.classes);
  for (const auto kind : {law::SubjectKind::vehicle, law::SubjectKind::person, law::SubjectKind::consignment}) words.emplace_back(boost::describe::enum_to_string(kind, ""));
  for (const auto& volume : judging.phase.volumes) known(judging, LackKind::plan, volume.place, volume.of, "class", "classes and kinds of subject", words);
}

}  // namespace onestop::programme
