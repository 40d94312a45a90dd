#pragma once
// One procedure while it is being compiled. Included by the compiler's own files only.
#include <string>
#include <vector>

#include "core/law/procedure.h"

namespace onestop::law {

/// A provision that holds on the day in question.
struct InForce {
  const Provision* provision = nullptr;
  const Instrument* instrument = nullptr;
  Day from;
  std::uint16_t citation = 0;  // index into Procedure::provisions
  /// An agreement and the law of a community go before national law.
  bool agreement() const { return instrument->kind != InstrumentKind::national; }
  bool binds(const Code& state) const;
};

/// A control rule as it applies to one slot.
struct RankedRule {
  const InForce* source = nullptr;
  const ControlRule* rule = nullptr;
  int specificity = 0;
  Facts set = 0, clear = 0;  // of the facts that it names
  Facts classes = 0;         // any of these; 0: every class
  bool governs = false;      // for at least one subject

  bool holds(Facts facts) const {
    return (facts & set) == set && (facts & clear) == 0 && (classes == 0 || (facts & classes) != 0);
  }
  bool performed() const { return rule->effect == Effect::perform || rule->effect == Effect::joint; }
  /// Same specificity, same kind of instrument, same day: neither has precedence.
  bool ranks_with(const RankedRule& other) const;
  bool same_answer(const RankedRule& other) const;
};

struct Draft {
  const Law& law;
  const post::Post& post;
  const post::Layout& layout;
  Instant at;
  Procedure procedure;
  std::vector<InForce> in_force;
  std::vector<int> step_of;                  // of each slot, -1 where the layout does not place it
  std::vector<std::vector<RankedRule>> rules;  // of each slot, in precedence
  std::vector<Finding>& findings;

  void say(const Place& place, std::string wrong, std::string right) const {
    findings.push_back({place, std::move(wrong), std::move(right)});
  }
  Side other(Side side) const { return side == Side::exit ? Side::entry : Side::exit; }
  std::string side_text(Side side) const;  // "the exit side (KZ)"
  std::string slot_text(const Slot& slot) const;  // "passport by the exit side (KZ)"
  std::string provision_text(const InForce& source) const;  // "provision x (instrument, art. 3)"
  /// True where an actor of this state, agency and role may do the act on this side from this zone, in some phase.
  bool may(Act act, Side side, const DeskSeat& desk) const;
};

// The passes, in this order; each only adds findings and fills its part of the draft.
void gather(Draft& draft, std::size_t exit_index);              // states, words, facts, provisions in force
void lay_out(Draft& draft);                                     // slots, order, stations
void empower(Draft& draft);                                     // powers and clauses
void govern(Draft& draft);                                      // cells: precedence, gaps, contradictions
void judge_arrangement(Draft& draft);                           // whether the layout can do what the law wants
void seal(Draft& draft);                                        // the hash

}  // namespace onestop::law
