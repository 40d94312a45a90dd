// Specimens of several states' documents, good and bad, from the folder of reference data.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "wire/json.h"
#include "wire/mrz.h"

namespace onestop::wire {
namespace {

struct Specimen {
  std::string source, type;
  std::vector<std::string> lines;
  std::map<std::string, bool> check_digits;
  bool all_valid = false;
};
BOOST_DESCRIBE_STRUCT(Specimen, (), (source, type, lines, check_digits, all_valid))

std::string format_name(MrzFormat format) {
  switch (format) {
    case MrzFormat::td1: return "TD1";
    case MrzFormat::td2: return "TD2";
    case MrzFormat::td3: return "TD3";
    case MrzFormat::mrv_a: return "MRVA";
    case MrzFormat::mrv_b: return "MRVB";
  }
  return "";
}

TEST(MrzSpecimens, is_each_of_them_judged_right) {
  const char* data = std::getenv("ONESTOP_DATA");
  if (!data || !*data) GTEST_SKIP() << "ONESTOP_DATA is not set: the specimens of machine-readable zones (mrz/mrz_samples.jsonl) are not judged";
  std::ifstream file(std::string(data) + "/mrz/mrz_samples.jsonl");
  ASSERT_TRUE(file) << "there is no mrz/mrz_samples.jsonl in " << data;
  int good = 0, bad = 0;
  for (std::string line; std::getline(file, line);) {
    const auto specimen = read_json<Specimen>(line);
    ASSERT_TRUE(specimen) << line << ": " << specimen.error().front().detail;
    std::string zone;
    for (const auto& one : specimen->lines) zone += one + "\n";
    const auto mrz = read_mrz(zone, *parse_day("2026-07-01"));
    EXPECT_EQ(mrz.has_value(), specimen->all_valid) << zone << (mrz ? "" : mrz.error().front().wrong);
    (mrz ? good : bad) += 1;
    if (mrz) {
      EXPECT_EQ(format_name(mrz->format), specimen->type);
      continue;
    }
    // Each check digit that the specimen calls wrong is among the findings, and none that it calls right.
    static const std::map<std::string, std::string> names{{"doc", "document number"}, {"birth", "date of birth"}, {"exp", "date of expiry"}, {"opt", "optional data"}, {"comp", "whole zone"}};
    for (const auto& [name, right] : specimen->check_digits) {
      bool found = false;
      for (const auto& one : mrz.error()) found = found || (one.fault == MrzFault::check_digit && one.wrong.find(names.at(name)) != std::string::npos);
      EXPECT_EQ(found, !right) << zone << name;
    }
  }
  EXPECT_GE(good, 19);
  EXPECT_GE(bad, 5);
  std::printf("%d good and %d bad specimens\n", good, bad);
}

}  // namespace
}  // namespace onestop::wire
