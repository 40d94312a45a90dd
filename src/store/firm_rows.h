#pragma once
// Rows of the firm's side: who lodges, with what keys, what waits in the box and what is told to webhooks.
#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

#include "store/rows.h"

namespace onestop::store {

enum class FirmState { registered, confirmed, blocked };
BOOST_DESCRIBE_ENUM(FirmState, registered, confirmed, blocked)

struct FirmRow {
  Id id;
  std::string name, tax_number;
  Code country;
  std::string mail;  // in small letters; no two firms have the same
  Instant registered;
  FirmState state = FirmState::registered;
  std::optional<Id> decided_by = std::nullopt;  // the officer who confirmed or blocked it last
  std::optional<Instant> decided = std::nullopt;
  bool operator==(const FirmRow&) const = default;
};

enum class Environment { live, sandbox };
BOOST_DESCRIBE_ENUM(Environment, live, sandbox)

struct ApiKeyRow {
  Id id;
  Id firm;
  Environment environment = Environment::live;
  std::string name;
  Hash secret_hash{};
  Instant created;
  std::optional<Instant> expires, revoked, last_used;
  bool operator==(const ApiKeyRow&) const = default;
};

struct FirmSessionRow {
  Hash token_hash{};
  Id firm;
  Instant expires;
  bool operator==(const FirmSessionRow&) const = default;
};

/// What lies in a firm's box. An empty box has last 0.
struct BoxState {
  std::uint64_t first = 1;         // the oldest that was not forgotten by age
  std::uint64_t last = 0;
  std::uint64_t acknowledged = 0;  // up to here the firm has taken over
  bool operator==(const BoxState&) const = default;
};

struct BoxQuery {
  Id firm;
  std::uint64_t after = 0;
  std::optional<Code> kind = std::nullopt;
  std::size_t limit = 100;  // at most largest_page
};

enum class WebhookState { pending, active, paused, failed };
BOOST_DESCRIBE_ENUM(WebhookState, pending, active, paused, failed)

struct WebhookRow {
  Id id;
  Id firm;
  std::string url;
  std::vector<Code> kinds;  // empty: all
  WebhookState state = WebhookState::pending;
  std::string error;        // why the challenge failed
  Instant created;
  bool operator==(const WebhookRow&) const = default;
};

enum class DeliveryState { waiting, delivered, dead };
BOOST_DESCRIBE_ENUM(DeliveryState, waiting, delivered, dead)

struct DeliveryRow {
  Id webhook;
  std::uint64_t number = 0;  // of the notification
  Id firm, movement;
  DeliveryState state = DeliveryState::waiting;
  std::uint32_t attempts = 0;
  std::optional<Instant> first_tried, last_tried;
  Instant next_at;
  int last_status = 0;  // 0: no answer
  std::string last_error;
  bool operator==(const DeliveryRow&) const = default;
};

struct DeliveryQuery {
  Id webhook;
  std::optional<DeliveryState> state = std::nullopt;
  std::optional<std::uint64_t> before = std::nullopt;  // a number: the page goes on below it
  std::size_t limit = 100;
};

/// A delivery whose turn it is, and what is to be said.
struct Outgoing {
  DeliveryRow delivery;
  NotificationRow notification;
};

}  // namespace onestop::store
