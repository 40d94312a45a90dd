#pragma once
// Mass that certificates certify, given to the items that need it. No gram is given twice; an item that comes later is served
// whenever some sharing out of the mass would serve all that were served before it, and it too.
#include <cstdint>
#include <vector>

namespace onestop::channel {

class Allocation {
 public:
  /// What lies in each source, in grams.
  explicit Allocation(std::vector<std::int64_t> sources) : left_(std::move(sources)), dead_(left_.size()) {}

  struct Part {
    std::size_t source = 0;
    std::int64_t grams = 0;
  };
  /// Takes up to `need_g` from these sources, which stay a number in `parts_of`; returns how much is lacking.
  std::int64_t serve(std::int64_t need_g, std::vector<std::size_t> from);
  const std::vector<Part>& parts_of(std::size_t demand) const { return demands_[demand].parts; }
  std::size_t demands() const { return demands_.size(); }
  /// From now on the parts of this demand stay as they are: something else counts on them.
  void fix(std::size_t demand) { demands_[demand].fixed = true; }

 private:
  struct Demand {
    std::vector<std::size_t> from;
    std::vector<Part> parts;
    bool fixed = false;
  };
  struct Step {  // `demand` gives up grams of `source` and takes as many from the source that was reached
    std::size_t source, demand, before;
  };
  std::int64_t reroute(std::size_t demand, std::int64_t need_g);
  void move(std::vector<Step>& reached, std::size_t at, std::size_t demand, std::int64_t grams);
  static std::int64_t held(const Demand& demand, std::size_t source);
  static void give(Demand& demand, std::size_t source, std::int64_t grams);

  std::vector<std::int64_t> left_;
  std::vector<bool> dead_;  // nothing can be freed there any more
  std::vector<Demand> demands_;
};

}  // namespace onestop::channel
