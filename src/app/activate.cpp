#include "app/activate.h"

#include <cstdio>

#include "app/data_store.h"
#include "app/operator_commands.h"
#include "server/audit/accounts.h"

namespace onestop::app {

using namespace onestop::server;

Expected<void> endorse(law::RegimeActivated& activation, Officers& officers, const std::string& name, const std::string& pin) {
  const auto* officer = officers.by_name(name);
  if (!officer) return fault("no officer signs in as \"" + name + "\"");
  const auto held = officers.appointments_of(officer->id);
  if (!identity::appointment_on(held, activation.post, day_of(wall_now(), 0))) return fault(name + " holds no appointment today");
  const auto key = officers.unlock(*officer, pin);
  if (!key) return std::unexpected(key.error());
  if (!*key) return fault("the PIN of " + name + " is wrong");
  activation.endorsements.push_back({officer->id, officer->key, sign(law::activation_bytes(activation), **key)});
  return {};
}

Id host_recorder(const Regime& regime, const std::vector<Runner::Recorder>& recorders) {
  for (const auto& one : recorders)
    if (one.state == regime.post().host) return one.id;
  return recorders.front().id;
}

namespace {

Expected<void> sign(const ServeOptions& options, const std::vector<std::string>& names, const std::string& day) {
  const auto now = wall_now();
  const auto wanted = parse_day(day);
  if (!day.empty() && !wanted) return fault("\"" + day + "\" is no day; right would be: 2026-12-01");
  auto from = day.empty() ? Expected<Instant>(now) : midnight_of_host(options.post, *wanted);
  if (!from) return std::unexpected(from.error());
  if (*from < now) return fault("law and layout cannot come into force in the past; name a day to come");
  auto store = open_store(options.data);
  if (!store) return std::unexpected(store.error());
  auto regime = Regime::open({options.law, options.post, Code(options.layout)}, **store, *from);
  if (!regime) return std::unexpected(regime.error());
  if ((*regime)->governs_already()) return fault(day.empty() ? "this law and post are in force already" : "from that day on this law and post are in force already");
  auto officers = Officers::open(**store);
  if (!officers) return std::unexpected(officers.error());
  auto recorders = open_recorders(**store, (*regime)->post());
  if (!recorders) return std::unexpected(recorders.error());
  if (auto noted = note_accounts(**store, (*officers)->accounts(), now); !noted) return noted;
  const auto* first = (*officers)->by_name(names.front());
  const auto* second = (*officers)->by_name(names.back());
  if (first && second && first->state == second->state) return fault("one officer of each state has to sign");
  auto activation = (*regime)->activation();
  std::printf("%s, layout %s, from %s on, sources %s\n", (*regime)->post().title.c_str(), activation.layout.text().c_str(), to_text(*from).c_str(),
              to_hex(activation.regime).c_str());
  for (const auto& name : names)
    if (auto done = endorse(activation, **officers, name, ask_secret("PIN of " + name)); !done) return done;
  return (*regime)->activate(**store, activation, host_recorder(**regime, *recorders), now);
}

}  // namespace

int activate(const ServeOptions& options, const std::vector<std::string>& officers, const std::string& from) {
  if (const auto done = sign(options, officers, from); !done) {
    std::fprintf(stderr, "%s\n", done.error().what.c_str());
    return 1;
  }
  std::printf(from.empty() ? "In force; the event lies in the log of the host's recorder.\n"
                           : "On record; it comes into force by itself on that day. A server that is running learns of it when it is started anew.\n");
  return 0;
}

}  // namespace onestop::app
