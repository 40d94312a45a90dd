#include "server/post/simulation_run.h"

#include <algorithm>

#include "server/post/simulation_figures.h"
#include "sim/warm_up.h"

namespace onestop::server {
namespace {

using sim::day_us;
constexpr std::int64_t ms_us = 1000;
constexpr std::uint32_t pilots = 5, pilot_days = 14, at_a_time = 10;

std::size_t position_of(const sim::Plan& plan, std::uint32_t key) {
  return static_cast<std::size_t>(std::ranges::find(plan.streams(), key, &sim::Stream::key) - plan.streams().begin());
}

class Comparing {
 public:
  Comparing(const Prepared& prepared, unsigned threads, Progress& progress) : prepared_(prepared), threads_(threads), progress_(progress), ran_(prepared.plans.size()) {}

  std::optional<Simulated> run() {
    const auto& asked = prepared_.asked;
    const auto layouts = static_cast<std::uint32_t>(prepared_.plans.size());
    progress_.all = layouts * (*asked.replications + (asked.warm_up_days ? 0 : pilots));
    const auto warm_up = asked.warm_up_days ? asked.warm_up_days : settle();
    if (!warm_up) return std::nullopt;
    warm_up_us_ = *warm_up * day_us;
    if (!reach(*asked.replications)) return std::nullopt;
    if (asked.precision_percent && !reach_precision(*asked.precision_percent / 100.0)) return std::nullopt;
    return figures_of(prepared_, *warm_up, ran_);
  }

 private:
  sim::Study study() const {
    sim::Study study;
    study.settings.seed = *prepared_.asked.seed;
    study.threads = threads_;
    return study;
  }

  /// Days to be cut, the same for every layout, so that the same vehicles are counted; nothing where somebody stopped it.
  std::optional<std::uint32_t> settle() {
    std::uint32_t days = 1;  // the post begins empty
    for (std::size_t i = 0; i < ran_.size() && !progress_.stop.stop_requested(); ++i) {
      auto settings = study().settings;
      settings.span_us = pilot_days * day_us;
      const auto cut = sim::settled_after_us(*prepared_.plans[i], settings, pilots);
      ran_[i].settles = cut.has_value();
      days = std::max(days, static_cast<std::uint32_t>(cut.value_or(0) / day_us));
      progress_.done += pilots;
    }
    if (progress_.stop.stop_requested()) return std::nullopt;
    return days;
  }

  void keep(std::size_t i, std::uint32_t replication, sim::Result& result) {
    const auto& plan = *prepared_.plans[i];
    auto& ran = ran_[i];
    ran.releases_ms.resize(plan.streams().size());
    ran.first.resize(plan.streams().size());
    for (const auto& one : result.stays) {
      if (one.came_us < warm_up_us_ || one.came_us >= warm_up_us_ + *prepared_.asked.days * day_us) continue;
      const auto at = position_of(plan, one.stream);
      const auto release_ms = (one.released_us - one.begun_us) / ms_us;
      ran.releases_ms[at].push_back(static_cast<std::int32_t>(release_ms));
      if (replication == 0) ran.first[at].push_back({one.ordinal, release_ms});
    }
    result.stays = {};
    result.unreleased = {};
    ++progress_.done;
  }

  /// False where somebody stopped it.
  bool reach(std::uint32_t replications) {
    auto whole = study();
    whole.settings.warm_up_us = warm_up_us_;
    whole.settings.run_out_us = sim::usual_run_out_us;
    whole.settings.span_us = warm_up_us_ + *prepared_.asked.days * day_us + whole.settings.run_out_us;
    whole.settings.keep_stays = whole.settings.keep_hours = true;
    for (std::size_t i = 0; i < ran_.size(); ++i) {
      const sim::Watch watch{[&, i](std::uint32_t replication, sim::Result& result) { keep(i, replication, result); }, progress_.stop.get_token()};
      sim::extend(ran_[i].outcome, *prepared_.plans[i], whole, replications, watch);
      if (ran_[i].outcome.stopped) return false;
    }
    return true;
  }

  bool reach_precision(double precision) {
    const auto per_replication = std::uint64_t{ran_.size()} * static_cast<std::uint64_t>((warm_up_us_ / day_us + *prepared_.asked.days) * *prepared_.asked.traffic_percent);
    const auto most = static_cast<std::uint32_t>(std::min<std::uint64_t>(most_simulated_replications, most_simulation_work / per_replication));
    for (auto done = *prepared_.asked.replications;;) {
      bool precise = true;
      for (auto& one : ran_) precise = (one.outcome.precise = sim::is_precise(one.outcome, precision)) && precise;
      if (precise || done >= most) return true;
      const auto next = std::min(done + at_a_time, most);
      progress_.all += static_cast<std::uint32_t>(ran_.size()) * (next - done);
      if (!reach(done = next)) return false;
    }
  }

  const Prepared& prepared_;
  const unsigned threads_;
  Progress& progress_;
  std::vector<Ran> ran_;
  std::int64_t warm_up_us_ = 0;
};

}  // namespace

std::optional<Simulated> simulate(const Prepared& prepared, unsigned threads, Progress& progress) { return Comparing(prepared, threads, progress).run(); }

}  // namespace onestop::server
