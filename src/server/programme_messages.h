#pragma once
// What the API says of the programme: its phases on a time line, and what each of them still lacks.
#include "core/programme/readiness.h"
#include "server/messages.h"

namespace onestop::server {

struct LackView {
  programme::LackKind kind = programme::LackKind::plan;
  Day since;
  std::string sentence;
  std::string right;  // what would be right
};
BOOST_DESCRIBE_STRUCT(LackView, (), (kind, since, sentence, right))

/// The norm times the servers against the volume that is announced.
struct CapacityView {
  Code of;
  std::string servers;  // "8 vehicle bays"
  std::int64_t norm_tenths_min = 0;
  std::int64_t announced_per_day = 0;
  std::int64_t per_day = 0;
  bool enough = false;
  std::int64_t needed_norm_tenths_min = 0;
  std::int64_t needed_servers = 0;
  std::string sentence;
  std::string source;
};
BOOST_DESCRIBE_STRUCT(CapacityView, (), (of, servers, norm_tenths_min, announced_per_day, per_day, enough, needed_norm_tenths_min, needed_servers, sentence, source))

struct PhaseView {
  Code code;
  std::string title;
  Code post, layout;
  Day from;
  std::optional<Day> until;  // the first day of the post's next phase
  bool running = false;      // today
  std::int64_t officers = 0, devices = 0, buildings = 0;  // announced for the phase
  std::vector<LackView> lacks;
  std::vector<programme::LackKind> not_judged;
  std::vector<CapacityView> capacity;
};
BOOST_DESCRIBE_STRUCT(PhaseView, (), (code, title, post, layout, from, until, running, officers, devices, buildings, lacks, not_judged, capacity))

struct ProgrammeView {
  Code code;
  std::string title;
  Instant now;
  std::vector<PhaseView> phases;  // by their first day
};
BOOST_DESCRIBE_STRUCT(ProgrammeView, (), (code, title, now, phases))

}  // namespace onestop::server
