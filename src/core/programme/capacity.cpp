#include "core/programme/capacity.h"

namespace onestop::programme {

Capacity judge_capacity(const Volume& volume, std::int64_t open_min_per_day) {
  Capacity out;
  const auto open_tenths = open_min_per_day * 10;
  const auto announced = volume.announced_per_day;
  if (volume.norm_tenths_min > 0) out.per_day = volume.servers * open_tenths / volume.norm_tenths_min;
  out.enough = out.per_day >= announced;
  if (announced > 0) out.needed_norm_tenths_min = volume.servers * open_tenths / announced;
  if (open_tenths > 0) out.needed_servers = (announced * volume.norm_tenths_min + open_tenths - 1) / open_tenths;
  return out;
}

std::string tenths_text(std::int64_t tenths) {
  const auto whole = std::to_string(tenths / 10);
  return tenths % 10 == 0 ? whole : whole + "." + std::to_string(tenths % 10);
}

std::string sentence(const Volume& volume, const Capacity& capacity) {
  const auto announced = std::to_string(volume.announced_per_day);
  auto text = volume.of.text() + ": " + std::to_string(volume.servers) + " " + volume.server + " at " +
              tenths_text(volume.norm_tenths_min) + " min each pass " + std::to_string(capacity.per_day) + " a day";
  if (capacity.enough) return text + "; announced are " + announced;
  text += ", not the announced " + announced;
  if (capacity.needed_servers == 0) return text + "; the post is never open";
  const auto servers = std::to_string(capacity.needed_servers) + " " + volume.server;
  if (capacity.needed_norm_tenths_min == 0) return text + "; that needs " + servers + ", no norm is short enough";
  return text + "; that needs at most " + tenths_text(capacity.needed_norm_tenths_min) + " min each, or " + servers;
}

}  // namespace onestop::programme
