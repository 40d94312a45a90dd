#pragma once
// Whether a bundle of evidence holds together, from its own bytes alone. docs/verify-bundle.md says the same to a stranger.
#include "server/evidence/bundle.h"

namespace onestop::server::evidence {

struct Outcome {
  std::vector<std::string> findings;  // a sentence each; at most `most_findings`
  Index index;
  std::uint64_t signatures = 0, signatures_without_account = 0;
  bool holds() const { return findings.empty(); }
};

constexpr std::size_t most_findings = 100;

/// `known`: public keys of recorders as the reader has them from elsewhere; where any are given, others are a finding.
Outcome verify_bundle(ByteView archive, const std::vector<PublicKey>& known = {});

}  // namespace onestop::server::evidence
