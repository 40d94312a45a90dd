#include "server/api/status_lines.h"

#include <algorithm>

#include "server/lodging/service.h"
#include "server/scan/scanner.h"

namespace onestop::server {
namespace {

constexpr std::size_t shown_items = 20;
constexpr std::uint64_t most_waiting = 1'000;      // deliveries; more are a receiver that is away, or a closed switch
constexpr std::int64_t late_ms = 60'000;           // a deadline that nobody looked at for so long
constexpr std::uint64_t most_unfollowed = 5'000;
constexpr std::int64_t most_skew_ms = 1'000;
constexpr std::int64_t most_lag_ms = 10'000;
constexpr std::int64_t certificate_warning_ms = 21 * day_ms;

std::string firm_name(Api& api, const Id& firm) {
  const auto row = api.firms ? api.firms->firm(firm) : std::nullopt;
  return row ? row->name : to_text(firm);
}

std::string count_of(std::uint64_t number, const char* one, const char* many) { return std::to_string(number) + " " + (number == 1 ? one : many); }

StatusLine deliveries_line(Api& api, const Waiting& now) {
  const auto count = now.live.waiting + now.sandbox.waiting;
  StatusLine line{"deliveries", count < most_waiting, count_of(count, "notification waits", "notifications wait") + " to be delivered to webhooks.", {figure("number", count)}};
  for (const auto& one : now.live.webhooks)
    if (one.waiting > 0 && line.items.size() < shown_items) line.items.push_back(firm_name(api, one.firm) + " · " + to_text(one.webhook) + ": " + std::to_string(one.waiting));
  return line;
}

StatusLine dead_letters_line(Api& api, const Waiting& now) {
  const auto count = now.live.dead;
  StatusLine line{"dead_letters", count == 0, count_of(count, "notification was", "notifications were") + " given up; a shift head may send them again.", {figure("number", count)}};
  for (const auto& one : now.live.webhooks)
    if (one.dead > 0 && line.items.size() < shown_items) line.items.push_back(firm_name(api, one.firm) + " · " + to_text(one.webhook) + ": " + std::to_string(one.dead));
  return line;
}

StatusLine deadlines_line(Api& api, const Waiting& now) {
  const auto& since = now.live.overdue_since;
  const bool late = since && api.clock.now() - *since > late_ms * static_cast<std::int64_t>(std::max(1.0, api.clock.speed()));
  StatusLine line{"deadlines", !late, count_of(now.live.overdue, "deadline is", "deadlines are") + " overdue.", {figure("number", now.live.overdue)}};
  if (since) line.figures.push_back(figure("since", *since));
  return line;
}

StatusLine following_line(const Waiting& now) {
  return {"following", now.unfollowed < most_unfollowed, count_of(now.reading, "lodgement waits", "lodgements wait") + " to be read; " + count_of(now.unfollowed, "event", "events") + " of the log are not looked at for firms yet.",
          {figure("number", now.reading), figure("events", now.unfollowed)}};
}

StatusLine searches_line(Api& api, store::Reader& reader) {
  const auto now = api.clock.now();
  const auto rows = reader.searches(now + -hour_ms, now, store::largest_page);
  const auto count = rows ? rows->size() : 0;
  return {"searches", rows.has_value(), rows ? count_of(count, "search", "searches") + " of persons in the journal of the last hour." : "The journal of searches cannot be read.", {figure("number", count)}};
}

StatusLine database_line(const store::DatabaseState& state, Instant asked, Instant answered) {
  const auto skew = std::max<std::int64_t>(0, std::max(asked - state.clock, state.clock - answered));
  const bool full = state.most_connections > 0 && state.connections * 10 > state.most_connections * 9;
  StatusLine line{"database", skew <= most_skew_ms && !full, state.engine + " " + state.version + " answers.", {figure("engine", state.engine + " " + state.version), figure("skew_ms", static_cast<std::uint64_t>(skew))}};
  if (state.most_connections > 0) {
    line.figures.push_back(figure("connections", state.connections));
    line.figures.push_back(figure("most", state.most_connections));
  }
  if (full) line.says += " It has hardly a connection left.";
  if (skew > most_skew_ms) line.says += " Its clock and this machine's differ by " + std::to_string(skew) + " ms.";
  return line;
}

StatusLine replicas_line(const store::DatabaseState& state) {
  StatusLine line{"replicas", true, state.sees_replicas ? count_of(state.replicas.size(), "copy follows", "copies follow") + " the database." : "This user of the database may not see its copies.", {figure("number", state.replicas.size())}};
  if (!state.sees_replicas) line.figures.push_back(figure("unseen", std::string("yes")));
  for (const auto& one : state.replicas) {
    line.good = line.good && one.state == "streaming" && one.lag_ms.value_or(0) <= most_lag_ms;
    line.items.push_back(one.name + " · " + one.state + " · " + one.sync + (one.lag_ms ? " · " + std::to_string(*one.lag_ms) + " ms" : "") + (one.lag_bytes ? " · " + std::to_string(*one.lag_bytes >> 10) + " KiB" : ""));
  }
  return line;
}

StatusLine processes_line(store::Reader& reader, Instant now) {
  const auto rows = reader.processes();
  if (!rows) return {"processes", false, "Which processes serve cannot be told.", {figure("number", std::uint64_t{0})}};
  StatusLine line{"processes", true, "", {}};
  std::uint64_t here = 0, missing = 0;
  for (const auto& one : *rows) {
    const auto silent = now - one.seen;
    ++(silent > Presence::missed_ms ? missing : here);
    if (line.items.size() < shown_items)
      line.items.push_back(one.host + " · " + std::to_string(one.pid) + " · " + one.address + " · " + one.version + " · " + to_text(one.since) + (silent > Presence::missed_ms ? " · silent for " + std::to_string(silent / 1000) + " s" : ""));
  }
  line.good = missing == 0;
  line.says = count_of(here, "process serves", "processes serve") + " this database; " + std::to_string(missing) + " ended without a word.";
  line.figures = {figure("number", here), figure("missing", missing)};
  return line;
}

StatusLine certificate_line(Instant end, Instant now) {
  return {"certificate", end - now > certificate_warning_ms, "The certificate holds until " + to_text(end) + ".", {figure("at", end)}};
}

StatusLine switches_line(const Switches& switches) {
  StatusLine line{"switches", true, "", {}};
  for (const auto& act : switches.all())
    if (act.kind == store::ActKind::closed) line.items.push_back(act.system + " · " + to_text(act.at) + " · " + act.by + ": " + act.reason);
  line.good = line.items.empty();
  line.says = line.good ? "The traffic with every system outside is open." : count_of(line.items.size(), "system is", "systems are") + " closed.";
  line.figures = {figure("number", line.items.size())};
  return line;
}

StatusLine insecure_line(const Operation& operation) {
  StatusLine line{"insecure", operation.insecure.empty(), operation.insecure.empty() ? "Nothing dangerous was allowed." : count_of(operation.insecure.size(), "danger was", "dangers were") + " allowed at the start.",
                  {figure("number", operation.insecure.size())}};
  for (const auto& one : operation.insecure) line.items.push_back(one.name + " · " + one.says);
  return line;
}

StatusLine scanner_line(Api& api) {
  if (!api.files) return {"scanner", true, "No files are kept here.", {figure("none", std::string("yes"))}};
  if (!api.scanner) return {"scanner", true, "Files are kept without being looked through for malicious software.", {figure("none", std::string("yes"))}};
  const auto now = api.scanner->state();
  StatusLine line{"scanner", now.reachable, now.reachable ? "The scanner answers; it looked through " + count_of(now.scanned, "file.", "files.") : "The scanner does not answer; no file is taken.",
                  {figure("number", now.scanned), figure("found", now.found), figure("waiting", api.scans.waiting())}};
  line.items.push_back(now.reachable ? now.version : now.why);
  std::erase(line.items, "");
  return line;
}

}  // namespace

StatusFigure figure(std::string name, std::uint64_t number) { return {.name = std::move(name), .number = static_cast<std::int64_t>(number)}; }
StatusFigure figure(std::string name, Instant at) { return {.name = std::move(name), .at = at}; }
StatusFigure figure(std::string name, std::string text) { return {.name = std::move(name), .text = std::move(text)}; }

Expected<Waiting> waiting(Api& api, store::Reader& reader) {
  Waiting now;
  auto live = reader.backlog(wall_now(), api.clock.now(), 100);
  if (!live) return std::unexpected(live.error());
  now.live = std::move(*live);
  now.reading = api.large_messages.waiting();
  if (!api.lodging) return now;
  const auto followed = reader.cursor(LodgementFollower::place);
  const auto last = reader.last_seq();
  if (followed && last && *last > *followed) now.unfollowed = *last - *followed;
  if (auto* side = api.lodging->sandbox())
    if (auto other = side->readers->borrow())
      if (auto held = other->backlog(wall_now(), api.clock.now(), 100)) now.sandbox = std::move(*held);
  return now;
}

std::vector<StatusLine> operating_lines(Api& api, store::Reader& reader) {
  std::vector<StatusLine> lines;
  if (const auto now = waiting(api, reader)) {
    lines.insert(lines.end(), {deliveries_line(api, *now), dead_letters_line(api, *now), deadlines_line(api, *now), following_line(*now)});
  } else {
    lines.push_back({"deliveries", false, now.error().what, {figure("number", std::uint64_t{0})}});
  }
  lines.push_back(searches_line(api, reader));
  const auto asked = wall_now();
  const auto state = reader.database_state();
  if (state) lines.push_back(database_line(*state, asked, wall_now()));
  else lines.push_back({"database", false, state.error().what, {}});
  if (state && state->most_connections > 0) lines.push_back(replicas_line(*state));
  lines.push_back(scanner_line(api));
  if (!api.operation) return lines;
  lines.push_back(processes_line(reader, wall_now()));
  if (api.operation->certificate_end) lines.push_back(certificate_line(*api.operation->certificate_end, wall_now()));
  lines.push_back(switches_line(api.operation->switches));
  lines.push_back(insecure_line(*api.operation));
  return lines;
}

}  // namespace onestop::server
