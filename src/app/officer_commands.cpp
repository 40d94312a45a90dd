#include "app/officer_commands.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "core/audit/audit.h"
#include "server/audit/accounts.h"
#include "server/identity/account_hash.h"
#include "server/post/clock.h"
#include "server/post/officers.h"

namespace onestop::app {
namespace {

struct Asked {
  std::string data, name, state, agency, role = "officer", post, from, until;
};

int failed(const Fault& what) {
  std::fprintf(stderr, "%s\n", what.what.c_str());
  return 1;
}

struct Opened {
  std::unique_ptr<store::Store> store;
  std::unique_ptr<server::Officers> officers;
};

Expected<Opened> open(const std::string& data) {
  if (data.find("://") == std::string::npos && data.find('=') == std::string::npos && !std::filesystem::exists(data)) return fault("there is no file " + data);
  store::Options options;
  options.path = data;
  Opened opened;
  auto store = store::open(options);
  if (!store) return std::unexpected(store.error());
  opened.store = std::move(*store);
  auto officers = server::Officers::open(*opened.store);
  if (!officers) return std::unexpected(officers.error());
  opened.officers = std::move(*officers);
  return opened;
}

Expected<void> write(store::Store& store, const std::function<Expected<void>(store::Writer&)>& work) {
  auto& writer = store.writer();
  if (auto begun = writer.begin(); !begun) return begun;
  if (auto done = work(writer); !done) {
    writer.abandon();
    return done;
  }
  return writer.finish();
}

std::string days(const identity::Appointment& one) {
  auto text = one.from == Day{} ? std::string("since the beginning") : "from " + to_text(one.from);
  if (one.until) text += " until " + to_text(*one.until);
  return text;
}

int list(const Asked& asked) {
  const auto opened = open(asked.data);
  if (!opened) return failed(opened.error());
  for (const auto& one : opened->officers->accounts()) {
    std::printf("%s  %s  %s%s%s%s\n", one.name.c_str(), one.title.c_str(), one.state.text().c_str(), one.kind == identity::AccountKind::machine ? "  machine" : "",
                one.second_factor ? "  second factor" : "", one.closed ? ("  closed " + to_text(*one.closed)).c_str() : "");
    for (const auto& held : opened->officers->appointments_of(one.id))
      std::printf("    %s %s %s %s%s\n", held.state.text().c_str(), held.agency.text().c_str(), held.role.text().c_str(), days(held).c_str(), held.post.empty() ? "" : (" at " + held.post.text()).c_str());
  }
  return 0;
}

int close(const Asked& asked) {
  auto opened = open(asked.data);
  if (!opened) return failed(opened.error());
  const auto before = opened->officers->account_named(asked.name);
  if (!before) return failed({"no officer signs in as \"" + asked.name + "\""});
  if (before->closed) return failed({"this account is closed already"});
  auto after = *before;
  after.closed = after.sessions_from = server::wall_now();
  ++after.version;
  const auto done = write(*opened->store, [&](store::Writer& writer) -> Expected<void> {
    const auto put = writer.put_account(after);
    if (!put) return std::unexpected(put.error());
    return *put ? Expected<void>() : fault("somebody changed this account at the same moment; try again");
  });
  if (!done) return failed(done.error());
  if (auto told = server::record_by_operator(*opened->store, after.state, audit::AccountChanged{{}, after.id, "closed", server::account_hash(*before), server::account_hash(after), after.key}); !told)
    return failed({"the account is closed, but that could not be put on the log: " + told.error().what});
  std::printf("%s is closed; a running server ends its sessions within seconds.\n", asked.name.c_str());
  return 0;
}

int appoint(const Asked& asked) {
  auto opened = open(asked.data);
  if (!opened) return failed(opened.error());
  const auto account = opened->officers->account_named(asked.name);
  if (!account) return failed({"no officer signs in as \"" + asked.name + "\""});
  const auto from = asked.from.empty() ? std::optional(day_of(server::wall_now(), 0)) : parse_day(asked.from);
  const auto until = asked.until.empty() ? std::nullopt : parse_day(asked.until);
  if (!from || (!asked.until.empty() && !until)) return failed({"a day is written as 2026-12-01"});
  if (until && *until <= *from) return failed({std::string(identity::sentence_of(identity::RefusalCode::day_order))});
  for (const auto* word : {&asked.agency, &asked.role, &asked.post})
    if (!Code::fits(*word)) return failed({"\"" + *word + "\" is too long for a code"});
  const identity::Appointment fresh{server::fresh_id(server::wall_now()), account->id, Code(asked.post), account->state, Code(asked.agency), Code(asked.role), *from, until};
  if (auto done = write(*opened->store, [&](store::Writer& writer) { return writer.put_appointment(fresh); }); !done) return failed(done.error());
  const audit::Appointed event{{}, {}, fresh.id, fresh.officer, fresh.post, fresh.state, fresh.agency, fresh.role, fresh.from, fresh.until};
  if (auto told = server::record_by_operator(*opened->store, fresh.state, event); !told) return failed({"the appointment stands, but could not be put on the log: " + told.error().what});
  std::printf("%s serves as %s of %s, %s.\n", asked.name.c_str(), asked.role.c_str(), asked.agency.c_str(), days(fresh).c_str());
  return 0;
}

}  // namespace

void add_officer_commands(CLI::App& officer, int& code) {
  static Asked asked;
  auto* listing = officer.add_subcommand("list", "Accounts with their appointments");
  listing->add_option("--data", asked.data)->required();
  listing->callback([&code] { code = list(asked); });
  auto* closing = officer.add_subcommand("close", "Close an account: it signs in nowhere, its sessions end");
  closing->add_option("--data", asked.data)->required();
  closing->add_option("--name", asked.name, "For signing in")->required();
  closing->callback([&code] { code = close(asked); });
  auto* naming = officer.add_subcommand("appoint", "Let an officer serve in a role from a day on");
  naming->add_option("--data", asked.data)->required();
  naming->add_option("--name", asked.name, "For signing in")->required();
  naming->add_option("--agency", asked.agency)->required();
  naming->add_option("--role", asked.role)->capture_default_str();
  naming->add_option("--post", asked.post, "Code of the post; every post of this database where none is given");
  naming->add_option("--from", asked.from, "First day, as 2026-12-01; today where none is given");
  naming->add_option("--until", asked.until, "The day on which it holds no longer; without end where none is given");
  naming->callback([&code] { code = appoint(asked); });
}

}  // namespace onestop::app
