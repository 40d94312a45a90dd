// Law files: read, and compiled with the model post where they can be read.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/law/procedure.h"
#include "wire/law_yaml.h"
#include "wire/post_yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onestop;
  static const auto post = wire::load_post(ONESTOP_SOURCE_DIR "/posts/korday-akjol.yaml");
  const auto law = wire::read_law({{"fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size)}});
  if (!law) {
    if (law.error().empty()) std::abort();
    return 0;
  }
  const auto compiled = law::compile(*law, *post, post->layout, Instant{1'152'000'000'000});
  if (!compiled && compiled.error().empty()) std::abort();
  return 0;
}
