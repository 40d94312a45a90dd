#pragma once
// `onestop lodge check`, `lodge convert` and `onestop codes import`. Exit code 0: no error found; 1: errors found; 2: the
// file, folder or option cannot be used.
#include <string>

namespace CLI {
class App;
}

namespace onestop::app {

struct LodgeCheck {
  std::string file, format, schemas, codes, language = "en", today;  // today empty: the machine's day
  bool json = false;
};
int lodge_check(const LodgeCheck& asked);

struct LodgeConvert {
  std::string file, format, to, into;  // into empty: to the standard output
  std::string language = "en";
};
int lodge_convert(const LodgeConvert& asked);

struct CodesImport {
  std::string list, from, version, valid_from, into;
};
int codes_import(const CodesImport& asked);

void add_lodge_commands(CLI::App& app, int& code);

}  // namespace onestop::app
