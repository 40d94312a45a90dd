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
/// `community`: law of a union of states; it binds the side of each member and ranks with agreements.
enum class InstrumentKind { national, agreement, community };
/// Who may establish a fact about a subject.
enum class FactSource { arrival, control, order, alarm, lodging };
/// Where the subject stands between the two states.
enum class Phase { exit, hand_over, entry, closed };

/// What officers do; powers are granted by act. Source of the list: the field's standard duties at a post.
enum class Act {
  open_crossing, work_control, place_hold, lift_hold, order_control, order_inspection, attend_inspection,
  decline_attendance, draw_act, sign_act, give_notice, accept_entry, refuse, readmit, release, depart,
  report_alarm, close_alarm, request_hold, answer_request, withdraw, keep_deadline, register_further, split, detach,
  reexamine, request_reversal, consent_reversal, record_offence, settle_offence, detain, seize, deposit, reload,
  abandon, take_sample, report_sample, weigh, call_partner, resolve_divergence, join_records,
  // acts of the post beside its crossings, and of evidence
  operate_lane, assign_desk, report_device, staff_desk, keep_queue, attach_evidence,
  // what was entered wrongly: one asks, another decides
  request_correction, approve_correction
};
/// Acts from this one on may be granted to nobody: a law that was written without them still holds, and nobody does them.
inline constexpr Act first_optional_act = Act::operate_lane;

/// Whose national a person is, seen from the officer who acts.
enum class Nationality { own, partner, third };
/// Whose a place is, seen from the officer who acts: its soil, or an area kept for one state's exclusive use.
enum class Ground { own, partner, common };
/// What a control writes down in one of its fields. `numbers` are separated by commas, a `day` is 2026-07-01.
enum class FieldKind { text, number, numbers, day };
/// What goods in a temporary warehouse cost their owner.
enum class Fee { unloading, placement, storage_day, reloading };

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
  free_withdrawal,     // before the exit notice the traveller may turn back
  reversal_by_consent, // after the notice the exit side resumes control only with the entry side's consent
  reexamination,       // a control is done again only by other officers, on a reasoned order
  offence_settled,     // an open offence blocks release
  results_recorded,    // a control is closed with the results that its fields ask for
  sample_result,       // a sample under way keeps its control open; an unfit one keeps it from passing
  weighing_once,       // a vehicle is weighed once, and its certificate counts for both sides
  opening_hours,       // a side opens crossings within its hours
  two_supervisors,     // figure: shift heads, of both states, who settle what two records tell differently
  storage,             // goods may be put into a temporary warehouse at their owner's cost
  abandonment,         // figure: days until what nobody claims may be declared abandoned
  // needed only by the posts that make use of them
  acts_on_neighbour_soil,  // acts of visiting officers count as done at home
  synchronised_hours,      // both sides keep the same hours
  exclusive_areas,         // the other state's officers enter an exclusive area only by consent
  seized_goods_home,       // visiting officers take seized goods home free of formalities
  mutual_recognition       // seals, documents and results of one side count for the other
};
inline constexpr int clause_count = 31;
/// Clauses from this one on may be absent where the arrangement of the post does not rest on them.
inline constexpr Clause first_optional_clause = Clause::acts_on_neighbour_soil;

BOOST_DESCRIBE_ENUM(Side, exit, entry)
BOOST_DESCRIBE_ENUM(SubjectKind, vehicle, person, consignment)
BOOST_DESCRIBE_ENUM(Depth, none, documents, physical)
BOOST_DESCRIBE_ENUM(Effect, perform, joint, recognise, waive, abolish)
BOOST_DESCRIBE_ENUM(InstrumentKind, national, agreement, community)
BOOST_DESCRIBE_ENUM(Nationality, own, partner, third)
BOOST_DESCRIBE_ENUM(Ground, own, partner, common)
BOOST_DESCRIBE_ENUM(FieldKind, text, number, numbers, day)
BOOST_DESCRIBE_ENUM(Fee, unloading, placement, storage_day, reloading)
BOOST_DESCRIBE_ENUM(FactSource, arrival, control, order, alarm, lodging)
BOOST_DESCRIBE_ENUM(Phase, exit, hand_over, entry, closed)
BOOST_DESCRIBE_ENUM(Act, open_crossing, work_control, place_hold, lift_hold, order_control, order_inspection,
                    attend_inspection, decline_attendance, draw_act, sign_act, give_notice, accept_entry, refuse,
                    readmit, release, depart, report_alarm, close_alarm, request_hold, answer_request, withdraw,
                    keep_deadline, register_further, split, detach, reexamine, request_reversal, consent_reversal,
                    record_offence, settle_offence, detain, seize, deposit, reload, abandon, take_sample,
                    report_sample, weigh, call_partner, resolve_divergence, join_records, operate_lane, assign_desk,
                    report_device, staff_desk, keep_queue, attach_evidence, request_correction, approve_correction)
BOOST_DESCRIBE_ENUM(Clause, powers_as_listed, order_of_controls, exit_before_entry, hand_over_is_final, readmission,
                    one_inspection, joint_act, partner_absence, hold_limit, hold_blocks_scope, reasoned_order,
                    isolation, alarm_two_persons, release_when_closed, seal_continuity, free_withdrawal,
                    reversal_by_consent, reexamination, offence_settled, results_recorded, sample_result, weighing_once,
                    opening_hours, two_supervisors, storage, abandonment, acts_on_neighbour_soil, synchronised_hours,
                    exclusive_areas, seized_goods_home, mutual_recognition)

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

struct TrafficClass {
  Code code;
  std::string title;
  bool on_foot = false;  // a party of persons: no plate, no seals, nobody who drives
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

/// One result that a control writes down.
struct FieldDefinition {
  Code code;
  FieldKind kind = FieldKind::text;
  std::string unit;  // of numbers
  bool required = false;
  std::string title;
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
  std::vector<FieldDefinition> fields;
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
  bool notwithstanding = false;  // goes before every rule that does not say so, however specific
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
  std::vector<Nationality> nationals;  // of the person acted upon; empty: whoever it is
  std::vector<Ground> soil;    // of the zone of the officer's desk; empty: anywhere
  std::vector<Ground> areas;   // whose exclusive area the zone is; empty: any
};

struct ClauseRule {
  Clause clause = Clause::powers_as_listed;
  std::int64_t figure = 0;
};

/// "A value of this field beyond the limit makes the fact so." One of the limits at least is given.
struct LimitRule {
  Code control;
  Code field;
  std::vector<Code> classes;
  std::optional<std::int64_t> at_most, at_least;
  bool not_past = false;  // of a day: before the day of the control is beyond the limit
  Code fact;
};

struct FeeRule {
  Fee fee = Fee::unloading;
  std::int64_t amount = 0;  // in hundredths of the currency
  Code currency;
  std::vector<Code> classes;
};

/// Whom the post serves first: the highest rank goes first, what no rule names has rank 0.
struct PriorityRule {
  std::int64_t rank = 1;
  std::vector<Code> classes;
  std::vector<Literal> when;
};

/// An instrument that exists, cited and never quoted: for the legal department, not for the compiler.
struct RegisteredInstrument {
  Code code;
  std::string title;
  std::string number;   // empty where it has none
  std::vector<Code> parties;
  std::optional<Day> signed_on;
  std::optional<Day> in_force;
  std::string source;   // where its text is published
  Place place;
};

struct Instrument {
  Code code;
  std::string title;
  InstrumentKind kind = InstrumentKind::national;
  Code state;  // of a national instrument; empty for others
  Day from;
  std::optional<Day> until;  // the first day on which it no longer holds
  Place place;
  std::vector<Code> members;  // of a community, else empty
  std::vector<Code> posts;    // where it holds; empty: everywhere
};

struct Provision {
  Code id;
  Code instrument;
  std::string article;
  std::string text;
  std::optional<Day> from;   // where it differs from its instrument
  std::optional<Day> until;
  std::variant<ControlRule, PowerRule, ClauseRule, LimitRule, FeeRule, PriorityRule> rule;
  Place place;
};

struct Law {
  std::vector<Named> agencies;
  std::vector<Named> roles;
  std::vector<TrafficClass> classes;
  std::vector<Named> zone_kinds;
  std::vector<FactDefinition> facts;
  std::vector<ControlDefinition> controls;
  std::vector<Instrument> instruments;
  std::vector<Provision> provisions;
  std::vector<RegisteredInstrument> registry;
  Hash hash{};  // of the files' bytes
};

}  // namespace onestop::law
