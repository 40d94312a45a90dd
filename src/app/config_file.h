#pragma once
// A file of settings for `onestop serve`: YAML, one setting a line, named as on the command line without the dashes.
//
//   data: /var/lib/onestop/post.db
//   port: 8443
//   trusted-proxy: [10.1.0.7, 10.1.0.8]
//
// What stands on the command line as well is taken from there.
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace onestop::app {

struct Setting {
  std::string name;
  std::vector<std::string> values;  // of a switch: "true" or "false"
  int line = 0;
};
Expected<std::vector<Setting>> read_settings(const std::string& path);

enum class SettingKind { unknown, of_another, value, flag };  // of another command that takes the same file
using KindOf = std::function<SettingKind(const std::string& name)>;

/// The words of the command line with those of the file named in `--config` behind them, where the subcommand's words name
/// such a file; a fault names file and line of a setting that there is not.
Expected<std::vector<std::string>> with_settings(std::vector<std::string> words, const KindOf& kind_of);

}  // namespace onestop::app
