#pragma once
// One proof for many events at once: with the chosen events and the roots of all subtrees in which none of them lies, the
// root of a recorder's tree is computed again. Events that lie close together need few such roots.
#include "wire/merkle.h"

namespace onestop::wire {

/// Covers the positions first .. first + 2^height - 1.
struct Subtree {
  std::uint64_t first = 1;
  unsigned height = 0;
  Hash root{};
  bool operator==(const Subtree&) const = default;
};

struct Leaf {
  std::uint64_t position = 0;
  Hash event{};
};

/// Takes the whole tree from its first event on, in order; memory grows with the proof alone.
class MerkleCover {
 public:
  void append(const Hash& event, bool chosen) { push({size_ + 1, 0, leaf_hash(event)}, chosen); }
  /// Of which none is chosen.
  void append_subtree(unsigned height, const Hash& root) { push({size_ + 1, height, root}, false); }
  std::uint64_t size() const { return size_; }
  /// Ascending by position.
  std::vector<Subtree> finish();

 private:
  struct Node {
    Subtree tree;
    bool chosen = false;
  };
  void push(Subtree tree, bool chosen);
  std::vector<Node> peaks_;
  std::vector<Subtree> others_;
  std::uint64_t size_ = 0;
};

/// The root over positions 1 to `size`; a fault where leaves and subtrees (both ascending) leave a gap or overlap.
Expected<Hash> covered_root(std::uint64_t size, std::span<const Leaf> chosen, std::span<const Subtree> others);

}  // namespace onestop::wire
