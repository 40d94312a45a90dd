#pragma once
// Who serves where from which day on, and which changes of that need a second person. Pure: days, laws and persons are told.
#include <boost/describe.hpp>

#include <optional>
#include <span>
#include <string_view>

#include "base/id.h"
#include "base/instant.h"
#include "core/law/procedure.h"

namespace onestop::identity {

enum class AccountKind { officer, machine };
BOOST_DESCRIBE_ENUM(AccountKind, officer, machine)

/// An officer of a state serves at a post in a role, by the days of that state's clock.
struct Appointment {
  Id id, officer;
  Code post;  // empty: every post that is kept together with this one
  Code state, agency, role;
  Day from;
  std::optional<Day> until = std::nullopt;  // the first day on which it does not hold any more
  Id asked_by = {}, approved_by = {};
  bool operator==(const Appointment&) const = default;
};

bool holds(const Appointment& appointment, Day day);
/// As whom somebody may sit at a desk.
struct Seat {
  Code post, state, agency, role;
};
/// The officer's appointment that fits the seat on that day; null where there is none.
const Appointment* appointment_for(std::span<const Appointment> of_officer, const Seat& seat, Day day);
/// The one that holds on that day; of several the one that began last.
const Appointment* appointment_on(std::span<const Appointment> of_officer, const Code& post, Day day);

/// Whoever the law lets say who sits where at a post administers the accounts of his own state's officers.
inline constexpr law::Act administering = law::Act::assign_desk;

/// What administrators change of accounts.
enum class Change {
  enrol, appoint, end_appointment, close_account, open_account, issue_password, reset_pin, remove_second_factor, bind_subject,
  bind_certificate, end_sessions, rename
};
BOOST_DESCRIBE_ENUM(Change, enrol, appoint, end_appointment, close_account, open_account, issue_password, reset_pin, remove_second_factor,
                    bind_subject, bind_certificate, end_sessions, rename)
/// Whether it gives or takes the power to act under a name: then two persons of the state answer for it.
bool needs_second_person(Change change);

/// The provision by which somebody of this state, agency and role may do the act at this desk's zone or without one; null for none.
const law::Citation* power_for(const law::Procedure& procedure, law::Act act, const Seat& seat, const Code& zone);

enum class RefusalCode { not_yours, other_state, own_account, same_person, already_decided, account_changed, day_past, day_order, closed };
struct Refusal {
  RefusalCode code = RefusalCode::not_yours;
  bool operator==(const Refusal&) const = default;
};
/// "account.same_person" and what to tell the officer.
std::string_view name_of(RefusalCode code);
std::string_view sentence_of(RefusalCode code);

/// Who asks or decides.
struct Administrator {
  Id officer;
  Code state;
  bool may = false;  // the law lets him administer accounts
};
/// Whether he may ask for a change of an account of this state.
std::optional<Refusal> judge_wish(const Administrator& who, Change change, const Id& about, const Code& state);
struct Waiting {
  Change change = Change::appoint;
  Code state;
  Id asked_by, about;
  bool waits = true;
};
/// Whether he may approve what waits: a second administrator of the same state, whom it is not about.
std::optional<Refusal> judge_approval(const Administrator& who, const Waiting& waiting);
/// Whether an appointment may end on that day instead.
std::optional<Refusal> judge_end(Day today, const Appointment& appointment, Day until);
/// Whether an appointment may begin and end so, seen from `today` of its state: what is past stays as it was.
std::optional<Refusal> judge_days(Day today, Day from, const std::optional<Day>& until);

}  // namespace onestop::identity
