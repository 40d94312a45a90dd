#include "wire/merkle.h"

#include <gtest/gtest.h>

namespace onestop::wire {
namespace {

Hash numbered(int i) {
  Hash h{};
  h[0] = static_cast<unsigned char>(i);
  h[1] = static_cast<unsigned char>(i >> 8);
  return h;
}

/// RFC 6962, section 2.1, word for word: the second computation.
Hash tree_hash(std::span<const Hash> d) {
  if (d.empty()) return sha256(ByteView());
  if (d.size() == 1) return leaf_hash(d[0]);
  std::size_t k = 1;
  while (k * 2 < d.size()) k *= 2;
  return node_hash(tree_hash(d.first(k)), tree_hash(d.subspan(k)));
}

TEST(Merkle, root_of_nothing_is_the_hash_of_nothing) {
  EXPECT_EQ(to_hex(MerkleRange().root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Merkle, grows_to_the_root_that_the_rfc_defines) {
  std::vector<Hash> events;
  MerkleRange range;
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(range.root(), tree_hash(events)) << i;
    events.push_back(numbered(i));
    range.append(events.back());
    EXPECT_EQ(range.size(), events.size());
  }
}

TEST(Merkle, goes_on_from_its_peaks) {
  MerkleRange whole, first;
  for (int i = 0; i < 37; ++i) {
    whole.append(numbered(i));
    first.append(numbered(i));
  }
  auto second = MerkleRange::restore(first.size(), first.peaks());
  ASSERT_TRUE(second);
  for (int i = 37; i < 100; ++i) {
    whole.append(numbered(i));
    second->append(numbered(i));
  }
  EXPECT_EQ(whole.root(), second->root());
  EXPECT_FALSE(MerkleRange::restore(3, {numbered(1)}));
}

TEST(Merkle, proof_places_an_event_and_no_other) {
  for (int size = 1; size < 40; ++size) {
    std::vector<Hash> events;
    for (int i = 0; i < size; ++i) events.push_back(numbered(i));
    const auto root = tree_hash(events);
    for (std::uint64_t i = 0; i < events.size(); ++i) {
      const auto proof = inclusion_proof(events, i);
      EXPECT_TRUE(verify_inclusion(events[i], i, events.size(), proof, root));
      EXPECT_FALSE(verify_inclusion(numbered(999), i, events.size(), proof, root));
      EXPECT_FALSE(verify_inclusion(events[i], i + 1, events.size(), proof, root) && size > 1);
    }
  }
}

TEST(Checkpoint, is_believed_only_with_its_signature) {
  std::array<unsigned char, 32> seed{};
  const auto pair = key_pair_from_seed(seed);
  seed[0] = 1;
  const auto other = key_pair_from_seed(seed);
  const auto checkpoint = sign_checkpoint({{1, 2}, 7, numbered(7), {1000}, numbered(6), {}}, pair.secret_key);
  EXPECT_TRUE(verify(checkpoint, pair.public_key));
  EXPECT_FALSE(verify(checkpoint, other.public_key));
  auto changed = checkpoint;
  changed.size = 8;
  EXPECT_FALSE(verify(changed, pair.public_key));
  const auto back = parse_checkpoint(to_bytes(checkpoint));
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, checkpoint);
  auto bytes = to_bytes(checkpoint);
  bytes.pop_back();
  EXPECT_FALSE(parse_checkpoint(bytes));
}

}  // namespace
}  // namespace onestop::wire
