#pragma once
// Inclusion proofs (RFC 9162, section 2.1.3) of several events under one root, with one pass over the tree.
#include <vector>

#include "base/hash.h"

namespace onestop::server::evidence {

/// For each leaf its siblings from the leaf up; as wire::inclusion_proof gives them one by one.
std::vector<std::vector<Hash>> inclusion_proofs(std::vector<Hash> events, const std::vector<std::uint64_t>& leaves);

}  // namespace onestop::server::evidence
