#include "core/identity/identity.h"

#include <algorithm>

namespace onestop::identity {
namespace {

bool of_post(const Appointment& one, const Code& post) { return one.post.empty() || one.post == post; }

bool has_bit(std::uint64_t bits, const std::vector<Code>& all, const Code& one) {
  const auto at = std::ranges::find(all, one);
  return at != all.end() && at - all.begin() < 64 && (bits >> (at - all.begin()) & 1) != 0;
}

}  // namespace

bool holds(const Appointment& appointment, Day day) { return appointment.from <= day && (!appointment.until || day < *appointment.until); }

const Appointment* appointment_for(std::span<const Appointment> of_officer, const Seat& seat, Day day) {
  const auto at = std::ranges::find_if(of_officer, [&](const Appointment& one) {
    return holds(one, day) && of_post(one, seat.post) && one.state == seat.state && one.agency == seat.agency && one.role == seat.role;
  });
  return at == of_officer.end() ? nullptr : &*at;
}

const Appointment* appointment_on(std::span<const Appointment> of_officer, const Code& post, Day day) {
  const Appointment* found = nullptr;
  for (const auto& one : of_officer)
    if (holds(one, day) && of_post(one, post) && (!found || found->from < one.from)) found = &one;
  return found;
}

bool needs_second_person(Change change) {
  switch (change) {
    case Change::enrol: case Change::appoint: case Change::end_appointment: case Change::close_account: case Change::open_account:
    case Change::issue_password: case Change::reset_pin: case Change::remove_second_factor: case Change::bind_subject: case Change::bind_certificate: return true;
    case Change::end_sessions: case Change::rename: return false;
  }
  return true;
}

const law::Citation* power_for(const law::Procedure& procedure, law::Act act, const Seat& seat, const Code& zone) {
  const auto at = std::ranges::find(procedure.zones, zone);
  const auto zone_bit = at == procedure.zones.end() ? std::uint64_t{1} << 63 : std::uint64_t{1} << (at - procedure.zones.begin());
  for (std::size_t side = 0; side < 2; ++side) {
    if (procedure.states[side] != seat.state) continue;
    for (const auto& one : procedure.powers)
      if (one.act == act && (one.sides >> side & 1) != 0 && has_bit(one.agencies, procedure.agencies, seat.agency) &&
          has_bit(one.roles, procedure.roles, seat.role) && (one.zones & zone_bit) != 0)
        return &procedure.provisions[one.provision];
  }
  return nullptr;
}

std::string_view name_of(RefusalCode code) {
  switch (code) {
    case RefusalCode::not_yours: return "account.not_yours";
    case RefusalCode::other_state: return "account.other_state";
    case RefusalCode::own_account: return "account.own_account";
    case RefusalCode::same_person: return "account.same_person";
    case RefusalCode::already_decided: return "account.already_decided";
    case RefusalCode::account_changed: return "account.changed";
    case RefusalCode::day_past: return "account.day_past";
    case RefusalCode::day_order: return "account.day_order";
    case RefusalCode::closed: return "account.closed";
  }
  return "account.not_yours";
}

std::string_view sentence_of(RefusalCode code) {
  switch (code) {
    case RefusalCode::not_yours: return "Only administrators of accounts may do this.";
    case RefusalCode::other_state: return "Accounts are kept by administrators of their own state.";
    case RefusalCode::own_account: return "Nobody decides about his own account.";
    case RefusalCode::same_person: return "A second administrator must approve this, not the one who asked.";
    case RefusalCode::already_decided: return "This was decided already.";
    case RefusalCode::account_changed: return "The account was changed since this was asked for; ask anew.";
    case RefusalCode::day_past: return "A day in the past cannot be changed.";
    case RefusalCode::day_order: return "An appointment must end after it begins.";
    case RefusalCode::closed: return "The account is closed.";
  }
  return "";
}

std::optional<Refusal> judge_wish(const Administrator& who, Change change, const Id& about, const Code& state) {
  if (!who.may) return Refusal{RefusalCode::not_yours};
  if (who.state != state) return Refusal{RefusalCode::other_state};
  if (who.officer == about && change != Change::end_sessions) return Refusal{RefusalCode::own_account};
  return std::nullopt;
}

std::optional<Refusal> judge_approval(const Administrator& who, const Waiting& waiting) {
  if (!who.may) return Refusal{RefusalCode::not_yours};
  if (who.state != waiting.state) return Refusal{RefusalCode::other_state};
  if (!waiting.waits) return Refusal{RefusalCode::already_decided};
  if (who.officer == waiting.asked_by) return Refusal{RefusalCode::same_person};
  if (who.officer == waiting.about) return Refusal{RefusalCode::own_account};
  return std::nullopt;
}

std::optional<Refusal> judge_end(Day today, const Appointment& appointment, Day until) {
  if (until < today || (appointment.until && *appointment.until <= today)) return Refusal{RefusalCode::day_past};
  return std::nullopt;  // ending on its first day, it never held
}

std::optional<Refusal> judge_days(Day today, Day from, const std::optional<Day>& until) {
  if (from < today) return Refusal{RefusalCode::day_past};
  if (until && *until <= from) return Refusal{RefusalCode::day_order};
  return std::nullopt;
}

}  // namespace onestop::identity
