#pragma once
// What the API says of the law: as it stands, as it will change, and why what is on record was allowed.
#include "server/messages.h"

namespace onestop::server {

/// What the law made of one control of one subject, and by which provision.
struct ControlBasis {
  Code control;
  Id subject;
  std::string about;  // "vehicle", "person 1": no name
  law::Side side = law::Side::exit;
  Code state;
  law::Effect effect = law::Effect::perform;
  law::Depth depth = law::Depth::none;
  std::vector<Code> facts;  // that held for the subject
  Provision provision;
};
BOOST_DESCRIBE_STRUCT(ControlBasis, (), (control, subject, about, side, state, effect, depth, facts, provision))

struct ExplainedAct {
  std::uint64_t seq = 0;
  Instant at;
  Code state, agency, role, desk;
  Code type;         // of the event
  std::string what;  // "control closed: passport, person 1, passed"
  Provision provision;                  // that allowed it
  std::optional<ControlBasis> control;  // as the law saw it just before the act
};
BOOST_DESCRIBE_STRUCT(ExplainedAct, (), (seq, at, state, agency, role, desk, type, what, provision, control))

struct ExplainedRefusal {
  Instant at;
  Code state, agency, role;
  Code command;
  std::string code;  // "crossing.not_yet"
  std::string sentence;
  Provision provision;
};
BOOST_DESCRIBE_STRUCT(ExplainedRefusal, (), (at, state, agency, role, command, code, sentence, provision))

/// Why everything on record about a crossing was allowed, or not, under the law it was opened with.
struct Explanation {
  Id crossing;
  std::string plate;
  Code traffic_class, exit_state, entry_state, layout;
  Hash procedure{};
  std::vector<ExplainedAct> acts;          // in the order of the log
  std::vector<ControlBasis> controls;      // as the law sees them after the last act
  std::vector<ExplainedRefusal> refusals;  // of the journals that the reader may see, oldest first
  std::vector<MaskedPlace> masked = {};
};
BOOST_DESCRIBE_STRUCT(Explanation, (), (crossing, plate, traffic_class, exit_state, entry_state, layout, procedure, acts, controls, refusals, masked))

struct ConditionView {
  Code fact;
  bool holds = true;
};
BOOST_DESCRIBE_STRUCT(ConditionView, (), (fact, holds))

/// What a provision does, for the page to word. Only the fields of its kind are filled; an empty list means any.
struct RuleView {
  Code kind;  // control power clause limit fee priority
  std::optional<law::Effect> effect;
  std::optional<law::Depth> depth;
  std::optional<Code> control, field, fact;
  std::optional<law::Side> side;
  std::vector<Code> classes, layouts, exit_states, agencies, roles;
  std::vector<ConditionView> when;
  std::vector<law::Act> acts;
  std::optional<law::Clause> clause;
  std::optional<std::int64_t> figure, at_most, at_least;
  std::optional<law::Fee> fee;
  std::optional<Money> amount;
};
BOOST_DESCRIBE_STRUCT(RuleView, (), (kind, effect, depth, control, field, fact, side, classes, layouts, exit_states, agencies, roles, when, acts, clause, figure, at_most, at_least, fee, amount))

struct ProvisionInForce {
  Code id;
  std::string article, text;
  Day from;
  std::optional<Day> until;  // the first day on which it no longer holds
  RuleView rule;
};
BOOST_DESCRIBE_STRUCT(ProvisionInForce, (), (id, article, text, from, until, rule))

struct InstrumentInForce {
  Code code;
  std::string title;
  law::InstrumentKind kind = law::InstrumentKind::national;
  std::optional<Code> state;  // of a national one
  Day from;
  std::optional<Day> until;
  std::vector<ProvisionInForce> provisions;
};
BOOST_DESCRIBE_STRUCT(InstrumentInForce, (), (code, title, kind, state, from, until, provisions))

/// A real instrument: cited, never quoted, compiled into nothing.
struct RegisteredView {
  Code code;
  std::string title, number;
  std::vector<Code> parties;
  std::optional<Day> signed_on, in_force;
  std::string source;
};
BOOST_DESCRIBE_STRUCT(RegisteredView, (), (code, title, number, parties, signed_on, in_force, source))

struct LawView {
  Instant now;
  std::optional<Instant> changes;  // when what is in force changes next
  std::vector<InstrumentInForce> instruments;
  std::vector<RegisteredView> registry;  // of the states of this post
};
BOOST_DESCRIBE_STRUCT(LawView, (), (now, changes, instruments, registry))

struct AnswerView {
  law::Effect effect = law::Effect::perform;
  law::Depth depth = law::Depth::none;
  Code provision;
};
BOOST_DESCRIBE_STRUCT(AnswerView, (), (effect, depth, provision))

struct ControlChangeView {
  Code control;
  law::Side side = law::Side::exit;
  Code state;
  std::vector<Code> classes;
  std::optional<AnswerView> was, is;
  std::string sentence;
};
BOOST_DESCRIBE_STRUCT(ControlChangeView, (), (control, side, state, classes, was, is, sentence))

struct PowerChangeView {
  law::Act act = law::Act::open_crossing;
  bool gained = false;
  Code provision;
  std::string sentence;
};
BOOST_DESCRIBE_STRUCT(PowerChangeView, (), (act, gained, provision, sentence))

struct ClauseChangeView {
  law::Clause clause = law::Clause::powers_as_listed;
  std::int64_t was = 0, is = 0;
  Code was_under, is_under;
  std::string sentence;
};
BOOST_DESCRIBE_STRUCT(ClauseChangeView, (), (clause, was, is, was_under, is_under, sentence))

struct DirectionChange {
  Code exit_state, entry_state;
  std::vector<ControlChangeView> controls;
  std::vector<PowerChangeView> powers;
  std::vector<ClauseChangeView> clauses;
  std::vector<Code> not_compared;  // controls that rest on too many facts
};
BOOST_DESCRIBE_STRUCT(DirectionChange, (), (exit_state, entry_state, controls, powers, clauses, not_compared))

struct LawChange {
  Instant at;
  Day day;      // that begins then by the clocks of this state
  Code state;
  std::vector<Provision> begun, ended, reworded;
  std::vector<DirectionChange> directions;
};
BOOST_DESCRIBE_STRUCT(LawChange, (), (at, day, state, begun, ended, reworded, directions))

struct LawChanges {
  Instant now;
  std::vector<LawChange> changes;  // the next one first
};
BOOST_DESCRIBE_STRUCT(LawChanges, (), (now, changes))

}  // namespace onestop::server
