#pragma once
// The founding table, before and after, and to whom the time belongs: made of stays and of nothing else.
//
// Before (two stops): a state's time is from the gate to the exit notice where it is left (T3 to T5), and from the
// acceptance to the release where it is entered (T6 to T11). The total is the sum of both; the way between them (T5 to T6)
// stands apart. After (one stop): the time of both together is from the gate to the release (T3 to T11) without the driving
// between sites; the total is with it. A stay that lacks a stamp is left out of the cells of its column and counted.
#include <array>
#include <map>
#include <tuple>

#include "core/programme/release_study.h"
#include "study/stay.h"
#include "study/summary.h"

namespace onestop::study {

using Cell = std::optional<Summary>;  // nothing: no vehicle yet

struct Coverage {
  std::int64_t counted = 0;   // stays in the figures
  std::int64_t left_out = 0;  // stays that lack a stamp, or whose stamps run backwards
  bool operator==(const Coverage&) const = default;
};
BOOST_DESCRIBE_STRUCT(Coverage, (), (counted, left_out))

struct TwoStops {
  std::array<Cell, 2> states;  // as in Choice::states
  Cell total, between;
  Coverage coverage;
};
struct OneStop {
  Cell together, total;
  Coverage coverage;
};

struct Economy {
  std::int64_t ms = 0;             // mean total before less mean total after; negative where it takes longer
  std::int64_t percent_tenths = 0; // of the mean total before
  bool operator==(const Economy&) const = default;
};
BOOST_DESCRIBE_STRUCT(Economy, (), (ms, percent_tenths))

/// One way of spending time, as a mean over all stays of a row and layout.
struct Share {
  Owner owner;
  Kind kind = Kind::wait;
  bool after_release = false;
  std::int64_t sum_ms = 0;   // over all stays
  std::int64_t mean_ms = 0;
  bool operator==(const Share&) const = default;
};
BOOST_DESCRIBE_STRUCT(Share, (), (owner, kind, after_release, sum_ms, mean_ms))

struct Waterfall {
  std::int64_t n = 0;
  std::int64_t sum_ms = 0, mean_ms = 0;  // of the whole stay, arrival to end
  std::vector<Share> shares;             // by after_release, owner, kind; they add up to sum_ms
};

/// Physical inspections of one column of the table.
struct Inspected {
  std::int64_t vehicles = 0;     // of the row
  std::int64_t inspected = 0;    // with one inspection or more
  std::array<std::int64_t, 2> by_state{};  // inspections, as in Choice::states
  std::int64_t joint = 0;
  std::vector<Cost> recorded;    // what deposits have cost on record, by state and currency
  std::int64_t deposits = 0;     // of goods in a temporary warehouse
  std::int64_t all() const { return by_state[0] + by_state[1] + joint; }
  std::vector<Money> recorded_by_currency() const;  // of both states together
};

struct TableRow {
  TwoStops before;
  OneStop after;
  std::optional<Economy> economy;
  std::array<Waterfall, 2> waterfalls;  // before, after
  std::array<Inspected, 2> inspected;
};

struct Choice {
  std::array<Code, 2> states;   // columns, in this order
  Code before, after;           // layouts; empty: none
};

bool belongs(const programme::StudyRow& row, const Stay& stay);

/// Takes stays one by one, in any order, and makes the table of them. Stays whose vehicle was not released have no release
/// time and are passed over.
class ReleaseTable {
 public:
  ReleaseTable(const programme::ReleaseStudy& study, Choice choice);
  void add(const Stay& stay);
  std::vector<TableRow> rows() const;  // as in the study

 private:
  struct Column {
    std::array<std::vector<std::int64_t>, 2> states;
    std::vector<std::int64_t> total, way_between, together;
    Coverage coverage;
    std::map<std::tuple<bool, OwnerKind, Code, Code, Kind>, std::int64_t> spent;
    std::int64_t stays = 0;
    Inspected inspected;
    void count(const Stay& stay, const Choice& choice);
    void count_two_stops(const Stay& stay, const Choice& choice);
    void count_one_stop(const Stay& stay);
  };
  struct Gathered {
    Column before, after;
  };
  const programme::ReleaseStudy& study_;
  Choice choice_;
  std::vector<Gathered> gathered_;
};

/// Release time, T3 to T11; nothing where a stamp is missing.
std::optional<std::int64_t> release_ms(const Stay& stay);

}  // namespace onestop::study
