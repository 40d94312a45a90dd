#pragma once
// onestop switch: how the traffic with systems outside stands, set at the machine. A running server sees it within a second.
namespace CLI {
class App;
}

namespace onestop::app {

void add_switch_commands(CLI::App& app, int& code);

}  // namespace onestop::app
