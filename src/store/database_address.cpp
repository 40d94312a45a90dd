#include "store/database_address.h"

#include <libpq-fe.h>

#include <cstdlib>
#include <memory>

#include "store/postgres_connection.h"

namespace onestop::store {
namespace {

struct Freed {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
  void operator()(char* text) const { PQfreemem(text); }
};

bool on_this_machine(const std::string& host) {
  return host.empty() || host.starts_with('/') || host.starts_with('@') || host == "localhost" || host == "::1" || host.starts_with("127.");
}

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

/// "a,b": each is looked at.
bool all_on_this_machine(std::string hosts) {
  while (true) {
    const auto comma = hosts.find(',');
    if (!on_this_machine(hosts.substr(0, comma))) return false;
    if (comma == std::string::npos) return true;
    hosts.erase(0, comma + 1);
  }
}

}  // namespace

bool is_database_address(const std::string& path) { return is_postgres(path); }

Expected<DatabaseAddress> read_database_address(const std::string& path) {
  char* said = nullptr;
  const std::unique_ptr<PQconninfoOption, Freed> options(PQconninfoParse(path.c_str(), &said));
  const std::unique_ptr<char, Freed> held(said);
  if (!options) return fault("the address of the database cannot be read; right would be: postgresql:///onestop?host=/run/postgresql");
  DatabaseAddress address;
  std::string host, hostaddr;
  bool named_elsewhere = !from_environment("PGSERVICE").empty();  // in a file of services, which is not read here
  for (auto* one = options.get(); one->keyword; ++one) {
    if (!one->val || !*one->val) continue;
    const std::string key = one->keyword, value = one->val;
    if (key == "host") host = value;
    if (key == "hostaddr") hostaddr = value;
    if (key == "dbname") address.database = value;
    if (key == "password") address.password = true;
    if (key == "service") named_elsewhere = true;
    if (key == "passfile") address.passfile = value;
    if (key == "sslmode") address.sslmode = value;
  }
  if (host.empty()) host = from_environment("PGHOST");
  if (hostaddr.empty()) hostaddr = from_environment("PGHOSTADDR");
  if (address.sslmode.empty()) address.sslmode = from_environment("PGSSLMODE");
  if (!address.passfile && !from_environment("PGPASSFILE").empty()) address.passfile = from_environment("PGPASSFILE");
  address.over_network = !all_on_this_machine(hostaddr.empty() ? host : hostaddr) || (named_elsewhere && host.empty() && hostaddr.empty());
  address.host = hostaddr.empty() ? host : hostaddr;
  return address;
}

}  // namespace onestop::store
