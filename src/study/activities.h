#pragma once
// Minutes by activity and owner: activity letters are those that the law gives controls (the list of CAREC's corridor monitoring), and
// the words of study::activity for what goes on outside of controls.
#include <map>
#include <tuple>

#include "study/attribution.h"

namespace onestop::study {

class ActivityTable {
 public:
  struct Row {
    Code activity;
    Owner owner;
    Kind kind = Kind::wait;
    std::int64_t sum_ms = 0;  // over all stays, arrival to end
  };
  void add(const Attribution& stay);
  /// By activity, owner, kind. Their sum is elapsed_ms(), to the millisecond.
  std::vector<Row> rows() const;
  std::int64_t stays() const { return stays_; }
  std::int64_t elapsed_ms() const { return elapsed_ms_; }

 private:
  std::map<std::tuple<Code, OwnerKind, Code, Code, Kind>, std::int64_t> sums_;
  std::int64_t stays_ = 0, elapsed_ms_ = 0;
};

}  // namespace onestop::study
