#include "app/operator_commands.h"

#include <fcntl.h>
#include <sodium/crypto_hash_sha256.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "app/data_store.h"
#include "server/audit/accounts.h"
#include "server/lodging/rebuild.h"
#include "server/post/clock.h"
#include "server/post/log_text.h"
#include "server/post/officers.h"
#include "server/post/study_rows.h"
#include "store/store.h"
#include "store/verify.h"

namespace onestop::app {
namespace {

int failed(const Fault& why) {
  std::fprintf(stderr, "%s\n", why.what.c_str());
  return 1;
}

Expected<Hash> hash_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::vector<char> part(1 << 20);
  while (file) {
    file.read(part.data(), static_cast<std::streamsize>(part.size()));
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(part.data()), static_cast<unsigned long long>(file.gcount()));
  }
  if (!file.eof()) return fault(path + " cannot be read back");
  Hash hash{};
  crypto_hash_sha256_final(&state, hash.data());
  return hash;
}

/// What leaves the log is on the log, or it does not leave.
Expected<void> record_handed_out(store::Store& store, const Code& what, const std::string& path) {
  const auto hash = hash_of_file(path);
  auto recorded = hash ? server::record_by_operator(store, {}, audit::HandedOut{{}, what, {}, *hash, path}) : Expected<void>(std::unexpected(hash.error()));
  if (recorded) return {};
  std::filesystem::remove(path);
  return fault("nothing was handed out, because that could not be put on the log: " + recorded.error().what);
}

}  // namespace

std::string ask_secret(const std::string& what) {
  const bool terminal = isatty(STDIN_FILENO) != 0;
  termios before{};
  if (terminal) {
    std::fprintf(stderr, "%s: ", what.c_str());
    tcgetattr(STDIN_FILENO, &before);
    auto silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSANOW, &silent);
  }
  std::string line;
  std::getline(std::cin, line);
  if (terminal) {
    tcsetattr(STDIN_FILENO, TCSANOW, &before);
    std::fprintf(stderr, "\n");
  }
  return line;
}

int log_verify(const std::string& data, const std::vector<std::string>& checkpoints, const std::string& archives) {
  if (auto there = must_exist(data); !there) return failed(there.error());
  std::vector<wire::Checkpoint> kept;
  for (const auto& path : checkpoints) {
    std::ifstream file(path);
    if (!file) return failed({"the checkpoint file " + path + " cannot be read"});
    for (std::string line; std::getline(file, line);) {
      if (line.empty()) continue;
      const auto checkpoint = wire::parse_checkpoint(from_hex(line));
      if (!checkpoint) return failed({path + ": " + checkpoint.error().what});
      kept.push_back(*checkpoint);
    }
  }
  const auto outcome = store::verify_log(data, kept, archives.empty() ? std::nullopt : std::optional<std::filesystem::path>(archives));
  for (const auto& one : outcome.elsewhere) std::printf("not at hand: %s\n", one.c_str());
  if (outcome.archived_events > 0)
    std::printf("%llu events lie in archives, of each the log keeps position and hash; %llu archives were verified with it\n", static_cast<unsigned long long>(outcome.archived_events),
                static_cast<unsigned long long>(outcome.archives));
  for (const auto& one : outcome.findings) std::printf("%s: %s\n", one.what.c_str(), one.where.c_str());
  if (outcome.more_findings) std::printf("... and more; only the first %zu are shown\n", store::most_findings);
  std::printf("%llu signatures of officers hold", static_cast<unsigned long long>(outcome.signatures));
  if (outcome.signatures_without_account > 0)
    std::printf("; of %llu the log does not say whose key it is, for it began to name keys later", static_cast<unsigned long long>(outcome.signatures_without_account));
  std::printf("\n%llu events, %llu streams, %llu checkpoints recomputed; %zu kept elsewhere compared: %s\n",
              static_cast<unsigned long long>(outcome.events), static_cast<unsigned long long>(outcome.streams),
              static_cast<unsigned long long>(outcome.checkpoints), kept.size(), outcome.clean() ? "all is as it was recorded" : "NOT as it was recorded");
  return outcome.clean() ? 0 : 1;
}

int log_checkpoint(const std::string& data, const std::string& into) {
  auto store = open_existing(data);
  if (!store) return failed(store.error());
  auto reader = (*store)->reader();
  if (!reader) return failed(reader.error());
  const auto recorders = (*reader)->recorders();
  if (!recorders) return failed(recorders.error());
  std::ofstream file(into);
  for (const auto& one : *recorders) {
    const auto list = (*reader)->checkpoints(one.id);
    if (!list) return failed(list.error());
    if (list->empty()) continue;
    file << to_hex(wire::to_bytes(list->back())) << '\n';
    std::printf("%s: %llu events, root %s\n", one.name.c_str(), static_cast<unsigned long long>(list->back().size), to_hex(list->back().root).c_str());
  }
  file.close();
  if (!file) return failed({"the checkpoints cannot be written to " + into});
  return 0;
}

int log_export(const std::string& data, const std::string& into) {
  auto store = open_existing(data);
  if (!store) return failed(store.error());
  auto reader = (*store)->reader();
  if (!reader) return failed(reader.error());
  std::ofstream file(into);
  const auto figures = server::export_log(**reader, file);
  file.close();
  if (!figures) return failed(figures.error());
  if (!file) return failed({"the log cannot be written to " + into});
  if (auto recorded = record_handed_out(**store, "export", into); !recorded) return failed(recorded.error());
  std::printf("%llu events of %llu crossings; state %s\n", static_cast<unsigned long long>(figures->events),
              static_cast<unsigned long long>(figures->crossings), to_hex(figures->state).c_str());
  return 0;
}

int log_replay(const std::string& path) {
  std::ifstream file(path);
  if (!file) return failed({"the file " + path + " cannot be read"});
  const auto figures = server::replay_log(file);
  if (!figures) return failed({path + ", " + figures.error().what});
  std::printf("%llu events of %llu crossings verified and folded; state %s, as when the log was written\n", static_cast<unsigned long long>(figures->events),
              static_cast<unsigned long long>(figures->crossings), to_hex(figures->state).c_str());
  return 0;
}

int log_rebuild(const std::string& data) {
  auto store = open_existing(data);
  if (!store) return failed(store.error());
  const auto done = server::rebuild_study_rows(**store);
  if (!done) return failed(done.error());
  std::printf("%llu crossings read: %llu stays, %llu words and numbers for the search\n", static_cast<unsigned long long>(done->crossings),
              static_cast<unsigned long long>(done->stays), static_cast<unsigned long long>(done->tokens));
  if (done->without_law > 0) std::printf("%llu crossings have no stay: the law that they were opened under is not in this file\n", static_cast<unsigned long long>(done->without_law));
  auto reader = (*store)->reader();
  if (!reader) return failed(reader.error());
  const auto law = server::LawOnRecord::read(**reader, {});
  if (!law) return failed(law.error());
  if (law->activations().empty()) return 0;
  const auto lodged = server::rebuild_lodgement_rows(**store, law->activations().back().sources->post);
  if (!lodged) return failed(lodged.error());
  std::printf("%llu lodgements read; of %llu the message is erased or cannot be read any more\n", static_cast<unsigned long long>(lodged->lodgements), static_cast<unsigned long long>(lodged->unread));
  return 0;
}

int quarantine_list(const std::string& data) {
  auto store = open_existing(data);
  if (!store) return failed(store.error());
  auto reader = (*store)->reader();
  if (!reader) return failed(reader.error());
  const auto rows = (*reader)->quarantined();
  if (!rows) return failed(rows.error());
  for (const auto& row : *rows)
    std::printf("%s  crossing %s  %s  %s: %s\n", to_text(row.reference).c_str(), to_text(row.crossing).c_str(), to_text(row.at).c_str(), row.command.c_str(), row.reason.c_str());
  if (rows->empty()) std::printf("No crossing is set aside.\n");
  return 0;
}

int quarantine_clear(const std::string& data, const std::string& reference) {
  const auto id = parse_id(reference);
  if (!id) return failed({"\"" + reference + "\" is no reference; see: onestop quarantine list"});
  auto store = open_existing(data);
  if (!store) return failed(store.error());
  auto& writer = (*store)->writer();
  if (auto done = writer.begin(); !done) return failed(done.error());
  if (auto done = writer.clear_quarantine(*id); !done) return failed(done.error());
  if (auto done = writer.finish(); !done) return failed(done.error());
  std::printf("Cleared; the crossing takes commands again after the next start.\n");
  return 0;
}

int erase_person(const std::string& data, const std::string& person) {
  const auto id = parse_id(person);
  if (!id) return failed({"\"" + person + "\" is no identity of a person; take it from the card or the timeline"});
  auto store = open_existing(data);
  if (!store) return failed(store.error());
  store::Commit commit;
  commit.erases.push_back(*id);
  if (auto done = server::record_by_operator(**store, {}, audit::PersonErased{{}, *id, "request"}, commit); !done) return failed(done.error());
  if (const auto rested = (*store)->writer().rest(); !rested) return failed({"the erasure is on record, but the key could not be destroyed yet: " + rested.error().what + "; it is tried again at the next start"});
  std::printf("The key of %s is destroyed; the person cannot be read any more, here or in any backup of the log.\n", person.c_str());
  return 0;
}

int backup(const std::string& data, const std::string& into) {
  auto store = open_existing(data);
  if (!store) return failed(store.error());
  if (auto done = (*store)->backup(into); !done) return failed(done.error());
  if (auto recorded = record_handed_out(**store, "backup", into); !recorded) return failed(recorded.error());
  std::printf("%s holds log and tables as they stand; the keys are not in it.\n", into.c_str());
  return 0;
}

int officer_add(const NewOfficer& officer) {
  const auto password = ask_secret("Password (12 characters at least)"), pin = ask_secret("PIN for signing (6 digits at least)");
  if (password.size() < 12) return failed({"the password is too short; 12 characters at least"});
  if (pin.size() < 6) return failed({"the PIN is too short; 6 digits at least"});
  for (const auto* word : {&officer.state, &officer.agency, &officer.role})
    if (!Code::fits(*word)) return failed({"\"" + *word + "\" is too long for a code"});
  auto store = open_store(officer.data);
  if (!store) return failed(store.error());
  auto officers = server::Officers::open(**store);
  if (!officers) return failed(officers.error());
  server::Officer fresh{server::fresh_id(server::wall_now()), officer.name, officer.title, officer.state, officer.agency, officer.role, {}};
  const auto secrets = server::credentials(password, pin);
  if (!secrets) return failed(secrets.error());
  if (auto done = (*officers)->enrol({fresh}, *secrets, day_of(server::wall_now(), 0)); !done) return failed(done.error());
  auto reader = (*store)->reader();
  if (!reader) return failed(reader.error());
  const auto now = server::log_now(**reader);
  if (!now) return failed(now.error());
  if (auto noted = server::note_accounts(**store, (*officers)->accounts(), *now); !noted) return failed(noted.error());
  std::printf("%s may sign in. A running server knows within seconds.\n", officer.name.c_str());
  return 0;
}

int doctor(const std::string& data) {
  const auto folder = std::filesystem::absolute(data).parent_path();
  const auto path = (folder / ".onestop-doctor").string();
  const int file = ::open(path.c_str(), O_CREAT | O_RDWR | O_TRUNC, 0600);
  if (file < 0) return failed({"cannot write into " + folder.string() + "; the server could not either"});
  constexpr int rounds = 200;
  constexpr std::size_t block = 4096;
  const std::vector<char> bytes(block, 'x');
  std::vector<double> ms;
  for (int i = 0; i < rounds; ++i) {
    const auto began = std::chrono::steady_clock::now();
    const bool written = ::write(file, bytes.data(), block) == static_cast<ssize_t>(block) && ::fdatasync(file) == 0;
    if (!written) {
      ::close(file);
      std::filesystem::remove(path);
      return failed({"the disk under " + folder.string() + " refuses to write; is it full?"});
    }
    ms.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count());
  }
  ::close(file);
  std::filesystem::remove(path);
  std::sort(ms.begin(), ms.end());
  const double median = ms[rounds / 2], p99 = ms[rounds * 99 / 100];
  std::printf("Disk under %s: append of 4 KiB made durable in %.3f ms (median of %d), p99 %.3f ms.\n", folder.c_str(), median, rounds, p99);
  std::printf("  One decision at a time this disk allows %.0f a second; batches allow more.\n", 1000 / std::max(median, 0.001));
  if (median < 0.1)
    std::printf("  So fast a sync usually means that the disk, or the machine below it, answers before the bytes are safe. "
                "Power loss may then lose acknowledged decisions: use a disk with power-loss protection or a synchronous replica.\n");
  else if (median > 10)
    std::printf("  This is slow; officers will feel it at busy hours. A disk with a protected write cache would help.\n");
  const auto space = std::filesystem::space(folder);
  constexpr double gib = 1024.0 * 1024 * 1024;
  std::printf("Space: %.1f GiB free.%s\n", static_cast<double>(space.available) / gib,
              static_cast<double>(space.available) < 2 * gib ? " That is little; a full disk stops the post." : "");
  if (std::filesystem::exists(data)) {
    const auto outcome = store::verify_log(data);
    std::printf("Log: %llu events, %s.\n", static_cast<unsigned long long>(outcome.events), outcome.clean() ? "all as recorded" : "DAMAGED; run: onestop log verify");
    return outcome.clean() ? 0 : 1;
  }
  std::printf("Log: none yet at %s.\n", data.c_str());
  return 0;
}

}  // namespace onestop::app
