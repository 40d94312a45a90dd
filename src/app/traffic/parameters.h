#pragma once
// What the world supplies: the simulator's overlay, and names, plates and words for those who look. Read from a JSON file,
// whose unknown fields are errors.
#include <boost/describe.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "sim/overlay.h"

namespace onestop::traffic {

using sim::AlarmRule, sim::Chance, sim::Family, sim::FindingRule, sim::Flow, sim::HoldRule, sim::Load, sim::Occupants, sim::RefusalRule, sim::TimeRule;

struct Remarks {
  double p = 0;
  std::vector<std::string> texts;
};
BOOST_DESCRIBE_STRUCT(Remarks, (), (p, texts))

/// In patterns # is a digit, @ a letter, everything else itself.
struct People {
  Code nationality;
  double share = 0;
  std::string plate, document;
  std::vector<std::string> given, family;
};
BOOST_DESCRIBE_STRUCT(People, (), (nationality, share, plate, document, given, family))

struct Goods {
  std::string text;
  Code commodity;  // six digits of the Harmonized System
  std::vector<Code> facts;
};
BOOST_DESCRIBE_STRUCT(Goods, (), (text, commodity, facts))

/// The overlay of the simulator, and what a demonstration shows beside it.
struct Parameters : sim::Overlay {
  Remarks remarks;
  std::vector<People> people;
  std::vector<Goods> goods;
};
BOOST_DESCRIBE_STRUCT(Parameters, (sim::Overlay), (remarks, people, goods))

Expected<Parameters> read_parameters(const std::filesystem::path& file);
/// The simulator's part of a file, which may stand alone.
Expected<sim::Overlay> read_overlay(const std::filesystem::path& file);

}  // namespace onestop::traffic
