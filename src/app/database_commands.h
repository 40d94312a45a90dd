#pragma once
// `onestop move`, `onestop backup`, `onestop restore`, `onestop log digest`: whole databases, on either engine.
#include <string>

namespace CLI {
class App;
}

namespace onestop::app {

/// Every table of log and keys to another engine, verified there.
struct MoveRequest {
  std::string from, from_keys, to, to_keys;
};
int move_database(const MoveRequest& request);

/// One hash for each table and one over all: two databases that hold the same print the same.
int log_digest(const std::string& data);

/// A backup from which `restore` makes a database again; of a server with all the WAL that it needs.
int back_up(const std::string& data, const std::string& into);

struct RestoreRequest {
  std::string from, archive, at, into;  // archive: folder of archived WAL; at: the last moment, the end where none is given
};
int restore(const RestoreRequest& request);

/// Hangs them into the program.
void add_database_commands(CLI::App& app, int& code);

}  // namespace onestop::app
