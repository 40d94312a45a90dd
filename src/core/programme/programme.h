#pragma once
// A programme as data: which post is run in which layout from which day, and with what. A phase says all that is there
// from its day on; nothing is carried over from the phase before.
#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "core/law/law.h"

namespace onestop::programme {

/// What the two states tell each other about a crossing.
enum class ExchangeKind {
  notices,  // that the exit state's controls are completed
  results,  // of controls that the other state recognises
  acts      // of controls that officers of both states do together
};
BOOST_DESCRIBE_ENUM(ExchangeKind, notices, results, acts)

/// What a building has room for: this many desks of one station.
struct Housed {
  Code station;
  std::int64_t workplaces = 0;
};

struct Building {
  Code code;
  std::string title;
  Code zone;
  std::vector<Housed> houses;
  law::Place place;
};

struct Equipment {
  Code kind;   // as devices of the layout name it
  Code owner;  // the state whose equipment it is
  std::int64_t count = 0;
  law::Place place;
};

/// Officers of one agency of one state, all shifts together.
struct Officers {
  Code state;
  Code agency;
  std::int64_t count = 0;
  law::Place place;
};

struct Exchange {
  ExchangeKind what = ExchangeKind::notices;
  std::vector<Code> controls;  // empty for notices
  Code from;                   // the state that tells; empty where both do
  law::Place place;
};

/// What is announced to pass in a day, and the servers (bays, booths) that shall pass it, each at the norm.
struct Volume {
  Code of;  // a traffic class or a kind of subject
  std::int64_t announced_per_day = 0;
  std::int64_t servers = 0;
  std::string server;                 // in the plural: "vehicle bays"
  std::int64_t norm_tenths_min = 0;   // tenths of a minute for one
  std::string source;                 // of the figures
  law::Place place;
};

struct Phase {
  Code code;
  std::string title;
  Code post;
  Day from;  // until the next phase of the same post
  Code layout;
  std::int64_t open_min_per_day = 0;
  std::vector<Building> buildings;
  std::vector<Equipment> equipment;
  std::vector<Officers> officers;
  std::vector<Exchange> exchange;
  std::vector<Volume> volumes;
  law::Place place;
};

struct Programme {
  Code code;
  std::string title;
  std::int64_t officers_per_desk_tenths = 0;  // the shifts factor: so many officers keep one desk staffed, leave included
  std::vector<Phase> phases;
  law::Place place;
};

}  // namespace onestop::programme
