#pragma once
// The rights of the minute: of what two persons put on record the one whose day has come, else the file that the server was
// started with.
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "base/result.h"
#include "core/right/right.h"
#include "server/post/regime.h"
#include "server/right/rights_on_record.h"

namespace onestop::server {

class RightsInForce {
 public:
  /// A file that cannot be read is a fault with all its findings, one a line; so is a record that does not hold.
  static Expected<std::unique_ptr<RightsInForce>> open(const std::filesystem::path& file, const Regime& regime, store::Store& store, Instant now);

  struct At {
    std::shared_ptr<const right::Rights> rights;
    bool on_record = false;
  };
  At at(Instant now) const;
  /// The file's, for signing.
  const right::Rights& own() const { return *file_; }
  const std::string& text() const { return text_; }

  /// Puts them on record together with the event that says so; endorsements by fewer than two persons of two states are a fault.
  static Expected<void> activate(store::Store& store, const Regime& regime, const SignedRights& rights, const std::vector<Code>& states, const Id& recorder, Instant now);

 private:
  std::shared_ptr<const right::Rights> file_;
  std::string text_;
  struct Reign {
    Instant from;
    std::shared_ptr<const right::Rights> rights;
  };
  std::vector<Reign> reigns_;  // in order
};

/// "law" has its rights in "rights/korday.yaml" beside it.
std::filesystem::path rights_beside(const std::filesystem::path& law);

}  // namespace onestop::server
