#pragma once
// What firms and the server say to each other about who they are.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "server/right/masked_messages.h"
#include "store/firm_rows.h"
#include "wire/json.h"
#include "wire/json_schema.h"

namespace onestop::server {

struct RegisterFirm {
  std::string name, tax_number;
  Code country;  // ISO 3166, two letters
  std::string mail, password;
};
BOOST_DESCRIBE_STRUCT(RegisterFirm, (), (name, tax_number, country, mail, password))

struct FirmView {
  Id id;
  std::string name, tax_number;
  Code country;
  std::string mail;
  Instant registered;
  store::FirmState state = store::FirmState::registered;
};
BOOST_DESCRIBE_STRUCT(FirmView, (), (id, name, tax_number, country, mail, registered, state))

struct FirmList {
  std::vector<FirmView> firms;
  std::optional<Id> next;  // where there are more: `after` of the next page
  std::vector<MaskedPlace> masked = {};
};
BOOST_DESCRIBE_STRUCT(FirmList, (), (firms, next, masked))

struct FirmQuery {
  std::optional<store::FirmState> state;
  std::optional<Id> after;
  std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(FirmQuery, (), (state, after, limit))

struct FirmSignIn {
  std::string mail, password;
};
BOOST_DESCRIBE_STRUCT(FirmSignIn, (), (mail, password))

struct FirmSessionView {
  FirmView firm;
  Instant expires;
};
BOOST_DESCRIBE_STRUCT(FirmSessionView, (), (firm, expires))

struct NewKey {
  std::string name;
  store::Environment environment = store::Environment::live;
  std::optional<Instant> expires;
};
BOOST_DESCRIBE_STRUCT(NewKey, (), (name, environment, expires))

struct KeyView {
  Id id;
  std::string name;
  store::Environment environment = store::Environment::live;
  Instant created;
  std::optional<Instant> expires, revoked, last_used;
  std::optional<std::string> secret;  // only in the answer to its creation
};
BOOST_DESCRIBE_STRUCT(KeyView, (), (id, name, environment, created, expires, revoked, last_used, secret))

struct KeyList {
  std::vector<KeyView> keys;
};
BOOST_DESCRIBE_STRUCT(KeyList, (), (keys))

/// An object that was written as JSON before.
struct JsonObject {
  std::string text;
};

struct NotificationView {
  std::uint64_t number = 0;
  Id id, movement;
  Code kind;
  Instant at;
  JsonObject body;
};
BOOST_DESCRIBE_STRUCT(NotificationView, (), (number, id, movement, kind, at, body))

struct NotificationPage {
  std::vector<NotificationView> notifications;
  std::uint64_t next = 0;          // `after` of the next page
  std::uint64_t first = 1;         // the oldest that is still kept
  std::uint64_t last = 0;          // the newest
  std::uint64_t acknowledged = 0;  // up to here you have taken over
  std::int64_t kept_days = 0;
};
BOOST_DESCRIBE_STRUCT(NotificationPage, (), (notifications, next, first, last, acknowledged, kept_days))

struct NotificationQuery {
  std::optional<std::uint64_t> after;  // where left out: what is not acknowledged
  std::optional<std::int64_t> limit;
  std::optional<Code> kind;
  std::optional<std::int64_t> wait_s;
};
BOOST_DESCRIBE_STRUCT(NotificationQuery, (), (after, limit, kind, wait_s))

struct Acknowledgement {
  std::uint64_t up_to = 0;
};
BOOST_DESCRIBE_STRUCT(Acknowledgement, (), (up_to))

struct BoxView {
  std::uint64_t first = 1, last = 0, acknowledged = 0;
};
BOOST_DESCRIBE_STRUCT(BoxView, (), (first, last, acknowledged))

struct NewWebhook {
  std::string url;
  std::vector<Code> kinds;  // of notifications; empty: all
};
BOOST_DESCRIBE_STRUCT(NewWebhook, (), (url, kinds))

struct SecretView {
  Id id;
  Instant created;
  std::optional<Instant> expires;
  std::optional<std::string> secret;  // only in the answer to its creation
};
BOOST_DESCRIBE_STRUCT(SecretView, (), (id, created, expires, secret))

struct WebhookView {
  Id id;
  std::string url;
  std::vector<Code> kinds;
  store::WebhookState state = store::WebhookState::pending;
  std::string error;  // why the challenge failed
  Instant created;
  std::vector<SecretView> secrets;
};
BOOST_DESCRIBE_STRUCT(WebhookView, (), (id, url, kinds, state, error, created, secrets))

struct WebhookList {
  std::vector<WebhookView> webhooks;
};
BOOST_DESCRIBE_STRUCT(WebhookList, (), (webhooks))

struct NewSecret {
  std::int64_t old_valid_s = 86'400;  // how long the present one stays valid
};
BOOST_DESCRIBE_STRUCT(NewSecret, (), (old_valid_s))

struct DeliveryView {
  std::uint64_t number = 0;
  Id movement;
  store::DeliveryState state = store::DeliveryState::waiting;
  std::uint32_t attempts = 0;
  std::optional<Instant> first_tried, last_tried, next_at;
  int last_status = 0;  // 0: no answer
  std::string last_error;
};
BOOST_DESCRIBE_STRUCT(DeliveryView, (), (number, movement, state, attempts, first_tried, last_tried, next_at, last_status, last_error))

struct DeliveryList {
  std::vector<DeliveryView> deliveries;  // newest first
  std::optional<std::uint64_t> next;     // `before` of the next page
};
BOOST_DESCRIBE_STRUCT(DeliveryList, (), (deliveries, next))

struct DeliveryPageQuery {
  std::optional<store::DeliveryState> state;
  std::optional<std::uint64_t> before;
  std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(DeliveryPageQuery, (), (state, before, limit))

struct Redriven {
  std::uint64_t deliveries = 0;
};
BOOST_DESCRIBE_STRUCT(Redriven, (), (deliveries))

}  // namespace onestop::server

namespace onestop::wire {
template <> struct Rules<&server::RegisterFirm::name> { static constexpr FieldRules value{.min_length = 1, .max_length = 200}; };
template <> struct Rules<&server::RegisterFirm::tax_number> { static constexpr FieldRules value{.min_length = 1, .max_length = 30}; };
template <> struct Rules<&server::RegisterFirm::mail> { static constexpr FieldRules value{.min_length = 3, .max_length = 254}; };
template <> struct Rules<&server::RegisterFirm::password> { static constexpr FieldRules value{.min_length = 10, .max_length = 200}; };
template <> struct Rules<&server::FirmSignIn::mail> { static constexpr FieldRules value{.min_length = 1, .max_length = 254}; };
template <> struct Rules<&server::FirmSignIn::password> { static constexpr FieldRules value{.min_length = 1, .max_length = 200}; };
template <> struct Rules<&server::NewKey::name> { static constexpr FieldRules value{.min_length = 1, .max_length = 100}; };
template <> struct Rules<&server::NewWebhook::url> { static constexpr FieldRules value{.min_length = 1, .max_length = 2000}; };
template <> struct Rules<&server::NewWebhook::kinds> { static constexpr FieldRules value{.max_items = 50}; };
template <> struct Rules<&server::NewSecret::old_valid_s> { static constexpr FieldRules value{.min = 0, .max = 7 * 86'400}; };
template <> struct Rules<&server::NotificationQuery::limit> { static constexpr FieldRules value{.min = 1, .max = 500}; };
template <> struct Rules<&server::NotificationQuery::after> { static constexpr FieldRules value{.max = INT64_MAX - 1}; };
template <> struct Rules<&server::NotificationQuery::wait_s> { static constexpr FieldRules value{.min = 0, .max = 20, .doc = "wait so long for the first new one"}; };
template <> struct Rules<&server::Acknowledgement::up_to> { static constexpr FieldRules value{.max = INT64_MAX - 1}; };
template <> struct Rules<&server::DeliveryPageQuery::limit> { static constexpr FieldRules value{.min = 1, .max = 500}; };
template <> struct Rules<&server::FirmQuery::limit> { static constexpr FieldRules value{.min = 1, .max = 200}; };

template <>
inline void write_json(std::string& out, const server::JsonObject& object) { out += object.text; }
template <>
inline std::string SchemaBook::schema<server::JsonObject>(const FieldRules&) { return R"({"type":"object"})"; }
}  // namespace onestop::wire
