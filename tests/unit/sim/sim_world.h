#pragma once
// Posts to be simulated: those that theory knows (tests/data/sim) and the model post.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <string>

#include "kit/world.h"
#include "sim/engine.h"

namespace onestop::sim::test {

inline const testkit::World& theory() {
  static const testkit::World world = [] {
    const std::string folder = std::string(ONESTOP_SOURCE_DIR) + "/tests/data/sim";
    auto law = wire::load_law(folder + "/law.yaml");
    auto post = wire::load_post(folder + "/post.yaml");
    std::string why;
    if (!law)
      for (const auto& one : law.error()) why += wire::to_text(one) + "\n";
    if (!post)
      for (const auto& one : post.error()) why += wire::to_text(one) + "\n";
    auto made = law && post ? testkit::World::of(std::move(*law), std::move(*post), &why) : std::nullopt;
    if (!made) {
      std::fprintf(stderr, "%s\n", why.c_str());
      std::abort();
    }
    return std::move(*made);
  }();
  return world;
}

/// Both directions of a layout that the world has compiled.
inline law::Compiled compiled(const testkit::World& world, const Code& layout) {
  for (std::size_t i = 0; i < world.post().layouts.size(); ++i)
    if (world.post().layouts[i].code == layout) return {{world.procedure(i, 0), world.procedure(i, 1)}};
  return {};
}

inline std::shared_ptr<const Plan> plan_of(const testkit::World& world, const Code& layout, const Overlay& overlay) {
  auto plan = Plan::of(world.post(), layout, compiled(world, layout), overlay);
  if (!plan) {
    ADD_FAILURE() << plan.error().what;
    std::abort();
  }
  return *plan;
}

/// Vehicles of class v1 leave A at a rate for the first stage's desks; nothing else.
inline Overlay one_stage(double per_min, Family family, double mean_min, double cv = 1) {
  Overlay overlay;
  overlay.hour_profile.assign(24, 1);
  overlay.flows.push_back({.name = "v1", .traffic_class = "v1", .per_day_per_direction = per_min * 1440, .claims = {{"x1", 1}}, .exit_state = "A"});
  overlay.times.push_back({.control = "s1", .family = family, .mean_min = mean_min, .cv = cv});
  return overlay;
}

struct Mean {
  double value = 0, error = 0;
  double z(double exact) const { return (value - exact) / error; }
};

/// Of one figure over replications; the error is that of the mean.
template <class Figure>
Mean mean_of(const Plan& plan, Settings settings, std::uint32_t replications, Figure figure) {
  Engine engine(plan);
  double sum = 0, squares = 0;
  for (std::uint32_t i = 0; i < replications; ++i) {
    settings.replication = i;
    const double x = figure(engine.run(settings));
    sum += x, squares += x * x;
  }
  const double n = replications, mean = sum / n;
  return {mean, std::sqrt((squares / n - mean * mean) / (n - 1))};
}

}  // namespace onestop::sim::test
