#pragma once
// What happened. Events keep the facts that their command rested on, so that a day can be judged again under other
// rules; `basis` is the provision that allowed the act. Stored under name and version (src/wire/event_schema.txt).
#include <variant>

#include "core/crossing/crossing.h"

namespace onestop::crossing {

/// Who acted, where, and by which provision.
struct By {
  Id officer;
  Code state;
  Code agency;
  Code role;
  Code desk;
  Code basis;
  bool operator==(const By&) const = default;
};
BOOST_DESCRIBE_STRUCT(By, (), (officer, state, agency, role, desk, basis))

struct ArrivedPerson {
  Id id;
  Code part;  // driver, passenger
  Code nationality;
  Personal<std::string> name;
  Personal<std::string> document;
  Code group;                 // persons who travel together bear the same word
  std::vector<Claim> claims;
};
BOOST_DESCRIBE_STRUCT(ArrivedPerson, (), (id, part, nationality, name, document, group, claims))

struct ArrivedConsignment {
  Id id;
  std::string reference;  // unique consignment reference of the trader
  std::string goods;
  Code commodity;         // HS code
  std::uint32_t items = 1;
  std::vector<Claim> claims;
  Private<std::string> note;  // for the recorder's own state only
};
BOOST_DESCRIBE_STRUCT(ArrivedConsignment, (), (id, reference, goods, commodity, items, claims, note))

struct VehicleArrived {
  By by;
  Id vehicle;
  std::string plate;
  Code traffic_class;
  Code exit_state;
  Code lane;
  Hash procedure{};
  std::vector<Claim> claims;
  std::vector<std::string> seals;
  std::vector<ArrivedPerson> persons;
  std::vector<ArrivedConsignment> consignments;
  std::optional<Instant> joined;  // when it came to wait before the gate, where somebody kept that queue
};
BOOST_DESCRIBE_STRUCT(VehicleArrived, (), (by, vehicle, plate, traffic_class, exit_state, lane, procedure, claims, seals, persons, consignments, joined))

struct ControlBegun {
  By by;
  Code control;
  Id subject;
};
BOOST_DESCRIBE_STRUCT(ControlBegun, (), (by, control, subject))

/// A result that a control wrote down, in the form of its field.
struct Found {
  Code field;
  std::string value;
  bool operator==(const Found&) const = default;
};
BOOST_DESCRIBE_STRUCT(Found, (), (field, value))

struct ControlClosed {
  By by;
  Code control;
  Id subject;
  Outcome outcome = Outcome::passed;
  std::vector<Claim> established;  // facts found by this control
  std::vector<Code> rested_on;    // facts that held when it was closed
  Private<std::string> remarks;
  std::vector<Found> found;
};
BOOST_DESCRIBE_STRUCT(ControlClosed, (), (by, control, subject, outcome, established, rested_on, remarks, found))

struct HoldPlaced {
  By by;
  Id hold;
  Covered covers;
  Code control;
  Code reason;
  std::string evidence;
  Instant expires;
  Private<std::string> note;
};
BOOST_DESCRIBE_STRUCT(HoldPlaced, (), (by, hold, covers, control, reason, evidence, expires, note))

struct HoldLifted {
  By by;
  Id hold;
  Private<std::string> note;
};
BOOST_DESCRIBE_STRUCT(HoldLifted, (), (by, hold, note))

struct HoldExpired {
  By by;
  Id hold;
};
BOOST_DESCRIBE_STRUCT(HoldExpired, (), (by, hold))

struct ControlOrdered {
  By by;
  Id subject;
  Claim claim;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ControlOrdered, (), (by, subject, claim, reason))

struct InspectionOrdered {
  By by;
  Id inspection;
  Id consignment;
  Code control;
  Side side = Side::exit;
  bool joint = false;
  std::vector<Code> rested_on;
};
BOOST_DESCRIBE_STRUCT(InspectionOrdered, (), (by, inspection, consignment, control, side, joint, rested_on))

struct InspectionAttended {
  By by;
  Id inspection;
};
BOOST_DESCRIBE_STRUCT(InspectionAttended, (), (by, inspection))

struct AttendanceDeclined {
  By by;
  Id inspection;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(AttendanceDeclined, (), (by, inspection, reason))

struct PartnerAbsent {
  By by;
  Id inspection;
};
BOOST_DESCRIBE_STRUCT(PartnerAbsent, (), (by, inspection))

struct InspectionActDrawn {
  By by;
  InspectionAct act;
};
BOOST_DESCRIBE_STRUCT(InspectionActDrawn, (), (by, act))

struct InspectionActSigned {
  By by;
  Id inspection;
  Hash act{};
  PublicKey key{};
  Signature signature{};
};
BOOST_DESCRIBE_STRUCT(InspectionActSigned, (), (by, inspection, act, key, signature))

struct ExitNoticeGiven {
  By by;
  std::vector<Id> subjects;
};
BOOST_DESCRIBE_STRUCT(ExitNoticeGiven, (), (by, subjects))

struct EntryAccepted {
  By by;
  std::vector<Id> subjects;
};
BOOST_DESCRIBE_STRUCT(EntryAccepted, (), (by, subjects))

struct SubjectRefused {
  By by;
  Id subject;
  Code control;
  Code reason;
  Private<std::string> note;
};
BOOST_DESCRIBE_STRUCT(SubjectRefused, (), (by, subject, control, reason, note))

struct SubjectReadmitted {
  By by;
  Id subject;
};
BOOST_DESCRIBE_STRUCT(SubjectReadmitted, (), (by, subject))

struct SubjectReleased {
  By by;
  Id subject;
  std::uint32_t item = 0;  // 0: the whole subject
  std::vector<Code> rested_on;
};
BOOST_DESCRIBE_STRUCT(SubjectReleased, (), (by, subject, item, rested_on))

struct VehicleDeparted {
  By by;
  std::string plate;
  std::vector<std::string> seals;
};
BOOST_DESCRIBE_STRUCT(VehicleDeparted, (), (by, plate, seals))

struct CrossingWithdrawn {
  By by;
  Code reason;
};
BOOST_DESCRIBE_STRUCT(CrossingWithdrawn, (), (by, reason))

struct VehicleIsolated {
  By by;
  Id alarm;
  Code kind;
  std::string occupancy;
};
BOOST_DESCRIBE_STRUCT(VehicleIsolated, (), (by, alarm, kind, occupancy))

struct AlarmClosureAgreed {
  By by;
  Id alarm;
  Verdict verdict = Verdict::innocent;
  std::string findings;
};
BOOST_DESCRIBE_STRUCT(AlarmClosureAgreed, (), (by, alarm, verdict, findings))

struct HoldRequested {
  By by;
  Id request;
  Covered covers;
  Code reason;
  Private<std::string> note;
};
BOOST_DESCRIBE_STRUCT(HoldRequested, (), (by, request, covers, reason, note))

struct HoldRequestAnswered {
  By by;
  Id request;
  bool granted = false;
  Id hold;  // placed with this answer where granted
};
BOOST_DESCRIBE_STRUCT(HoldRequestAnswered, (), (by, request, granted, hold))

struct FurtherRegistered {
  By by;
  std::vector<ArrivedPerson> persons;
  std::vector<ArrivedConsignment> consignments;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(FurtherRegistered, (), (by, persons, consignments, reason))

struct ConsignmentSplit {
  By by;
  Id consignment;
  Id part;
  std::vector<std::uint32_t> items;
  std::vector<Claim> claims;
};
BOOST_DESCRIBE_STRUCT(ConsignmentSplit, (), (by, consignment, part, items, claims))

struct SubjectDetached {
  By by;
  Id subject;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(SubjectDetached, (), (by, subject, reason))

struct ReexaminationOrdered {
  By by;
  Code control;
  Id subject;
  std::string reason;
  std::vector<Id> not_by;
  Id supersedes;
};
BOOST_DESCRIBE_STRUCT(ReexaminationOrdered, (), (by, control, subject, reason, not_by, supersedes))

struct ReversalRequested {
  By by;
  Id request;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReversalRequested, (), (by, request, reason))

struct ReversalAnswered {
  By by;
  Id request;
  bool granted = false;
  bool was_accepted = false;
};
BOOST_DESCRIBE_STRUCT(ReversalAnswered, (), (by, request, granted, was_accepted))

struct OffenceRecorded {
  By by;
  Id offence;
  Id subject;
  Code kind;
  std::string article;  // of the law that was broken
  Private<std::string> account;
};
BOOST_DESCRIBE_STRUCT(OffenceRecorded, (), (by, offence, subject, kind, article, account))

struct OffenceSettled {
  By by;
  Id offence;
  Code how;
  std::string reference;
};
BOOST_DESCRIBE_STRUCT(OffenceSettled, (), (by, offence, how, reference))

struct PersonDetained {
  By by;
  Id subject;
  Id offence;
};
BOOST_DESCRIBE_STRUCT(PersonDetained, (), (by, subject, offence))

struct SubjectSeized {
  By by;
  Id subject;
  Id offence;
  bool taken_home = false;  // by a visiting officer, free of formalities
};
BOOST_DESCRIBE_STRUCT(SubjectSeized, (), (by, subject, offence, taken_home))

struct GoodsDeposited {
  By by;
  Id deposit;
  Id consignment;
  std::string place;
};
BOOST_DESCRIBE_STRUCT(GoodsDeposited, (), (by, deposit, consignment, place))

struct CostIncurred {
  By by;
  Id deposit;
  law::Fee fee = law::Fee::unloading;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(CostIncurred, (), (by, deposit, fee, amount))

struct GoodsReloaded {
  By by;
  Id deposit;
};
BOOST_DESCRIBE_STRUCT(GoodsReloaded, (), (by, deposit))

struct SubjectAbandoned {
  By by;
  Id subject;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(SubjectAbandoned, (), (by, subject, reason))

struct SampleTaken {
  By by;
  Id sample;
  Id consignment;
  Code control;
  std::string laboratory;
  std::string seal;
};
BOOST_DESCRIBE_STRUCT(SampleTaken, (), (by, sample, consignment, control, laboratory, seal))

struct SampleReported {
  By by;
  Id sample;
  bool fit = false;
  std::string findings;
};
BOOST_DESCRIBE_STRUCT(SampleReported, (), (by, sample, fit, findings))

struct VehicleWeighed {
  By by;
  std::string certificate;
  std::uint32_t gross_kg = 0;
  std::vector<std::uint32_t> axles_kg;
};
BOOST_DESCRIBE_STRUCT(VehicleWeighed, (), (by, certificate, gross_kg, axles_kg))

struct PartnerCalled {
  By by;
  Id call;
  Code control;
  Id subject;
};
BOOST_DESCRIBE_STRUCT(PartnerCalled, (), (by, call, control, subject))

struct CallUnanswered {
  By by;
  Id call;
};
BOOST_DESCRIBE_STRUCT(CallUnanswered, (), (by, call))

struct DivergenceResolved {
  By by;
  DivergenceKind kind = DivergenceKind::control;
  Id about;
  Code control;
  Id keep;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(DivergenceResolved, (), (by, kind, about, control, keep, reason))

struct SameCrossing {
  By by;
  Id other;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(SameCrossing, (), (by, other, reason))

/// A photograph taken as evidence. The bytes lie outside the log under their hash, and were durable before this event.
struct PhotographAttached {
  By by;
  Id photograph;
  Id subject;
  std::optional<Id> inspection;
  Hash hash{};        // SHA-256 of the bytes
  Code media_type;    // image_jpeg image_png image_webp
  std::uint32_t size_bytes = 0;
  Private<std::string> caption;
};
BOOST_DESCRIBE_STRUCT(PhotographAttached, (), (by, photograph, subject, inspection, hash, media_type, size_bytes, caption))

/// A paper that belongs to a subject: an invoice, a permit, a certificate. Its bytes lie outside the log under their hash, and
/// were found clean and made durable before this event.
struct DocumentAttached {
  By by;
  Id attachment;
  Id subject;
  Code kind;
  Hash hash{};        // SHA-256 of the bytes
  Code media_type;    // application_pdf image_jpeg image_png application_xml text_plain
  std::uint32_t size_bytes = 0;
  Private<std::string> title;            // of a paper of goods or of the vehicle
  Personal<std::string> personal_title;  // of a person's paper
};
BOOST_DESCRIBE_STRUCT(DocumentAttached, (), (by, attachment, subject, kind, hash, media_type, size_bytes, title, personal_title))

struct CorrectionRequested {
  By by;
  Id correction;
  Id subject;
  CorrectedField field = CorrectedField::plate;
  std::string value;                     // of what is not personal
  Personal<std::string> personal_value;  // a name, the number of a document
  Private<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(CorrectionRequested, (), (by, correction, subject, field, value, personal_value, reason))

/// Where it is granted, what was closed on the subject before is to be done again: it rested on the wrong entry.
struct CorrectionAnswered {
  By by;
  Id correction;
  bool granted = false;
  std::vector<Code> done_again;  // controls of either side
};
BOOST_DESCRIBE_STRUCT(CorrectionAnswered, (), (by, correction, granted, done_again))

using Event = std::variant<VehicleArrived, ControlBegun, ControlClosed, HoldPlaced, HoldLifted, HoldExpired, ControlOrdered,
                           InspectionOrdered, InspectionAttended, AttendanceDeclined, PartnerAbsent, InspectionActDrawn,
                           InspectionActSigned, ExitNoticeGiven, EntryAccepted, SubjectRefused, SubjectReadmitted,
                           SubjectReleased, VehicleDeparted, CrossingWithdrawn, VehicleIsolated, AlarmClosureAgreed,
                           HoldRequested, HoldRequestAnswered, FurtherRegistered, ConsignmentSplit, SubjectDetached,
                           ReexaminationOrdered, ReversalRequested, ReversalAnswered, OffenceRecorded, OffenceSettled,
                           PersonDetained, SubjectSeized, GoodsDeposited, CostIncurred, GoodsReloaded, SubjectAbandoned,
                           SampleTaken, SampleReported, VehicleWeighed, PartnerCalled, CallUnanswered,
                           DivergenceResolved, SameCrossing, PhotographAttached, DocumentAttached,
                           CorrectionRequested, CorrectionAnswered>;
using Events = std::vector<Event>;

/// An event as it reached the fold: by whose recorder, and when.
struct Recorded {
  Id recorder;
  Instant at;
  Event event;
};

inline const By& by_of(const Event& event) {
  return std::visit([](const auto& e) -> const By& { return e.by; }, event);
}

/// Applies one event to its recorder's half. Holds no rules and never fails: any log replays.
void evolve(Crossing& crossing, const Recorded& recorded);

}  // namespace onestop::crossing
