// Events of versions that landed are lifted to what the core knows today: what came later is empty, the rest is kept.
#include <gtest/gtest.h>

#include <algorithm>

#include "wire/events.h"

namespace onestop::wire {
namespace {

using namespace crossing;

Field& named(std::vector<Field>& fields, std::string_view name) {
  return *std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.name == name; });
}

VehicleArrived arrival_of_two() {
  VehicleArrived arrived;
  arrived.vehicle = {1, 1};
  arrived.plate = "A 1";
  for (const std::uint64_t i : {2, 3}) {
    const Id id{1, i};
    arrived.persons.push_back({id, "driver", "KZ", {id, std::string("Name")}, {id, std::string("Document")}, "family", {{"declares", std::nullopt}}});
  }
  return arrived;
}

/// The persons as version 1 wrote them.
Bytes persons_of_version_1(const VehicleArrived& arrived) {
  ByteWriter out;
  out.u32(static_cast<std::uint32_t>(arrived.persons.size()));
  for (const auto& one : arrived.persons) {
    out.id(one.id);
    out.text(one.part.view());
    out.text(one.nationality.view());
  }
  return out.take();
}

TEST(Upcast, ArrivalsOfVersion1HaveNeitherGroupsNorClaimsOfPersons) {
  const auto arrived = arrival_of_two();
  auto fields = encode(Event(arrived)).fields;
  named(fields, "persons").value = persons_of_version_1(arrived);
  std::erase_if(fields, [](const Field& field) { return field.name == "joined"; });
  const auto read = decode("VehicleArrived", 1, fields);
  ASSERT_TRUE(read) << read.error().what;
  const auto& lifted = std::get<VehicleArrived>(*read);
  ASSERT_EQ(lifted.persons.size(), 2u);
  EXPECT_EQ(lifted.plate, "A 1");
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(lifted.persons[i].id, arrived.persons[i].id);
    EXPECT_EQ(lifted.persons[i].part, arrived.persons[i].part);
    EXPECT_EQ(lifted.persons[i].nationality, arrived.persons[i].nationality);
    EXPECT_EQ(lifted.persons[i].name.reveal(), "Name");
    EXPECT_TRUE(lifted.persons[i].group.empty());
    EXPECT_TRUE(lifted.persons[i].claims.empty());
  }
}

TEST(Upcast, ArrivalsOfVersion2DoNotTellSinceWhenTheyWaited) {
  auto arrived = arrival_of_two();
  arrived.joined = Instant{5};
  auto fields = encode(Event(arrived)).fields;
  std::erase_if(fields, [](const Field& field) { return field.name == "joined"; });
  const auto read = decode("VehicleArrived", 2, fields);
  ASSERT_TRUE(read) << read.error().what;
  const auto& lifted = std::get<VehicleArrived>(*read);
  EXPECT_FALSE(lifted.joined);
  EXPECT_EQ(lifted.persons.front().group, Code("family"));
  EXPECT_FALSE(decode("VehicleArrived", 3, fields)) << "version 3 writes it down, if only that nobody knows";
}

TEST(Upcast, BrokenPersonsOfVersion1AreNotGuessed) {
  const auto arrived = arrival_of_two();
  auto fields = encode(Event(arrived)).fields;
  auto& value = named(fields, "persons").value;
  value = persons_of_version_1(arrived);
  value.pop_back();
  std::erase_if(fields, [](const Field& field) { return field.name == "joined"; });
  EXPECT_FALSE(decode("VehicleArrived", 1, fields));
}

TEST(Upcast, ControlsClosedInVersion1FoundNothing) {
  ControlClosed closed;
  closed.control = "gate";
  closed.subject = {1, 1};
  closed.rested_on = {"lodged"};
  closed.found = {{"gross_mass_kg", "18000"}};
  auto fields = encode(Event(closed)).fields;
  std::erase_if(fields, [](const Field& field) { return field.name == "found"; });
  const auto read = decode("ControlClosed", 1, fields);
  ASSERT_TRUE(read) << read.error().what;
  const auto& lifted = std::get<ControlClosed>(*read);
  EXPECT_EQ(lifted.control, Code("gate"));
  EXPECT_EQ(lifted.rested_on, closed.rested_on);
  EXPECT_TRUE(lifted.found.empty());
  EXPECT_FALSE(decode("ControlClosed", 2, fields)) << "version 2 writes its results down";
}

TEST(Upcast, TodaysVersionsAreReadAsTheyWereWritten) {
  const auto arrived = arrival_of_two();
  const auto encoded = encode(Event(arrived));
  const auto read = decode(encoded.type, encoded.type_version, encoded.fields);
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(std::get<VehicleArrived>(*read).persons.front().group, Code("family"));
}

}  // namespace
}  // namespace onestop::wire
