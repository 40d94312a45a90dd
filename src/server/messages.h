#pragma once
// What the API says and hears besides the core's own commands. Each struct is described once; the description reads
// and writes JSON and makes the OpenAPI document. Everything on a card is computed by the core: pages compute nothing.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/crossing/commands.h"
#include "core/crossing/decide.h"
#include "server/right/masked_messages.h"

namespace onestop::server {

using crossing::Command;

struct Provision {
  Code id;
  std::string instrument;  // its title
  std::string article;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Provision, (), (id, instrument, article, text))

struct RefusalView {
  std::string code;  // "crossing.alarm_open"
  std::string sentence;
  Provision provision;
  std::optional<Id> subject;
  std::optional<Code> control;
};
BOOST_DESCRIBE_STRUCT(RefusalView, (), (code, sentence, provision, subject, control))

struct SignIn {
  std::string name;
  std::string password;
  Code desk;
  std::optional<std::string> code;  // of the second factor, or one of the recovery codes
};
BOOST_DESCRIBE_STRUCT(SignIn, (), (name, password, desk, code))

struct OfficerView {
  Id id;
  std::string name;
  Code state, agency, role;
};
BOOST_DESCRIBE_STRUCT(OfficerView, (), (id, name, state, agency, role))

/// A firm of the demonstration, with what everybody may know of it.
struct DemoFirm {
  std::string name, tax_number;
  Code country;
  std::string mail, password, key;
};
BOOST_DESCRIBE_STRUCT(DemoFirm, (), (name, tax_number, country, mail, password, key))

struct DemoFirms {
  std::vector<DemoFirm> firms;
};
BOOST_DESCRIBE_STRUCT(DemoFirms, (), (firms))

struct SessionView {
  OfficerView officer;
  Code desk, station;
  std::string home;  // the page where this officer's day begins
  Instant expires;
  std::optional<std::string> token;  // only in the answer to the sign-in, for clients that keep no cookie
  std::optional<Code> limited;       // what must be put right before anything else: password, second_factor
  bool administers = false;          // accounts of the own state
};
BOOST_DESCRIBE_STRUCT(SessionView, (), (officer, desk, station, home, expires, token, limited, administers))

struct FileView {
  std::string hash;  // SHA-256, in hexadecimal
  std::string media_type;
  std::int64_t size_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(FileView, (), (hash, media_type, size_bytes))

/// One result that a control writes down, for the form on the page.
struct ControlFieldView {
  Code code;
  law::FieldKind kind = law::FieldKind::text;
  std::string unit;
  bool required = false;
  std::string title;
};
BOOST_DESCRIBE_STRUCT(ControlFieldView, (), (code, kind, unit, required, title))

struct ControlView {
  Code control, agency;
  law::Side side = law::Side::exit;
  Code state;
  Code status;  // not_required abolished waived recognised pending in_progress held passed passed_with_remarks refused
  bool enabled = false;   // its turn has come
  bool effective = false; // false while an entry control waits for the exit notice
  law::Depth depth = law::Depth::none;
  law::Effect effect = law::Effect::perform;
  Provision provision;
  Code station;
  std::optional<std::string> officer;
  std::optional<Instant> at;
  std::vector<ControlFieldView> fields;
  std::vector<crossing::Found> found;  // what was written down when it was last closed
};
BOOST_DESCRIBE_STRUCT(ControlView, (), (control, agency, side, state, status, enabled, effective, depth, effect, provision, station, officer, at, fields, found))

struct HoldView {
  Id id;
  crossing::Scope scope = crossing::Scope::vehicle;
  Id subject;
  std::uint32_t item = 0;
  Code control, agency, state, reason;
  std::string evidence;
  std::string officer;
  crossing::HoldStatus status = crossing::HoldStatus::open;
  Instant placed, expires;
};
BOOST_DESCRIBE_STRUCT(HoldView, (), (id, scope, subject, item, control, agency, state, reason, evidence, officer, status, placed, expires))

struct SubjectView {
  Id id;
  law::SubjectKind kind = law::SubjectKind::vehicle;
  std::string label;  // plate, name, or reference of the consignment
  bool readable = true;  // false where the person was erased or the name is withheld
  std::optional<Code> part, nationality, commodity;
  std::optional<std::string> document, goods;
  std::uint32_t items = 0;
  std::vector<Code> facts;
  Code fate;  // inside released refused readmitted left_behind detained seized abandoned
  bool apart = false;               // goes on without the vehicle
  std::optional<Code> group;        // of persons who travel together
  std::optional<Id> split_from;     // of a part of a consignment
  std::vector<std::uint32_t> moved; // lines that went into parts of their own
  std::vector<ControlView> controls;
};
BOOST_DESCRIBE_STRUCT(SubjectView, (), (id, kind, label, readable, part, nationality, commodity, document, goods, items, facts, fate, apart, group, split_from, moved, controls))

struct ActView {
  crossing::Outcome outcome = crossing::Outcome::passed;
  std::string findings;
  std::vector<std::string> seals_found, seals_affixed;
  std::string drawn_by;
  Instant at;
  Hash hash{};  // what is signed
};
BOOST_DESCRIBE_STRUCT(ActView, (), (outcome, findings, seals_found, seals_affixed, drawn_by, at, hash))

struct PartyView {
  Code state;
  std::string officer;
  Code did;  // attends declined signed
};
BOOST_DESCRIBE_STRUCT(PartyView, (), (state, officer, did))

struct InspectionView {
  Id id;
  Id consignment;
  Code control;
  Code state;  // who ordered it
  bool joint = false;
  Instant ordered;
  bool partner_absent = false;
  bool concluded = false;
  std::vector<PartyView> parties;
  std::optional<ActView> act;
};
BOOST_DESCRIBE_STRUCT(InspectionView, (), (id, consignment, control, state, joint, ordered, partner_absent, concluded, parties, act))

struct AlarmView {
  Id id;
  Code kind;
  std::string occupancy;
  Instant at;
  bool open = false;
  std::vector<std::string> agreed;  // officers
};
BOOST_DESCRIBE_STRUCT(AlarmView, (), (id, kind, occupancy, at, open, agreed))

struct RequestView {
  Id id;
  Id subject;
  Code reason;
  Code state;
  Code answer;  // open granted declined
};
BOOST_DESCRIBE_STRUCT(RequestView, (), (id, subject, reason, state, answer))

struct OffenceView {
  Id id, subject;
  Code kind, agency, state;
  Instant at;
  bool settled = false;
};
BOOST_DESCRIBE_STRUCT(OffenceView, (), (id, subject, kind, agency, state, at, settled))

struct CostView {
  law::Fee fee = law::Fee::unloading;
  Money amount;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(CostView, (), (fee, amount, at))

struct DepositView {
  Id id, consignment;
  std::string place;
  Instant at;
  bool open = false;
  std::vector<CostView> costs;
};
BOOST_DESCRIBE_STRUCT(DepositView, (), (id, consignment, place, at, open, costs))

struct SampleView {
  Id id, consignment;
  Code control;
  std::string laboratory;
  Instant at;
  std::optional<bool> fit;  // nothing while it is at the laboratory
};
BOOST_DESCRIBE_STRUCT(SampleView, (), (id, consignment, control, laboratory, at, fit))

struct PhotographView {
  Id id, subject;
  std::optional<Id> inspection;
  Hash hash{};
  Code media_type;
  std::uint32_t size_bytes = 0;
  std::string caption;  // empty where it is withheld
  std::string officer;
  Instant at;
  Code state;  // of the officer
};
BOOST_DESCRIBE_STRUCT(PhotographView, (), (id, subject, inspection, hash, media_type, size_bytes, caption, officer, at, state))

/// A paper of a subject. Its title stands in one of two places: a person's paper is named by what may be erased with the person.
struct DocumentView {
  Id id, subject;
  Code kind;
  Hash hash{};
  Code media_type;
  std::uint32_t size_bytes = 0;
  bool personal = false;  // of a person
  std::string title, personal_title;  // empty where withheld or erased
  std::string officer;
  Instant at;
  Code state;  // of the officer
};
BOOST_DESCRIBE_STRUCT(DocumentView, (), (id, subject, kind, hash, media_type, size_bytes, personal, title, personal_title, officer, at, state))

struct CallView {
  Id id, subject;
  Code control;
  Code state;  // whose officer called
  Instant at;
  bool unanswered = false;
};
BOOST_DESCRIBE_STRUCT(CallView, (), (id, subject, control, state, at, unanswered))

struct ReversalView {
  Id id;
  Code answer;  // open granted declined
};
BOOST_DESCRIBE_STRUCT(ReversalView, (), (id, answer))

/// An entry that somebody says was wrong: what stood there, what is right, who asked and who decided.
struct CorrectionView {
  Id id, subject;
  crossing::CorrectedField field = crossing::CorrectedField::plate;
  std::optional<std::string> before, after;  // nothing where it is withheld
  std::string reason;                        // empty where it is withheld
  Code state, answer;                        // open granted declined
  std::string asked_by;
  Instant asked;
  std::optional<std::string> answered_by;
  std::optional<Instant> answered;
};
BOOST_DESCRIBE_STRUCT(CorrectionView, (), (id, subject, field, before, after, reason, state, answer, asked_by, asked, answered_by, answered))

struct DivergenceView {
  crossing::DivergenceKind kind = crossing::DivergenceKind::control;
  Id about;
  Code control;
  Id first, second;  // recorders
  Code first_state, second_state;
};
BOOST_DESCRIBE_STRUCT(DivergenceView, (), (kind, about, control, first, second, first_state, second_state))

/// Persons of the crossing: in = out + refused + detained + inside.
struct HeadcountView {
  int in = 0, out = 0, refused = 0, detained = 0, inside = 0;
};
BOOST_DESCRIBE_STRUCT(HeadcountView, (), (in, out, refused, detained, inside))

/// One thing this officer could ask for at this desk, tried on the core. `command` is ready to be sent once the
/// fields named in `asks` are filled in.
struct Option {
  Command command;
  std::vector<std::string> asks;  // fields the officer must supply: reason, expires, findings, pin ...
  bool normal = false;            // the usual next step: one key
  bool allowed = false;
  std::optional<Provision> basis;       // of what is allowed
  std::optional<RefusalView> refusal;   // of what is not
};
BOOST_DESCRIBE_STRUCT(Option, (), (command, asks, normal, allowed, basis, refusal))

struct Card {
  Id id;
  std::uint64_t version = 0;
  std::string plate;
  Code traffic_class, exit_state, entry_state, layout, lane;
  law::Phase phase = law::Phase::exit;
  crossing::End end = crossing::End::none;
  bool isolated = false;
  Instant arrived;
  Instant updated;
  Instant now;  // the domain's clock, for ages
  Hash procedure{};
  std::vector<std::string> seals;
  std::vector<SubjectView> subjects;
  std::vector<HoldView> holds;
  std::vector<InspectionView> inspections;
  std::vector<AlarmView> alarms;
  std::vector<RequestView> requests;
  std::vector<OffenceView> offences;
  std::vector<DepositView> deposits;
  std::vector<SampleView> samples;
  std::vector<PhotographView> photographs;
  std::vector<DocumentView> documents;
  std::vector<CorrectionView> corrections;
  std::vector<CallView> calls;
  std::vector<ReversalView> reversals;
  std::vector<DivergenceView> divergences;  // open ones
  std::optional<crossing::WeighingMark> weighing;  // the last
  HeadcountView headcount;
  std::int64_t rank = 0;  // by the law's priorities
  std::vector<Option> options;
  std::vector<MaskedPlace> masked = {};
};
BOOST_DESCRIBE_STRUCT(Card, (), (id, version, plate, traffic_class, exit_state, entry_state, layout, lane, phase, end, isolated, arrived, updated, now, procedure, seals, subjects, holds, inspections, alarms, requests, offences, deposits, samples, photographs, documents, corrections, calls, reversals, divergences, weighing, headcount, rank, options, masked))

struct FieldView {
  std::string name;
  std::string value;
  Code visibility;  // shared private personal
  bool present = true;
};
BOOST_DESCRIBE_STRUCT(FieldView, (), (name, value, visibility, present))

struct EntryView {
  std::uint64_t seq = 0;
  Code type;
  Code state;
  Id recorder;
  std::uint64_t version = 0;
  Instant at;
  std::string officer;
  Code agency, role, desk;
  Provision provision;
  std::optional<Id> subject;
  std::vector<FieldView> fields;
  Hash hash{};
  Hash previous{};
  std::optional<Signature> signature;  // of an inspection act
  std::optional<bool> signature_valid;
};
BOOST_DESCRIBE_STRUCT(EntryView, (), (seq, type, state, recorder, version, at, officer, agency, role, desk, provision, subject, fields, hash, previous, signature, signature_valid))

struct Timeline {
  Id crossing;
  std::string plate;
  std::vector<EntryView> entries;
  std::vector<MaskedPlace> masked = {};
};
BOOST_DESCRIBE_STRUCT(Timeline, (), (crossing, plate, entries, masked))

struct CrossingItem {
  Id id;
  std::string plate;
  Code traffic_class, direction, layout, phase;
  Instant arrived, updated;
  std::optional<Instant> ended;
  bool held = false;
  bool isolated = false;
  std::uint64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(CrossingItem, (), (id, plate, traffic_class, direction, layout, phase, arrived, updated, ended, held, isolated, version))

struct CrossingPage {
  std::vector<CrossingItem> items;
  std::optional<std::string> next;  // query text of the following page
  std::vector<MaskedPlace> masked = {};
};
BOOST_DESCRIBE_STRUCT(CrossingPage, (), (items, next, masked))

struct WorkItem {
  Id crossing;
  std::string plate;
  Code traffic_class, direction;
  Code control;  // or milestone
  Id subject;
  Code station;
  Instant since;
  std::int32_t rank = 0;  // by the law's priorities
  bool taken = false;     // it lies before another desk of this station
};
BOOST_DESCRIBE_STRUCT(WorkItem, (), (crossing, plate, traffic_class, direction, control, subject, station, since, rank, taken))

struct WorkList {
  Instant now;
  std::vector<WorkItem> items;  // highest rank first, then longest waiting
  std::vector<MaskedPlace> masked = {};
};
BOOST_DESCRIBE_STRUCT(WorkList, (), (now, items, masked))

struct CommandRequest {
  Command command;
};
BOOST_DESCRIBE_STRUCT(CommandRequest, (), (command))

struct CommandAnswer {
  Id crossing;
  std::uint64_t version = 0;
  std::vector<Code> events;  // their types
};
BOOST_DESCRIBE_STRUCT(CommandAnswer, (), (crossing, version, events))

struct QuestionAnswer {
  bool allowed = false;
  std::optional<Provision> basis;
  std::optional<RefusalView> refusal;
  std::vector<Code> events;  // what would follow
};
BOOST_DESCRIBE_STRUCT(QuestionAnswer, (), (allowed, basis, refusal, events))

struct SignRequest {
  Id inspection;
  std::string pin;
};
BOOST_DESCRIBE_STRUCT(SignRequest, (), (inspection, pin))

struct MrzText {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(MrzText, (), (text))

struct NamedView {
  Code code;
  std::string title;
};
BOOST_DESCRIBE_STRUCT(NamedView, (), (code, title))

struct ClassView {
  Code code;
  std::string title;
  bool on_foot = false;
};
BOOST_DESCRIBE_STRUCT(ClassView, (), (code, title, on_foot))

struct StateView {
  Code code;
  std::string name;
  int utc_offset_min = 0;
  int opens_min = 0, closes_min = 1440;  // by its own clock
};
BOOST_DESCRIBE_STRUCT(StateView, (), (code, name, utc_offset_min, opens_min, closes_min))

struct DeskView {
  Code code, station, state, agency, role;
};
BOOST_DESCRIBE_STRUCT(DeskView, (), (code, station, state, agency, role))

struct LaneView {
  Code code;
  std::vector<Code> classes;
  std::vector<Code> exit_states;  // empty: both directions
};
BOOST_DESCRIBE_STRUCT(LaneView, (), (code, classes, exit_states))

struct FactView {
  Code code;
  law::SubjectKind of = law::SubjectKind::vehicle;
  law::FactSource source = law::FactSource::arrival;
  bool relative = false;
  std::string title;
};
BOOST_DESCRIBE_STRUCT(FactView, (), (code, of, source, relative, title))

/// In which layout arrivals are governed from when to when: past, present or planned.
struct LayoutView {
  Code layout;
  std::string title;
  Instant from;
  std::optional<Instant> until;
};
BOOST_DESCRIBE_STRUCT(LayoutView, (), (layout, title, from, until))

/// What the demonstration plays: the same arrivals once in each half.
struct DemoPlan {
  struct Half {
    Code layout;
    Instant from, until;
  };
  Instant began;
  double days = 0;  // of one half
  std::vector<Half> halves;
};
BOOST_DESCRIBE_STRUCT(DemoPlan::Half, (), (layout, from, until))
BOOST_DESCRIBE_STRUCT(DemoPlan, (), (began, days, halves))

/// What runs now: stations, desks and lanes are those of the layout of the minute.
struct PostView {
  Code code;
  std::string title;
  Code host, layout;
  std::vector<StateView> states;
  std::vector<NamedView> agencies, controls, stations;
  std::vector<ClassView> classes;
  std::vector<FactView> facts;
  std::vector<DeskView> desks;
  std::vector<LaneView> lanes;
  std::vector<DeskView> finishing;  // desks of earlier layouts alone, open while vehicles that entered under these are inside
  std::vector<LayoutView> layouts;  // in order
  Instant now;
  bool demo = false;
  double speed = 1;  // of the domain's clock
  std::optional<DemoPlan> demo_plan;
  std::optional<std::string> open_id;  // what the other sign-in is called, where there is one
};
BOOST_DESCRIBE_STRUCT(PostView, (), (code, title, host, layout, states, agencies, classes, controls, stations, facts, desks, lanes, finishing, layouts, now, demo, speed, demo_plan, open_id))

struct DemoOfficer {
  std::string name, password, pin;
  Code state, agency, role, desk, station;
};
BOOST_DESCRIBE_STRUCT(DemoOfficer, (), (name, password, pin, state, agency, role, desk, station))

struct DemoOfficers {
  std::vector<DemoOfficer> officers;  // empty outside of the demo
};
BOOST_DESCRIBE_STRUCT(DemoOfficers, (), (officers))

}  // namespace onestop::server
