// Programme files: read, and held against the model law and post where they can be read.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/programme/capacity.h"
#include "core/programme/readiness.h"
#include "wire/law_yaml.h"
#include "wire/post_yaml.h"
#include "wire/programme_yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onestop;
  static const auto law = wire::load_law(ONESTOP_SOURCE_DIR "/law");
  static const auto post = wire::load_post(ONESTOP_SOURCE_DIR "/posts/korday-akjol.yaml");
  const auto programme = wire::read_programme({"fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size)});
  if (!programme) {
    if (programme.error().empty()) std::abort();
    return 0;
  }
  if (programme->phases.size() > 16) return 0;  // each compiles the model post; more of them find nothing new
  if (programme::judge_readiness(*programme, *law, {*post}).size() != programme->phases.size()) std::abort();
  for (const auto& phase : programme->phases)
    for (const auto& volume : phase.volumes)
      if (programme::sentence(volume, programme::judge_capacity(volume, phase.open_min_per_day)).empty()) std::abort();
  return 0;
}
