#pragma once
// `onestop channels check`. Exit code 0: nothing is wrong; 1: findings or flaws; 2: the file cannot be opened.
#include <string>

namespace CLI {
class App;
}

namespace onestop::app {

struct ChannelsCheck {
  std::string file;
  bool json = false, show = false;  // show: the rule sets as they were read
};
int channels_check(const ChannelsCheck& asked);

void add_channel_commands(CLI::App& app, int& code);

}  // namespace onestop::app
