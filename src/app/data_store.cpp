#include "app/data_store.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace onestop::app {

Expected<std::unique_ptr<store::Store>> open_store(const std::string& data) {
  store::Options options;
  options.path = data;
  if (const char* keys = std::getenv("ONESTOP_KEYS"); keys && store::in_database(data)) options.keys_path = keys;
  if (store::in_database(data) && options.keys_path.empty())
    return fault("where the keys of this database lie must be said in the environment variable ONESTOP_KEYS: a file, or the address of a database of their own");
  return store::open(options);
}

Expected<void> must_exist(const std::string& data) {
  if (store::in_database(data)) return {};
  if (!std::filesystem::exists(data)) return fault("there is no file " + data);
  std::ifstream file(data, std::ios::binary);
  std::string head(15, '\0');
  file.read(head.data(), 15);
  if (head != "SQLite format 3") return fault(data + " is no log of a post");
  return {};
}

Expected<std::unique_ptr<store::Store>> open_existing(const std::string& data) {
  if (auto there = must_exist(data); !there) return std::unexpected(there.error());
  return open_store(data);
}

}  // namespace onestop::app
