#pragma once
// Commands of the operator: log verify, checkpoints, erasure, officers, doctor. Each returns the exit code.
#include <string>
#include <vector>

namespace onestop::app {

/// Recomputes the whole log; `checkpoints` are files written by `log checkpoint` and kept elsewhere.
/// `archives`: the folder of its segments, or nothing.
int log_verify(const std::string& data, const std::vector<std::string>& checkpoints, const std::string& archives = "");
/// Writes the newest checkpoint of each recorder, to be kept where nobody here can change it.
int log_checkpoint(const std::string& data, const std::string& into);
/// The whole log as a text with the state that it ends in; and such a text read back, verified and folded.
int log_export(const std::string& data, const std::string& into);
int log_replay(const std::string& file);
/// Stays and the search index, from the events.
int log_rebuild(const std::string& data);
/// Crossings that were set aside because a result could not be right; and one of them let go again (server stopped).
int quarantine_list(const std::string& data);
int quarantine_clear(const std::string& data, const std::string& reference);
/// Destroys the key of one person: the log still verifies, the person cannot be read any more.
int erase_person(const std::string& data, const std::string& person);
/// A copy of log and tables, without keys, while the server runs.
int backup(const std::string& data, const std::string& into);

/// One line from the terminal, not shown while it is typed, or from standard input where that is no terminal.
std::string ask_secret(const std::string& what);

struct NewOfficer {
  std::string data, name, title, state, agency, role = "officer";
};
/// Asks for password and PIN on the terminal, or reads two lines from standard input.
int officer_add(const NewOfficer& officer);

/// Measures what the disk and the machine can do and says what it means for a post.
int doctor(const std::string& data);

}  // namespace onestop::app
