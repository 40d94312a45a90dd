#pragma once
// Machine-readable zones of travel documents after ICAO 9303 parts 3 to 7: what an officer typed, or a reader read.
//   TD1    3 lines of 30   cards             TD2   2 lines of 36   larger cards
//   TD3    2 lines of 44   passports         MRV-A 2 lines of 44   visas           MRV-B 2 lines of 36   visas
// Forgiven are lower case, empty lines, blanks at the end of a line and line breaks of any kind. Everything else that
// part 3 does not allow is a finding: a zone with a wrong digit is no zone.
#include <boost/describe.hpp>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/instant.h"

namespace onestop::wire {

enum class MrzFormat { td1, td2, td3, mrv_a, mrv_b };
enum class MrzSex { female, male, unspecified };
BOOST_DESCRIBE_ENUM(MrzFormat, td1, td2, td3, mrv_a, mrv_b)
BOOST_DESCRIBE_ENUM(MrzSex, female, male, unspecified)

/// A date of birth of which parts may be unknown.
struct MrzBirth {
  std::optional<int> year;  // with its century
  std::optional<int> month, day;
  bool operator==(const MrzBirth&) const = default;
};
BOOST_DESCRIBE_STRUCT(MrzBirth, (), (year, month, day))

struct Mrz {
  MrzFormat format = MrzFormat::td3;
  Code document;       // one or two letters: "P", "ID", "V"
  Code issuer;         // state or organisation, one to three letters
  std::string number;  // whole, also where it runs on into the optional data; fillers inside stay
  std::string primary;    // identifier: as a rule the surname, transliterated; a blank for each filler
  std::string secondary;  // given names; empty where there are none
  bool names_may_be_cut = false;  // the names fill their field to its end
  Code nationality;
  MrzBirth birth;
  MrzSex sex = MrzSex::unspecified;
  Day expiry;
  std::string optional_data;  // of all its fields, without trailing fillers, separated by a blank
  bool operator==(const Mrz&) const = default;
};
BOOST_DESCRIBE_STRUCT(Mrz, (), (format, document, issuer, number, primary, secondary, names_may_be_cut, nationality, birth, sex, expiry, optional_data))

/// What is wrong, where in the text as it was given, and what would be right. Says nothing about the person but single
/// characters and check digits.
enum class MrzFault { lines, length, character, document, state, number, name, date, sex, check_digit };
BOOST_DESCRIBE_ENUM(MrzFault, lines, length, character, document, state, number, name, date, sex, check_digit)
struct MrzFinding {
  int line = 1, column = 1;  // in characters
  MrzFault fault = MrzFault::lines;
  std::string wrong;
  std::string right;
};

/// More bytes than this are refused unread.
inline constexpr std::size_t longest_mrz = 1000;

/// `today` gives the centuries: a birth is the latest such day that is not after today, an expiry lies within 50 years
/// before or 49 years after this year. A traveller of a hundred years or more is therefore read as a child.
std::expected<Mrz, std::vector<MrzFinding>> read_mrz(std::string_view text, Day today);

/// The check digit of ICAO 9303 part 3: weights 7, 3, 1; digits as they are, letters from A = 10, the filler 0. For
/// zone characters only.
char mrz_check_digit(std::string_view field);

}  // namespace onestop::wire
