#pragma once
// Somebody looks at the record: who he is under the rights of the minute, what for, and what must stand in the log before he is
// shown personal data.
#include <map>
#include <mutex>

#include "server/api/api.h"
#include "server/api/client.h"
#include "server/right/mask.h"

namespace onestop::server {

/// Views of personal data that stand in the log already. The same officer who sees the same fields of the same crossing for the
/// same purpose again within this time is not written down again.
class Accesses {
 public:
  static constexpr std::int64_t joined_ms = 10 * minute_ms;  // wall time
  static constexpr std::size_t most = 20'000;
  bool known(const std::string& view);
  void noted(const std::string& view);

 private:
  std::mutex lock_;
  std::map<std::string, Instant> views_;
};

class Look {
 public:
  /// By the session; with the purpose of the header Onestop-Purpose or the parameter `purpose`, or the answer to give instead
  /// where there is no such purpose or not for this officer.
  static std::variant<Look, http::Response> of(Api& api, const http::Request& request, const SignedIn& who);
  /// A firm looks at what is its own.
  static Look of_firm(Api& api);

  /// What follows belongs to this crossing.
  void at(Api& api, const CrossingFile& file, const law::Procedure& procedure);
  /// The same by its row in the lists: stricter, as a row does not say since when the crossing is in its phase.
  void at(const store::CrossingRow& row);
  /// To a crossing that waits inside for something; what officers wrote there is of this state.
  void at_waiting(const Code& state);
  /// To no crossing, but to a record of this state.
  void at_record_of(const Code& state);
  void at_none() { mask.about({}); }

  bool may(const Code& act) const { return right::may_do(*rights_, mask.asker(), act).yes(); }
  /// The answer where the act is nobody's of this role.
  std::optional<http::Response> refused(const http::Request& request, const Code& act) const;
  /// The answer where not even the passage of the crossing may be seen.
  std::optional<http::Response> hidden(const http::Request& request);
  http::Response no(const http::Request& request, const right::Verdict& verdict, const std::string& what) const;

  const right::Rights& rights() const { return *rights_; }
  bool said_purpose() const { return said_; }

  Mask mask;

 private:
  Look(std::shared_ptr<const right::Rights> rights, right::Asker asker, Instant now) : mask(*rights, std::move(asker), now), rights_(std::move(rights)) {}
  std::shared_ptr<const right::Rights> rights_;
  crossing::By by_;
  Code at_the_desk_;  // the purpose that is taken as said there
  bool said_ = false;
  friend void give(Api& api, http::Request request, http::Reply reply, const Look& look, const Code& about, const Id& subject, std::uint32_t records, http::Response response);
};

/// Puts on record what personal data the answer shows and then gives it; where that cannot be put on record, nobody is shown
/// anything.
void give(Api& api, http::Request request, http::Reply reply, const Look& look, const Code& about, const Id& subject, std::uint32_t records, http::Response response);

}  // namespace onestop::server
