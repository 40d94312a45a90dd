// Specimens of machine-readable zones, judged through the rule for lists of persons.
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "sound.h"
#include "wire/json.h"

namespace onestop::lodging {
namespace {

struct ZoneSpecimen {
  std::string source, type;
  std::vector<std::string> lines;
  std::map<std::string, bool> check_digits;
  bool all_valid = false;
};
BOOST_DESCRIBE_STRUCT(ZoneSpecimen, (), (source, type, lines, check_digits, all_valid))

TEST(Zones, is_each_specimen_judged_right) {
  const char* data = std::getenv("ONESTOP_DATA");
  if (!data || !*data) GTEST_SKIP() << "ONESTOP_DATA is not set: the specimens of machine-readable zones are not judged";
  std::ifstream file(std::string(data) + "/mrz/mrz_samples.jsonl");
  ASSERT_TRUE(file);
  int right = 0, all = 0;
  for (std::string line; std::getline(file, line); ++all) {
    const auto specimen = wire::read_json<ZoneSpecimen>(line);
    ASSERT_TRUE(specimen) << line;
    Lodgement lodgement;
    auto& person = lodgement.persons.emplace_back();
    person.surname = text("X");
    for (const auto& one : specimen->lines) person.machine_readable_zone.text += (person.machine_readable_zone.text.empty() ? "" : " ") + one;
    const auto found = check_rules(lodgement, CodeBook(), today);
    const bool refused = std::ranges::any_of(found, [](const Finding& one) { return one.code == "person.zone_wrong"; });
    EXPECT_NE(refused, specimen->all_valid) << line;
    right += refused != specimen->all_valid;
  }
  std::printf("%d of %d specimens of machine-readable zones judged right\n", right, all);
  EXPECT_GT(all, 20);
}

}  // namespace
}  // namespace onestop::lodging
