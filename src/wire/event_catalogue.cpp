#include "wire/event_catalogue.h"

#include "wire/audit_events.h"
#include "wire/duty_events.h"
#include "wire/events.h"
#include "wire/lodgement_events.h"
#include "wire/shift_events.h"

namespace onestop::wire {
namespace {

/// What an event tells, and who writes it. An event without its sentence does not compile.
template <class E>
struct Told;
// clang-format off
template <> struct Told<crossing::VehicleArrived> { static constexpr const char* by = "officer at the gate of exit"; static constexpr const char* what = "A vehicle with its persons and consignments is registered; law and post of the minute are pinned."; };
template <> struct Told<crossing::ControlBegun> { static constexpr const char* by = "officer of the control"; static constexpr const char* what = "A control of one subject begins."; };
template <> struct Told<crossing::ControlClosed> { static constexpr const char* by = "officer of the control"; static constexpr const char* what = "A control ends with its outcome, the facts it established and those it rested on."; };
template <> struct Told<crossing::HoldPlaced> { static constexpr const char* by = "officer of the state in whose phase it is"; static constexpr const char* what = "Something may not go on until the hold ends, for a reason and until a time."; };
template <> struct Told<crossing::HoldLifted> { static constexpr const char* by = "officer of the state that placed it"; static constexpr const char* what = "A hold ends by decision."; };
template <> struct Told<crossing::HoldExpired> { static constexpr const char* by = "the post's clock"; static constexpr const char* what = "A hold ends because its time is over."; };
template <> struct Told<crossing::ControlOrdered> { static constexpr const char* by = "officer"; static constexpr const char* what = "A control is ordered that the law alone would not ask for."; };
template <> struct Told<crossing::InspectionOrdered> { static constexpr const char* by = "officer of either side"; static constexpr const char* what = "Goods are to be inspected, jointly or by one side."; };
template <> struct Told<crossing::InspectionAttended> { static constexpr const char* by = "officer of either side"; static constexpr const char* what = "An officer is present at an inspection."; };
template <> struct Told<crossing::AttendanceDeclined> { static constexpr const char* by = "officer of the side that was asked"; static constexpr const char* what = "A side does not take part in an inspection, and says why."; };
template <> struct Told<crossing::PartnerAbsent> { static constexpr const char* by = "the post's clock"; static constexpr const char* what = "A side did not come to an inspection in time."; };
template <> struct Told<crossing::InspectionActDrawn> { static constexpr const char* by = "officer who inspected"; static constexpr const char* what = "The act of an inspection with findings and seals is written."; };
template <> struct Told<crossing::InspectionActSigned> { static constexpr const char* by = "officer who attended"; static constexpr const char* what = "An officer signs an act with a key of his own."; };
template <> struct Told<crossing::ExitNoticeGiven> { static constexpr const char* by = "officer of the state of exit"; static constexpr const char* what = "The state of exit has finished with these subjects and hands them over."; };
template <> struct Told<crossing::EntryAccepted> { static constexpr const char* by = "officer of the state of entry"; static constexpr const char* what = "The state of entry takes these subjects over."; };
template <> struct Told<crossing::SubjectRefused> { static constexpr const char* by = "officer of the control"; static constexpr const char* what = "A subject may not enter or leave, for a reason."; };
template <> struct Told<crossing::SubjectReadmitted> { static constexpr const char* by = "officer of the state of exit"; static constexpr const char* what = "A refused subject is taken back."; };
template <> struct Told<crossing::SubjectReleased> { static constexpr const char* by = "officer of the state of entry"; static constexpr const char* what = "A subject, or one item of it, is free; with the facts that this rested on."; };
template <> struct Told<crossing::VehicleDeparted> { static constexpr const char* by = "officer at the gate of entry"; static constexpr const char* what = "The vehicle left the post, with these seals."; };
template <> struct Told<crossing::CrossingWithdrawn> { static constexpr const char* by = "officer at the gate"; static constexpr const char* what = "The vehicle turned back of its own will."; };
template <> struct Told<crossing::VehicleIsolated> { static constexpr const char* by = "officer or device"; static constexpr const char* what = "An alarm sets the vehicle apart."; };
template <> struct Told<crossing::AlarmClosureAgreed> { static constexpr const char* by = "officer of either side"; static constexpr const char* what = "A side holds an alarm for innocent or confirmed; both must agree."; };
template <> struct Told<crossing::HoldRequested> { static constexpr const char* by = "officer of the state of exit"; static constexpr const char* what = "After the notice the state of exit asks the other one to place a hold."; };
template <> struct Told<crossing::HoldRequestAnswered> { static constexpr const char* by = "officer of the state of entry"; static constexpr const char* what = "A requested hold is granted or declined."; };
template <> struct Told<crossing::FurtherRegistered> { static constexpr const char* by = "officer"; static constexpr const char* what = "Persons or goods are found that were not registered at the arrival."; };
template <> struct Told<crossing::ConsignmentSplit> { static constexpr const char* by = "officer"; static constexpr const char* what = "A part of a consignment becomes one of its own."; };
template <> struct Told<crossing::SubjectDetached> { static constexpr const char* by = "officer"; static constexpr const char* what = "A subject goes on apart from its vehicle."; };
template <> struct Told<crossing::ReexaminationOrdered> { static constexpr const char* by = "shift head"; static constexpr const char* what = "A closed control is to be done again by another officer."; };
template <> struct Told<crossing::ReversalRequested> { static constexpr const char* by = "officer of the state of exit"; static constexpr const char* what = "The state of exit asks to resume control after its notice."; };
template <> struct Told<crossing::ReversalAnswered> { static constexpr const char* by = "officer of the state of entry"; static constexpr const char* what = "A request to resume control is granted or declined."; };
template <> struct Told<crossing::OffenceRecorded> { static constexpr const char* by = "officer"; static constexpr const char* what = "An offence is recorded with its article."; };
template <> struct Told<crossing::OffenceSettled> { static constexpr const char* by = "officer"; static constexpr const char* what = "What became of an offence."; };
template <> struct Told<crossing::PersonDetained> { static constexpr const char* by = "officer"; static constexpr const char* what = "A person is detained for an offence."; };
template <> struct Told<crossing::SubjectSeized> { static constexpr const char* by = "officer"; static constexpr const char* what = "A vehicle or goods are seized for an offence."; };
template <> struct Told<crossing::GoodsDeposited> { static constexpr const char* by = "officer"; static constexpr const char* what = "Goods lie in a temporary warehouse."; };
template <> struct Told<crossing::CostIncurred> { static constexpr const char* by = "officer"; static constexpr const char* what = "The owner of deposited goods owes a fee."; };
template <> struct Told<crossing::GoodsReloaded> { static constexpr const char* by = "officer"; static constexpr const char* what = "Deposited goods are loaded again."; };
template <> struct Told<crossing::SubjectAbandoned> { static constexpr const char* by = "officer"; static constexpr const char* what = "The owner gives something up to the state."; };
template <> struct Told<crossing::SampleTaken> { static constexpr const char* by = "officer of the control"; static constexpr const char* what = "A sample of goods goes to a laboratory."; };
template <> struct Told<crossing::SampleReported> { static constexpr const char* by = "officer of the control"; static constexpr const char* what = "What the laboratory found."; };
template <> struct Told<crossing::VehicleWeighed> { static constexpr const char* by = "officer of transport control"; static constexpr const char* what = "What the vehicle and its axles weigh."; };
template <> struct Told<crossing::PartnerCalled> { static constexpr const char* by = "officer"; static constexpr const char* what = "A colleague of the other state is called to a control."; };
template <> struct Told<crossing::CallUnanswered> { static constexpr const char* by = "the post's clock"; static constexpr const char* what = "Nobody came when called."; };
template <> struct Told<crossing::DivergenceResolved> { static constexpr const char* by = "shift heads of both states"; static constexpr const char* what = "What two sides did apart and does not fit is settled."; };
template <> struct Told<crossing::SameCrossing> { static constexpr const char* by = "shift head"; static constexpr const char* what = "Two records are of one crossing."; };
template <> struct Told<crossing::PhotographAttached> { static constexpr const char* by = "officer"; static constexpr const char* what = "A photograph lies beside the log under this hash."; };
template <> struct Told<law::RegimeActivated> { static constexpr const char* by = "two officers, one of each state"; static constexpr const char* what = "Law, post and layout come into force by two signatures."; };
template <> struct Told<shift::LaneOpened> { static constexpr const char* by = "shift head"; static constexpr const char* what = "A lane takes vehicles."; };
template <> struct Told<shift::LaneClosed> { static constexpr const char* by = "shift head"; static constexpr const char* what = "A lane takes no vehicles, for a reason."; };
template <> struct Told<shift::DeskAssigned> { static constexpr const char* by = "shift head"; static constexpr const char* what = "A desk works at another station."; };
template <> struct Told<shift::DeviceReported> { static constexpr const char* by = "officer"; static constexpr const char* what = "A device works or has failed."; };
template <> struct Told<shift::DeskTaken> { static constexpr const char* by = "the program"; static constexpr const char* what = "An officer sat down at a desk."; };
template <> struct Told<shift::DeskLeft> { static constexpr const char* by = "the program"; static constexpr const char* what = "An officer rose from a desk."; };
template <> struct Told<shift::QueueJoined> { static constexpr const char* by = "officer at the gate"; static constexpr const char* what = "A vehicle waits before the gate."; };
template <> struct Told<shift::QueueLeft> { static constexpr const char* by = "officer at the gate"; static constexpr const char* what = "A vehicle left the queue: it arrived, or it turned back."; };
template <> struct Told<lodgement::MessageLodged> { static constexpr const char* by = "the program, for a firm"; static constexpr const char* what = "A firm lodged a version of a message before arrival."; };
template <> struct Told<lodgement::OriginalKept> { static constexpr const char* by = "the program"; static constexpr const char* what = "A part of the message as it came, byte for byte."; };
template <> struct Told<lodgement::LodgementCancelled> { static constexpr const char* by = "the program, for a firm"; static constexpr const char* what = "A firm cancelled what it had lodged."; };
template <> struct Told<lodgement::ChannelsAssigned> { static constexpr const char* by = "the program"; static constexpr const char* what = "The agencies of a state gave their channels by published rules."; };
template <> struct Told<lodgement::VehiclePresented> { static constexpr const char* by = "the program"; static constexpr const char* what = "The vehicle of a lodgement arrived."; };
template <> struct Told<channel::RulesWritten> { static constexpr const char* by = "officer of the agency"; static constexpr const char* what = "A version of channel rules was written."; };
template <> struct Told<channel::RulesStanding> { static constexpr const char* by = "officer of the agency"; static constexpr const char* what = "A version of channel rules became a draft, a shadow, published or retired."; };
template <> struct Told<crossing::DocumentAttached> { static constexpr const char* by = "officer"; static constexpr const char* what = "A paper is attached to a subject: its kind, its size and the hash of its bytes, which lie outside the log."; };
template <> struct Told<crossing::CorrectionRequested> { static constexpr const char* by = "officer of the state that recorded it"; static constexpr const char* what = "Something was entered wrongly: which field of which subject, what would be right, and why."; };
template <> struct Told<crossing::CorrectionAnswered> { static constexpr const char* by = "another officer with the power to"; static constexpr const char* what = "A correction is granted or not; where it is, the controls that are to be done again."; };
template <> struct Told<duty::WorkTaken> { static constexpr const char* by = "officer at his desk, shift head or the program"; static constexpr const char* what = "A piece of work is in the hand of a desk from now on."; };
template <> struct Told<duty::WorkGivenBack> { static constexpr const char* by = "officer or the program"; static constexpr const char* what = "A piece of work waits for the whole station again, and why."; };
template <> struct Told<duty::WorkHandedOver> { static constexpr const char* by = "officer or shift head"; static constexpr const char* what = "Work is offered to another desk or officer, with a note for each piece."; };
template <> struct Told<duty::WorkConfirmed> { static constexpr const char* by = "officer who takes over"; static constexpr const char* what = "Work that was offered is in the hand of who confirms it."; };
template <> struct Told<audit::SignedIn> { static constexpr const char* by = "the program"; static constexpr const char* what = "An officer sat down with a session of his own, and how he proved who he is."; };
template <> struct Told<audit::SignedOut> { static constexpr const char* by = "the program"; static constexpr const char* what = "A session ended, and why."; };
template <> struct Told<audit::SignInsRefused> { static constexpr const char* by = "the program"; static constexpr const char* what = "Tries to sign in that failed, counted together."; };
template <> struct Told<audit::AccountChanged> { static constexpr const char* by = "administrator or operator"; static constexpr const char* what = "An account was made or changed: what, its hash before and after, and the key for signatures."; };
template <> struct Told<audit::Appointed> { static constexpr const char* by = "administrator, approved by a second"; static constexpr const char* what = "An officer serves at a post in a role from one day up to another."; };
template <> struct Told<audit::PersonalDataViewed> { static constexpr const char* by = "the program"; static constexpr const char* what = "Somebody was shown personal data: which fields, about what, for which purpose."; };
template <> struct Told<audit::PersonErased> { static constexpr const char* by = "operator, officer or rule"; static constexpr const char* what = "The key of a person was destroyed; who is erased cannot be read any more."; };
template <> struct Told<audit::RulesChanged> { static constexpr const char* by = "the program"; static constexpr const char* what = "Rights, retention, law, channels or a traffic switch changed, by whom and from what to what."; };
template <> struct Told<audit::HandedOut> { static constexpr const char* by = "the program"; static constexpr const char* what = "Evidence, an export, a backup or an archive left the system: its hash and for whom."; };
// clang-format on

template <class E>
std::string entry() {
  const auto line = describe_event<E>();  // "Name 1: field type, ..."
  const auto colon = line.find(": ");
  auto fields = line.substr(colon + 2, line.size() - colon - 3);
  return "### " + line.substr(0, colon) + "\n" + Told<E>::what + " *Written by: " + Told<E>::by + ".*\n\n`" + fields + "`\n\n";
}

template <class Variant>
std::string section(std::string_view title, std::string_view kept) {
  std::vector<std::string> entries;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, boost::mp11::mp_rename<Variant, boost::mp11::mp_list>>>(
      [&](auto one) { entries.push_back(entry<typename decltype(one)::type>()); });
  return "## " + std::string(title) + "\n*Retention: " + std::string(kept) + ".*\n\n" + sorted_lines(std::move(entries));
}

}  // namespace

std::string event_catalogue() {
  return std::string(R"(# Catalogue of events
Printed by `onestop events --catalogue`; a test holds this page against the program. Every event that the log can hold, with the
version that is written now. The number after the name is that version; older ones are lifted on reading. All fields are shared
between the states unless they say `private` (the writing state may withhold it) or `personal` (encrypted under a key of the person, and
unreadable once that key is destroyed). `by` holds officer, state, agency, role, desk and the provision that allowed the act.

)") +
         section<crossing::Event>("Crossings", "crossing; in the streams of the crossing, until its retention by law ends") +
         section<shift::Event>("The shift", "shift; in the stream of the post") +
         section<duty::Event>("Work in hand", "duty; one stream a day for each recorder") +
         section<lodgement::Event>("Lodgements", "lodgement; in the stream of the lodgement") +
         section<channel::RuleEvent>("Channel rules", "rules; never while a decision rests on them") +
         section<std::variant<law::RegimeActivated>>("Law and post", "rules; never while a crossing rests on them") +
         section<audit::Event>("Audit", "audit; one stream a day for each recorder");
}

}  // namespace onestop::wire
