#include "wire/merkle_cover.h"

#include <algorithm>

namespace onestop::wire {

void MerkleCover::push(Subtree tree, bool chosen) {
  size_ += std::uint64_t{1} << tree.height;
  Node node{tree, chosen};
  while (!peaks_.empty() && peaks_.back().tree.height == node.tree.height) {
    const auto left = peaks_.back();
    peaks_.pop_back();
    const bool parted = left.chosen != node.chosen;
    if (parted) others_.push_back(left.chosen ? node.tree : left.tree);
    node = {{left.tree.first, left.tree.height + 1, node_hash(left.tree.root, node.tree.root)}, left.chosen || node.chosen};
  }
  peaks_.push_back(node);
}

std::vector<Subtree> MerkleCover::finish() {
  for (const auto& peak : peaks_)
    if (!peak.chosen) others_.push_back(peak.tree);
  peaks_.clear();
  std::ranges::sort(others_, {}, &Subtree::first);
  return std::move(others_);
}

Expected<Hash> covered_root(std::uint64_t size, std::span<const Leaf> chosen, std::span<const Subtree> others) {
  MerkleRange tree;
  while (tree.size() < size) {
    const auto next = tree.size() + 1;
    if (!chosen.empty() && chosen.front().position == next) {
      tree.append(chosen.front().event);
      chosen = chosen.subspan(1);
    } else if (!others.empty() && others.front().first == next && others.front().height < 63 && tree.size() % (std::uint64_t{1} << others.front().height) == 0) {
      tree.append_subtree(others.front().height, others.front().root);
      others = others.subspan(1);
    } else {
      return fault("the proof lacks position " + std::to_string(next));
    }
  }
  if (tree.size() != size || !chosen.empty() || !others.empty()) return fault("the proof goes beyond its tree");
  return tree.root();
}

}  // namespace onestop::wire
