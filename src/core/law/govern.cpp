// Cells: precedence among provisions, every circumstance covered once, contradictions and gaps named.
#include <algorithm>
#include <bit>

#include "core/law/check.h"
#include "core/law/draft.h"

namespace onestop::law {
namespace {

/// Circumstances of one slot are enumerated; this many facts at most (2^14 per class, twice for recognition).
constexpr int most_facts_of_a_slot = 14;

bool names(const std::vector<Code>& list, const Code& code) {
  return list.empty() || std::ranges::find(list, code) != list.end();
}

bool applies(const Draft& draft, const Slot& slot, const InForce& source, const ControlRule& rule) {
  const auto& p = draft.procedure;
  if (rule.control != slot.control) return false;
  if (rule.side && *rule.side != slot.side) return false;
  if (!names(rule.layouts, p.layout) || !names(rule.posts, p.post) || !names(rule.exit_states, p.states[0])) return false;
  return source.binds(p.state_of(slot.side));
}

int specificity(const ControlRule& rule) {
  return (rule.side ? 1 : 0) + (rule.classes.empty() ? 0 : 1) + (rule.layouts.empty() ? 0 : 1) + (rule.posts.empty() ? 0 : 1) +
         (rule.exit_states.empty() ? 0 : 1) + static_cast<int>(rule.when.size());
}

std::vector<RankedRule> rank(const Draft& draft, const Slot& slot) {
  std::vector<RankedRule> out;
  const auto side = static_cast<std::size_t>(slot.side);
  for (const auto& source : draft.in_force) {
    const auto* rule = std::get_if<ControlRule>(&source.provision->rule);
    if (!rule || !applies(draft, slot, source, *rule)) continue;
    RankedRule ranked{.source = &source, .rule = rule, .specificity = specificity(*rule)};
    for (const auto& literal : rule->when) (literal.value ? ranked.set : ranked.clear) |= draft.procedure.fact(literal.fact)->bits[side];
    for (const auto& one : rule->classes) ranked.classes |= draft.procedure.class_bit(one);
    out.push_back(ranked);
  }
  std::ranges::sort(out, [](const RankedRule& a, const RankedRule& b) {
    if (a.rule->notwithstanding != b.rule->notwithstanding) return a.rule->notwithstanding;
    if (a.specificity != b.specificity) return a.specificity > b.specificity;
    if (a.source->agreement() != b.source->agreement()) return a.source->agreement();
    if (a.source->from != b.source->from) return a.source->from > b.source->from;
    return a.source->citation < b.source->citation;  // equal rank: in the order of the files
  });
  return out;
}

/// The facts that the rules name, as single bits, lowest first.
std::vector<Facts> bits_of(const std::vector<RankedRule>& rules, Facts more = 0) {
  for (const auto& rule : rules) more |= rule.set | rule.clear;
  std::vector<Facts> out;
  for (; more; more &= more - 1) out.push_back(more & ~(more - 1));
  return out;
}

/// Spreads the low bits of `number` over the given fact bits.
Facts spread(std::uint32_t number, const std::vector<Facts>& bits) {
  Facts facts = 0;
  for (std::size_t i = 0; i < bits.size(); ++i)
    if (number >> i & 1) facts |= bits[i];
  return facts;
}

std::string fact_text(const Draft& draft, Facts bit) {
  for (const auto& fact : draft.procedure.facts) {
    if (fact.bits[0] == fact.bits[1] && fact.bits[0] == bit) return fact.code.text();
    if (fact.bits[0] == bit) return fact.code.text() + " (exit side)";
    if (fact.bits[1] == bit) return fact.code.text() + " (entry side)";
  }
  return "";
}

/// "sps_goods is so and transit is not so"; `cared` holds the bits that make the difference.
std::string circumstances(const Draft& draft, Facts facts, const std::vector<Facts>& cared) {
  std::string text;
  for (const auto bit : cared) text += (text.empty() ? "" : " and ") + fact_text(draft, bit) + ((facts & bit) ? " is so" : " is not so");
  return text;
}

struct Gap {
  std::uint32_t at = 0;
  const std::vector<bool>& is_gap;
  int bit_count;

  /// The bits without which the gap would not be there: all others may take either value.
  std::uint32_t cared() const {
    std::uint32_t keep = (1u << bit_count) - 1;
    for (int bit = bit_count - 1; bit >= 0; --bit) {
      const auto fewer = keep & ~(1u << bit);
      bool still = true;
      for (std::uint32_t n = 0; n < is_gap.size() && still; ++n)
        if (((n ^ at) & fewer) == 0 && !is_gap[n]) still = false;
      if (still) keep = fewer;
    }
    return keep;
  }
};

class SlotGovernor {
 public:
  SlotGovernor(Draft& draft, std::size_t slot) : draft_(draft), slot_(draft.procedure.slots[slot]), rules_(draft.rules[slot]), bits_(bits_of(rules_)) {}

  void run() {
    if (static_cast<int>(bits_.size()) > most_facts_of_a_slot) {
      draft_.say(place(), "provisions on " + draft_.slot_text(slot_) + " name " + std::to_string(bits_.size()) + " facts", "at most 14 for one control and side");
      return;
    }
    for (const auto& traffic_class : draft_.procedure.classes) cover(traffic_class);
  }

 private:
  const Place& place() const { return find_control(draft_.law, slot_.control)->place; }

  void cover(const Code& traffic_class) {
    const Facts fixed = Procedure::kind_bit(slot_.of) | draft_.procedure.class_bit(traffic_class);
    std::vector<bool> is_gap(std::size_t{1} << bits_.size());
    bool any = false;
    std::uint32_t first = 0;
    for (std::uint32_t n = 0; n < is_gap.size(); ++n) {
      const Facts facts = fixed | spread(n, bits_);
      const auto rule = std::ranges::find_if(rules_, [&](const RankedRule& r) { return r.holds(facts); });
      if (rule == rules_.end()) {
        is_gap[n] = true;
        if (!any) first = n;
        any = true;
        continue;
      }
      rule->governs = true;
      for (auto rival = rule + 1; rival != rules_.end() && rival->ranks_with(*rule); ++rival)
        if (rival->holds(facts) && !rival->same_answer(*rule)) contradiction(*rule, *rival, traffic_class, facts);
    }
    if (any) gap(traffic_class, fixed, {first, is_gap, static_cast<int>(bits_.size())});
  }

  void gap(const Code& traffic_class, Facts fixed, const Gap& gap) {
    const auto cared = gap.cared();
    std::vector<Facts> bits;
    for (std::size_t i = 0; i < bits_.size(); ++i)
      if (cared >> i & 1) bits.push_back(bits_[i]);
    const auto when = circumstances(draft_, fixed | spread(gap.at, bits_), bits);
    draft_.say(place(), "no provision says what " + draft_.slot_text(slot_) + " does with " + subject(traffic_class) + (when.empty() ? "" : " when " + when) + ", in layout " + draft_.layout.code.text(),
               "add a provision with control: " + slot_.control.text() + ", side: " + (slot_.side == Side::exit ? "exit" : "entry") + ", classes: [" + traffic_class.text() + "]" + when_text(gap.at, cared) + ", and its effect");
  }

  std::string subject(const Code& traffic_class) const {
    switch (slot_.of) {
      case SubjectKind::vehicle: return "a " + traffic_class.text();
      case SubjectKind::person: return "a person in a " + traffic_class.text();
      case SubjectKind::consignment: return "a consignment in a " + traffic_class.text();
    }
    return "";
  }

  std::string when_text(std::uint32_t at, std::uint32_t cared) const {
    std::string text;
    for (std::size_t i = 0; i < bits_.size(); ++i) {
      if (!(cared >> i & 1)) continue;
      auto name = fact_text(draft_, bits_[i]);
      name = name.substr(0, name.find(' '));
      text += (text.empty() ? ", when: { " : ", ") + name + (at >> i & 1 ? ": true" : ": false");
    }
    return text.empty() ? text : text + " }";
  }

  void contradiction(const RankedRule& a, const RankedRule& b, const Code& traffic_class, Facts facts) {
    const std::pair pair(a.source, b.source);
    if (std::ranges::find(told_, pair) != told_.end()) return;
    told_.push_back(pair);
    const auto when = circumstances(draft_, facts, bits_);
    draft_.say(b.source->provision->place,
               draft_.provision_text(*a.source) + " and " + draft_.provision_text(*b.source) + " have equal rank and answer differently for " + draft_.slot_text(slot_) + " with " + subject(traffic_class) + (when.empty() ? "" : " when " + when),
               "narrow one of them by a class, a layout or a fact, or let the newer one begin on a later day");
  }

  Draft& draft_;
  const Slot& slot_;
  std::vector<RankedRule>& rules_;
  std::vector<Facts> bits_;
  std::vector<std::pair<const InForce*, const InForce*>> told_;
};

void write_cells(Draft& draft) {
  auto& p = draft.procedure;
  for (std::size_t slot = 0; slot < p.slots.size(); ++slot) {
    p.first_cell.push_back(static_cast<std::uint16_t>(p.cells.size()));
    for (const auto& rule : draft.rules[slot]) {
      if (!rule.governs) continue;  // always preceded by another
      const Cell cell{static_cast<std::uint8_t>(slot), rule.set | Procedure::kind_bit(p.slots[slot].of), rule.clear,
                      rule.performed() ? rule.rule->depth : Depth::none, rule.rule->effect, rule.source->citation};
      if (rule.classes == 0) p.cells.push_back(cell);
      for (const auto& one : p.classes) {
        if (!(rule.classes & p.class_bit(one))) continue;
        p.cells.push_back(cell);
        p.cells.back().set |= p.class_bit(one);
      }
    }
    if (p.cells.size() > 60'000) {
      draft.say(draft.layout.place, "the law makes more than 60000 cells", "fewer provisions per control");
      break;
    }
  }
  p.first_cell.resize(p.slots.size() + 1, static_cast<std::uint16_t>(p.cells.size()));
}

/// Recognition needs something to recognise: the other side's control, performed under the same facts.
void check_recognition(Draft& draft, std::size_t slot) {
  const auto& p = draft.procedure;
  const auto& rules = draft.rules[slot];
  const auto recognised = std::ranges::find_if(rules, [](const RankedRule& r) { return r.governs && r.rule->effect == Effect::recognise; });
  if (recognised == rules.end()) return;
  const auto right = "let " + draft.side_text(draft.other(p.slots[slot].side)) + " perform it in the same circumstances, or recognise in fewer";
  if (!p.slots[slot].counterpart) {
    draft.say(recognised->source->provision->place, draft.provision_text(*recognised->source) + " recognises " + p.slots[slot].control.text() + ", which the other side does not have", right);
    return;
  }
  const auto counterpart = static_cast<std::size_t>(std::countr_zero(p.slots[slot].counterpart));
  const int notice = p.milestone_slot(post::Milestone::notice);
  const bool too_late = p.slots[slot].side == Side::exit && notice >= 0 && draft.step_of[counterpart] > draft.step_of[static_cast<std::size_t>(notice)];
  if (too_late)
    draft.say(recognised->source->provision->place,
              draft.provision_text(*recognised->source) + " recognises " + p.slots[slot].control.text() + " of " + draft.side_text(Side::entry) + ", which layout " + p.layout.text() + " does after the notice (line " +
                  std::to_string(draft.layout.steps[static_cast<std::size_t>(draft.step_of[counterpart])].place.line) + "): the notice would wait for ever",
              "effect: waive, or the step of " + p.slots[slot].control.text() + " entry before the notice");
  const auto& theirs = draft.rules[counterpart];
  Facts mine = 0;
  for (const auto& rule : rules) mine |= rule.set | rule.clear;
  const auto bits = bits_of(theirs, mine);
  if (static_cast<int>(bits.size()) > most_facts_of_a_slot) {
    draft.say(recognised->source->provision->place, "recognition of " + p.slots[slot].control.text() + " rests on " + std::to_string(bits.size()) + " facts", "at most 14 for both sides together");
    return;
  }
  for (const auto& traffic_class : p.classes)
    for (std::uint32_t n = 0; n < 1u << bits.size(); ++n) {
      const Facts facts = Procedure::kind_bit(p.slots[slot].of) | p.class_bit(traffic_class) | spread(n, bits);
      const auto by = std::ranges::find_if(rules, [&](const RankedRule& r) { return r.holds(facts); });
      if (by == rules.end() || by->rule->effect != Effect::recognise) continue;
      const auto of = std::ranges::find_if(theirs, [&](const RankedRule& r) { return r.holds(facts); });
      if (of == theirs.end() || of->performed()) continue;
      const auto when = circumstances(draft, facts, bits);
      draft.say(by->source->provision->place,
                draft.provision_text(*by->source) + " recognises " + p.slots[slot].control.text() + " of " + draft.side_text(draft.other(p.slots[slot].side)) + " for a " + traffic_class.text() + (when.empty() ? "" : " when " + when) +
                    ", but " + draft.provision_text(*of->source) + " has nobody perform it there",
                right);
      return;
    }
}

/// Limits bind the sides that their instrument binds.
void set_limits(Draft& draft) {
  auto& p = draft.procedure;
  for (const auto& source : draft.in_force) {
    const auto* rule = std::get_if<LimitRule>(&source.provision->rule);
    if (!rule) continue;
    for (std::size_t slot = 0; slot < p.slots.size(); ++slot) {
      if (p.slots[slot].control != rule->control || !source.binds(p.state_of(p.slots[slot].side))) continue;
      Limit limit{static_cast<std::uint8_t>(slot), rule->field, 0, rule->at_most, rule->at_least, rule->not_past, rule->fact, source.citation};
      for (const auto& one : rule->classes) limit.classes |= p.class_bit(one);
      p.limits.push_back(limit);
    }
  }
}

}  // namespace

void govern(Draft& draft) {
  auto& slots = draft.procedure.slots;
  draft.rules.resize(slots.size());
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (slots[i].milestone != post::Milestone::none) continue;
    draft.rules[i] = rank(draft, slots[i]);
    SlotGovernor(draft, i).run();
  }
  for (std::size_t i = 0; i < slots.size(); ++i) check_recognition(draft, i);
  write_cells(draft);
  set_limits(draft);
}

}  // namespace onestop::law
