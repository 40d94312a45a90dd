#pragma once
// Bundles of evidence: one crossing handed out, and such a bundle verified. Each returns the exit code.
#include <string>
#include <vector>

namespace onestop::app {

struct EvidenceRequest {
  std::string data, crossing, into;
  std::string receiver = "court";
  std::string of_state;  // private fields of this state only; empty: of all
  bool without_personal = false;
  std::string language = "en";
};
int export_crossing(const EvidenceRequest& request);

/// `keys`: public keys of recorders in hexadecimal, as the reader has them from elsewhere.
int verify_bundle_file(const std::string& path, const std::vector<std::string>& keys);

}  // namespace onestop::app
