#include "core/post/check.h"

#include <algorithm>
#include <string>

#include "core/law/check.h"
#include "core/law/words.h"

namespace onestop::post {
namespace {

using law::Finding;
using law::Place;

template <class T>
const T* find(const std::vector<T>& all, const Code& code) {
  const auto at = std::ranges::find(all, code, &T::code);
  return at == all.end() ? nullptr : &*at;
}

template <class T>
std::vector<std::string> codes_of(const std::vector<T>& all) {
  std::vector<std::string> out;
  for (const auto& one : all) out.push_back(one.code.text());
  return out;
}

class Checker {
 public:
  Checker(const law::Law& law, const Post& post) : law_(law), post_(post) {}

  std::vector<Finding> run() {
    if (post_.states.size() != 2)
      say(post_.place, "a post of " + std::to_string(post_.states.size()) + " states", "states: exactly the two that meet here");
    once(post_.states, "state");
    for (const auto& state : post_.states)
      if (state.utc_offset_min < -14 * 60 || state.utc_offset_min > 14 * 60)
        say(state.place, "no clock runs " + std::to_string(state.utc_offset_min) + " minutes from UTC", "utc_offset_min: between -840 and 840");
    known(post_.place, post_.host, post_.states, "state", "states");
    known(post_.place, post_.layout, post_.layouts, "layout", "layouts");
    once(post_.layouts, "layout");
    for (const auto& layout : post_.layouts) check(layout);
    return std::move(findings_);
  }

 private:
  void say(const Place& place, std::string wrong, std::string right) {
    findings_.push_back({place, std::move(wrong), std::move(right)});
  }

  template <class T>
  void once(const std::vector<T>& all, const char* what) {
    for (std::size_t i = 0; i < all.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        if (all[j].code != all[i].code) continue;
        say(all[i].place, std::string(what) + " " + all[i].code.text() + " is declared twice; the first is at line " + std::to_string(all[j].place.line),
            "declare it once");
        break;
      }
  }

  template <class T>
  void known(const Place& place, const Code& code, const std::vector<T>& all, const char* what, const char* plural) {
    if (find(all, code)) return;
    say(place, "there is no " + std::string(what) + " \"" + code.text() + "\"", law::suggestion(code.view(), plural, codes_of(all)));
  }

  void check(const Layout& layout) {
    once(layout.zones, "zone");
    once(layout.stations, "station");
    once(layout.desks, "desk");
    once(layout.lanes, "lane");
    once(layout.devices, "device");
    if (layout.zones.size() > 63) say(layout.place, "layout " + layout.code.text() + " has too many zones", "at most 63");
    for (const auto& zone : layout.zones) {
      known(zone.place, zone.kind, law_.zone_kinds, "zone kind", "zone kinds");
      if (!zone.soil.empty()) known(zone.place, zone.soil, post_.states, "state", "states");
      if (!zone.exclusive.empty()) known(zone.place, zone.exclusive, post_.states, "state", "states");
      if (zone.capacity < 0) say(zone.place, "a zone for fewer than no vehicles", "capacity: 0 where nobody counts");
    }
    for (const auto& desk : layout.desks) {
      known(desk.place, desk.station, layout.stations, "station", "stations");
      known(desk.place, desk.zone, layout.zones, "zone", "zones");
      known(desk.place, desk.state, post_.states, "state", "states");
      known(desk.place, desk.agency, law_.agencies, "agency", "agencies");
      known(desk.place, desk.role, law_.roles, "role", "roles");
    }
    for (const auto& lane : layout.lanes) {
      known(lane.place, lane.zone, layout.zones, "zone", "zones");
      for (const auto& one : lane.classes) known(lane.place, one, law_.classes, "class", "classes");
      for (const auto& one : lane.exit_states) known(lane.place, one, post_.states, "state", "states");
    }
    for (const auto& device : layout.devices) {
      known(device.place, device.zone, layout.zones, "zone", "zones");
      known(device.place, device.owner, post_.states, "state", "states");
      for (const auto& one : device.serves) known(device.place, one, law_.controls, "control", "controls");
      if (device.missing.empty()) continue;
      known(device.place, device.missing, law_.facts, "fact", "facts");
      const auto* fact = law::find_fact(law_, device.missing);
      if (fact && (fact->source != law::FactSource::order || fact->of != law::SubjectKind::vehicle))
        say(device.place, "fact " + device.missing.text() + " cannot say that device " + device.code.text() + " is missing", "a fact of the vehicle with source: order");
    }
    if (!layout.steps.empty() && layout.steps.front().beside)
      say(layout.steps.front().place, "the first step stands beside nothing", "leave beside out of the first step");
    if (layout.steps.empty()) say(layout.place, "layout " + layout.code.text() + " has no steps", "steps: in the order in which they are done");
    for (const auto& step : layout.steps) check(layout, step);
  }

  void check(const Layout& layout, const Step& step) {
    for (const auto& slot : step.does) {
      if (slot.milestone != Milestone::none) continue;
      known(step.place, slot.control, law_.controls, "control", "controls");
      const auto* control = law::find_control(law_, slot.control);
      if (control && std::ranges::find(control->sides, slot.side) == control->sides.end())
        say(step.place, "control " + slot.control.text() + " has no " + (slot.side == law::Side::exit ? "exit" : "entry") + " side",
            "name the side that its declaration in the law has");
    }
    for (std::size_t i = 0; i < step.at.size(); ++i) {
      const auto& where = step.at[i];
      known(step.place, where.station, layout.stations, "station", "stations");
      if (!where.traffic_class.empty()) known(step.place, where.traffic_class, law_.classes, "class", "classes");
      for (std::size_t j = 0; j < i; ++j)
        if (step.at[j].traffic_class == where.traffic_class)
          say(step.place, "the step has two stations for one class", "one station for each class");
    }
  }

  const law::Law& law_;
  const Post& post_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> check_post(const law::Law& law, const Post& post) { return Checker(law, post).run(); }

const Layout* find_layout(const Post& post, const Code& code) { return find(post.layouts, code); }
const Station* find_station(const Layout& layout, const Code& code) { return find(layout.stations, code); }
const Zone* find_zone(const Layout& layout, const Code& code) { return find(layout.zones, code); }

}  // namespace onestop::post
