#pragma once
// What happens around accounts and sign-ins, put onto the log (core/audit).
#include <map>
#include <mutex>

#include "core/audit/audit.h"
#include "server/identity/sessions.h"

namespace onestop::server {

struct Api;

/// By whom something was done from a session; `basis` is empty.
crossing::By by_of(const Sessions::Session& session);
/// `then` is told once it is durable; true at once where nothing is audited here.
void on_record(Api& api, const Code& state, audit::Event event, std::function<void(bool durable)> then = {});
/// The session and what it meant for its desk end; `why` as in audit::SignedOut.
void session_ended(Api& api, const store::SessionRow& row, const Code& why);

/// Sign-ins that were refused, counted together until they are told: nobody fills the log by trying.
class RefusedSignIns {
 public:
  static constexpr std::size_t most = 1'000;  // different ones between two tellings; more are counted with "password" of nobody
  void add(const Code& state, const Id& officer, const Code& why);
  void tell(Api& api);

 private:
  struct What {
    Code state;
    Id officer;
    Code why;
    auto operator<=>(const What&) const = default;
  };
  std::mutex lock_;
  std::map<What, std::uint32_t> times_;
};

}  // namespace onestop::server
