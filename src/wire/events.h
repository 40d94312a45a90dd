#pragma once
// The core's events as stored types. Name and version are written here, apart from the structs: renaming a struct
// changes nothing that is stored, changing its fields asks for a new version, an upcaster and a line in
// src/wire/event_schema.txt (a test compares).
#include "core/crossing/events.h"
#include "core/law/activation.h"
#include "wire/fields.h"

namespace onestop::wire {

// clang-format off
template <> struct EventType<crossing::VehicleArrived> { static constexpr const char* name = "VehicleArrived"; static constexpr int version = 3; };
template <> struct EventType<crossing::ControlBegun> { static constexpr const char* name = "ControlBegun"; static constexpr int version = 1; };
template <> struct EventType<crossing::ControlClosed> { static constexpr const char* name = "ControlClosed"; static constexpr int version = 2; };
template <> struct EventType<crossing::HoldPlaced> { static constexpr const char* name = "HoldPlaced"; static constexpr int version = 1; };
template <> struct EventType<crossing::HoldLifted> { static constexpr const char* name = "HoldLifted"; static constexpr int version = 1; };
template <> struct EventType<crossing::HoldExpired> { static constexpr const char* name = "HoldExpired"; static constexpr int version = 1; };
template <> struct EventType<crossing::ControlOrdered> { static constexpr const char* name = "ControlOrdered"; static constexpr int version = 1; };
template <> struct EventType<crossing::InspectionOrdered> { static constexpr const char* name = "InspectionOrdered"; static constexpr int version = 1; };
template <> struct EventType<crossing::InspectionAttended> { static constexpr const char* name = "InspectionAttended"; static constexpr int version = 1; };
template <> struct EventType<crossing::AttendanceDeclined> { static constexpr const char* name = "AttendanceDeclined"; static constexpr int version = 1; };
template <> struct EventType<crossing::PartnerAbsent> { static constexpr const char* name = "PartnerAbsent"; static constexpr int version = 1; };
template <> struct EventType<crossing::InspectionActDrawn> { static constexpr const char* name = "InspectionActDrawn"; static constexpr int version = 1; };
template <> struct EventType<crossing::InspectionActSigned> { static constexpr const char* name = "InspectionActSigned"; static constexpr int version = 1; };
template <> struct EventType<crossing::ExitNoticeGiven> { static constexpr const char* name = "ExitNoticeGiven"; static constexpr int version = 1; };
template <> struct EventType<crossing::EntryAccepted> { static constexpr const char* name = "EntryAccepted"; static constexpr int version = 1; };
template <> struct EventType<crossing::SubjectRefused> { static constexpr const char* name = "SubjectRefused"; static constexpr int version = 1; };
template <> struct EventType<crossing::SubjectReadmitted> { static constexpr const char* name = "SubjectReadmitted"; static constexpr int version = 1; };
template <> struct EventType<crossing::SubjectReleased> { static constexpr const char* name = "SubjectReleased"; static constexpr int version = 1; };
template <> struct EventType<crossing::VehicleDeparted> { static constexpr const char* name = "VehicleDeparted"; static constexpr int version = 1; };
template <> struct EventType<crossing::CrossingWithdrawn> { static constexpr const char* name = "CrossingWithdrawn"; static constexpr int version = 1; };
template <> struct EventType<crossing::VehicleIsolated> { static constexpr const char* name = "VehicleIsolated"; static constexpr int version = 1; };
template <> struct EventType<crossing::AlarmClosureAgreed> { static constexpr const char* name = "AlarmClosureAgreed"; static constexpr int version = 1; };
template <> struct EventType<crossing::HoldRequested> { static constexpr const char* name = "HoldRequested"; static constexpr int version = 1; };
template <> struct EventType<crossing::HoldRequestAnswered> { static constexpr const char* name = "HoldRequestAnswered"; static constexpr int version = 1; };
template <> struct EventType<crossing::FurtherRegistered> { static constexpr const char* name = "FurtherRegistered"; static constexpr int version = 1; };
template <> struct EventType<crossing::ConsignmentSplit> { static constexpr const char* name = "ConsignmentSplit"; static constexpr int version = 1; };
template <> struct EventType<crossing::SubjectDetached> { static constexpr const char* name = "SubjectDetached"; static constexpr int version = 1; };
template <> struct EventType<crossing::ReexaminationOrdered> { static constexpr const char* name = "ReexaminationOrdered"; static constexpr int version = 1; };
template <> struct EventType<crossing::ReversalRequested> { static constexpr const char* name = "ReversalRequested"; static constexpr int version = 1; };
template <> struct EventType<crossing::ReversalAnswered> { static constexpr const char* name = "ReversalAnswered"; static constexpr int version = 1; };
template <> struct EventType<crossing::OffenceRecorded> { static constexpr const char* name = "OffenceRecorded"; static constexpr int version = 1; };
template <> struct EventType<crossing::OffenceSettled> { static constexpr const char* name = "OffenceSettled"; static constexpr int version = 1; };
template <> struct EventType<crossing::PersonDetained> { static constexpr const char* name = "PersonDetained"; static constexpr int version = 1; };
template <> struct EventType<crossing::SubjectSeized> { static constexpr const char* name = "SubjectSeized"; static constexpr int version = 1; };
template <> struct EventType<crossing::GoodsDeposited> { static constexpr const char* name = "GoodsDeposited"; static constexpr int version = 1; };
template <> struct EventType<crossing::CostIncurred> { static constexpr const char* name = "CostIncurred"; static constexpr int version = 1; };
template <> struct EventType<crossing::GoodsReloaded> { static constexpr const char* name = "GoodsReloaded"; static constexpr int version = 1; };
template <> struct EventType<crossing::SubjectAbandoned> { static constexpr const char* name = "SubjectAbandoned"; static constexpr int version = 1; };
template <> struct EventType<crossing::SampleTaken> { static constexpr const char* name = "SampleTaken"; static constexpr int version = 1; };
template <> struct EventType<crossing::SampleReported> { static constexpr const char* name = "SampleReported"; static constexpr int version = 1; };
template <> struct EventType<crossing::VehicleWeighed> { static constexpr const char* name = "VehicleWeighed"; static constexpr int version = 1; };
template <> struct EventType<crossing::PartnerCalled> { static constexpr const char* name = "PartnerCalled"; static constexpr int version = 1; };
template <> struct EventType<crossing::CallUnanswered> { static constexpr const char* name = "CallUnanswered"; static constexpr int version = 1; };
template <> struct EventType<crossing::DivergenceResolved> { static constexpr const char* name = "DivergenceResolved"; static constexpr int version = 1; };
template <> struct EventType<crossing::SameCrossing> { static constexpr const char* name = "SameCrossing"; static constexpr int version = 1; };
template <> struct EventType<crossing::DocumentAttached> { static constexpr const char* name = "DocumentAttached"; static constexpr int version = 1; };
template <> struct EventType<crossing::CorrectionRequested> { static constexpr const char* name = "CorrectionRequested"; static constexpr int version = 1; };
template <> struct EventType<crossing::CorrectionAnswered> { static constexpr const char* name = "CorrectionAnswered"; static constexpr int version = 1; };
template <> struct EventType<crossing::PhotographAttached> { static constexpr const char* name = "PhotographAttached"; static constexpr int version = 1; };
template <> struct EventType<law::RegimeActivated> { static constexpr const char* name = "RegimeActivated"; static constexpr int version = 1; };
// clang-format on

EncodedEvent encode(const crossing::Event& event);
/// Older versions are lifted to the present one first. Withheld and erased fields come back empty.
Expected<crossing::Event> decode(const Code& type, std::uint16_t version, std::vector<Field> fields);
EncodedEvent encode(const law::RegimeActivated& event);
Expected<law::RegimeActivated> decode_activation(std::uint16_t version, std::vector<Field> fields);
/// One line a type, sorted: what src/wire/event_schema.txt must hold.
std::string event_schema();

}  // namespace onestop::wire
