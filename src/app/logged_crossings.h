#pragma once
// A log of record as observations for a fit.
#include "base/result.h"
#include "core/post/post.h"
#include "fit/reading.h"

namespace onestop::app {

struct LogQuestion {
  std::string data, post;           // files
  std::string from, to;             // day or instant; empty: all that the log has
  std::string layout;               // of crossings; empty: all
  Code parted_by = "transit";
  std::int64_t held_out_ms = 0;     // of the end, apart from what is fitted; cut at the nearest midnight, by UTC
};

struct LoggedPost {
  post::Post post;
  Instant from, to, split;          // split: where the days held out begin; else `to`
  fit::Observations fitted, all;    // before the split; of the whole time, where days are held out
};

/// What keeps a log from being fitted comes as a sentence: no such file, no crossing, one crossing, none released, less than two days.
Expected<LoggedPost> read_logged(const LogQuestion& question);

}  // namespace onestop::app
