#pragma once
// A recorder's whole history in one hash: the Merkle tree of RFC 6962, section 2.1, over its event hashes in the order
// of its own positions, and the checkpoint that the recorder signs over it.
#include <span>
#include <vector>

#include "base/hash.h"
#include "base/result.h"

namespace onestop::wire {

Hash leaf_hash(const Hash& event);
Hash node_hash(const Hash& left, const Hash& right);

/// The peaks of a growing tree: O(log n) memory, amortised two hashes per leaf.
class MerkleRange {
 public:
  MerkleRange() = default;
  /// From what `peaks()` gave; fault when their number does not fit the size.
  static Expected<MerkleRange> restore(std::uint64_t size, std::vector<Hash> peaks);
  void append(const Hash& event);
  /// A whole subtree over 2^height events, of which only its root is known; the size must be a multiple of that.
  void append_subtree(unsigned height, const Hash& root);
  std::uint64_t size() const { return size_; }
  /// Left to right, one for each bit set in the size.
  const std::vector<Hash>& peaks() const { return peaks_; }
  Hash root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> peaks_;
};

/// The siblings from leaf `index` up to the root of the tree over `events`; index < events.size().
std::vector<Hash> inclusion_proof(std::span<const Hash> events, std::uint64_t index);
/// RFC 9162, section 2.1.3.2.
bool verify_inclusion(const Hash& event, std::uint64_t index, std::uint64_t size, std::span<const Hash> proof,
                      const Hash& root);

struct Checkpoint {
  Id recorder;
  std::uint64_t size = 0;  // covers positions 1..size
  Hash root{};
  Instant at;
  Hash previous{};  // checkpoint_hash of the recorder's checkpoint before, zero for the first
  Signature signature{};
  bool operator==(const Checkpoint&) const = default;
};

/// What is signed: "onestop checkpoint v1" and the members above the signature.
Bytes signed_bytes(const Checkpoint& checkpoint);
/// Signed bytes and signature; the whole, as it is kept elsewhere.
Bytes to_bytes(const Checkpoint& checkpoint);
Expected<Checkpoint> parse_checkpoint(ByteView bytes);
Hash checkpoint_hash(const Checkpoint& checkpoint);
Checkpoint sign_checkpoint(Checkpoint checkpoint, const SecretKey& key);
bool verify(const Checkpoint& checkpoint, const PublicKey& key);

}  // namespace onestop::wire
