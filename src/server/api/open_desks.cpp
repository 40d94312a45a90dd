// Which desks are open when layouts follow one another. A desk of the old layout stays open until the last vehicle that
// entered under it has left: what its officer may do there, that vehicle's own procedure says.
#include <algorithm>

#include "server/api/api.h"

namespace onestop::server {
namespace {

const post::Desk* desk_in(const post::Layout& layout, const Code& code) {
  const auto at = std::ranges::find(layout.desks, code, &post::Desk::code);
  return at == layout.desks.end() ? nullptr : &*at;
}

/// Layouts under which a vehicle inside entered. None where the log cannot be read: nothing is open by mistake.
std::vector<Code> layouts_inside(const Api& api) {
  auto reader = api.readers.borrow();
  if (!reader) return {};
  auto found = reader->layouts_inside(api.regime.post().code);
  return found ? std::move(*found) : std::vector<Code>{};
}

}  // namespace

std::vector<const post::Desk*> finishing_desks(const Api& api, Instant now) {
  const auto& present = api.regime.layout(now);
  std::vector<const post::Desk*> only_earlier;
  std::vector<Code> whose;
  for (const auto& reign : api.regime.reigns()) {
    if (!reign.until || *reign.until > now) break;
    for (const auto& desk : reign.layout->desks) {
      const bool known = std::ranges::any_of(only_earlier, [&](const post::Desk* other) { return other->code == desk.code; });
      if (known || desk_in(present, desk.code)) continue;
      only_earlier.push_back(&desk);
      whose.push_back(reign.layout->code);
    }
  }
  if (only_earlier.empty()) return only_earlier;
  const auto inside = layouts_inside(api);
  std::vector<const post::Desk*> open;
  for (std::size_t i = 0; i < only_earlier.size(); ++i)
    if (std::ranges::find(inside, whose[i]) != inside.end()) open.push_back(only_earlier[i]);
  return open;
}

const post::Desk* open_desk(const Api& api, const Code& code, Instant now) {
  if (const auto* desk = desk_in(api.regime.layout(now), code)) return desk;
  for (const auto* desk : finishing_desks(api, now))
    if (desk->code == code) return desk;
  return nullptr;
}

std::optional<http::Response> desk_gone(const Api& api, const http::Request& request, const SignedIn& who) {
  const auto& session = who.session;
  const auto* desk = open_desk(api, session.desk, api.clock.now());
  if (desk && desk->state == session.officer.state) return std::nullopt;
  return http::problem(request, {.status = 409, .code = "session.desk_gone",
                                 .detail = "The post runs in another layout now, and your desk is closed. You may go on reading; to work, sign in at a desk of today's layout."});
}

}  // namespace onestop::server
