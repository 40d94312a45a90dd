#pragma once
// One crossing of one vehicle with its persons and consignments, as the recorders of both states have written it.
// A recorder's events change only that recorder's half; what is true of the whole is computed from the halves (view.h).
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "base/hash.h"
#include "base/id.h"
#include "base/instant.h"
#include "base/money.h"
#include "core/law/law.h"

namespace onestop::crossing {

using law::Side;
using law::SubjectKind;

enum class ControlStatus { in_progress, held, passed, passed_with_remarks, refused };
enum class Scope { person, vehicle, consignment, item };
enum class HoldStatus { open, lifted, expired };
enum class Outcome { passed, passed_with_remarks };
enum class Verdict { innocent, confirmed };
enum class DeadlineKind { hold_expiry, partner_absence, call_absence, storage_day };
/// How the crossing of the vehicle, or of the party on foot, came to its end; none while anything of it is inside.
enum class End { none, departed, withdrawn, exit_refused, readmitted, seized, abandoned, detained, joined };
/// What keeps a subject at the post for good: nothing more is asked of it here.
enum class Fate { detained, seized, abandoned };
/// What two recorders can tell so differently that both cannot be true.
enum class DivergenceKind { control, fate, end };
/// What may have been entered wrongly: of the vehicle, of a person, of a consignment, of the weighing.
enum class CorrectedField { plate, name, document, nationality, reference, goods, commodity, gross_kg };
BOOST_DESCRIBE_ENUM(ControlStatus, in_progress, held, passed, passed_with_remarks, refused)
BOOST_DESCRIBE_ENUM(Scope, person, vehicle, consignment, item)
BOOST_DESCRIBE_ENUM(HoldStatus, open, lifted, expired)
BOOST_DESCRIBE_ENUM(Outcome, passed, passed_with_remarks)
BOOST_DESCRIBE_ENUM(Verdict, innocent, confirmed)
BOOST_DESCRIBE_ENUM(DeadlineKind, hold_expiry, partner_absence, call_absence, storage_day)
BOOST_DESCRIBE_ENUM(End, none, departed, withdrawn, exit_refused, readmitted, seized, abandoned, detained, joined)
BOOST_DESCRIBE_ENUM(Fate, detained, seized, abandoned)
BOOST_DESCRIBE_ENUM(DivergenceKind, control, fate, end)
BOOST_DESCRIBE_ENUM(CorrectedField, plate, name, document, nationality, reference, goods, commodity, gross_kg)

/// A fact that is so. Facts that may differ between the two sides name the side for which it is so.
struct Claim {
  Code fact;
  std::optional<Side> side;
  bool operator==(const Claim&) const = default;
};
BOOST_DESCRIBE_STRUCT(Claim, (), (fact, side))

/// What a hold covers. `item` counts the lines of a consignment from 1 and is 0 where the scope is no item.
struct Covered {
  Scope scope = Scope::vehicle;
  Id subject;
  std::uint32_t item = 0;
  bool operator==(const Covered&) const = default;
};
BOOST_DESCRIBE_STRUCT(Covered, (), (scope, subject, item))

struct Subject {
  Id id;
  SubjectKind kind = SubjectKind::vehicle;
  std::uint32_t items = 0;  // lines of a consignment
  std::vector<Claim> claims;
  Code nationality;         // of a person
};
BOOST_DESCRIBE_STRUCT(Subject, (), (id, kind, items, claims, nationality))

struct Opening {
  Id vehicle;
  std::string plate;
  Code traffic_class;
  Code exit_state;
  Code lane;
  Hash procedure{};             // under which law and layout this crossing runs to its end
  std::vector<Subject> subjects;  // the vehicle first
  std::vector<std::string> seals;
  Instant at;
  std::optional<Instant> joined;  // the queue before the gate
};
BOOST_DESCRIBE_STRUCT(Opening, (), (vehicle, plate, traffic_class, exit_state, lane, procedure, subjects, seals, at, joined))

struct ControlMark {
  Code control;
  Id subject;
  ControlStatus status = ControlStatus::in_progress;
  Id officer;
  Instant begun, at;
};
BOOST_DESCRIBE_STRUCT(ControlMark, (), (control, subject, status, officer, begun, at))

struct HoldMark {
  Id id;
  Covered covers;
  Code control;  // empty for a hold that no single control placed
  Code agency;
  Code reason;
  std::string evidence;
  Id officer;
  HoldStatus status = HoldStatus::open;  // as this recorder knows; ask Crossing::status_of
  Instant placed, expires;
};
BOOST_DESCRIBE_STRUCT(HoldMark, (), (id, covers, control, agency, reason, evidence, officer, status, placed, expires))

struct HoldEndMark {  // also of a hold that another recorder of the same state placed
  Id hold;
  HoldStatus status = HoldStatus::lifted;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(HoldEndMark, (), (hold, status, at))

struct FactMark {
  Id subject;
  Claim claim;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(FactMark, (), (subject, claim, at))

struct InspectionMark {
  Id id;
  Id consignment;
  Code control;
  Side side = Side::exit;  // whose right it serves
  bool joint = false;
  Id officer;
  Instant at;
  bool partner_absent = false;  // the absence was reported
};
BOOST_DESCRIBE_STRUCT(InspectionMark, (), (id, consignment, control, side, joint, officer, at, partner_absent))

struct InspectionNote {  // somebody of this half attended, or this half's state declined to
  Id inspection;
  Id officer;
};
BOOST_DESCRIBE_STRUCT(InspectionNote, (), (inspection, officer))

/// The act of a physical inspection, drawn once, signed by each side that took part.
struct InspectionAct {
  Id inspection;
  Id consignment;
  Code control;
  Outcome outcome = Outcome::passed;
  std::string findings;
  std::vector<std::string> seals_found;
  std::vector<std::string> seals_affixed;
  Id drawn_by;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(InspectionAct, (),
                      (inspection, consignment, control, outcome, findings, seals_found, seals_affixed, drawn_by, at))

/// What both officers sign: the act's fields in this order, after the words "onestop inspection act 1".
Bytes act_bytes(const InspectionAct& act);

struct SignatureMark {
  Id inspection;
  Id officer;
  PublicKey key{};
  Signature signature{};
};
BOOST_DESCRIBE_STRUCT(SignatureMark, (), (inspection, officer, key, signature))

struct PassMark {  // exit notice or entry acceptance
  Id officer;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(PassMark, (), (officer, at))

struct RefusedMark {
  Id subject;
  Code control;
  Code reason;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(RefusedMark, (), (subject, control, reason, at))

struct ReleaseMark {
  Id subject;
  std::uint32_t item = 0;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(ReleaseMark, (), (subject, item, at))

struct DepartureMark {
  std::vector<std::string> seals;
  std::string plate;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(DepartureMark, (), (seals, plate, at))

struct AlarmMark {
  Id id;
  Code kind;
  std::string occupancy;  // the device's own number of the passage
  Instant at;
};
BOOST_DESCRIBE_STRUCT(AlarmMark, (), (id, kind, occupancy, at))

struct ClosureMark {
  Id alarm;
  Id officer;
  Verdict verdict = Verdict::innocent;
};
BOOST_DESCRIBE_STRUCT(ClosureMark, (), (alarm, officer, verdict))

struct RequestMark {
  Id id;
  Covered covers;
  Code reason;
};
BOOST_DESCRIBE_STRUCT(RequestMark, (), (id, covers, reason))

struct AnswerMark {
  Id request;
  bool granted = false;
};
BOOST_DESCRIBE_STRUCT(AnswerMark, (), (request, granted))

struct SplitMark {
  Id consignment;
  std::vector<std::uint32_t> items;  // that moved
  Subject part;                      // with the claims of the consignment at that time
  Instant at;
};
BOOST_DESCRIBE_STRUCT(SplitMark, (), (consignment, items, part, at))

struct ReexaminationMark {
  Code control;
  Id subject;
  std::vector<Id> not_by;  // who did it before
  Id supersedes;           // the inspection that counts no longer, where it was one
  Instant at;
};
BOOST_DESCRIBE_STRUCT(ReexaminationMark, (), (control, subject, not_by, supersedes, at))

struct ReversalMark {
  Id request;
  bool granted = false;
  bool was_accepted = false;  // an acceptance is undone with the notice
  Instant at;
};
BOOST_DESCRIBE_STRUCT(ReversalMark, (), (request, granted, was_accepted, at))

struct OffenceMark {
  Id id;
  Id subject;
  Code kind;
  Code agency;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(OffenceMark, (), (id, subject, kind, agency, at))

struct FateMark {
  Id subject;
  Fate fate = Fate::detained;
  Id offence;  // empty for what is abandoned
  Instant at;
};
BOOST_DESCRIBE_STRUCT(FateMark, (), (subject, fate, offence, at))

struct DepositMark {
  Id id;
  Id consignment;
  std::string place;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(DepositMark, (), (id, consignment, place, at))

struct CostMark {
  Id deposit;
  law::Fee fee = law::Fee::unloading;
  Money amount;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(CostMark, (), (deposit, fee, amount, at))

struct SampleMark {
  Id id;
  Id consignment;
  Code control;
  std::string laboratory;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(SampleMark, (), (id, consignment, control, laboratory, at))

struct SampleResultMark {
  Id sample;
  bool fit = false;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(SampleResultMark, (), (sample, fit, at))

struct WeighingMark {
  std::string certificate;
  std::uint32_t gross_kg = 0;
  std::vector<std::uint32_t> axles_kg;  // from the front
  Instant at;
};
BOOST_DESCRIBE_STRUCT(WeighingMark, (), (certificate, gross_kg, axles_kg, at))

struct CallMark {  // an officer waits for his colleague of the other side
  Id id;
  Code control;
  Id subject;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(CallMark, (), (id, control, subject, at))

struct ResolutionMark {  // a shift head says whose account of a divergence holds
  DivergenceKind kind = DivergenceKind::control;
  Id about;
  Code control;
  Id keep;     // recorder
  Id officer;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(ResolutionMark, (), (kind, about, control, keep, officer, at))

struct JoinMark {  // a shift head says that this record tells of the same crossing as another
  Id other;
  Id officer;
};
BOOST_DESCRIBE_STRUCT(JoinMark, (), (other, officer))

struct PhotographMark {
  Id id;
  Id subject;
  std::optional<Id> inspection;
  Hash hash{};
  Code media_type;
  std::uint32_t size_bytes = 0;
  Id officer;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(PhotographMark, (), (id, subject, inspection, hash, media_type, size_bytes, officer, at))

struct DocumentMark {
  Id id;
  Id subject;
  Code kind;
  Hash hash{};
  Code media_type;
  std::uint32_t size_bytes = 0;
  Id officer;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(DocumentMark, (), (id, subject, kind, hash, media_type, size_bytes, officer, at))

/// Somebody asks to have a wrong entry put right. What stood there stays on the log.
struct CorrectionMark {
  Id id;
  Id subject;
  CorrectedField field = CorrectedField::plate;
  std::string value;  // empty where it is personal
  Id officer;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(CorrectionMark, (), (id, subject, field, value, officer, at))

struct CorrectionAnswer {
  Id correction;
  bool granted = false;
  Id officer;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(CorrectionAnswer, (), (correction, granted, officer, at))

/// All that one recorder has written about one crossing.
struct Half {
  Id recorder;
  Code state;
  std::uint64_t version = 0;  // events applied so far
  std::optional<Opening> opening;
  std::vector<ControlMark> controls;
  std::vector<HoldMark> holds;
  std::vector<HoldEndMark> ended_holds;
  std::vector<FactMark> facts;
  std::vector<InspectionMark> inspections;
  std::vector<InspectionNote> attended;
  std::vector<InspectionNote> declined;
  std::vector<Id> absences;  // inspections whose missing partner was reported
  std::vector<InspectionAct> acts;
  std::vector<SignatureMark> signatures;
  std::vector<PassMark> notices;      // several only after reversals
  std::vector<PassMark> acceptances;
  std::vector<RefusedMark> refused;
  std::vector<Id> readmitted;
  std::vector<ReleaseMark> released;
  std::optional<DepartureMark> departure;
  std::optional<Instant> withdrawn;
  std::vector<AlarmMark> alarms;
  std::vector<ClosureMark> closures;
  std::vector<RequestMark> requests;
  std::vector<AnswerMark> answers;
  std::vector<Subject> further;  // registered after the arrival
  std::vector<SplitMark> splits;
  std::vector<Id> detached;
  std::vector<ReexaminationMark> reexaminations;
  std::vector<Id> reversal_requests;
  std::vector<ReversalMark> reversals;  // answers
  std::vector<OffenceMark> offences;
  std::vector<Id> settled;  // offences
  std::vector<FateMark> fates;
  std::vector<DepositMark> deposits;
  std::vector<Id> reloaded;  // deposits
  std::vector<CostMark> costs;
  std::vector<SampleMark> samples;
  std::vector<SampleResultMark> sample_results;
  std::vector<WeighingMark> weighings;
  std::vector<CallMark> calls;
  std::vector<ResolutionMark> resolutions;
  std::vector<JoinMark> joins;
  std::vector<PhotographMark> photographs;
  std::vector<DocumentMark> documents;
  std::vector<CorrectionMark> corrections;
  std::vector<CorrectionAnswer> corrected;
};
BOOST_DESCRIBE_STRUCT(Half, (), (recorder, state, version, opening, controls, holds, ended_holds, facts, inspections, attended, declined, absences, acts, signatures, notices,
                      acceptances, refused, readmitted, released, departure, withdrawn, alarms, closures, requests, answers, further, splits, detached, reexaminations,
                      reversal_requests, reversals, offences, settled, fates, deposits, reloaded, costs, samples,
                      sample_results, weighings, calls, resolutions, joins, photographs, documents, corrections, corrected))

struct Crossing {
  Id id;
  std::vector<Half> halves;  // by recorder, so that replicas agree whatever order streams arrived in

  const Half* half(const Id& recorder) const;
  /// The half that registered the arrival, or nothing while nobody has.
  const Half* opened() const;
  /// Whether the hold is open, lifted or expired, whichever recorder ended it.
  HoldStatus status_of(const HoldMark& hold) const;
  /// All events of all recorders.
  std::uint64_t version() const;
};

/// A digest of everything the crossing holds, independent of the order in which streams were read.
Hash state_hash(const Crossing& crossing);

}  // namespace onestop::crossing
