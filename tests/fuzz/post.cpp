// Post files: read, and compiled under the model law where they can be read.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/law/procedure.h"
#include "wire/law_yaml.h"
#include "wire/post_yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onestop;
  static const auto law = wire::load_law(ONESTOP_SOURCE_DIR "/law");
  const auto post = wire::read_post({"fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size)});
  if (!post) {
    if (post.error().empty()) std::abort();
    return 0;
  }
  const auto compiled = law::compile(*law, *post, post->layout, Instant{1'152'000'000'000});
  if (!compiled && compiled.error().empty()) std::abort();
  return 0;
}
