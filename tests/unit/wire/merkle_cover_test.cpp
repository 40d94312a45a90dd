#include "wire/merkle_cover.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace onestop::wire {
namespace {

Hash event(std::uint64_t position) { return sha256(as_bytes("event " + std::to_string(position))); }

struct Case {
  std::vector<Hash> events;
  std::vector<Leaf> chosen;
  std::vector<Subtree> others;
};

Case covered(std::uint64_t size, const std::set<std::uint64_t>& chosen) {
  Case one;
  MerkleCover cover;
  for (std::uint64_t p = 1; p <= size; ++p) {
    one.events.push_back(event(p));
    if (chosen.contains(p)) one.chosen.push_back({p, event(p)});
    cover.append(event(p), chosen.contains(p));
  }
  one.others = cover.finish();
  return one;
}

Hash root_of(const std::vector<Hash>& events) {
  MerkleRange range;
  for (const auto& one : events) range.append(one);
  return range.root();
}

TEST(MerkleCover, do_any_chosen_events_and_the_other_subtrees_give_the_root_back) {
  const auto seed = std::random_device{}();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 300; ++round) {
    const std::uint64_t size = 1 + random() % 200;
    std::set<std::uint64_t> chosen;
    for (auto n = random() % 20; n > 0; --n) chosen.insert(1 + random() % size);
    const auto one = covered(size, chosen);
    const auto root = covered_root(size, one.chosen, one.others);
    ASSERT_TRUE(root) << root.error().what;
    EXPECT_EQ(*root, root_of(one.events)) << size;
  }
}

TEST(MerkleCover, does_a_changed_event_or_one_at_another_position_give_another_root_or_none) {
  auto one = covered(100, {40, 41, 42, 77});
  const auto right = root_of(one.events);
  auto changed = one.chosen;
  changed[1].event[5] ^= 1;
  EXPECT_NE(*covered_root(100, changed, one.others), right);
  changed = one.chosen;
  std::swap(changed[0].event, changed[1].event);
  EXPECT_NE(*covered_root(100, changed, one.others), right);
  changed = one.chosen;
  changed[3].position = 78;
  EXPECT_FALSE(covered_root(100, changed, one.others));
  changed.pop_back();
  EXPECT_FALSE(covered_root(100, changed, one.others)) << "one was left out";
  EXPECT_FALSE(covered_root(99, one.chosen, one.others));
  EXPECT_FALSE(covered_root(101, one.chosen, one.others));
}

TEST(MerkleCover, are_events_that_lie_together_proved_by_few_hashes) {
  std::set<std::uint64_t> together;
  for (std::uint64_t p = 300; p < 400; ++p) together.insert(p);
  EXPECT_LE(covered(1000, together).others.size(), 20u);
}

TEST(MerkleCover, does_a_subtree_stand_for_its_events) {
  MerkleRange eight;
  for (std::uint64_t p = 1; p <= 8; ++p) eight.append(event(p));
  MerkleCover cover;
  cover.append_subtree(3, eight.root());
  cover.append(event(9), true);
  cover.append(event(10), false);
  const std::vector<Leaf> chosen{{9, event(9)}};
  MerkleRange ten = eight;
  ten.append(event(9));
  ten.append(event(10));
  EXPECT_EQ(*covered_root(10, chosen, cover.finish()), ten.root());
}

}  // namespace
}  // namespace onestop::wire
