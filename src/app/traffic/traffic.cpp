#include "app/traffic/traffic.h"

#include <fmt/format.h>

#include "app/traffic/world.h"

namespace onestop::traffic {
namespace {

/// Of a week that is played twice.
std::string to_text(const Play& play, const TrafficStats& stats) {
  const auto& halves = play.plan.halves;
  const auto where = play.half < halves.size() ? halves[play.half].layout.text() : "over, " + halves.back().layout.text() + " goes on";
  auto line = fmt::format("day {} {}, {}: queued {} inside {} departed {}", play.day, onestop::to_text(stats.domain + stats.host_offset_min * minute_ms).substr(11, 5), where, stats.queued, stats.inside, stats.departed);
  for (std::size_t half = 0; half < halves.size(); ++half) {
    if (play.release_min[half].empty()) continue;
    line += " | " + halves[half].layout.text() + " min:";
    for (const auto& [flow, mean] : play.release_min[half]) line += fmt::format(" {} {:.0f} ({})", flow.view(), mean.value(), mean.count);
  }
  return line;
}

}  // namespace

Expected<TrafficStats> Traffic::run(const std::atomic<bool>& stop) {
  auto parameters = read_parameters(options_.parameters);
  if (!parameters) return std::unexpected(parameters.error());
  if (options_.arrivals_scale < 0 || options_.speed < 0) return fault("the traffic's speed and scale may not be negative");
  World world(options_, std::move(*parameters));
  world.begin();
  using Clock = std::chrono::steady_clock;
  const auto began = Clock::now();
  auto shown = began;
  bool told_end = false;
  while (!stop && !world.failed()) {
    world.step(std::chrono::milliseconds(100));
    const auto now = Clock::now();
    if (now - shown >= std::chrono::seconds(1)) {
      shown = now;
      if (options_.progress) options_.progress(world.stats());
    }
    const auto played = world.played();
    if (played && !told_end) told_end = true, options_.played ? options_.played(world.stats()) : void();
    if (played && options_.end_with_plan) break;
    if (options_.seconds > 0 && now - began >= std::chrono::duration<double>(options_.seconds)) break;
  }
  if (world.failed()) return fault(world.failure());
  world.finish();
  return world.stats();
}

std::string to_text(const TrafficStats& stats) {
  if (stats.play) return to_text(*stats.play, stats);
  std::string line = fmt::format("{}  queued {}  inside {}  departed {}", to_text(stats.domain).substr(0, 16), stats.queued, stats.inside, stats.departed);
  line += "  release min:";
  for (const auto& [flow, mean] : stats.release_min) line += fmt::format(" {} {:.1f} ({})", flow.view(), mean.value(), mean.count);
  line += fmt::format("  holds {} ({} open)  inspections {}  alarms {}  refused entries {} commands {}", stats.holds, stats.holds_open, stats.inspections, stats.alarms,
                      stats.entries_refused, stats.commands_refused);
  return line;
}

}  // namespace onestop::traffic
