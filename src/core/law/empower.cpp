// Who may do what, and the clauses on which the flow rests.
#include <algorithm>

#include "core/law/check.h"
#include "core/law/draft.h"
#include "core/post/check.h"

namespace onestop::law {
namespace {

std::uint64_t mask(const std::vector<Code>& wanted, const std::vector<Code>& all) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < all.size() && i < 64; ++i)
    if (wanted.empty() || std::ranges::find(wanted, all[i]) != wanted.end()) out |= std::uint64_t{1} << i;
  return out;
}

template <class T>
bool names(const std::vector<T>& list, const T& one) {
  return list.empty() || std::ranges::find(list, one) != list.end();
}

/// Whose the place is for an officer of `state`; an empty owner is nobody's alone.
Ground ground(const Code& owner, const Code& state) {
  if (owner.empty()) return Ground::common;
  return owner == state ? Ground::own : Ground::partner;
}

/// Zones from which officers of `state` may use the power; the last bit stands for no desk at all.
std::uint64_t zone_mask(const Draft& draft, const PowerRule& rule, const Code& state) {
  if (rule.zone_kinds.empty() && rule.soil.empty() && rule.areas.empty()) return ~std::uint64_t{0};
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < draft.layout.zones.size(); ++i) {
    const auto& zone = draft.layout.zones[i];
    if (names(rule.zone_kinds, zone.kind) && names(rule.soil, ground(zone.soil, state)) && names(rule.areas, ground(zone.exclusive, state)))
      out |= std::uint64_t{1} << i;
  }
  return out;
}

std::uint8_t side_mask(const Draft& draft, const InForce& source, const PowerRule& rule) {
  std::uint8_t out = 0;
  for (const auto side : {Side::exit, Side::entry}) {
    const auto& state = draft.procedure.state_of(side);
    if (!rule.sides.empty() && std::ranges::find(rule.sides, side) == rule.sides.end()) continue;
    if (!rule.states.empty() && std::ranges::find(rule.states, state) == rule.states.end()) continue;
    if (!source.binds(state)) continue;
    out = static_cast<std::uint8_t>(out | (1u << static_cast<int>(side)));
  }
  return out;
}

std::uint8_t phase_mask(const PowerRule& rule) {
  std::uint8_t out = 0;
  for (const auto phase : {Phase::exit, Phase::hand_over, Phase::entry, Phase::closed})
    if (rule.phases.empty() || std::ranges::find(rule.phases, phase) != rule.phases.end())
      out = static_cast<std::uint8_t>(out | (1u << static_cast<int>(phase)));
  return out;
}

void grant(Draft& draft) {
  auto& p = draft.procedure;
  for (const auto& source : draft.in_force) {
    const auto* rule = std::get_if<PowerRule>(&source.provision->rule);
    if (!rule) continue;
    Power power;
    power.agencies = rule->agencies.empty() ? ~std::uint64_t{0} : mask(rule->agencies, p.agencies);  // bit 63: no agency
    power.roles = mask(rule->roles, p.roles);
    power.phases = phase_mask(*rule);
    if (!rule->nationals.empty()) power.nationals = 0;
    for (const auto one : rule->nationals) power.nationals = static_cast<std::uint8_t>(power.nationals | (1u << static_cast<int>(one)));
    power.provision = source.citation;
    const auto sides = side_mask(draft, source, *rule);
    const auto exit_zones = zone_mask(draft, *rule, p.states[0]), entry_zones = zone_mask(draft, *rule, p.states[1]);
    const auto add = [&](std::uint8_t mask, std::uint64_t zones) {
      power.sides = static_cast<std::uint8_t>(sides & mask);
      power.zones = zones;
      if (!power.sides || !power.zones) return;
      for (const auto act : rule->acts) {
        power.act = act;
        p.powers.push_back(power);
      }
    };
    if (exit_zones == entry_zones) {
      add(3, exit_zones);
    } else {
      add(1, exit_zones);
      add(2, entry_zones);
    }
  }
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Act>>([&](auto entry) {
    if (entry.value >= first_optional_act) return;
    if (std::ranges::any_of(p.powers, [&](const Power& power) { return power.act == entry.value; })) return;
    draft.say(draft.layout.place, std::string("nobody may ") + entry.name + " from " + p.states[0].text() + " to " + p.states[1].text() + " in layout " + p.layout.text(),
              std::string("add a provision with powers: [") + entry.name + "] and the agencies and roles that have it");
  });
}

template <class E>
const char* enum_name(E value) {
  return boost::describe::enum_to_string(value, "");
}

void bind_clauses(Draft& draft) {
  auto& p = draft.procedure;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Clause>>([&](auto entry) {
    const auto clause = entry.value;
    const InForce* best = nullptr;
    const InForce* rival = nullptr;
    for (const auto& source : draft.in_force) {
      const auto* rule = std::get_if<ClauseRule>(&source.provision->rule);
      if (!rule || rule->clause != clause) continue;
      const auto rank = [](const InForce& f) { return std::pair(f.agreement(), f.from); };
      if (!best || rank(source) > rank(*best)) {
        best = &source;
        rival = nullptr;
      } else if (rank(source) == rank(*best)) {
        rival = &source;
      }
    }
    const auto index = static_cast<std::size_t>(clause);
    if (rival) {
      draft.say(rival->provision->place, std::string("clause ") + entry.name + " stands twice with equal rank: " + draft.provision_text(*best) + " and " + draft.provision_text(*rival),
                "keep one, or let the later one begin on a later day");
    }
    if (best) {
      p.clause_provision[index] = best->citation;
      p.clause_figure[index] = std::get<ClauseRule>(best->provision->rule).figure;
      return;
    }
    const bool needed = std::ranges::find(draft.layout.needs, clause) != draft.layout.needs.end();
    if (!needed && clause >= first_optional_clause) {
      p.clause_provision[index] = no_provision;
      return;
    }
    if (needed)
      draft.say(draft.layout.place, "layout " + p.layout.text() + " is unlawful here: it needs clause " + entry.name + ", which no provision in force holds",
                std::string("add a provision with clause: ") + entry.name + ", or run another layout");
    else
      draft.say(draft.layout.place, std::string("the law in force has no clause ") + entry.name, std::string("add a provision with clause: ") + entry.name + (has_figure(clause) ? std::string(" and figure: a number of ") + unit_of_figure(clause) : ""));
  });
}

void set_fees_and_priorities(Draft& draft) {
  auto& p = draft.procedure;
  const auto classes = [&](const std::vector<Code>& named) {
    Facts bits = 0;
    for (const auto& one : named) bits |= p.class_bit(one);
    return bits;
  };
  for (const auto& source : draft.in_force) {
    if (const auto* rule = std::get_if<FeeRule>(&source.provision->rule)) {
      FeeEntry fee{rule->fee, 0, classes(rule->classes), rule->amount, rule->currency, source.citation};
      for (const auto side : {Side::exit, Side::entry})
        if (source.binds(p.state_of(side))) fee.sides = static_cast<std::uint8_t>(fee.sides | (1u << static_cast<int>(side)));
      p.fees.push_back(fee);
    }
    if (const auto* rule = std::get_if<PriorityRule>(&source.provision->rule)) {
      Priority priority{rule->rank, 0, 0, classes(rule->classes), source.citation};
      for (const auto& literal : rule->when) {
        const auto* fact = p.fact(literal.fact);
        (literal.value ? priority.set : priority.clear) |= fact->bits[0] & fact->bits[1] ? fact->bits[0] : fact->bits[1];
      }
      p.priorities.push_back(priority);
    }
  }
  std::ranges::stable_sort(p.priorities, std::ranges::greater{}, &Priority::rank);
}

}  // namespace

bool Draft::may(Act act, Side side, const DeskSeat& desk) const {
  const auto bit = [](const std::vector<Code>& all, const Code& code) {
    const auto found = std::ranges::find(all, code);
    return found == all.end() ? std::uint64_t{0} : std::uint64_t{1} << (found - all.begin());
  };
  const auto agency = bit(procedure.agencies, desk.agency), role = bit(procedure.roles, desk.role), zone = bit(procedure.zones, desk.zone);
  return std::ranges::any_of(procedure.powers, [&](const Power& power) {
    return power.act == act && (power.agencies & agency) && (power.roles & role) && (power.zones & zone) && (power.sides >> static_cast<int>(side) & 1);
  });
}

void empower(Draft& draft) {
  const bool any = std::ranges::any_of(draft.in_force, [](const InForce& source) { return std::holds_alternative<PowerRule>(source.provision->rule) || std::holds_alternative<ClauseRule>(source.provision->rule); });
  if (!any) {
    draft.say(draft.post.place, "on " + to_text(draft.at) + " no provision in force grants powers or holds clauses at post " + draft.post.code.text(),
              "a law whose agreement is in force on that day, or a later day");
    return;
  }
  grant(draft);
  bind_clauses(draft);
  set_fees_and_priorities(draft);
}

}  // namespace onestop::law
