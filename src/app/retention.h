#pragma once
// How long records stay in the database, from YAML: one file for a post.
#include <boost/describe.hpp>
#include <expected>
#include <filesystem>
#include <vector>

#include "core/right/erasure.h"
#include "wire/yaml_tree.h"

namespace onestop::app {

enum class Kept { crossing_events, lodgement_events, read_rows, refusals, searches };
BOOST_DESCRIBE_ENUM(Kept, crossing_events, lodgement_events, read_rows, refusals, searches)

struct Retention {
  struct Rule {
    Kept kind = Kept::crossing_events;
    int years = 0;
    std::string source;  // the act that sets it
  };
  std::vector<Rule> rules;  // a kind that is not named stays for ever
  std::vector<right::Keeping> persons;  // how long they can be read after their crossing ended

  /// What ended before that instant goes; nothing of a kind that stays for ever.
  std::optional<Instant> until(Kept kind, Day today) const;
};

std::expected<Retention, wire::Findings> load_retention(const std::filesystem::path& path);

}  // namespace onestop::app
