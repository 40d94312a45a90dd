#include "server/operate/presence.h"

#include <unistd.h>

#include "server/post/officers.h"

namespace onestop::server {

Presence::Presence(Runner& runner, const std::string& address) : runner_(runner) {
  char host[256] = "";
  gethostname(host, sizeof host - 1);
  const auto now = wall_now();
  row_ = {fresh_id(now), host, static_cast<std::uint64_t>(getpid()), ONESTOP_VERSION, address, now, now};
}

void Presence::beat(Instant now) {
  auto told = told_ms_.load();
  if (now.ms - told < beats_ms || !told_ms_.compare_exchange_strong(told, now.ms)) return;
  auto row = row_;
  row.seen = now;
  runner_.write([row, now](store::Writer& writer) -> Expected<void> {
    if (auto gone = writer.remove_processes(std::nullopt, now + -forgotten_ms); !gone) return gone;
    return writer.put_process(row);
  }, [](bool) {});
}

void Presence::leave() {
  runner_.write([id = row_.id](store::Writer& writer) { return writer.remove_processes(id, Instant{0}); }, [](bool) {});
}

}  // namespace onestop::server
