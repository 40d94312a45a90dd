#include "app/switch_commands.h"

#include <CLI/CLI.hpp>
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "app/data_store.h"
#include "server/audit/accounts.h"
#include "server/operate/switches.h"
#include "server/post/officers.h"

namespace onestop::app {
namespace {

struct Asked {
  std::string data = "onestop.db", system, reason;
};

int failed(const Fault& why) {
  std::fprintf(stderr, "%s\n", why.what.c_str());
  return 1;
}

int list(const Asked& asked) {
  auto store = open_existing(asked.data);
  if (!store) return failed(store.error());
  auto reader = (*store)->reader();
  if (!reader) return failed(reader.error());
  const auto rows = (*reader)->switches();
  if (!rows) return failed(rows.error());
  for (const auto& row : *rows)
    std::printf("%-20s %s since %s by %s: %s\n", row.system.c_str(), row.kind == store::ActKind::closed ? "closed" : "open", to_text(row.at).c_str(), row.by.c_str(), row.reason.c_str());
  std::printf("Every other system is open.\n");
  return 0;
}

Expected<void> put(store::Store& store, const store::OperatorAct& act) {
  auto& writer = store.writer();
  if (auto begun = writer.begin(); !begun) return begun;
  const auto done = [&]() -> Expected<void> {
    const auto recorders = writer.reader().recorders();
    if (!recorders) return std::unexpected(recorders.error());
    if (recorders->empty()) return fault("this post has no recorder yet; start it once first");
    const auto now = server::log_now(writer.reader());
    if (!now) return std::unexpected(now.error());
    std::optional<store::OperatorAct> before;
    if (const auto rows = writer.reader().switches())
      for (const auto& row : *rows)
        if (row.system == act.system) before = row;
    return server::put_act(writer, recorders->front().id, *now, act, {}, before);
  }();
  if (done) return writer.finish();
  writer.abandon();
  return done;
}

int set(const Asked& asked, store::ActKind kind) {
  if (!server::is_system(asked.system)) return failed({"\"" + asked.system + "\" is no system; right would be lodging, sandbox, webhooks, oidc, firm:ID or link:NAME"});
  auto store = open_existing(asked.data);
  if (!store) return failed(store.error());
  const auto now = server::wall_now();
  const store::OperatorAct act{server::fresh_id(now), now, {}, "user " + std::to_string(geteuid()) + " at the machine", {}, kind, asked.system, asked.reason, 0};
  if (auto done = put(**store, act); !done) return failed(done.error());
  std::printf("%s is %s; a running server keeps to it within a second.\n", asked.system.c_str(), kind == store::ActKind::closed ? "closed" : "open");
  return 0;
}

}  // namespace

void add_switch_commands(CLI::App& app, int& code) {
  auto asked = std::make_shared<Asked>();
  auto* all = app.add_subcommand("switch", "The traffic with systems outside: open or closed");
  all->require_subcommand(1);
  const auto with = [&](const char* name, const char* says) {
    auto* one = all->add_subcommand(name, says);
    one->add_option("--data", asked->data, "File or database of the log")->capture_default_str();
    return one;
  };
  with("list", "How each stands that was ever set")->callback([asked, &code] { code = list(*asked); });
  const auto setting = [&](const char* name, const char* says, store::ActKind kind) {
    auto* one = with(name, says);
    one->add_option("system", asked->system, "lodging, sandbox, webhooks, oidc, firm:ID or link:NAME")->required();
    one->add_option("--reason", asked->reason, "Told to whoever is turned away, and kept")->required();
    one->callback([asked, &code, kind] { code = set(*asked, kind); });
  };
  setting("close", "What comes in is turned away, what goes out waits", store::ActKind::closed);
  setting("open", "The traffic goes on, beginning with what waits", store::ActKind::opened);
}

}  // namespace onestop::app
