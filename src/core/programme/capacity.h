#pragma once
// Norm times servers against the announced volume, in whole numbers.
//   a day's capacity [number] = servers * open minutes of the day / norm [min]
// It is an upper bound: every server busy all the time, arrivals spread evenly. Range: norm from 0.1 min, open up to
// 1440 min. Source: the definition of a time norm, minutes of one server for one subject.
#include <string>

#include "core/programme/programme.h"

namespace onestop::programme {

struct Capacity {
  std::int64_t per_day = 0;                 // rounded down
  bool enough = false;
  std::int64_t needed_norm_tenths_min = 0;  // the longest norm at which the servers pass what is announced; 0: none does
  std::int64_t needed_servers = 0;          // at the norm as it is; 0 where the post is never open
};

/// Servers, norm or opening hours of zero pass nothing.
Capacity judge_capacity(const Volume& volume, std::int64_t open_min_per_day);

/// "car: 8 bays at 15 min each pass 768 a day, not the announced 2500; that needs at most 4.6 min each, or 27 bays"
std::string sentence(const Volume& volume, const Capacity& capacity);

/// "4.6"; whole numbers without a point.
std::string tenths_text(std::int64_t tenths);

}  // namespace onestop::programme
