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

/// What ICAO 9303 says a check digit covers: the line and positions as the standard counts them, from 1.
struct Covered {
  std::size_t line, from, to;
};
struct Composite {
  std::string name;
  std::vector<std::string> lines;
  std::size_t line, position;     // of the composite check digit; position 0: the document has none
  std::vector<Covered> covered;   // parts 5 (TD1), 6 (TD2) and 4 (TD3)
  std::vector<Covered> optional;  // optional data that no digit of its own protects
};

const std::vector<Composite>& composites() {
  static const std::vector<Composite> all{
      {"TD1", {"I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"}, 2, 30, {{1, 6, 30}, {2, 1, 7}, {2, 9, 15}, {2, 19, 29}}, {{1, 16, 30}, {2, 19, 29}}},
      {"TD2", {"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"}, 2, 36, {{2, 1, 10}, {2, 14, 20}, {2, 22, 35}}, {{2, 29, 35}}},
      {"TD3", {"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"}, 2, 44, {{2, 1, 10}, {2, 14, 20}, {2, 22, 43}}, {}},
      {"MRV-A", {"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"}, 0, 0, {}, {{2, 29, 44}}},
      {"MRV-B", {"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<"}, 0, 0, {}, {{2, 29, 36}}},
  };
  return all;
}

bool accepted(const std::vector<std::string>& lines) {
  Lodgement lodgement;
  auto& person = lodgement.persons.emplace_back();
  person.surname = text("X");
  for (const auto& one : lines) person.machine_readable_zone.text += (person.machine_readable_zone.text.empty() ? "" : " ") + one;
  const auto found = check_rules(lodgement, CodeBook(), today);
  return std::ranges::none_of(found, [](const Finding& one) { return one.code == "person.zone_wrong"; });
}

// Digit by digit, as the standard writes it down: 7, 3, 1 and modulo 10.
char digit_of(const Composite& zone, const std::vector<std::string>& lines) {
  int sum = 0, place = 0;
  for (const auto& part : zone.covered)
    for (std::size_t at = part.from; at <= part.to; ++at, ++place) {
      const char c = lines[part.line - 1][at - 1];
      sum += (c == '<' ? 0 : c <= '9' ? c - '0' : c - 'A' + 10) * (place % 3 == 0 ? 7 : place % 3 == 1 ? 3 : 1);
    }
  return static_cast<char>('0' + sum % 10);
}

TEST(Zones, are_the_specimens_of_the_standard_read) {
  for (const auto& zone : composites()) EXPECT_TRUE(accepted(zone.lines)) << zone.name;
}

TEST(Zones, does_the_composite_digit_cover_what_the_standard_says) {
  for (const auto& zone : composites()) {
    if (zone.position == 0) continue;
    EXPECT_EQ(digit_of(zone, zone.lines), zone.lines[zone.line - 1][zone.position - 1]) << zone.name;
    for (char digit = '0'; digit <= '9'; ++digit) {
      auto lines = zone.lines;
      lines[zone.line - 1][zone.position - 1] = digit;
      EXPECT_EQ(accepted(lines), lines == zone.lines) << zone.name << " " << digit;
    }
  }
}

TEST(Zones, is_optional_data_covered_by_the_composite_digit_alone) {
  for (const auto& zone : composites())
    for (const auto& part : zone.optional)
      for (std::size_t at = part.from; at <= part.to; ++at) {
        auto lines = zone.lines;
        lines[part.line - 1][at - 1] = lines[part.line - 1][at - 1] == '3' ? '4' : '3';
        if (zone.position == 0) {
          EXPECT_TRUE(accepted(lines)) << zone.name << ": a visa has no composite digit, position " << at;
          continue;
        }
        EXPECT_FALSE(accepted(lines)) << zone.name << " line " << part.line << " position " << at;
        lines[zone.line - 1][zone.position - 1] = digit_of(zone, lines);
        EXPECT_TRUE(accepted(lines)) << zone.name << " line " << part.line << " position " << at;
      }
}

TEST(Zones, has_the_optional_data_of_a_passport_a_digit_of_its_own) {
  const auto& zone = composites()[2];
  auto lines = zone.lines;
  lines[1][30] = '5';  // within 29 to 42
  lines[1][43] = digit_of(zone, lines);
  EXPECT_FALSE(accepted(lines)) << "the composite digit fits, the digit at 43 does not";
  lines[1].replace(28, 14, "<<<<<<<<<<<<<<");
  for (const char unused : {'0', '<'}) {
    lines[1][42] = unused;
    lines[1][43] = digit_of(zone, lines);
    EXPECT_TRUE(accepted(lines)) << "unused optional data may have " << unused;
  }
  lines[1][42] = '1';
  lines[1][43] = digit_of(zone, lines);
  EXPECT_FALSE(accepted(lines));
}

TEST(Zones, does_a_long_number_of_a_card_run_on_with_its_digit_behind_it) {
  const std::vector<std::string> card{"I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<"};  // part 5, appendix
  EXPECT_TRUE(accepted(card));
  auto wrong = card;
  wrong[0][18] = '8';  // its digit
  wrong[1][29] = digit_of(composites()[0], wrong);
  EXPECT_FALSE(accepted(wrong));
}

}  // namespace
}  // namespace onestop::lodging
