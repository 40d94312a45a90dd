#pragma once
// What an officer, a device or a clock may ask for. One command, one file of the same name beside this header.
#include <variant>

#include "core/crossing/events.h"

namespace onestop::crossing {

/// Who asks: filled from the session by the server, never by the caller of the API.
struct Actor {
  Id officer;
  Code state;
  Code agency;
  Code role;
  Code desk;
  PublicKey key{};  // against which this officer's signatures are verified
};

struct NewPerson {
  Id id;
  Code part;
  Code nationality;
  std::string name;
  std::string document;
  Code group;
  std::vector<Claim> claims;
};
BOOST_DESCRIBE_STRUCT(NewPerson, (), (id, part, nationality, name, document, group, claims))

struct NewConsignment {
  Id id;
  std::string reference;
  std::string goods;
  Code commodity;
  std::uint32_t items = 1;
  std::vector<Claim> claims;
};
BOOST_DESCRIBE_STRUCT(NewConsignment, (), (id, reference, goods, commodity, items, claims))

/// A vehicle stands at the gate: its persons, goods and seals are registered once, for both states.
struct RegisterArrival {
  Id vehicle;
  std::string plate;
  Code traffic_class;
  Code exit_state;
  Code lane;
  std::vector<Claim> claims;
  std::vector<std::string> seals;
  std::vector<NewPerson> persons;
  std::vector<NewConsignment> consignments;
  std::optional<Id> ticket;       // of the queue before the gate
  std::optional<Instant> joined;  // of that ticket: filled by whoever keeps the queue, never by the caller of the API
};
BOOST_DESCRIBE_STRUCT(RegisterArrival, (), (vehicle, plate, traffic_class, exit_state, lane, claims, seals, persons, consignments, ticket))

struct BeginControl {
  Code control;
  Id subject;
};
BOOST_DESCRIBE_STRUCT(BeginControl, (), (control, subject))

struct CloseControl {
  Code control;
  Id subject;
  Outcome outcome = Outcome::passed;
  std::vector<Code> establishes;
  std::optional<std::string> remarks;
  std::vector<Found> found;
};
BOOST_DESCRIBE_STRUCT(CloseControl, (), (control, subject, outcome, establishes, remarks, found))

struct PlaceHold {
  Id hold;
  Covered covers;
  Code control;  // of the officer's own agency; empty where no single control gives the ground
  Code reason;
  std::string evidence;  // what the traveller must bring to have it lifted
  Instant expires;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(PlaceHold, (), (hold, covers, control, reason, evidence, expires, note))

struct LiftHold {
  Id hold;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(LiftHold, (), (hold, note))

/// A shift head orders a control that the law leaves to an order, with a reason.
struct OrderControl {
  Id subject;
  Code fact;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(OrderControl, (), (subject, fact, reason))

struct OrderInspection {
  Id inspection;
  Id consignment;
  Code control;
};
BOOST_DESCRIBE_STRUCT(OrderInspection, (), (inspection, consignment, control))

struct AttendInspection {
  Id inspection;
};
BOOST_DESCRIBE_STRUCT(AttendInspection, (), (inspection))

struct DeclineAttendance {
  Id inspection;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(DeclineAttendance, (), (inspection, reason))

struct DrawInspectionAct {
  Id inspection;
  Outcome outcome = Outcome::passed;
  std::string findings;
  std::vector<std::string> seals_found;
  std::vector<std::string> seals_affixed;
};
BOOST_DESCRIBE_STRUCT(DrawInspectionAct, (), (inspection, outcome, findings, seals_found, seals_affixed))

struct SignInspectionAct {
  Id inspection;
  Hash act{};  // of the bytes that were signed
  Signature signature{};
};
BOOST_DESCRIBE_STRUCT(SignInspectionAct, (), (inspection, act, signature))

struct GiveExitNotice {
};
BOOST_DESCRIBE_STRUCT(GiveExitNotice, (), ())

struct AcceptEntry {
};
BOOST_DESCRIBE_STRUCT(AcceptEntry, (), ())

struct RefuseSubject {
  Id subject;
  Code control;  // of the officer's own agency, the ground of the refusal
  Code reason;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(RefuseSubject, (), (subject, control, reason, note))

struct ReadmitSubject {
  Id subject;
};
BOOST_DESCRIBE_STRUCT(ReadmitSubject, (), (subject))

/// Releases a person, a consignment, one item of it, or the vehicle with everything aboard.
struct ReleaseSubject {
  Id subject;
  std::uint32_t item = 0;
};
BOOST_DESCRIBE_STRUCT(ReleaseSubject, (), (subject, item))

struct LetDepart {
  std::string plate;  // as read at the way out
  std::vector<std::string> seals;
};
BOOST_DESCRIBE_STRUCT(LetDepart, (), (plate, seals))

struct Withdraw {
  Code reason;
};
BOOST_DESCRIBE_STRUCT(Withdraw, (), (reason))

struct ReportAlarm {
  Id alarm;
  Code kind;
  std::string occupancy;
};
BOOST_DESCRIBE_STRUCT(ReportAlarm, (), (alarm, kind, occupancy))

struct AgreeAlarmClosure {
  Id alarm;
  Verdict verdict = Verdict::innocent;
  std::string findings;
};
BOOST_DESCRIBE_STRUCT(AgreeAlarmClosure, (), (alarm, verdict, findings))

struct RequestHold {
  Id request;
  Covered covers;
  Code reason;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(RequestHold, (), (request, covers, reason, note))

struct AnswerRequest {
  Id request;
  bool granted = false;
  Id hold;  // identity of the hold that a grant places
  Instant expires;
};
BOOST_DESCRIBE_STRUCT(AnswerRequest, (), (request, granted, hold, expires))

/// The clock asks whether a deadline that a decision set has consequences now.
struct KeepDeadline {
  DeadlineKind kind = DeadlineKind::hold_expiry;
  Id about;
};
BOOST_DESCRIBE_STRUCT(KeepDeadline, (), (kind, about))

/// A person or goods that the arrival did not name: a relief driver, somebody hidden, a consignment without papers.
struct RegisterFurther {
  std::vector<NewPerson> persons;
  std::vector<NewConsignment> consignments;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(RegisterFurther, (), (persons, consignments, reason))

/// Some lines of a consignment go on as a consignment of their own.
struct SplitConsignment {
  Id consignment;
  Id part;
  std::vector<std::uint32_t> items;  // counted from 1
};
BOOST_DESCRIBE_STRUCT(SplitConsignment, (), (consignment, part, items))

/// A person or consignment goes on apart from the vehicle: neither waits for the other any more.
struct DetachSubject {
  Id subject;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(DetachSubject, (), (subject, reason))

/// A shift head has a control that is closed done again, by other officers.
struct OrderReexamination {
  Code control;
  Id subject;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(OrderReexamination, (), (control, subject, reason))

/// The exit side asks to resume its control after the hand-over.
struct RequestReversal {
  Id request;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(RequestReversal, (), (request, reason))

struct AnswerReversal {
  Id request;
  bool granted = false;
};
BOOST_DESCRIBE_STRUCT(AnswerReversal, (), (request, granted))

struct RecordOffence {
  Id offence;
  Id subject;
  Code kind;
  std::string article;
  std::optional<std::string> account;
};
BOOST_DESCRIBE_STRUCT(RecordOffence, (), (offence, subject, kind, article, account))

/// The offence is dealt with: a fine is paid, a warning given.
struct SettleOffence {
  Id offence;
  Code how;
  std::string reference;
};
BOOST_DESCRIBE_STRUCT(SettleOffence, (), (offence, how, reference))

struct DetainPerson {
  Id subject;
  Id offence;
};
BOOST_DESCRIBE_STRUCT(DetainPerson, (), (subject, offence))

/// Goods or the vehicle are taken as evidence or for confiscation.
struct SeizeSubject {
  Id subject;
  Id offence;
};
BOOST_DESCRIBE_STRUCT(SeizeSubject, (), (subject, offence))

/// Goods are unloaded into a temporary warehouse, at their owner's cost.
struct DepositGoods {
  Id deposit;
  Id consignment;
  std::string place;
};
BOOST_DESCRIBE_STRUCT(DepositGoods, (), (deposit, consignment, place))

struct ReloadGoods {
  Id deposit;
};
BOOST_DESCRIBE_STRUCT(ReloadGoods, (), (deposit))

struct DeclareAbandoned {
  Id subject;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(DeclareAbandoned, (), (subject, reason))

struct TakeSample {
  Id sample;
  Id consignment;
  Code control;
  std::string laboratory;
  std::string seal;
};
BOOST_DESCRIBE_STRUCT(TakeSample, (), (sample, consignment, control, laboratory, seal))

struct ReportSample {
  Id sample;
  bool fit = false;
  std::string findings;
};
BOOST_DESCRIBE_STRUCT(ReportSample, (), (sample, fit, findings))

/// The vehicle is weighed; its certificate counts for both sides. Masses in kg, axles from the front.
struct RecordWeighing {
  std::string certificate;
  std::uint32_t gross_kg = 0;
  std::vector<std::uint32_t> axles_kg;
};
BOOST_DESCRIBE_STRUCT(RecordWeighing, (), (certificate, gross_kg, axles_kg))

/// An officer at a paired desk calls for his colleague of the other side, who is not there.
struct CallPartner {
  Id call;
  Code control;
  Id subject;
};
BOOST_DESCRIBE_STRUCT(CallPartner, (), (call, control, subject))

/// A shift head says whose account of a divergence holds; it is settled when both states agree.
struct ResolveDivergence {
  DivergenceKind kind = DivergenceKind::control;
  Id about;
  Code control;  // of a divergence about a control
  Id keep;       // the recorder whose account holds
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ResolveDivergence, (), (kind, about, control, keep, reason))

/// A shift head says that this record and another tell of one crossing; this one ends when both states agree.
struct JoinRecords {
  Id other;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(JoinRecords, (), (other, reason))

/// A photograph of a subject, perhaps made during an inspection; its bytes are kept already under this hash.
struct AttachPhotograph {
  Id photograph;
  Id subject;
  std::optional<Id> inspection;
  Hash hash{};
  Code media_type;
  std::uint32_t size_bytes = 0;
  std::optional<std::string> caption;
};
BOOST_DESCRIBE_STRUCT(AttachPhotograph, (), (photograph, subject, inspection, hash, media_type, size_bytes, caption))
inline constexpr std::size_t most_photographs = 50;  // of one crossing
inline constexpr std::uint32_t largest_photograph_bytes = 8u << 20;
inline constexpr std::size_t longest_caption_bytes = 800;  // 200 characters of any script

/// A paper of a subject; its bytes are kept already under this hash, and were found clean.
struct AttachDocument {
  Id attachment;
  Id subject;
  Code kind;
  Hash hash{};
  Code media_type;
  std::uint32_t size_bytes = 0;
  std::string title;
};
BOOST_DESCRIBE_STRUCT(AttachDocument, (), (attachment, subject, kind, hash, media_type, size_bytes, title))
inline constexpr std::size_t most_documents = 50;  // of one crossing
inline constexpr std::uint32_t largest_document_bytes = 16u << 20;
inline constexpr std::size_t longest_title_bytes = 800;  // 200 characters of any script

/// An officer of the state that recorded a fact says that it was entered wrongly, and what is right.
struct RequestCorrection {
  Id correction;
  Id subject;
  CorrectedField field = CorrectedField::plate;
  std::string value;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(RequestCorrection, (), (correction, subject, field, value, reason))
inline constexpr std::size_t longest_correction_bytes = 800;

/// Another officer of that state, entitled to it, decides.
struct AnswerCorrection {
  Id correction;
  bool granted = false;
};
BOOST_DESCRIBE_STRUCT(AnswerCorrection, (), (correction, granted))

using Command = std::variant<RegisterArrival, BeginControl, CloseControl, PlaceHold, LiftHold, OrderControl, OrderInspection,
                             AttendInspection, DeclineAttendance, DrawInspectionAct, SignInspectionAct, GiveExitNotice,
                             AcceptEntry, RefuseSubject, ReadmitSubject, ReleaseSubject, LetDepart, Withdraw, ReportAlarm,
                             AgreeAlarmClosure, RequestHold, AnswerRequest, KeepDeadline, RegisterFurther, SplitConsignment, DetachSubject, OrderReexamination,
                             RequestReversal, AnswerReversal, RecordOffence, SettleOffence, DetainPerson, SeizeSubject,
                             DepositGoods, ReloadGoods, DeclareAbandoned, TakeSample, ReportSample, RecordWeighing,
                             CallPartner, ResolveDivergence, JoinRecords, AttachPhotograph, AttachDocument, RequestCorrection, AnswerCorrection>;

}  // namespace onestop::crossing
