#pragma once
// An amount of money: a whole number of hundredths of a currency (ISO 4217), never a fraction.
#include <boost/describe.hpp>
#include <cstdint>

#include "base/id.h"

namespace onestop {

struct Money {
  std::int64_t hundredths = 0;
  Code currency;
  bool operator==(const Money&) const = default;
};
BOOST_DESCRIBE_STRUCT(Money, (), (hundredths, currency))

}  // namespace onestop
