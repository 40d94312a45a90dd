#pragma once
// Law as data: what dated, cited provisions say about controls, powers and the conduct of a joint post.
// Nothing here names a state, an agency, a traffic class or a control: those words come from the law's own file.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/hash.h"
#include "base/id.h"
#include "base/instant.h"

namespace onestop::law {

/// By which state, seen from the traffic: the one that is left or the one that is entered.
enum class Side { exit, entry };
/// What a control looks at. Each subject passes through its own guarded graph.
enum class SubjectKind { vehicle, person, consignment };
/// How deep a control goes. `none` means that the control only registers.
enum class Depth { none, documents, physical };
/// What a provision makes of a control.
enum class Effect {
  perform,    // the side's own agency does it
  joint,      // officers of both sides do it together and sign one act
  recognise,  // the other side's control counts
  waive,      // not required, may not be demanded
  abolish     // forbidden to perform
};
enum class InstrumentKind { national, agreement };
/// Who may establish a fact about a subject.
enum class FactSource { arrival, control, order, alarm, lodging };
/// Where the subject stands between the two states.
enum class Phase { exit, hand_over, entry, closed };

/// What officers do; powers are granted by act. Source of the list: the field's standard duties at a post.
enum class Act {
  open_crossing, work_control, place_hold, lift_hold, order_control, order_inspection, attend_inspection,
  decline_attendance, draw_act, sign_act, give_notice, accept_entry, refuse, readmit, release, depart,
  report_alarm, close_alarm, request_hold, answer_request, withdraw, keep_deadline
};

/// A rule of conduct that the flow itself rests on. Each must stand in the law of a post, with its figure where it
/// has one; the refusals that it causes cite it.
enum class Clause {
  powers_as_listed,    // an officer may do only what a provision lets him do
  order_of_controls,   // controls follow the order of the layout
  exit_before_entry,   // the entry side's decisions take effect only after the exit notice
  hand_over_is_final,  // after the exit notice the exit side may only request a hold
  readmission,         // the exit side takes back what the entry side refuses
  one_inspection,      // one physical inspection per consignment and control right
  joint_act,           // figure: signatures that one joint act needs
  partner_absence,     // figure: minutes until an absent partner is reported to the shift head
  hold_limit,          // figure: minutes that a hold may last at most
  hold_blocks_scope,   // a hold blocks the release of what it names, and of nothing else
  reasoned_order,      // figure: characters that a reason has at least
  isolation,           // an alarm stops all controls of the vehicle
  alarm_two_persons,   // figure: persons who must agree before an alarm is closed
  release_when_closed, // release needs every required control of both sides closed
  seal_continuity,     // seals at departure are those last recorded
  free_withdrawal      // before the exit notice the traveller may turn back
};
inline constexpr int clause_count = 16;

BOOST_DESCRIBE_ENUM(Side, exit, entry)
BOOST_DESCRIBE_ENUM(SubjectKind, vehicle, person, consignment)
BOOST_DESCRIBE_ENUM(Depth, none, documents, physical)
BOOST_DESCRIBE_ENUM(Effect, perform, joint, recognise, waive, abolish)
BOOST_DESCRIBE_ENUM(InstrumentKind, national, agreement)
BOOST_DESCRIBE_ENUM(FactSource, arrival, control, order, alarm, lodging)
BOOST_DESCRIBE_ENUM(Phase, exit, hand_over, entry, closed)
BOOST_DESCRIBE_ENUM(Act, open_crossing, work_control, place_hold, lift_hold, order_control, order_inspection,
                    attend_inspection, decline_attendance, draw_act, sign_act, give_notice, accept_entry, refuse,
                    readmit, release, depart, report_alarm, close_alarm, request_hold, answer_request, withdraw,
                    keep_deadline)
BOOST_DESCRIBE_ENUM(Clause, powers_as_listed, order_of_controls, exit_before_entry, hand_over_is_final, readmission,
                    one_inspection, joint_act, partner_absence, hold_limit, hold_blocks_scope, reasoned_order,
                    isolation, alarm_two_persons, release_when_closed, seal_continuity, free_withdrawal)

/// Where a thing stands in its file, for error messages. Lines count from 1.
struct Place {
  std::string file;
  int line = 0;
};

/// What is wrong in a law or post file, where, and what would be right.
struct Finding {
  Place place;
  std::string wrong;
  std::string right;
};

struct Named {
  Code code;
  std::string title;
  Place place;
};

struct FactDefinition {
  Code code;
  SubjectKind of = SubjectKind::vehicle;
  FactSource source = FactSource::arrival;
  bool relative = false;  // true where the two sides may hold different values (import for one is export for the other)
  std::string title;
  Place place;
};

struct ControlDefinition {
  Code code;
  Code agency;
  SubjectKind of = SubjectKind::vehicle;
  std::vector<Side> sides;
  Code activity;       // activity letter of the CAREC corridor-monitoring list
  bool inspection = false;  // a physical inspection of goods, for which one order and one act exist
  std::string title;
  Place place;
};

struct Literal {
  Code fact;
  bool value = true;
};

/// "This control, by this side, for these, when this is so, is performed / joint / recognised / waived / abolished."
/// An empty list means: any.
struct ControlRule {
  Code control;
  std::optional<Side> side;
  std::vector<Code> classes;
  std::vector<Code> layouts;
  std::vector<Code> posts;
  std::vector<Code> exit_states;  // the direction, named by the state that is left
  std::vector<Literal> when;
  Depth depth = Depth::documents;
  Effect effect = Effect::perform;
};

/// "Officers of these agencies in these roles may do these acts on this side, in these zones, in these phases."
struct PowerRule {
  std::vector<Act> acts;
  std::vector<Code> agencies;  // empty: any agency
  std::vector<Code> roles;     // empty: any role
  std::vector<Code> states;    // empty: either state
  std::vector<Side> sides;     // empty: either side
  std::vector<Code> zone_kinds;  // empty: anywhere, even without a desk
  std::vector<Phase> phases;   // empty: any phase
};

struct ClauseRule {
  Clause clause = Clause::powers_as_listed;
  std::int64_t figure = 0;
};

struct Instrument {
  Code code;
  std::string title;
  InstrumentKind kind = InstrumentKind::national;
  Code state;  // of a national instrument; empty for an agreement
  Day from;
  std::optional<Day> until;  // the first day on which it no longer holds
  Place place;
};

struct Provision {
  Code id;
  Code instrument;
  std::string article;
  std::string text;
  std::optional<Day> from;   // where it differs from its instrument
  std::optional<Day> until;
  std::variant<ControlRule, PowerRule, ClauseRule> rule;
  Place place;
};

struct Law {
  std::vector<Named> agencies;
  std::vector<Named> roles;
  std::vector<Named> classes;
  std::vector<Named> zone_kinds;
  std::vector<FactDefinition> facts;
  std::vector<ControlDefinition> controls;
  std::vector<Instrument> instruments;
  std::vector<Provision> provisions;
  Hash hash{};  // of the files' bytes
};

}  // namespace onestop::law
