#pragma once
// What a release-time study puts side by side: which stays make a row, and which costs are assumed. Data of the study; the
// figures are computed from the stays.
#include <boost/describe.hpp>

#include "base/money.h"
#include "core/law/law.h"

namespace onestop::programme {

/// A row of the table. A stay belongs to it when its class is among these, every fact of `holds` is on it and none of `lacks`.
struct StudyRow {
  Code code;
  std::string title;
  std::vector<Code> classes;
  std::vector<Code> holds, lacks;
  law::Place place;
};

/// One share of what an inspection with unloading is assumed to cost the owner of the goods.
struct CostPart {
  Code code;
  std::string title;
  Money amount;
};

struct StudyCost {
  Code code;
  std::string title;
  Code row;  // whose stays are counted
  Code currency;
  std::vector<CostPart> parts;
  std::string source;
  law::Place place;
  std::int64_t hundredths() const {
    std::int64_t sum = 0;
    for (const auto& one : parts) sum += one.amount.hundredths;
    return sum;
  }
};

/// Where a stay stands by the facts on it: with the first value of which it bears a fact, on either side; a value without facts
/// takes whoever is left.
enum class Mark { channel, sps, prearrival };
struct MarkValue {
  Code code;
  std::vector<Code> any;
};
struct StudyMark {
  Mark mark = Mark::channel;
  std::vector<MarkValue> values;
  law::Place place;
};

/// Within how long stays of these classes and facts should be released, as in StudyRow. The first that fits counts.
struct StudyTarget {
  std::vector<Code> classes;
  std::vector<Code> holds, lacks;
  std::int64_t within_min = 0;
  std::string source;
  law::Place place;
};

struct ReleaseStudy {
  Code code;
  std::string title;
  Code before;  // the layout that stands for the time before; empty: the first on record
  std::vector<StudyRow> rows;
  std::vector<StudyCost> costs;
  std::vector<StudyMark> marks;
  std::vector<StudyTarget> targets;
  law::Place place;
};

}  // namespace onestop::programme
