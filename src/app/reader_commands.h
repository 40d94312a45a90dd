#pragma once
// `onestop database readers`, `onestop archive`: what the administrator of the database does. Each returns the exit code.
#include <string>

namespace CLI {
class App;
}

namespace onestop::app {

struct DatabaseReaders {
  std::string data, post = "posts/korday-akjol.yaml", readers = "posts/readers/korday.yaml", law = "law", rights = "rights/korday.yaml";
  bool print = false;
};
int database_readers(const DatabaseReaders& asked);

struct ArchiveWish {
  std::string data, into, rules = "posts/retention/korday.yaml";
  std::string before;  // a day: events of what ended before it, whatever the rules say
  std::string today;   // empty: the log's own
};
int archive(const ArchiveWish& wish);

void add_reader_commands(CLI::App& app, int& code);

}  // namespace onestop::app
