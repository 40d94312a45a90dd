#include "app/traffic/arrivals.h"

#include <algorithm>

namespace onestop::traffic {
namespace {

Id mint(Draws& draws, Instant now) {
  const auto a = draws(), b = draws();
  return mint_id(now, a, b);
}

std::string filled(const std::string& pattern, Draws& draws) {
  // No letters that a camera takes for digits.
  static constexpr std::string_view letters = "ABCDEFHKLMNPRSTXZ";
  std::string text;
  for (const char c : pattern) {
    if (c == '#') text += static_cast<char>('0' + draws.below(10));
    else if (c == '@') text += letters[draws.below(letters.size())];
    else text += c;
  }
  return text;
}

const People& some_people(const Parameters& parameters, Draws& draws) {
  double total = 0;
  for (const auto& people : parameters.people) total += people.share;
  double left = draws.share() * total;
  for (const auto& people : parameters.people) {
    left -= people.share;
    if (left < 0) return people;
  }
  return parameters.people.back();
}

std::uint32_t extra_persons(const Occupants& occupants, Draws& draws) {
  if (occupants.extra_mean)
    return std::min(occupants.extra_most.value_or(0), static_cast<std::uint32_t>(std::floor(draws.exponential(*occupants.extra_mean))));
  return draws.chance(occupants.extra_p.value_or(0)) ? 1 : 0;
}

std::vector<Code> drawn(const std::vector<Chance>& chances, Draws& draws) {
  std::vector<Code> facts;
  for (const auto& one : chances)
    if (draws.chance(one.p)) facts.push_back(one.fact);
  return facts;
}

/// Goods that bring exactly those of the wanted facts that any goods bring.
const Goods& fitting_goods(const Parameters& parameters, const std::vector<Code>& wanted, Draws& draws) {
  const auto has = [](const std::vector<Code>& list, const Code& code) { return std::find(list.begin(), list.end(), code) != list.end(); };
  std::vector<const Goods*> fit;
  for (const auto& goods : parameters.goods) {
    bool fits = std::all_of(goods.facts.begin(), goods.facts.end(), [&](const Code& fact) { return has(wanted, fact); });
    for (const auto& fact : wanted) {
      const bool brought = std::any_of(parameters.goods.begin(), parameters.goods.end(), [&](const Goods& other) { return has(other.facts, fact); });
      fits = fits && (!brought || has(goods.facts, fact));
    }
    if (fits) fit.push_back(&goods);
  }
  return fit.empty() ? parameters.goods.front() : *fit[draws.below(fit.size())];
}

std::vector<Code> fitting_lanes(const server::PostView& post, const Code& traffic_class, const Code& exit_state) {
  const auto listed = [](const std::vector<Code>& list, const Code& code) { return list.empty() || std::find(list.begin(), list.end(), code) != list.end(); };
  std::vector<Code> fit;
  for (const auto& lane : post.lanes)
    if (listed(lane.classes, traffic_class) && listed(lane.exit_states, exit_state)) fit.push_back(lane.code);
  return fit;
}

}  // namespace

Vehicle invent_vehicle(const Parameters& parameters, const Flow& flow, const server::PostView& post, const Code& exit_state,
                       std::uint64_t key, Instant now) {
  Draws draws(key);
  Vehicle vehicle;
  vehicle.crossing = mint(draws, now);
  vehicle.flow = flow.name;
  auto& arrival = vehicle.arrival;
  arrival.vehicle = mint(draws, now);
  const auto& home = some_people(parameters, draws);
  const bool on_foot = std::any_of(post.classes.begin(), post.classes.end(), [&](const auto& one) { return one.code == flow.traffic_class && one.on_foot; });
  if (!on_foot) arrival.plate = filled(home.plate, draws);
  arrival.traffic_class = flow.traffic_class;
  arrival.exit_state = exit_state;
  vehicle.key = key;
  choose_lane(vehicle, post);
  for (const auto& fact : drawn(flow.claims, draws)) arrival.claims.push_back({fact, std::nullopt});
  for (std::uint32_t i = 0; i < flow.seals; ++i) arrival.seals.push_back(filled("@@######", draws));

  const auto persons = 1 + extra_persons(flow.occupants, draws);
  for (std::uint32_t i = 0; i < persons; ++i) {
    const auto& people = draws.chance(0.85) ? home : some_people(parameters, draws);  // most travel with their own
    arrival.persons.push_back({mint(draws, now), on_foot ? "traveller" : i == 0 ? "driver" : "passenger", people.nationality,
                               people.given[draws.below(people.given.size())] + " " + people.family[draws.below(people.family.size())],
                               filled(people.document, draws), {}, {}});
  }
  for (const auto& load : flow.loads) {
    if (!draws.chance(load.p)) continue;
    const auto facts = drawn(load.claims, draws);
    const auto& goods = fitting_goods(parameters, facts, draws);
    crossing::NewConsignment consignment{mint(draws, now), filled("CMR ######", draws), goods.text, goods.commodity,
                                         static_cast<std::uint32_t>(1 + draws.below(4)), {}};
    for (const auto& fact : facts) consignment.claims.push_back({fact, std::nullopt});
    arrival.consignments.push_back(std::move(consignment));
  }
  return vehicle;
}

void choose_lane(Vehicle& vehicle, const server::PostView& post) {
  Draws draws(keyed(vehicle.key, "lane"));
  const auto fit = fitting_lanes(post, vehicle.arrival.traffic_class, vehicle.arrival.exit_state);
  vehicle.arrival.lane = fit.empty() ? Code() : fit[draws.below(fit.size())];
}

bool has_lane(const server::PostView& post, const crossing::RegisterArrival& arrival) {
  return !fitting_lanes(post, arrival.traffic_class, arrival.exit_state).empty();
}

ArrivalStream::ArrivalStream(const Parameters& parameters, const Flow& flow, double scale, int utc_offset_min, std::uint64_t key)
    : parameters_(parameters), utc_offset_min_(utc_offset_min), draws_(key) {
  highest_factor_ = *std::max_element(parameters.hour_profile.begin(), parameters.hour_profile.end());
  highest_per_ms_ = flow.per_day_per_direction * scale * highest_factor_ / static_cast<double>(day_ms);
}

std::optional<Instant> ArrivalStream::next(Instant from) {
  if (highest_per_ms_ <= 0) return std::nullopt;
  double at_ms = 0;
  // The profile has hours above zero, or the highest rate would be zero: the loop ends with probability one.
  for (;;) {
    at_ms += draws_.exponential(1 / highest_per_ms_);
    const auto at = from + static_cast<std::int64_t>(at_ms);
    const auto of_day = (at.ms + utc_offset_min_ * minute_ms) % day_ms;
    const auto hour = static_cast<std::size_t>(of_day / hour_ms);
    if (draws_.chance(parameters_.hour_profile[hour] / highest_factor_)) return at;
  }
}

}  // namespace onestop::traffic
