#pragma once
// From a lodgement to what is decided by it. Nothing is guessed: what is absent, cannot be read, or is longer than any
// format allows stays empty or 0. Masses are whole grams and amounts whole hundredths, rounded half up.
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "base/hash.h"
#include "base/id.h"
#include "core/lodgement/declared.h"
#include "lodging/formats.h"
#include "lodging/lodgement.h"

namespace onestop::lodging {

/// Clocks at the post run `utc_offset_min` ahead of UTC: a time lodged without a zone is that of the post. Expected is the
/// first transit office's estimate where one is stated, else the lodgement's own; a day without an hour is its midnight.
lodgement::Declared declared_of(const Lodgement& lodgement, int utc_offset_min);

/// One line of a list of what came in. Nothing about a person, no plate.
struct Outline {
  Code format;  // empty where it was not recognised
  Hash hash{};
  Code kind;
  std::string number, consignment;
  Code dispatch, destination;
  std::optional<Instant> expected;
  std::uint32_t items = 0, persons = 0, errors = 0, warnings = 0;
  std::int64_t gross_g = 0;
  bool operator==(const Outline&) const = default;
};
BOOST_DESCRIBE_STRUCT(Outline, (), (format, hash, kind, number, consignment, dispatch, destination, expected, items, persons, errors, warnings, gross_g))

/// `rules` are the findings of the business rules; those of reading and structure are counted with them.
Outline outline_of(const Received& received, const Findings& rules, int utc_offset_min);

/// A decimal of a format (point, sign, exponent) in units of ten to the minus `places`, rounded half up; nothing where it is none
/// or beyond 64 bits. "1234.5" with 3 places is 1234500; a comma is in no format a decimal point.
std::optional<std::int64_t> scaled(std::string_view text, int places);

}  // namespace onestop::lodging
