#include "app/server_backup.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>
#include <vector>

#include "base/instant.h"
#include "server/post/clock.h"
#include "store/server_facts.h"

namespace onestop::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* label = "onestop-backup.txt";

/// The folder of PostgreSQL's programs, of that version.
Expected<std::string> programs(int version) {
  if (const char* told = std::getenv("ONESTOP_POSTGRES_BIN")) return std::string(told);
  const auto folder = "/usr/lib/postgresql/" + std::to_string(version) + "/bin";
  if (fs::exists(folder + "/pg_basebackup")) return folder;
  return fault("the programs of PostgreSQL " + std::to_string(version) + " are not in " + folder + ": install postgresql-" + std::to_string(version) +
               ", or name their folder in ONESTOP_POSTGRES_BIN");
}

pid_t begun(const std::vector<std::string>& command, const std::string& password, const std::string& output) {
  const auto child = ::fork();
  if (child != 0) return child;
  if (!password.empty()) ::setenv("PGPASSWORD", password.c_str(), 1);
  if (!output.empty()) {
    const int file = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file < 0 || ::dup2(file, 1) < 0 || ::dup2(file, 2) < 0) ::_exit(126);
  }
  std::vector<char*> words;
  for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  ::execv(words[0], words.data());
  ::_exit(127);
}

Expected<void> done(const std::vector<std::string>& command, const std::string& password = {}) {
  const auto child = begun(command, password, {});
  int status = 1;
  if (child > 0 && ::waitpid(child, &status, 0) == child && status == 0) return {};
  return fault(command[0] + " failed; what it said stands above");
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& one : words) text += (text.empty() ? "" : ", ") + one;
  return text;
}

/// Nothing stands against a backup from which one can go to any later moment.
Expected<void> ready(const store::ServerFacts& facts) {
  if (facts.wal_level == "minimal") return fault("this server writes too little to its WAL for a backup: set wal_level = replica and start it anew");
  if (!facts.archives)
    return fault("this server does not archive its WAL, so a backup could be restored to no later moment: set archive_mode = on and archive_command = "
                 "'test ! -f /ARCHIVE/%f && cp %p /ARCHIVE/%f' with a folder of another disk, and start it anew");
  if (!facts.archive_trouble.empty()) return fault("the archive of this server's WAL is not complete: " + facts.archive_trouble + "; the server's log says why");
  if (facts.wal_senders == 0) return fault("this server lets nobody take a backup: set max_wal_senders = 10 and start it anew");
  if (!facts.may_replicate) return fault("the role " + facts.role + " may not take a backup: ALTER ROLE " + facts.role + " REPLICATION, and a line \"host replication\" for it in pg_hba.conf");
  if (!facts.with_log.empty() && !facts.with_keys.empty())
    return fault("the log (" + listed(facts.with_log) + ") and keys (" + listed(facts.with_keys) + ") lie on one server, and a backup of it would hold both: "
                 "whoever is erased could be read from it for ever; give the keys a server of their own");
  return {};
}

std::map<std::string, std::string> label_of(const std::string& folder) {
  std::map<std::string, std::string> words;
  std::ifstream file(fs::path(folder) / label);
  for (std::string key, value; file >> key && std::getline(file >> std::ws, value);) words[key] = value;
  return words;
}

std::string for_the_shell(const std::string& value) {
  std::string text = "'";
  for (const char c : value) text += c == '\'' ? "'\\''" : c == '%' ? "%%" : std::string(1, c);
  return text + "'";
}

/// As PostgreSQL reads it.
std::string moment(Instant at) {
  auto text = to_text(at);
  if (!text.empty() && text.back() == 'Z') text.back() = '+', text += "00";
  return text;
}

}  // namespace

Expected<void> must_be_empty(const std::string& folder) {
  std::error_code wrong;
  if (!fs::exists(folder, wrong)) return {};
  if (!fs::is_directory(folder, wrong)) return fault(folder + " is no folder");
  if (!fs::is_empty(folder, wrong)) return fault("the folder " + folder + " is not empty");
  return {};
}

Expected<void> back_up_server(const std::string& address, const std::string& into) {
  const auto facts = store::server_facts(address);
  if (!facts) return std::unexpected(facts.error());
  if (auto may = ready(*facts); !may) return may;
  if (auto empty = must_be_empty(into); !empty) return empty;
  const auto where = programs(facts->version);
  if (!where) return std::unexpected(where.error());
  const auto spoken = store::without_password(address);
  if (!spoken) return std::unexpected(spoken.error());
  std::error_code wrong;
  fs::create_directories(into, wrong);
  fs::permissions(into, fs::perms::owner_all, wrong);
  const auto data = into + "/data";
  if (auto taken = done({*where + "/pg_basebackup", "--dbname=" + spoken->address, "--pgdata=" + data, "--wal-method=stream", "--checkpoint=fast", "--no-password"}, spoken->password); !taken)
    return taken;
  if (auto whole = done({*where + "/pg_verifybackup", "--quiet", data}); !whole) return whole;
  std::ofstream file(into + "/" + label);
  file << "database " << facts->database << "\nrole " << facts->role << "\nserver " << facts->system << "\nversion " << facts->version << "\ntaken " << to_text(server::wall_now()) << "\n";
  file.close();
  if (!file) return fault("the backup's label cannot be written into " + into);
  std::printf("%s holds the server of %s as it stands, verified file by file. With the WAL archived from now on it can be restored to any later moment.\n", into.c_str(), facts->database.c_str());
  if (!facts->unknown.empty()) std::printf("Whether keys lie in %s on the same server could not be seen; if they do, this backup holds them.\n", listed(facts->unknown).c_str());
  return {};
}

bool is_server_backup(const std::string& folder) { return fs::exists(fs::path(folder) / label) && fs::exists(fs::path(folder) / "data" / "PG_VERSION"); }

Expected<std::unique_ptr<RestoredServer>> RestoredServer::recover(const std::string& backup, const std::string& archive, const std::string& at, const std::string& into) {
  if (::geteuid() == 0) return fault("PostgreSQL does not run as root: do this as the user that is to own the restored server, as in: sudo -u postgres onestop restore ...");
  if (!at.empty() && !parse_instant(at)) return fault("\"" + at + "\" is no time; right would be: 2026-07-03T08:15:00Z");
  if (!archive.empty() && !fs::is_directory(archive)) return fault("there is no folder " + archive);
  if (auto empty = must_be_empty(into); !empty) return std::unexpected(empty.error());
  auto words = label_of(backup);
  const auto where = programs(std::atoi(words["version"].c_str()));
  if (!where) return std::unexpected(where.error());
  std::error_code wrong;
  fs::create_directories(into, wrong);
  fs::copy(backup + "/data", into, fs::copy_options::recursive | fs::copy_options::copy_symlinks, wrong);
  if (wrong) return fault("the backup cannot be copied to " + into + ": " + wrong.message());
  auto server = std::unique_ptr<RestoredServer>(new RestoredServer);
  server->data_ = fs::absolute(into).string();
  if (auto ready = server->prepare(); !ready) return std::unexpected(ready.error());
  server->address_ = "host=" + server->private_ + " dbname=" + words["database"] + " user=" + words["role"];
  if (auto started = server->start(*where, archive.empty() ? "" : fs::absolute(archive).string(), at); !started) return std::unexpected(started.error());
  return server;
}

/// A folder for the socket, into which nobody else can look, and the files that Debian keeps apart from the data.
Expected<void> RestoredServer::prepare() {
  std::error_code wrong;
  fs::permissions(data_, fs::perms::owner_all, wrong);
  std::string name = (fs::temp_directory_path() / "onestop-restore-XXXXXX").string();
  if (!::mkdtemp(name.data())) return fault("no folder can be made for the restored server's socket");
  private_ = name;
  std::ofstream(private_ + "/postgresql.conf") << "";
  std::ofstream(private_ + "/pg_ident.conf") << "";
  std::ofstream(private_ + "/pg_hba.conf") << "local all all trust\n";
  std::ofstream signal(data_ + "/recovery.signal");
  if (!signal) return fault("nothing can be written into " + data_);
  return {};
}

Expected<void> RestoredServer::start(const std::string& programs, const std::string& archive, const std::string& at) {
  std::vector<std::string> command{programs + "/postgres", "-D", data_};
  const auto set = [&](const std::string& name, const std::string& value) {
    command.push_back("-c");
    command.push_back(name + "=" + value);
  };
  set("config_file", private_ + "/postgresql.conf");
  set("hba_file", private_ + "/pg_hba.conf");
  set("ident_file", private_ + "/pg_ident.conf");
  set("listen_addresses", "");
  set("unix_socket_directories", private_);
  set("archive_mode", "off");  // what it goes on to write must not mix with the WAL of the server it came from
  set("hot_standby", "off");
  set("ssl", "off");
  set("synchronous_standby_names", "");
  set("shared_preload_libraries", "");
  set("logging_collector", "off");
  set("log_destination", "stderr");
  set("primary_conninfo", "");
  set("restore_command", archive.empty() ? "false" : "cp " + for_the_shell(archive) + "/%f \"%p\"");
  set("recovery_target_action", "promote");
  if (!at.empty()) set("recovery_target_time", moment(*parse_instant(at)));
  server_ = begun(command, {}, private_ + "/log");
  while (!store::answers(address_)) {
    if (::waitpid(server_, nullptr, WNOHANG) == server_) {
      server_ = -1;
      return std::unexpected(why_not(at));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return {};
}

Fault RestoredServer::why_not(const std::string& at) const {
  std::ifstream log(private_ + "/log");
  std::string all, last;
  for (std::string line; std::getline(log, line);) {
    all += line + "\n";
    if (line.find("FATAL") != std::string::npos || line.find("PANIC") != std::string::npos) last = line;
  }
  if (all.find("before configured recovery target was reached") != std::string::npos)
    return {"there is no WAL up to " + at + ": the archive ends before. Nothing later can be restored; leave --at out to get all there is"};
  if (all.find("before consistent recovery point") != std::string::npos)
    return {"the backup was still being taken at " + at + ": take an older one, or a later moment"};
  return {"the restored server does not come up: " + (last.empty() ? all.substr(all.size() - std::min<std::size_t>(all.size(), 1000)) : last)};
}

Expected<void> RestoredServer::stop() {
  if (server_ <= 0) return {};
  ::kill(server_, SIGINT);
  int status = 1;
  ::waitpid(std::exchange(server_, -1), &status, 0);
  if (status != 0) return fault("the restored server did not stop cleanly");
  return {};
}

RestoredServer::~RestoredServer() {
  static_cast<void>(stop());
  std::error_code ignored;
  if (!private_.empty()) fs::remove_all(private_, ignored);
}

}  // namespace onestop::app
