#pragma once
// What the API says of release times, of the post to the public, and of a search.
#include "server/lodging_messages.h"
#include "server/messages.h"
#include "study/release_times.h"

namespace onestop::server {

struct StateCell {
  Code state;
  std::optional<study::Summary> time;
};
BOOST_DESCRIBE_STRUCT(StateCell, (), (state, time))

/// Nothing in a cell: no vehicle yet.
struct TwoStopView {
  std::vector<StateCell> states;
  std::optional<study::Summary> total, between;  // without and only the way from one to the other
  study::Coverage coverage;
};
BOOST_DESCRIBE_STRUCT(TwoStopView, (), (states, total, between, coverage))

struct OneStopView {
  std::optional<study::Summary> together, total;
  study::Coverage coverage;
};
BOOST_DESCRIBE_STRUCT(OneStopView, (), (together, total, coverage))

struct WaterfallView {
  Code layout;
  std::int64_t n = 0;
  std::int64_t mean_ms = 0;  // of the whole stay; the shares add up to it but for the rounding of each
  std::vector<study::Share> shares;
};
BOOST_DESCRIBE_STRUCT(WaterfallView, (), (layout, n, mean_ms, shares))

struct ReleaseRow {
  Code code;
  std::string title;
  TwoStopView before;
  OneStopView after;
  std::optional<study::Economy> economy;
  std::vector<WaterfallView> waterfalls;  // of the layouts that have vehicles
};
BOOST_DESCRIBE_STRUCT(ReleaseRow, (), (code, title, before, after, economy, waterfalls))

struct RecordedCost {
  Code state;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(RecordedCost, (), (state, amount))

/// What deposits have cost on record, of both states together.
struct RecordedMean {
  Money sum;
  std::optional<Money> per_deposit, per_vehicle;
};
BOOST_DESCRIBE_STRUCT(RecordedMean, (), (sum, per_deposit, per_vehicle))

struct InspectionsOfState {
  Code state;
  std::int64_t inspections = 0;
  std::optional<Money> mean;  // per inspected vehicle, as assumed
};
BOOST_DESCRIBE_STRUCT(InspectionsOfState, (), (state, inspections, mean))

struct CostColumn {
  std::int64_t vehicles = 0, inspected = 0, inspections = 0, joint = 0;
  std::vector<InspectionsOfState> states;
  std::optional<Money> per_inspected, per_vehicle;  // assumed cost, mean
  std::vector<RecordedCost> recorded;               // what deposits have cost on record
  std::int64_t deposits = 0;                        // of goods in a temporary warehouse
  std::vector<RecordedMean> recorded_means;         // by currency
};
BOOST_DESCRIBE_STRUCT(CostColumn, (), (vehicles, inspected, inspections, joint, states, per_inspected, per_vehicle, recorded, deposits, recorded_means))

struct CostPartView {
  Code code;
  std::string title;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(CostPartView, (), (code, title, amount))

/// Inspections on record times an assumed cost; what was really paid is not known.
struct CostRow {
  Code code;
  std::string title;
  Code row;
  Money assumed;
  std::vector<CostPartView> parts;
  std::string source;
  CostColumn before, after;
  std::optional<Money> economy;  // per inspected vehicle
};
BOOST_DESCRIBE_STRUCT(CostRow, (), (code, title, row, assumed, parts, source, before, after, economy))

struct LayoutOnRecord {
  Code code;
  std::string title;
  std::int64_t stays = 0;  // in the period and direction asked for
};
BOOST_DESCRIBE_STRUCT(LayoutOnRecord, (), (code, title, stays))

struct ReleaseTimes {
  Instant now;
  std::string title;
  std::vector<Code> states;
  std::optional<Code> before, after;  // layouts
  std::optional<Code> direction;
  std::optional<Instant> from, to;    // of the release
  std::vector<LayoutOnRecord> layouts;
  std::vector<ReleaseRow> rows;
  std::vector<CostRow> costs;
  bool cut = false;                   // more stays than are read at once: the newest are missing
};
BOOST_DESCRIBE_STRUCT(ReleaseTimes, (), (now, title, states, before, after, direction, from, to, layouts, rows, costs, cut))

// ---- for everybody ---------------------------------------------------------------------------------------------

struct PublicState {
  Code code;
  std::string name;
  int utc_offset_min = 0, opens_min = 0, closes_min = 1440;
};
BOOST_DESCRIBE_STRUCT(PublicState, (), (code, name, utc_offset_min, opens_min, closes_min))

struct WaitingView {
  bool known = false;  // whether anybody keeps the queue before the gate
  std::optional<std::int64_t> vehicles;  // nothing: fewer than five
};
BOOST_DESCRIBE_STRUCT(WaitingView, (), (known, vehicles))

struct RecentRelease {
  std::int64_t median_ms = 0, p90_ms = 0;
};
BOOST_DESCRIBE_STRUCT(RecentRelease, (), (median_ms, p90_ms))

struct PublicFlow {
  Code traffic_class;
  std::string title;
  Code exit_state, entry_state;
  std::optional<std::int64_t> inside;  // nothing: fewer than five
  WaitingView waiting;
  std::optional<RecentRelease> release;  // nothing: too few to say
};
BOOST_DESCRIBE_STRUCT(PublicFlow, (), (traffic_class, title, exit_state, entry_state, inside, waiting, release))

struct PublicStatus {
  Instant at;  // the minute
  std::string title;
  std::vector<PublicState> states;
  std::vector<PublicFlow> flows;
};
BOOST_DESCRIBE_STRUCT(PublicStatus, (), (at, title, states, flows))

// ---- search ----------------------------------------------------------------------------------------------------

enum class Matched { plate, person, document, seal };
BOOST_DESCRIBE_ENUM(Matched, plate, person, document, seal)

struct SearchHit {
  CrossingItem crossing;
  Matched matched = Matched::plate;
  std::optional<Id> subject;  // the person or consignment
  std::optional<std::string> name;  // of the person, where it was his name that was found and it may still be read
};
BOOST_DESCRIBE_STRUCT(SearchHit, (), (crossing, matched, subject, name))

struct SearchAnswer {
  std::vector<SearchHit> hits;  // newest arrival first
  std::vector<LodgementItem> lodgements;  // by their reference or number, a container or a consignment; newest first for each
  bool more = false;
  std::vector<MaskedPlace> masked = {};
};
BOOST_DESCRIBE_STRUCT(SearchAnswer, (), (hits, lodgements, more, masked))

}  // namespace onestop::server
