#include "server/identity/on_record.h"

#include "server/api/api.h"
#include "server/audit/audit.h"

namespace onestop::server {

crossing::By by_of(const Sessions::Session& session) {
  const auto& o = session.officer;
  return {o.id, o.state, o.agency, o.role, session.desk, {}};
}

void on_record(Api& api, const Code& state, audit::Event event, std::function<void(bool durable)> then) {
  if (!then) then = [](bool) {};
  if (!api.audit) return then(true);
  api.audit->record(state, std::move(event), std::move(then));
}

void session_ended(Api& api, const store::SessionRow& row, const Code& why) {
  api.live.leave(row.token_hash);
  const auto* officer = api.officers.by_id(row.officer);
  if (!officer) return;
  auto held = *officer;
  for (const auto& one : api.officers.appointments_of(row.officer))
    if (one.id == row.appointment) held.state = one.state, held.agency = one.agency, held.role = one.role;
  on_record(api, held.state, audit::SignedOut{{held.id, held.state, held.agency, held.role, row.desk, {}}, row.id, why});
}

void RefusedSignIns::add(const Code& state, const Id& officer, const Code& why) {
  const std::scoped_lock hold(lock_);
  if (times_.size() >= most) ++times_[{state, Id{}, "password"}];
  else ++times_[{state, officer, why}];
}

void RefusedSignIns::tell(Api& api) {
  std::map<What, std::uint32_t> told;
  {
    const std::scoped_lock hold(lock_);
    told.swap(times_);
  }
  for (const auto& [what, times] : told) on_record(api, what.state, audit::SignInsRefused{what.officer, what.why, times});
}

}  // namespace onestop::server
