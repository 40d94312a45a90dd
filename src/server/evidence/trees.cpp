#include "server/evidence/trees.h"

#include "wire/merkle.h"

namespace onestop::server::evidence {

std::vector<std::vector<Hash>> inclusion_proofs(std::vector<Hash> nodes, const std::vector<std::uint64_t>& leaves) {
  std::vector<std::vector<Hash>> proofs(leaves.size());
  auto places = leaves;
  for (auto& one : nodes) one = wire::leaf_hash(one);
  while (nodes.size() > 1) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      const auto sibling = places[i] ^ 1;
      if (sibling < nodes.size()) proofs[i].push_back(nodes[sibling]);
      places[i] /= 2;
    }
    // What has no neighbour on its right goes up as it is.
    const auto pairs = nodes.size() / 2;
    for (std::size_t i = 0; i < pairs; ++i) nodes[i] = wire::node_hash(nodes[2 * i], nodes[2 * i + 1]);
    if (nodes.size() % 2 == 1) nodes[pairs] = nodes.back();
    nodes.resize(pairs + nodes.size() % 2);
  }
  return proofs;
}

}  // namespace onestop::server::evidence
