// What the reader of programmes refuses, with line and remedy, and that the shipped model programme reads as it is meant.
#include "wire/programme_yaml.h"

#include <gtest/gtest.h>

#include "core/post/check.h"
#include "core/programme/capacity.h"
#include "core/programme/readiness.h"
#include "wire/post_yaml.h"

namespace onestop::wire {
namespace {

const std::string root = ONESTOP_SOURCE_DIR;

const std::string head =
    "programme: small\n"
    "title: Small\n"
    "officers_per_desk: 4.5\n"
    "phases:\n";
const std::string phase = "  - { code: one, title: One, post: pass, from: 2026-07-01, layout: plain, open_min_per_day: 600";

std::string says(const std::string& text) {
  const auto programme = read_programme({"p.yaml", text});
  return programme ? "accepted" : to_text(programme.error());
}

std::string of_phase(const std::string& more) { return says(head + phase + ",\n      " + more + " }\n"); }

void expect_part(const std::string& text, const std::string& part) { EXPECT_NE(text.find(part), std::string::npos) << "said instead:\n" << text; }

TEST(ProgrammeYaml, A_small_programme_reads_field_by_field) {
  const auto read = read_programme({"p.yaml", head + phase + ",\n"
    "      buildings: [{ code: hall, title: Hall, zone: yard, houses: { hut: 2, gate: 1 } }],\n"
    "      equipment: [{ kind: scales, owner: A, count: 3 }],\n"
    "      officers: [{ state: A, agency: guards, count: 5 }],\n"
    "      exchange: [{ what: notices }, { what: acts, controls: [look, weigh], from: B }],\n"
    "      volumes: [{ of: cart, announced_per_day: 9, servers: 2, server: bays, norm_min: 7.5, source: A report }] }\n"});
  ASSERT_TRUE(read) << to_text(read.error());
  EXPECT_EQ(read->officers_per_desk_tenths, 45);
  ASSERT_EQ(read->phases.size(), 1u);
  const auto& one = read->phases[0];
  EXPECT_EQ(one.from, parse_day("2026-07-01"));
  EXPECT_EQ(one.open_min_per_day, 600);
  EXPECT_EQ(one.place.line, 5);
  ASSERT_EQ(one.buildings.at(0).houses.size(), 2u);
  EXPECT_EQ(one.buildings[0].houses[0].station, Code("hut"));
  EXPECT_EQ(one.buildings[0].houses[0].workplaces, 2);
  EXPECT_EQ(one.equipment.at(0).count, 3);
  EXPECT_EQ(one.equipment[0].owner, Code("A"));
  EXPECT_EQ(one.officers.at(0).agency, Code("guards"));
  EXPECT_EQ(one.officers[0].place.line, 8);
  ASSERT_EQ(one.exchange.size(), 2u);
  EXPECT_EQ(one.exchange[1].what, programme::ExchangeKind::acts);
  EXPECT_EQ(one.exchange[1].controls.size(), 2u);
  EXPECT_EQ(one.exchange[1].from, Code("B"));
  EXPECT_EQ(one.volumes.at(0).norm_tenths_min, 75);
  EXPECT_EQ(one.volumes[0].source, "A report");
}

TEST(ProgrammeYaml, An_unknown_key_is_named_with_its_line_and_the_nearest_key) {
  expect_part(says("programe: small\n"), "p.yaml:1: a programme has no key \"programe\"\n  would be right: did you mean \"programme\"?");
  expect_part(of_phase("oficers: []"), "p.yaml:6: a phase has no key \"oficers\"\n  would be right: did you mean \"officers\"?");
  expect_part(of_phase("officers: [{ state: A, agncy: guards, count: 5 }]"), "p.yaml:6: an entry of officers has no key \"agncy\"\n  would be right: did you mean \"agency\"?");
  expect_part(of_phase("equipment: [{ kind: scales, ownr: A, count: 5 }]"), "a piece of equipment has no key \"ownr\"");
  expect_part(of_phase("buildings: [{ code: hall, title: Hall, zone: yard, rooms: 2 }]"), "a building has no key \"rooms\"");
  expect_part(of_phase("exchange: [{ what: notices, form: A }]"), "an exchange has no key \"form\"\n  would be right: did you mean \"from\"?");
  expect_part(of_phase("volumes: [{ off: cart }]"), "a volume has no key \"off\"\n  would be right: did you mean \"of\"?");
}

TEST(ProgrammeYaml, A_missing_key_is_named) {
  expect_part(says("programme: small\ntitle: Small\nphases: []\n"), "p.yaml:1: a programme lacks officers_per_desk");
  expect_part(says("programme: small\ntitle: Small\nofficers_per_desk: 4\n"), "a programme lacks phases");
  expect_part(says(head + "  - { code: one, title: One, post: pass, layout: plain, open_min_per_day: 600 }\n"), "p.yaml:5: a phase lacks from");
  expect_part(of_phase("buildings: [{ code: hall, title: Hall, zone: yard }]"), "a building lacks houses");
  expect_part(of_phase("exchange: [{ what: results }]"), "p.yaml:6: an exchange lacks controls");
  expect_part(of_phase("volumes: [{ of: cart, announced_per_day: 9, servers: 2, server: bays, norm_min: 7 }]"), "p.yaml:6: a volume lacks source");
}

TEST(ProgrammeYaml, A_programme_without_a_phase_is_refused) { expect_part(says("programme: small\ntitle: Small\nofficers_per_desk: 4\nphases: []\n"), "p.yaml:4: a programme without a phase"); }

TEST(ProgrammeYaml, A_programme_has_at_most_256_phases) {
  std::string phases;
  for (int i = 0; i < 256; ++i) phases += phase + " }\n";
  EXPECT_EQ(says(head + phases), "accepted");
  expect_part(says(head + phases + phase + " }\n"), "a programme of 257 phases\n  would be right: at most 256");
}

TEST(ProgrammeYaml, Days_are_days) {
  expect_part(says(head + "  - { code: one, title: One, post: pass, from: 2026-02-30, layout: plain, open_min_per_day: 600 }\n"), "p.yaml:5: from may not be \"2026-02-30\"\n  would be right: a day such as");
}

TEST(ProgrammeYaml, Numbers_have_their_bounds_and_at_most_one_digit_after_the_point) {
  for (const auto* bad : {"4.55", ".5", "5.", "0.9", "20.1", "-4", "4,5", "many", "1e1", "99999999999999999999", "\"\"", "[4]"})
    expect_part(says("programme: s\ntitle: S\nofficers_per_desk: " + std::string(bad) + "\nphases: []\n"), "p.yaml:3: officers_per_desk may not be");
  for (const auto* good : {"1", "4", "4.0", "4.5", "20"}) EXPECT_EQ(says("programme: s\ntitle: S\nofficers_per_desk: " + std::string(good) + "\nphases:\n" + phase + " }\n"), "accepted");
  expect_part(of_phase("equipment: [{ kind: scales, owner: A, count: 0 }]"), "p.yaml:6: count may not be \"0\"\n  would be right: a whole number from 1");
  expect_part(says(head + "  - { code: one, title: One, post: pass, from: 2026-07-01, layout: plain, open_min_per_day: 1441 }\n"), "open_min_per_day may not be \"1441\"");
  expect_part(of_phase("volumes: [{ of: cart, announced_per_day: 9, servers: 2, server: bays, norm_min: 0, source: S }]"), "norm_min may not be \"0\"\n  would be right: a number from 0.1 to 1440");
}

TEST(ProgrammeYaml, Buildings_name_stations_with_their_workplaces) {
  expect_part(of_phase("buildings: [{ code: hall, title: Hall, zone: yard, houses: [hut] }]"), "p.yaml:6: houses may not be a list\n  would be right: stations, each with the workplaces for it");
  expect_part(of_phase("buildings: [{ code: hall, title: Hall, zone: yard, houses: { hut: some } }]"), "hut may not be \"some\"");
}

TEST(ProgrammeYaml, An_exchange_is_of_a_known_kind_and_notices_are_of_no_control) {
  expect_part(of_phase("exchange: [{ what: result, controls: [look] }]"), "p.yaml:6: what may not be \"result\"\n  would be right: did you mean \"results\"?");
  expect_part(of_phase("exchange: [{ what: notices, controls: [look] }]"), "notices are of no control");
}

TEST(ProgrammeYaml, A_section_that_is_no_list_is_refused) {
  for (const auto* section : {"buildings", "equipment", "officers", "exchange", "volumes"}) expect_part(of_phase(std::string(section) + ": some"), std::string(section) + " is not a list");
  expect_part(says("programme: s\ntitle: S\nofficers_per_desk: 4\nphases: some\n"), "phases is not a list");
  expect_part(says(head + "  - plain\n"), "p.yaml:5: a phase is not a map");
}

TEST(ProgrammeYaml, A_file_that_is_not_there_and_a_folder_of_two_are_findings) {
  EXPECT_FALSE(load_programme(root + "/programme/none.yaml"));
  EXPECT_FALSE(load_programme(root + "/law"));
}

programme::Programme model() {
  auto programme = load_programme(root + "/programme/kz-kg.yaml");
  if (!programme) throw std::runtime_error(to_text(programme.error()));
  return *programme;
}

TEST(ModelProgramme, Shows_what_the_published_figures_of_korday_contradict) {
  int seen = 0;
  for (const auto& one : model().phases)
    for (const auto& volume : one.volumes) {
      const auto capacity = programme::judge_capacity(volume, one.open_min_per_day);
      EXPECT_FALSE(capacity.enough);
      EXPECT_FALSE(volume.source.empty());
      const bool persons = volume.of == Code("person");
      EXPECT_EQ(volume.announced_per_day, persons ? 25'000 : 2'500);
      EXPECT_EQ(capacity.per_day, persons ? 20'160 : 768);
      EXPECT_EQ(capacity.needed_norm_tenths_min, persons ? 24 : 46);
      ++seen;
    }
  EXPECT_EQ(seen, 4);
}

TEST(ModelProgramme, Is_ready_in_the_layouts_that_are_run_and_says_what_the_last_phase_lacks) {
  const auto law = load_law(root + "/law");
  const auto post = load_post(root + "/posts/korday-akjol.yaml");
  ASSERT_TRUE(law && post);
  const auto programme = model();
  const auto readiness = programme::judge_readiness(programme, *law, {*post});
  ASSERT_EQ(readiness.size(), 4u);
  for (std::size_t i = 0; i < 3; ++i)
    for (const auto& lack : readiness[i].lacks) ADD_FAILURE() << to_text({lack.place, lack.sentence, lack.right});
  const auto& last = readiness[3];
  EXPECT_FALSE(last.ready());
  const bool drawn = post::find_layout(*post, programme.phases[3].layout) != nullptr;
  EXPECT_EQ(last.lacks.front().kind == programme::LackKind::layout, !drawn);
  for (const auto& lack : last.lacks) {
    EXPECT_FALSE(lack.right.empty());
    EXPECT_GT(lack.place.line, 0) << lack.sentence;
  }
}

}  // namespace
}  // namespace onestop::wire
