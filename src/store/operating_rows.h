#pragma once
// Rows of operating a post: which processes serve it, what operators did to the traffic with others, what waits.
#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

#include "store/firm_rows.h"

namespace onestop::store {

/// One program that serves this database.
struct ProcessRow {
  Id id;  // anew with every start
  std::string host;
  std::uint64_t pid = 0;
  std::string version, address;
  Instant since, seen;  // by its wall clock
  bool operator==(const ProcessRow&) const = default;
};

enum class ActKind { opened, closed, redriven, replayed };
BOOST_DESCRIBE_ENUM(ActKind, opened, closed, redriven, replayed)

/// What somebody did to the traffic with a system outside: "lodging", "sandbox", "webhooks", "oidc", "firm:ID", "link:NAME".
/// The verifiable log tells of it as well, in the same transaction.
struct OperatorAct {
  Id id;  // by time
  Instant at;
  std::optional<Id> officer;  // nobody: at the machine
  std::string by;             // as shown
  Code state;                 // of the officer; whose log tells of it
  ActKind kind = ActKind::closed;
  std::string system, reason;
  std::uint64_t items = 0;    // of what was sent again
  bool operator==(const OperatorAct&) const = default;
};

/// A delivery that was given up.
struct DeadLetter {
  Id webhook;
  std::uint64_t number = 0;
  Id firm;
  std::string url;
  Code kind;
  std::uint32_t attempts = 0;
  std::optional<Instant> first_tried, last_tried;
  int last_status = 0;
  std::string last_error;
};
struct DeadLetterQuery {
  std::optional<Id> firm;
  std::optional<std::pair<Id, std::uint64_t>> after;  // webhook and number
  std::size_t limit = 100;
};

/// Which dead deliveries are to wait again: all of all firms, where nothing is named.
struct RedriveWish {
  std::optional<Id> firm, webhook;
  std::vector<std::uint64_t> numbers;  // of that webhook; empty: all
  std::size_t limit = 10'000;
};

/// A firm's notifications from a number on are to be told to its webhooks once more.
struct ReplayWish {
  Id firm;
  std::optional<Id> webhook;  // nothing: all of the firm
  std::uint64_t from = 1;
  std::size_t limit = 10'000;
};

struct Backlog {
  struct OfWebhook {
    Id webhook, firm;
    std::uint64_t waiting = 0, dead = 0;
    std::optional<Instant> oldest;  // that it is due since
  };
  std::vector<OfWebhook> webhooks;  // with something in it, the longest first, at most `limit`
  std::uint64_t waiting = 0, dead = 0;
  std::uint64_t overdue = 0;        // deadlines that should have been looked at
  std::optional<Instant> overdue_since;
};

struct DatabaseState {
  struct Replica {
    std::string name, state, sync;
    std::optional<std::int64_t> lag_ms, lag_bytes;  // not told to everybody
  };
  std::string engine, version;
  Instant clock;                // the database's; of a file the machine's
  std::uint64_t connections = 0, most_connections = 0;  // 0: of a file
  bool sees_replicas = false;   // this user may see them
  std::vector<Replica> replicas;
};

}  // namespace onestop::store
