#pragma once
// What the API says of the time of one crossing: to what and to whom every millisecond of its stay goes.
#include "server/messages.h"
#include "study/attribution.h"

namespace onestop::server {

/// All that one owner answers for. A state's agency, the traveller, the road, or nobody yet.
struct OwnerTotal {
  study::Owner owner;
  std::int64_t total_ms = 0;
};
BOOST_DESCRIBE_STRUCT(OwnerTotal, (), (owner, total_ms))

/// The segments join without a gap from `from` to `to`; their lengths and the owners' totals both add up to `elapsed_ms`.
struct Minutes {
  Id crossing;
  Instant from, to;  // arrival, and the end or, while there is none, now
  crossing::End end = crossing::End::none;
  std::int64_t elapsed_ms = 0;
  study::Stamps stamps;
  std::vector<study::Segment> segments;
  std::vector<OwnerTotal> totals;  // largest first, one for each owner
  study::Mended mended;
  std::vector<MaskedPlace> masked = {};
};
BOOST_DESCRIBE_STRUCT(Minutes, (), (crossing, from, to, end, elapsed_ms, stamps, segments, totals, mended, masked))

}  // namespace onestop::server
