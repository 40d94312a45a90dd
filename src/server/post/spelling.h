#pragma once
// How a name may be written: a passport has Latin letters, an officer may type Cyrillic ones, and there is more than one
// way from one to the other.
#include <string>
#include <string_view>
#include <vector>

namespace onestop::server {

constexpr std::size_t most_words = 8;  // of one name; the rest is not looked for

/// The words of a name, each in all its spellings: Latin small letters and digits, no marks. A word in Cyrillic letters has
/// those of ISO 9, of ICAO Doc 9303 part 3 section 6 (passports), and of BGN/PCGN; one in Latin letters has its own.
std::vector<std::vector<std::string>> spellings(std::string_view utf8);

}  // namespace onestop::server
