#pragma once
// What operators and the server say to each other.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "store/operating_rows.h"
#include "wire/json.h"
#include "wire/json_schema.h"

namespace onestop::server {

/// How the traffic with one system outside stands.
struct SwitchView {
  std::string system;                // lodging, sandbox, webhooks, oidc, firm:ID, link:NAME
  std::optional<std::string> title;  // of a firm
  bool open = true;
  std::optional<std::string> reason, by;
  std::optional<Instant> since;      // nothing where it was never set
};
BOOST_DESCRIBE_STRUCT(SwitchView, (), (system, title, open, reason, by, since))

struct SwitchList {
  std::vector<SwitchView> switches;
};
BOOST_DESCRIBE_STRUCT(SwitchList, (), (switches))

struct SetSwitch {
  bool open = true;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(SetSwitch, (), (open, reason))

struct OperatorActView {
  Id id;
  Instant at;
  std::string by;
  store::ActKind kind = store::ActKind::closed;
  std::string system, reason;
  std::uint64_t items = 0;
};
BOOST_DESCRIBE_STRUCT(OperatorActView, (), (id, at, by, kind, system, reason, items))

struct OperatorActList {
  std::vector<OperatorActView> acts;
};
BOOST_DESCRIBE_STRUCT(OperatorActList, (), (acts))

struct DeadLetterView {
  Id webhook;
  std::uint64_t number = 0;  // of the notification in the firm's box
  Id firm;
  std::string firm_name;
  std::string receiver;      // scheme and host of its url
  Code kind;
  std::uint32_t attempts = 0;
  std::optional<Instant> first_tried, last_tried;
  std::int64_t age_s = 0;    // since it was tried first
  int last_status = 0;
  std::string last_error;
};
BOOST_DESCRIBE_STRUCT(DeadLetterView, (), (webhook, number, firm, firm_name, receiver, kind, attempts, first_tried, last_tried, age_s, last_status, last_error))

struct DeadLetterPage {
  std::vector<DeadLetterView> letters;
  std::optional<Id> next_webhook;  // where there are more: `after_webhook` and `after_number` of the next page
  std::optional<std::uint64_t> next_number;
};
BOOST_DESCRIBE_STRUCT(DeadLetterPage, (), (letters, next_webhook, next_number))

struct DeadLetterPageQuery {
  std::optional<bool> sandbox;
  std::optional<Id> firm, after_webhook;
  std::optional<std::uint64_t> after_number;
  std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(DeadLetterPageQuery, (), (sandbox, firm, after_webhook, after_number, limit))

/// What was given up is sent again: of all firms, of one, or chosen numbers of one webhook.
struct RedriveOrder {
  std::string reason;
  std::optional<bool> sandbox;
  std::optional<Id> firm, webhook;
  std::optional<std::vector<std::uint64_t>> numbers;
};
BOOST_DESCRIBE_STRUCT(RedriveOrder, (), (reason, sandbox, firm, webhook, numbers))

/// What a firm was told from a number of its box on is told to its webhooks once more.
struct ReplayOrder {
  std::string reason;
  std::optional<bool> sandbox;
  Id firm;
  std::optional<Id> webhook;
  std::uint64_t from = 1;
};
BOOST_DESCRIBE_STRUCT(ReplayOrder, (), (reason, sandbox, firm, webhook, from))

struct SentAgain {
  std::uint64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(SentAgain, (), (count))

}  // namespace onestop::server

template <> struct onestop::wire::Rules<&onestop::server::SetSwitch::reason> { static constexpr FieldRules value{.min_length = 3, .max_length = 300, .doc = "told to whoever is turned away, and kept on record"}; };
template <> struct onestop::wire::Rules<&onestop::server::RedriveOrder::reason> { static constexpr FieldRules value{.min_length = 3, .max_length = 300}; };
template <> struct onestop::wire::Rules<&onestop::server::ReplayOrder::reason> { static constexpr FieldRules value{.min_length = 3, .max_length = 300}; };
template <> struct onestop::wire::Rules<&onestop::server::RedriveOrder::numbers> { static constexpr FieldRules value{.max_items = 1000}; };
template <> struct onestop::wire::Rules<&onestop::server::ReplayOrder::from> { static constexpr FieldRules value{.max = INT64_MAX - 1, .doc = "number of the first"}; };
template <> struct onestop::wire::Rules<&onestop::server::DeadLetterPageQuery::after_number> { static constexpr FieldRules value{.max = INT64_MAX - 1}; };
template <> struct onestop::wire::Rules<&onestop::server::DeadLetterPageQuery::limit> { static constexpr FieldRules value{.min = 1, .max = 500}; };
