#include "wire/merkle.h"

#include <bit>

#include "base/check.h"

namespace onestop::wire {
namespace {

// The prefixes of RFC 6962: a leaf can never be passed off as a node.
constexpr unsigned char leaf_prefix[] = {0};
constexpr unsigned char node_prefix[] = {1};

Hash root_of(std::span<const Hash> events) {
  MerkleRange range;
  for (const auto& event : events) range.append(event);
  return range.root();
}

/// The largest power of two below the size; size > 1.
std::uint64_t split(std::uint64_t size) { return std::bit_floor(size - 1); }

}  // namespace

Hash leaf_hash(const Hash& event) { return sha256({ByteView(leaf_prefix), ByteView(event)}); }
Hash node_hash(const Hash& left, const Hash& right) {
  return sha256({ByteView(node_prefix), ByteView(left), ByteView(right)});
}

Expected<MerkleRange> MerkleRange::restore(std::uint64_t size, std::vector<Hash> peaks) {
  if (peaks.size() != static_cast<std::size_t>(std::popcount(size)))
    return fault("a Merkle tree of " + std::to_string(size) + " events cannot have " + std::to_string(peaks.size()) + " peaks");
  MerkleRange range;
  range.size_ = size;
  range.peaks_ = std::move(peaks);
  return range;
}

void MerkleRange::append(const Hash& event) { append_subtree(0, leaf_hash(event)); }

void MerkleRange::append_subtree(unsigned height, const Hash& root) {
  check(height < 64 && size_ % (std::uint64_t{1} << height) == 0, "a subtree was appended where none of its height can stand");
  auto node = root;
  for (auto size = size_ >> height; size & 1; size >>= 1) {
    node = node_hash(peaks_.back(), node);
    peaks_.pop_back();
  }
  peaks_.push_back(node);
  size_ += std::uint64_t{1} << height;
}

Hash MerkleRange::root() const {
  if (peaks_.empty()) return sha256(ByteView());
  auto root = peaks_.back();
  for (auto i = peaks_.size() - 1; i-- > 0;) root = node_hash(peaks_[i], root);
  return root;
}

std::vector<Hash> inclusion_proof(std::span<const Hash> events, std::uint64_t index) {
  check(index < events.size(), "an inclusion proof was asked for an event beyond the tree");
  std::vector<Hash> proof;
  while (events.size() > 1) {
    const auto half = split(events.size());
    if (index < half) {
      proof.insert(proof.begin(), root_of(events.subspan(half)));
      events = events.first(half);
    } else {
      proof.insert(proof.begin(), root_of(events.first(half)));
      events = events.subspan(half);
      index -= half;
    }
  }
  return proof;
}

bool verify_inclusion(const Hash& event, std::uint64_t index, std::uint64_t size, std::span<const Hash> proof,
                      const Hash& root) {
  if (index >= size) return false;
  auto node = index, last = size - 1;
  auto hash = leaf_hash(event);
  for (const auto& sibling : proof) {
    if (last == 0) return false;
    if ((node & 1) || node == last) {
      hash = node_hash(sibling, hash);
      while (!(node & 1) && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

Bytes signed_bytes(const Checkpoint& c) {
  ByteWriter out;
  out.raw(as_bytes("onestop checkpoint v1"));
  out.id(c.recorder);
  out.u64(c.size);
  out.raw(c.root);
  out.instant(c.at);
  out.raw(c.previous);
  return out.take();
}

Bytes to_bytes(const Checkpoint& c) {
  auto bytes = signed_bytes(c);
  bytes.insert(bytes.end(), c.signature.begin(), c.signature.end());
  return bytes;
}

Expected<Checkpoint> parse_checkpoint(ByteView bytes) {
  ByteReader in(bytes);
  const auto domain = as_bytes("onestop checkpoint v1");
  const auto found = in.raw(domain.size());
  const auto take = [&](auto& array) {
    const auto part = in.raw(array.size());
    std::copy(part.begin(), part.end(), array.begin());
  };
  Checkpoint c;
  c.recorder = in.id();
  c.size = in.u64();
  take(c.root);
  c.at = in.instant();
  take(c.previous);
  take(c.signature);
  if (!in.done() || !std::equal(found.begin(), found.end(), domain.begin(), domain.end()))
    return fault("these bytes are no checkpoint of a log");
  return c;
}

Hash checkpoint_hash(const Checkpoint& checkpoint) { return sha256(to_bytes(checkpoint)); }

Checkpoint sign_checkpoint(Checkpoint checkpoint, const SecretKey& key) {
  checkpoint.signature = sign(signed_bytes(checkpoint), key);
  return checkpoint;
}

bool verify(const Checkpoint& checkpoint, const PublicKey& key) {
  return onestop::verify(signed_bytes(checkpoint), checkpoint.signature, key);
}

}  // namespace onestop::wire
