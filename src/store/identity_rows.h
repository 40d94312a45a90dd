#pragma once
// Rows of who may act: accounts, appointments, sessions, and changes of them that wait for a second person.
#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/id.h"
#include "base/instant.h"
#include "core/identity/identity.h"

namespace onestop::store {

struct AccountRow {
  Id id;
  std::string name, title;
  identity::AccountKind kind = identity::AccountKind::officer;
  Code state;  // whose administrators keep it
  PublicKey key{};
  std::optional<Instant> closed = std::nullopt;
  bool second_factor = false;
  bool new_password = false;  // somebody else knows it: it must be changed before anything else
  std::string issuer{}, subject{}, certificate{};
  Instant sessions_from{};    // sessions opened earlier are over
  std::uint64_t version = 1;
  bool operator==(const AccountRow&) const = default;
};

struct SessionRow {
  Hash token_hash{};
  Id id, officer, appointment;
  Code desk, method;
  bool second_factor = false;
  Instant opened, expires, last_used;
  bool operator==(const SessionRow&) const = default;
};

enum class RequestOutcome { waiting, approved, declined, withdrawn };
BOOST_DESCRIBE_ENUM(RequestOutcome, waiting, approved, declined, withdrawn)

struct AccountRequestRow {
  Id id;
  Code state;
  identity::Change change = identity::Change::appoint;
  Id officer;
  std::string wish;  // JSON
  std::uint64_t account_version = 0;
  Id asked_by;
  Instant asked;
  std::optional<Id> decided_by = std::nullopt;
  std::optional<Instant> decided = std::nullopt;
  RequestOutcome outcome = RequestOutcome::waiting;
  bool operator==(const AccountRequestRow&) const = default;
};

}  // namespace onestop::store
