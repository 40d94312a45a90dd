#include "app/traffic/traffic.h"

#include <fmt/format.h>

#include "app/traffic/world.h"

namespace onestop::traffic {

Expected<TrafficStats> Traffic::run(const std::atomic<bool>& stop) {
  auto parameters = read_parameters(options_.parameters);
  if (!parameters) return std::unexpected(parameters.error());
  if (options_.arrivals_scale < 0 || options_.speed < 0) return fault("the traffic's speed and scale may not be negative");
  World world(options_, std::move(*parameters));
  world.begin();
  using Clock = std::chrono::steady_clock;
  const auto began = Clock::now();
  auto shown = began;
  while (!stop && !world.failed()) {
    world.step(std::chrono::milliseconds(100));
    const auto now = Clock::now();
    if (now - shown >= std::chrono::seconds(1)) {
      shown = now;
      if (options_.progress) options_.progress(world.stats());
    }
    if (options_.seconds > 0 && now - began >= std::chrono::duration<double>(options_.seconds)) break;
  }
  if (world.failed()) return fault(world.failure());
  return world.stats();
}

std::string to_text(const TrafficStats& stats) {
  std::string line = fmt::format("{}  queued {}  inside {}  departed {}", to_text(stats.domain).substr(0, 16), stats.queued, stats.inside, stats.departed);
  line += "  release min:";
  for (const auto& [flow, mean] : stats.release_min) line += fmt::format(" {} {:.1f} ({})", flow.view(), mean.value(), mean.count);
  line += fmt::format("  holds {} ({} open)  inspections {}  alarms {}  refused entries {} commands {}", stats.holds, stats.holds_open, stats.inspections, stats.alarms,
                      stats.entries_refused, stats.commands_refused);
  return line;
}

}  // namespace onestop::traffic
