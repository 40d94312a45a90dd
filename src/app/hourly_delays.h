#pragma once
// A table of hourly delays: a first line, then local hour and minutes, as `2014-01-01 00:00:00,0.1`. Empty, negative and unreadable
// minutes are hours that nobody measured. A name that ends in .gz is unpacked.
#include <vector>

#include "base/result.h"
#include "fit/delays.h"

namespace onestop::app {

Expected<std::vector<fit::DelayHour>> read_hourly_delays(const std::string& file);

}  // namespace onestop::app
