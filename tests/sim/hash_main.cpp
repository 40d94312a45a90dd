// What simulations of the model post come to, as numbers that must not depend on who compiled the program or on how many threads
// ran it: tests/sim/determinism.sh compares them.
//   tests_sim_hash [--threads N]
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "app/traffic/parameters.h"
#include "sim/replications.h"
#include "wire/law_yaml.h"
#include "wire/post_yaml.h"

using namespace onestop;

int main(int argc, char** argv) {
  const unsigned threads = argc == 3 && !std::strcmp(argv[1], "--threads") ? static_cast<unsigned>(std::atoi(argv[2])) : 1;
  const std::string root = ONESTOP_SOURCE_DIR;
  const auto law = wire::load_law(root + "/law");
  const auto post = wire::load_post(root + "/posts/korday-akjol.yaml");
  if (!law || !post) return std::fprintf(stderr, "the model law or post cannot be read\n"), 1;
  for (const auto* name : {"korday-reference", "korday-founding"}) {
    const auto overlay = traffic::read_overlay(root + "/posts/traffic/" + name + ".json");
    if (!overlay) return std::fprintf(stderr, "%s\n", overlay.error().what.c_str()), 1;
    for (const auto& layout : post->layouts) {
      auto compiled = law::compile(*law, *post, layout.code, Instant{1'278'288'000'000});  // 2010-07-05
      if (!compiled) return std::fprintf(stderr, "%s\n", wire::to_text(compiled.error()).c_str()), 1;
      const auto plan = sim::Plan::of(*post, layout.code, std::move(*compiled), *overlay);
      if (!plan) return std::fprintf(stderr, "%s\n", plan.error().what.c_str()), 1;
      sim::Study study;
      study.settings.seed = 20060701, study.settings.span_us = 5 * sim::day_us;
      study.replications = 6, study.threads = threads;
      const auto outcome = sim::replicate(**plan, study);
      std::printf("%s %s %016llx\n", name, layout.code.text().c_str(), static_cast<unsigned long long>(outcome.hash));
    }
  }
}
