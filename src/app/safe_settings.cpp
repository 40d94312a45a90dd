#include "app/safe_settings.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "server/http/certificate.h"
#include "server/http/peers.h"
#include "store/database_address.h"

namespace onestop::app {
namespace {

namespace fs = std::filesystem;

/// Others of this machine may read or change it.
bool open_to_others(const std::string& path, mode_t bits) {
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0 && (about.st_mode & bits) != 0;
}

std::string mode_of(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return "none";
  char text[8];
  std::snprintf(text, sizeof text, "%04o", static_cast<unsigned>(about.st_mode & 07777));
  return text;
}

/// Where the folder lets nobody in, the modes of what lies in it do not matter.
void judge_file(const std::string& setting, const std::string& path, std::vector<Danger>& found) {
  if (path.empty() || !fs::exists(path)) return;
  const auto folder = fs::absolute(path).parent_path().string();
  if (open_to_others(folder, S_IWOTH))
    return found.push_back({"files", setting + ": everybody may write into its folder " + folder + " (mode " + mode_of(folder) + "); right would be: chmod 750 " + folder});
  if (!open_to_others(folder, S_IXOTH) || !open_to_others(path, S_IRWXO)) return;
  found.push_back({"files", setting + ": others of this machine may read " + path + " (mode " + mode_of(path) + "); right would be: chmod 600 " + path + " and chmod 750 " + folder});
}

/// A log or keys in a file; what is made there later would be open to all where the folder is.
void judge_data_file(const std::string& setting, const std::string& path, std::vector<Danger>& found) {
  if (fs::exists(path)) return judge_file(setting, path, found);
  const auto folder = fs::absolute(path).parent_path().string();
  if (open_to_others(folder, S_IXOTH)) found.push_back({"files", setting + ": others of this machine may enter its folder " + folder + " (mode " + mode_of(folder) + "); right would be: chmod 750 " + folder});
}

void judge_database(const std::string& setting, const std::string& path, std::vector<Danger>& found) {
  const auto address = store::read_database_address(path);
  if (!address) return found.push_back({"database", setting + ": " + address.error().what});
  if (address->password)
    found.push_back({"password", setting + ": it holds the password of the database, which every user of this machine can see; right would be: passfile=/etc/onestop/pgpass in the address, or PGPASSFILE in the environment, and the password in that file alone"});
  if (address->passfile && open_to_others(*address->passfile, S_IRWXG | S_IRWXO))
    found.push_back({"files", setting + ": others may read the passwords in " + *address->passfile + " (mode " + mode_of(*address->passfile) + "); right would be: chmod 600 " + *address->passfile});
  if (address->over_network && address->sslmode != "verify-full")
    found.push_back({"database", setting + ": the database is reached over a network with sslmode=" + (address->sslmode.empty() ? std::string("prefer") : address->sslmode) +
                                     "; right would be: sslmode=verify-full and sslrootcert=FILE, so that nobody stands between"});
}

std::string beside(std::string data) {
  if (data.ends_with(".db")) data.insert(data.size() - 3, ".keys");
  return data;
}

void judge_places(const ServeOptions& options, std::vector<Danger>& found) {
  const auto judge = [&](const std::string& setting, const std::string& path) {
    if (store::is_database_address(path)) judge_database(setting, path, found);
    else if (!path.empty()) judge_data_file(setting, path, found);
  };
  judge("--data", options.data);
  judge("--keys", options.keys);
  if (options.keys.empty() && !store::is_database_address(options.data) && fs::exists(beside(options.data))) judge("--data", beside(options.data));
  judge("--sandbox-data", options.sandbox_data);
  judge("--sandbox-keys", options.sandbox_keys);
  judge_file("--key", options.key, found);
  judge_file("--oidc", options.open_id, found);
}

void judge_certificate(const ServeOptions& options, Instant now, std::vector<Danger>& found) {
  if (options.certificate.empty()) return;
  const auto end = server::http::certificate_end(options.certificate, options.key);
  if (!end) return found.push_back({"certificate", end.error().what});
  if (*end < now) found.push_back({"certificate", "--certificate: " + options.certificate + " ended at " + to_text(*end) + "; right would be: one that holds today"});
}

}  // namespace

std::vector<std::string> danger_names() { return {"address", "certificate", "database", "demo", "files", "password", "root"}; }

std::vector<Danger> dangers(const ServeOptions& options, bool as_root, Instant now) {
  std::vector<Danger> found;
  const bool here_only = server::http::is_loopback(options.address);
  if (options.demo) {
    if (!here_only) found.push_back({"demo", "--demo: its passwords are known to everybody, and --address " + options.address + " is open to a network; right would be: --address 127.0.0.1"});
    return found;
  }
  if (!here_only && options.certificate.empty())
    found.push_back({"address", "--address: " + options.address + " is open to a network, and without TLS; right would be: --certificate and --key, or --address 127.0.0.1 behind a proxy on this machine"});
  judge_certificate(options, now, found);
  judge_places(options, found);
  if (as_root) found.push_back({"root", "the server runs as root; right would be: a user of its own, as the unit onestop.service has it"});
  return found;
}

Expected<std::vector<Danger>> allowed_dangers(const ServeOptions& options, bool as_root, Instant now) {
  const auto found = dangers(options, as_root, now);
  std::string refused;
  for (const auto& one : found)
    if (std::ranges::find(options.allow_insecure, one.name) == options.allow_insecure.end())
      refused += (refused.empty() ? "" : "\n") + one.says + ". (To go on all the same: --allow-insecure " + one.name + ")";
  if (!refused.empty()) return fault(refused);
  return found;
}

}  // namespace onestop::app
