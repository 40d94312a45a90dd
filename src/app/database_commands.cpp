#include "app/database_commands.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "app/data_store.h"
#include "app/server_backup.h"
#include "store/files.h"
#include "store/move.h"
#include "store/server_facts.h"
#include "store/verify.h"

namespace onestop::app {
namespace {

int failed(const Fault& why) {
  std::fprintf(stderr, "%s\n", why.what.c_str());
  return 1;
}

void print(const std::vector<store::TableHash>& tables) {
  std::uint64_t rows = 0;
  for (const auto& one : tables) {
    std::printf("%-24s %12llu rows  %s\n", one.table.c_str(), static_cast<unsigned long long>(one.rows), to_hex(one.hash).c_str());
    rows += one.rows;
  }
  std::printf("%-24s %12llu rows  %s\n", "all", static_cast<unsigned long long>(rows), to_hex(hash_of(tables)).c_str());
}

/// What a restored database holds, for whoever has to believe in it.
int judge(const std::string& data, const std::string& name) {
  if (const auto keys = store::keys_in(data)) {
    std::printf("%s holds %llu keys of persons. Open the log with it: erasures that it has not seen are carried out then.\n", name.c_str(), static_cast<unsigned long long>(*keys));
    return 0;
  }
  const auto heads = store::heads(data);
  if (!heads) return failed(heads.error());
  for (const auto& head : *heads)
    std::printf("%s: %llu events, the last of %s\n", head.name.c_str(), static_cast<unsigned long long>(head.position), to_text(head.last).c_str());
  const auto tables = store::digest(data);
  if (!tables) return failed(tables.error());
  print(*tables);
  const auto verified = store::verify_log(data);
  for (const auto& one : verified.findings) std::printf("%s: %s\n", one.what.c_str(), one.where.c_str());
  std::printf("%llu events, %llu streams, %llu checkpoints recomputed: %s\n", static_cast<unsigned long long>(verified.events), static_cast<unsigned long long>(verified.streams),
              static_cast<unsigned long long>(verified.checkpoints), verified.clean() ? "all is as it was recorded" : "NOT as it was recorded");
  return verified.clean() ? 0 : 1;
}

int restore_file(const std::filesystem::path& from, const RestoreRequest& request) {
  if (!request.at.empty() || !request.archive.empty())
    return failed({from.string() + " is the copy of a file: it can be restored as it was when it was taken, and to no other moment"});
  if (auto empty = must_be_empty(request.into); !empty) return failed(empty.error());
  const auto into = std::filesystem::path(request.into) / from.filename();
  std::error_code wrong;
  std::filesystem::create_directories(request.into, wrong);
  if (!std::filesystem::copy_file(from, into, wrong)) return failed({into.string() + " cannot be written: " + wrong.message()});
  return judge(into.string(), into.string());
}

}  // namespace

int move_database(const MoveRequest& request) {
  if (auto there = must_exist(request.from); !there) return failed(there.error());
  const auto moved = store::move_post({request.from, request.from_keys, request.to, request.to_keys, [](const std::string& what) {
                                         std::fprintf(stderr, "%s\n", what.c_str());
                                       }});
  if (!moved) return failed(moved.error());
  std::printf("On both sides:\n");
  print(moved->log);
  std::printf("%llu events, %llu streams, %llu checkpoints recomputed in the new place: all is as it was recorded. The keys came along.\n",
              static_cast<unsigned long long>(moved->verified.events), static_cast<unsigned long long>(moved->verified.streams),
              static_cast<unsigned long long>(moved->verified.checkpoints));
  if (!store::in_database(request.from))
    std::printf("Photographs were not touched: they lie in %s; give every server of the new database that folder with --files. ", store::files_path(request.from).c_str());
  std::printf("From now on start servers on the new place only, and put %s out of their reach: what either side records from here on the other one lacks.\n",
              store::in_database(request.from) ? "the old database" : request.from.c_str());
  return 0;
}

int log_digest(const std::string& data) {
  if (!store::in_database(data) && !std::filesystem::exists(data)) return failed({"there is no file " + data});
  const auto tables = store::digest(data);
  if (!tables) return failed(tables.error());
  print(*tables);
  return 0;
}

int back_up(const std::string& data, const std::string& into) {
  if (store::in_database(data)) {
    if (auto done = back_up_server(data, into); !done) return failed(done.error());
    return 0;
  }
  auto store = open_existing(data);
  if (!store) return failed(store.error());
  if (auto empty = must_be_empty(into); !empty) return failed(empty.error());
  const auto copy = std::filesystem::path(into) / std::filesystem::path(data).filename();
  std::error_code wrong;
  std::filesystem::create_directories(into, wrong);
  if (auto done = (*store)->backup(copy.string()); !done) return failed(done.error());
  std::printf("%s holds log and tables as they stand; the keys are not in it.\n", copy.c_str());
  return 0;
}

int restore(const RestoreRequest& request) {
  namespace fs = std::filesystem;
  if (!is_server_backup(request.from)) {
    std::error_code none;
    for (const auto& one : fs::directory_iterator(request.from, none))
      if (one.path().extension() == ".db") return restore_file(one.path(), request);
    return failed({"in " + request.from + " lies no backup that onestop made"});
  }
  auto server = RestoredServer::recover(request.from, request.archive, request.at, request.into);
  if (!server) return failed(server.error());
  std::printf("%s is recovered up to %s.\n", request.into.c_str(), request.at.empty() ? "the end of what there is" : request.at.c_str());
  const auto code = judge((*server)->address(), request.into);
  if (auto stopped = (*server)->stop(); !stopped) return failed(stopped.error());
  std::printf("The server is stopped again. It does not archive its WAL yet: give it an archive of its own before you start it from %s.\n", request.into.c_str());
  return code;
}

void add_database_commands(CLI::App& app, int& code) {
  static MoveRequest moving;
  auto* move = app.add_subcommand("move", "Carry a post from one engine to the other; stop its servers first");
  move->add_option("--from", moving.from, "File of the log, or address of a database")->required();
  move->add_option("--from-keys", moving.from_keys, "Where its keys lie; beside the file where nothing is said");
  move->add_option("--to", moving.to, "Address of an empty database, or a file that is not there yet")->required();
  move->add_option("--keys", moving.to_keys, "Where the keys are to lie: a file, or the address of a database of their own");
  move->callback([&code] { code = move_database(moving); });

  static std::string data, into;
  auto* backup = app.add_subcommand("backup", "Back a post up while it runs; the keys are backed up on their own");
  backup->add_option("--data", data, "File of the log, or address of a database")->required();
  backup->add_option("--into", into, "Folder, empty or not there yet")->required();
  backup->callback([&code] { code = back_up(data, into); });

  static RestoreRequest restoring;
  auto* again = app.add_subcommand("restore", "Make a database again from a backup, as of any moment since, and verify it");
  again->add_option("--from", restoring.from, "Folder that `onestop backup` made")->required();
  again->add_option("--archive", restoring.archive, "Folder with the archived WAL");
  again->add_option("--at", restoring.at, "The last moment that is to be in it, as 2026-07-03T08:15:00Z; all there is where none is given");
  again->add_option("--into", restoring.into, "Folder of the new server's data, empty or not there yet")->required();
  again->callback([&code] { code = restore(restoring); });

  static std::string hashed;
  auto* hash = app.get_subcommand("log")->add_subcommand("digest", "Print a hash of every table; equal contents give equal hashes on both engines");
  hash->add_option("--data", hashed, "File, or address of a database")->required();
  hash->callback([&code] { code = log_digest(hashed); });
}

}  // namespace onestop::app
