#include "core/right/right.h"

#include <algorithm>
#include <span>

namespace onestop::right {
namespace {

bool names(const std::vector<Code>& list, const Code& word) { return list.empty() || std::ranges::find(list, word) != list.end(); }

bool speaks_of_a_crossing(const Rule& rule) { return !rule.sides.empty() || !rule.phases.empty() || rule.concerned; }

/// When the crossing went out of the rule's phases; nothing where it is in one of them, or was in none.
std::optional<Instant> out_since(const Rule& rule, const About& about) {
  std::optional<Instant> last;
  for (std::size_t i = 0; i < about.left.size(); ++i) {
    const bool meant = rule.phases.empty() || std::ranges::find(rule.phases, static_cast<law::Phase>(i)) != rule.phases.end();
    if (meant && about.left[i] && (!last || *last < *about.left[i])) last = about.left[i];
  }
  return last;
}

bool in_phase(const Rule& rule, const About& about) {
  return rule.phases.empty() ? about.phase != law::Phase::closed : std::ranges::find(rule.phases, about.phase) != rule.phases.end();
}

bool mine(const Rule& rule, const Asker& asker) {
  if (!asker.known || rule.who != asker.party) return false;
  if (asker.party == Party::firms) return true;
  return names(rule.agencies, asker.agency) && names(rule.roles, asker.role) && names(rule.states, asker.state);
}

bool of_the_right_state(const Rule& rule, const Asker& asker, const About& about, Guard guard) {
  const bool own = asker.party == Party::firms ? about.own : about.author == asker.state && !about.author.empty();
  if (guard == Guard::own && asker.party == Party::officers && !own) return false;
  if (!rule.of) return true;
  if (*rule.of == Whose::own) return own;
  return asker.party == Party::officers && !own && !about.author.empty();
}

/// What a rule asks after one another; a question that no rule left over answers with yes is the hurdle.
struct Question {
  const Asker& asker;
  const About& about;
  Guard guard;
  Instant now;

  bool passes(const Rule& rule, Hurdle hurdle) const {
    switch (hurdle) {
      case Hurdle::none:
      case Hurdle::no_rule: return true;
      case Hurdle::not_yours: return mine(rule, asker);
      case Hurdle::other_state: return of_the_right_state(rule, asker, about, guard);
      case Hurdle::wrong_place: return names(rule.posts, asker.post) && names(rule.zone_kinds, asker.zone_kind);
      case Hurdle::off_shift: return !rule.on_shift || asker.on_shift;
      case Hurdle::wrong_phase: return reaches(rule);
      case Hurdle::too_late: return in_time(rule);
      case Hurdle::no_purpose: return guard == Guard::personal && asker.party == Party::officers ? !asker.purpose.empty() && std::ranges::find(rule.purposes, asker.purpose) != rule.purposes.end() : true;
    }
    return false;
  }

  bool reaches(const Rule& rule) const {
    if (!about.crossing) return !speaks_of_a_crossing(rule);
    if (!rule.sides.empty() && (!about.side || std::ranges::find(rule.sides, *about.side) == rule.sides.end())) return false;
    if (rule.concerned && !about.concerned) return false;
    return in_phase(rule, about) || out_since(rule, about).has_value();
  }

  bool in_time(const Rule& rule) const {
    if (!about.crossing || in_phase(rule, about)) return true;
    const auto out = out_since(rule, about);
    return out && now - *out <= rule.after_min * minute_ms;
  }
};

constexpr std::array hurdles{Hurdle::not_yours, Hurdle::other_state, Hurdle::wrong_phase, Hurdle::too_late, Hurdle::wrong_place, Hurdle::off_shift, Hurdle::no_purpose};

Verdict judge(const Rights& rights, const Question& question, std::vector<const Rule*> left) {
  if (left.empty()) return {Hurdle::no_rule, rights.otherwise};
  for (const auto hurdle : hurdles) {
    const auto first = left.front()->provision;
    std::erase_if(left, [&](const Rule* rule) { return !question.passes(*rule, hurdle); });
    // Whom no rule names has nothing to do with the rules of others.
    if (left.empty()) return {hurdle, hurdle == Hurdle::not_yours ? rights.otherwise : first};
  }
  return {Hurdle::none, left.front()->provision};
}

}  // namespace

Verdict may_see(const Rights& rights, const Asker& asker, const About& about, Field field, Instant now) {
  std::vector<const Rule*> named;
  for (const auto& rule : rights.rules)
    if (std::ranges::find(rule.sees, field) != rule.sees.end()) named.push_back(&rule);
  return judge(rights, {asker, about, entry(field).guard, now}, std::move(named));
}

Verdict may_do(const Rights& rights, const Asker& asker, const Code& act) {
  std::vector<const Rule*> named;
  for (const auto& rule : rights.rules)
    if (std::ranges::find(rule.may, act) != rule.may.end()) named.push_back(&rule);
  return judge(rights, {asker, {}, Guard::plain, {}}, std::move(named));
}

const Purpose* purpose_of(const Rights& rights, const Asker& asker, const Code& code) {
  const auto at = std::ranges::find(rights.purposes, code, &Purpose::code);
  return at != rights.purposes.end() && asker.known && names(at->roles, asker.role) ? &*at : nullptr;
}

Code purpose_at_the_desk(const Rights& rights, const Asker& asker) {
  const auto at = std::ranges::find_if(rights.purposes, [&](const Purpose& one) { return one.at_the_desk && names(one.roles, asker.role); });
  return asker.known && at != rights.purposes.end() ? at->code : Code{};
}

const Provision* provision_of(const Rights& rights, const Code& id) {
  const auto at = std::ranges::find(rights.provisions, id, &Provision::id);
  return at == rights.provisions.end() ? nullptr : &*at;
}

}  // namespace onestop::right
