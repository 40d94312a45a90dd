// What is signed and what is hashed must never change by accident: a signature given today is verified in twenty years.
#include <gtest/gtest.h>

#include <set>

#include "core/crossing/decide.h"
#include "core/crossing/invariants.h"
#include "core/crossing/refusals.h"

namespace onestop::crossing {
namespace {

Id id(std::uint64_t n) { return {0x0190f6a81c2d7000ull, n}; }

InspectionAct act() {
  return {id(1), id(2), "goods_inspection", Outcome::passed_with_remarks, "two boxes more", {"S1"}, {"S2", "S3"}, id(3), Instant{1'152'000'000'000}};
}

// Written out by hand from the description in crossing.h: the words, then each field in order, integers big-endian, texts and
// lists with their length in four bytes.
TEST(ActBytes, AreTheWordsAndTheFieldsInTheirOrder) {
  ByteWriter expected;
  expected.text("onestop inspection act 1");
  expected.id(id(1));
  expected.id(id(2));
  expected.text("goods_inspection");
  expected.u8(1);
  expected.text("two boxes more");
  expected.u32(1);
  expected.text("S1");
  expected.u32(2);
  expected.text("S2");
  expected.text("S3");
  expected.id(id(3));
  expected.i64(1'152'000'000'000);
  EXPECT_EQ(to_hex(ByteView(act_bytes(act()))), to_hex(ByteView(expected.bytes())));
}

TEST(ActBytes, DifferWhereTwoListsCouldBeTakenForOne) {
  auto other = act();
  other.seals_found = {"S1", "S2"};
  other.seals_affixed = {"S3"};
  EXPECT_NE(act_bytes(act()), act_bytes(other));
}

TEST(StateHash, IsTheSameInWhateverOrderTheRecordersWereHeard) {
  const Recorded a{id(10), {1000}, CrossingWithdrawn{{id(3), "XX", {}, {}, {}, {}}, "wish"}};
  const Recorded b{id(11), {2000}, VehicleIsolated{{id(4), "YY", {}, {}, {}, {}}, id(5), "gamma", "O1"}};
  Crossing first, second;
  evolve(first, a);
  evolve(first, b);
  evolve(second, b);
  evolve(second, a);
  EXPECT_EQ(state_hash(first), state_hash(second));
  evolve(second, b);
  EXPECT_NE(state_hash(first), state_hash(second));
}

TEST(StateHash, DoesNotSeeWhatIsWithheld) {
  By by{id(3), "XX", {}, {}, {}, {}};
  HoldPlaced open{by, id(6), {Scope::vehicle, id(7), 0}, {}, "doubt", "papers", {5000}, std::string("a tip")};
  auto shut = open;
  shut.note = {};
  Crossing first, second;
  evolve(first, {id(10), {1000}, open});
  evolve(second, {id(10), {1000}, shut});
  EXPECT_EQ(state_hash(first), state_hash(second));
}

TEST(Refusals, AreNamedOnceAndSpeakInSentences) {
  std::set<std::string_view> names, sentences;
  for (const auto& entry : refusal_entries()) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    EXPECT_TRUE(sentences.insert(entry.sentence).second) << entry.sentence;
    EXPECT_TRUE(entry.sentence.ends_with(".")) << entry.name;
    EXPECT_TRUE(std::isupper(static_cast<unsigned char>(entry.sentence.front()))) << entry.name;
    EXPECT_LE(entry.sentence.size(), 120u) << entry.name;
  }
  EXPECT_EQ(sentence({RefusalCode::control_open, {}, {}, "passport"}), "A required control is still open (passport).");
}

TEST(Invariants, AreNamedOnceAndSpeakInSentences) {
  std::set<std::string_view> names;
  for (const auto& one : invariants()) {
    EXPECT_TRUE(names.insert(one.name).second) << one.name;
    EXPECT_TRUE(one.sentence.ends_with(".")) << one.name;
  }
}

}  // namespace
}  // namespace onestop::crossing
