#pragma once
// Which systems outside the post exchanges anything with now. Closed means: what comes in is told to come again later, what goes
// out waits where it lies; nothing is dropped. All of it lies in memory, so that a request costs no look into the database;
// every process reads what others set about once a second.
#include <map>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <vector>

#include "server/post/runner.h"
#include "store/operating_rows.h"

namespace onestop::server {

/// Names of systems that every post has. Beside them "firm:ID" (the webhooks of one firm) and "link:NAME" (a recorder
/// of a neighbour).
namespace outside {
inline constexpr const char* lodging = "lodging";    // everything that firms send and ask for
inline constexpr const char* sandbox = "sandbox";    // the same, with a test key
inline constexpr const char* webhooks = "webhooks";  // of all firms
inline constexpr const char* oidc = "oidc";          // the issuer of sign-ins
inline constexpr const char* all[] = {lodging, sandbox, webhooks, oidc};
}  // namespace outside

std::string firm_system(const Id& firm);
/// Whether there may be a switch of that name.
bool is_system(const std::string& name);

class Switches {
 public:
  Expected<void> read(store::Reader& reader);
  void learn(const store::OperatorAct& act);
  /// How it was closed; nothing while it is open.
  std::optional<store::OperatorAct> closed(const std::string& system) const;
  bool open(const std::string& system) const { return !closed(system); }
  /// Whether webhooks of this firm may be told now.
  bool may_tell(const Id& firm, bool in_sandbox) const;
  /// How each that was ever set stands.
  std::vector<store::OperatorAct> all() const;

 private:
  mutable std::shared_mutex lock_;
  std::map<std::string, store::OperatorAct> acts_;
};

/// Writes the act and tells of it on the log of that recorder, in the caller's transaction. `before`: how the switch stood.
Expected<void> put_act(store::Writer& writer, const Id& recorder, Instant domain_now, const store::OperatorAct& act, const crossing::By& by, const std::optional<store::OperatorAct>& before);

}  // namespace onestop::server
