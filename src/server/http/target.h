#pragma once
// Request targets: "/a%20b?x=1" into decoded parts.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/http.h"

namespace onestop::server::http {

/// Nothing when an escape is broken or the result is not UTF-8 or has control characters.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);
/// "/a/b%2Fc" to {"a", "b/c"}; nothing when a segment cannot be decoded.
std::optional<std::vector<std::string>> path_segments(std::string_view path);
constexpr std::size_t most_query_parameters = 100;
std::optional<std::vector<Pair>> query_pairs(std::string_view query);
/// Drops "http://host" in front (RFC 9112 3.2.2) and splits at the question mark.
struct Target {
  std::string_view path, query;
};
Target split_target(std::string_view target);

}  // namespace onestop::server::http
