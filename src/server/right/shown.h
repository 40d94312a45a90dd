#pragma once
// Which field of the record each member of an answer is. The tables are texts (shown.inc, recorded.inc), so that a test can hold
// them against the OpenAPI document and the schema of events.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/right/fields.h"

namespace onestop::server {

struct Shown {
  enum class How : std::uint8_t { unnamed, open, field };
  How how = How::unnamed;
  right::Field field = 0;
  bool whole = false;  // not looked into
};

/// Of a type ("Card", "SubjectView:person"), its members by name; null for a type that stands nowhere.
class ShownRow {
 public:
  Shown of(std::string_view member) const;
  const std::vector<std::pair<std::string, Shown>>& members() const { return members_; }
  void add(std::string member, Shown how) { members_.emplace_back(std::move(member), how); }

 private:
  std::vector<std::pair<std::string, Shown>> members_;
};
const ShownRow* shown_row(std::string_view type);
/// Of an event's type; members by their path without numbers: "persons/name".
const ShownRow* recorded_row(std::string_view type);
/// "persons/0/name": "persons/name".
std::string without_numbers(std::string_view path);

}  // namespace onestop::server
