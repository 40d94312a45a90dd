#include "app/rights_commands.h"

#include <cstdio>

#include "app/activate.h"
#include "app/operator_commands.h"
#include "server/right/rights_in_force.h"

namespace onestop::app {
namespace {

using namespace onestop::server;

int failed(const Fault& why) {
  std::fprintf(stderr, "%s\n", why.what.c_str());
  return 1;
}

std::filesystem::path file_of(const ServeOptions& options) { return options.rights.empty() ? rights_beside(options.law) : std::filesystem::path(options.rights); }

Expected<void> sign_rights(SignedRights& rights, std::vector<Code>& states, Officers& officers, const std::string& name) {
  const auto* officer = officers.by_name(name);
  if (!officer) return fault("no officer signs in as \"" + name + "\"");
  const auto key = officers.unlock(*officer, ask_secret("PIN of " + name));
  if (!key) return std::unexpected(key.error());
  if (!*key) return fault("the PIN of " + name + " is wrong");
  rights.endorsements.push_back({officer->id, officer->key, sign(bytes_to_sign(rights), **key)});
  states.push_back(officer->state);
  return {};
}

Expected<void> activate_rights(const ServeOptions& options, const std::vector<std::string>& names, const std::string& day) {
  const auto now = wall_now();
  const auto wanted = parse_day(day);
  if (!day.empty() && !wanted) return fault("\"" + day + "\" is no day; right would be: 2026-12-01");
  const auto from = day.empty() ? Expected<Instant>(now) : midnight_of_host(options.post, *wanted);
  if (!from) return std::unexpected(from.error());
  if (*from < now) return fault("rights cannot come into force in the past; name a day to come");
  store::Options where;
  where.path = options.data;
  auto store = store::open(where);
  if (!store) return std::unexpected(store.error());
  auto regime = Regime::open({options.law, options.post, Code(options.layout)}, **store, *from);
  if (!regime) return std::unexpected(regime.error());
  const auto read = RightsInForce::open(file_of(options), **regime, **store, *from);
  if (!read) return std::unexpected(read.error());
  auto officers = Officers::open(**store);
  if (!officers) return std::unexpected(officers.error());
  auto recorders = open_recorders(**store, (*regime)->post());
  if (!recorders) return std::unexpected(recorders.error());
  SignedRights rights{(*read)->own().hash, *from, (*read)->text(), {}};
  std::printf("%s, from %s on, text %s\n", (*read)->own().title.c_str(), to_text(*from).c_str(), to_hex(rights.hash).c_str());
  std::vector<Code> states;
  for (const auto& name : names)
    if (auto done = sign_rights(rights, states, **officers, name); !done) return done;
  return RightsInForce::activate(**store, **regime, rights, states, host_recorder(**regime, *recorders), now);
}

}  // namespace

int rights_activate(const ServeOptions& options, const std::vector<std::string>& officers, const std::string& from) {
  if (const auto done = activate_rights(options, officers, from); !done) return failed(done.error());
  std::printf(from.empty() ? "In force; a server that is running learns of it when it is started anew.\n" : "On record; they come into force on that day. A server that is running learns of it when it is started anew.\n");
  return 0;
}

}  // namespace onestop::app
