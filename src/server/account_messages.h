#pragma once
// What the pages of accounts say and are told.
#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

#include "server/messages.h"
#include "store/identity_rows.h"

namespace onestop::server {

struct AppointmentView {
  Id id;
  Code post, state, agency, role;
  Day from;
  std::optional<Day> until;  // the first day on which it does not hold any more
  bool holds = false;        // today
};
BOOST_DESCRIBE_STRUCT(AppointmentView, (), (id, post, state, agency, role, from, until, holds))

struct OwnSession {
  Id id;
  Code desk, method;
  Instant opened, last_used, expires;
  bool here = false;  // the one that asks
};
BOOST_DESCRIBE_STRUCT(OwnSession, (), (id, desk, method, opened, last_used, expires, here))

struct OwnAccount {
  Id id;
  std::string name, title;
  bool second_factor = false;
  bool second_factor_required = false;  // by the post, for the role of this session
  bool has_pin = false;
  std::size_t recovery_codes_left = 0;
  std::optional<Code> limited;
  std::vector<AppointmentView> appointments;
  std::vector<OwnSession> sessions;
};
BOOST_DESCRIBE_STRUCT(OwnAccount, (), (id, name, title, second_factor, second_factor_required, has_pin, recovery_codes_left, limited, appointments, sessions))

struct ChangePassword {
  std::string current, password;
};
BOOST_DESCRIBE_STRUCT(ChangePassword, (), (current, password))

struct ChangePin {
  std::string password;
  std::optional<std::string> current;  // where there is a PIN already
  std::string pin;
};
BOOST_DESCRIBE_STRUCT(ChangePin, (), (password, current, pin))

struct AskSecondFactor {
  std::string password;
};
BOOST_DESCRIBE_STRUCT(AskSecondFactor, (), (password))

/// For the authenticator app, by hand or as the address that a QR code draws.
struct PreparedFactor {
  std::string key, uri;
};
BOOST_DESCRIBE_STRUCT(PreparedFactor, (), (key, uri))

struct GiveCode {
  std::string code;
};
BOOST_DESCRIBE_STRUCT(GiveCode, (), (code))

/// Shown once.
struct RecoveryCodes {
  std::vector<std::string> codes;
};
BOOST_DESCRIBE_STRUCT(RecoveryCodes, (), (codes))

struct AccountView {
  Id id;
  std::string name, title;
  identity::AccountKind kind = identity::AccountKind::officer;
  std::optional<Instant> closed;
  bool second_factor = false;
  std::string issuer, subject, certificate;
  std::vector<AppointmentView> appointments;
};
BOOST_DESCRIBE_STRUCT(AccountView, (), (id, name, title, kind, closed, second_factor, issuer, subject, certificate, appointments))

/// What an administrator asks for; which of the fields are needed depends on the change.
struct AccountWish {
  identity::Change change = identity::Change::appoint;
  std::optional<Id> officer;          // none for a new one
  std::optional<std::string> name, title;
  std::optional<Code> agency, role;
  std::optional<Day> from, until;
  std::optional<Id> appointment;
  std::optional<std::string> issuer, subject, certificate;
};
BOOST_DESCRIBE_STRUCT(AccountWish, (), (change, officer, name, title, agency, role, from, until, appointment, issuer, subject, certificate))

struct AccountRequestView {
  Id id;
  identity::Change change = identity::Change::appoint;
  Id officer;
  std::string title;                  // of whom it is about
  AccountWish wish;
  std::string asked_by;
  Instant asked;
  std::string decided_by;
  std::optional<Instant> decided;
  store::RequestOutcome outcome = store::RequestOutcome::waiting;
  bool mine = false;                  // asked by whoever looks
};
BOOST_DESCRIBE_STRUCT(AccountRequestView, (), (id, change, officer, title, wish, asked_by, asked, decided_by, decided, outcome, mine))

struct AccountList {
  Code state;
  std::vector<AccountView> accounts;
  std::vector<AccountRequestView> requests;  // newest first
  std::vector<Code> agencies, roles;          // that appointments can name
  Day today;
};
BOOST_DESCRIBE_STRUCT(AccountList, (), (state, accounts, requests, agencies, roles, today))

struct AccountDecision {
  bool approve = false;
};
BOOST_DESCRIBE_STRUCT(AccountDecision, (), (approve))

struct AccountDecided {
  AccountRequestView request;
  std::optional<std::string> password;  // to be handed to the officer, who must change it; shown once
};
BOOST_DESCRIBE_STRUCT(AccountDecided, (), (request, password))

}  // namespace onestop::server
