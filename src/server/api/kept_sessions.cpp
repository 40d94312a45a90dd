// Sessions outlive a restart: of each officer a list lies in the key file, written at sign-in and sign-out. Tokens are
// not in it, only their hashes; an hour of idleness is counted anew from the start.
#include "server/api/api.h"

namespace onestop::server {
namespace {

constexpr const char* secret = "sessions";
constexpr std::size_t most_kept = 40;  // of one officer: what fits into a secret of the key file

}  // namespace

void Sessions::save(const Id& officer) {
  if (!keys_) return;
  const std::scoped_lock one_at_a_time(saving_);
  ByteWriter list;
  std::size_t count = 0;
  {
    const std::scoped_lock hold(lock_);
    for (const auto& [token, session] : sessions_) {
      if (session.officer.id != officer || session.expires < wall_now() || count == most_kept) continue;
      ++count;
      list.raw(token);
      list.text(session.desk.view());
      list.instant(session.expires);
    }
  }
  ByteWriter out;
  out.u32(static_cast<std::uint32_t>(count));
  out.raw(list.bytes());
  (void)keys_->put_secret(secret, officer, out.bytes());  // without it the officer signs in again after a restart
}

Expected<void> Sessions::keep_in(store::Keys& keys, const std::vector<Officer>& officers) {
  keys_ = &keys;
  const auto now = wall_now();
  for (const auto& officer : officers) {
    const auto kept = keys.secret(secret, officer.id);
    if (!kept) return std::unexpected(kept.error());
    if (!*kept) continue;
    ByteReader in(**kept);
    const auto count = in.u32();
    for (std::uint32_t i = 0; i < count && i < most_kept; ++i) {
      Hash token{};
      const auto bytes = in.raw(token.size());
      const auto desk = in.text();
      const auto expires = in.instant();
      if (bytes.size() != token.size() || !Code::fits(desk)) return fault("the kept sessions of " + officer.title + " cannot be read");
      std::copy(bytes.begin(), bytes.end(), token.begin());
      if (expires < now) continue;
      const std::scoped_lock hold(lock_);
      sessions_.emplace(token, Session{officer, Code(desk), {}, expires, now});
    }
    if (!in.done()) return fault("the kept sessions of " + officer.title + " cannot be read");
  }
  return {};
}

bool Sessions::sits(const Id& officer, const Code& desk) {
  const auto now = wall_now();
  const std::scoped_lock hold(lock_);
  for (const auto& [token, one] : sessions_)
    if (one.officer.id == officer && one.desk == desk && !over(one, now)) return true;
  return false;
}

}  // namespace onestop::server
