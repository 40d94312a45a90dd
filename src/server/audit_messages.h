#pragma once
// What auditors see of a day: who signed in, looked, changed, handed out.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/instant.h"
#include "wire/json_types.h"

namespace onestop::server {

struct AuditQuery {
  Day day;
  std::optional<Code> kind;         // name of a stored type
  std::optional<Id> officer;        // who acted, or whom it is about
  std::optional<Id> crossing;
  std::optional<std::int64_t> after;  // version of the last entry of the page before
  std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(AuditQuery, (), (day, kind, officer, crossing, after, limit))

struct AuditField {
  std::string name, value;
};
BOOST_DESCRIBE_STRUCT(AuditField, (), (name, value))

struct AuditEntry {
  std::uint64_t version = 0;  // in the stream of the day
  Instant at;
  Code kind;
  std::optional<Id> officer;  // who acted; none: the operator at the machine, or nobody
  std::string title;
  Code agency, role, desk;
  std::vector<AuditField> fields;
};
BOOST_DESCRIBE_STRUCT(AuditEntry, (), (version, at, kind, officer, title, agency, role, desk, fields))

/// Of the reader's own state, by the recorder's clock.
struct AuditPage {
  Day day;
  Code state;
  std::uint64_t written = 0;  // on that day, of every kind
  std::vector<AuditEntry> entries;
  std::optional<std::uint64_t> next;  // `after` of the next page
};
BOOST_DESCRIBE_STRUCT(AuditPage, (), (day, state, written, entries, next))

struct EvidenceQuery {
  std::optional<std::string> receiver;
  std::optional<Code> language;
};
BOOST_DESCRIBE_STRUCT(EvidenceQuery, (), (receiver, language))

}  // namespace onestop::server

template <> struct onestop::wire::Rules<&onestop::server::AuditQuery::limit> { static constexpr FieldRules value{.min = 1, .max = 500}; };
template <> struct onestop::wire::Rules<&onestop::server::AuditQuery::after> { static constexpr FieldRules value{.min = 0}; };
template <> struct onestop::wire::Rules<&onestop::server::EvidenceQuery::receiver> { static constexpr FieldRules value{.min_length = 1, .max_length = 200}; };
