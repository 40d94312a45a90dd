#pragma once
// What changes between two instants for one direction of traffic, by its effect and not by its wording: two laws that
// answer alike in every circumstance differ in the provisions they rest on and in nothing else.
#include <optional>
#include <string>
#include <vector>

#include "core/law/procedure.h"

namespace onestop::law {

/// What the law makes of a control in some circumstance.
struct Answer {
  Effect effect = Effect::perform;
  Depth depth = Depth::none;
  Code provision;
  bool operator==(const Answer&) const = default;
};

/// All of these together; empty: always.
using Circumstance = std::vector<Literal>;

/// One control of one side, for some classes, in any of the circumstances.
struct ControlChange {
  Code control;
  Side side = Side::exit;
  SubjectKind of = SubjectKind::vehicle;
  std::vector<Code> classes;
  std::vector<Circumstance> when;
  std::optional<Answer> was, is;  // nothing where the control does not concern the subject
  /// Only the provision is another one.
  bool rests_elsewhere() const { return was && is && was->effect == is->effect && was->depth == is->depth; }
};

struct PowerChange {
  bool gained = false;
  Act act = Act::open_crossing;
  std::vector<Side> sides;
  std::vector<Code> agencies;  // the empty code: devices and the clock, which belong to none
  std::vector<Code> roles;
  std::vector<Code> zones;
  bool without_desk = false;
  std::vector<Phase> phases;
  Code provision;              // by which it was gained, or under which it was held
};

struct ClauseChange {
  Clause clause = Clause::powers_as_listed;
  std::int64_t was = 0, is = 0;  // figures; equal where only the provision is another one
  Code was_under, is_under;
};

struct Difference {
  std::vector<ControlChange> controls;
  std::vector<PowerChange> powers;
  std::vector<ClauseChange> clauses;
  std::vector<Citation> begun, ended, reworded;  // reworded: the same identity with another text, article or instrument
  std::vector<Code> not_compared;                // controls that rest on more than `most_facts_compared` facts
  bool empty() const;
};

inline constexpr std::size_t most_facts_compared = 16;

/// Both compiled from one law, post and layout, for one direction, at two instants.
Difference diff(const Procedure& was, const Procedure& is);

// ---- in words, English, for who signs the law --------------------------------------------------------------------

/// "waived", "performed (documents)", "performed by both sides together (physical)"
std::string in_words(const std::optional<Answer>& answer);
/// "customs_documents by the entry side (KG), truck, when transit is not so: performed (documents) under a -> waived under b"
std::string in_words(const ControlChange& change, const Procedure& procedure);
std::string in_words(const PowerChange& change, const Procedure& procedure);
std::string in_words(const ClauseChange& change);

}  // namespace onestop::law
