#pragma once
// Layouts of this post under a virtual clock: from a question to figures with their intervals.
#include <atomic>
#include <expected>
#include <memory>
#include <stop_token>

#include "core/programme/release_study.h"
#include "server/post/regime.h"
#include "server/simulation_messages.h"
#include "sim/replications.h"
#include "wire/json_finding.h"

namespace onestop::server {

/// What the world supplies, and the files by which somebody else may run the same.
struct World {
  sim::Overlay overlay;
  Hash hash{};  // of the overlay's file
  std::string overlay_file, law_file, post_file;
};

/// Bounds of one question. At the reference's traffic one layout-day takes about two milliseconds of one thread.
inline constexpr std::uint32_t most_compared_layouts = 5, most_simulated_days = 31, most_simulated_replications = 200;
inline constexpr std::uint64_t most_simulation_work = 1'200'000;  // layouts x replications x days x traffic in percent

/// A question that can be answered: every layout is lawful, every word known.
struct Prepared {
  SimulationRequest asked;  // nothing is left out but `warm_up_days`
  Code post;
  Day law_date;
  std::vector<std::string> titles;      // by layout
  std::vector<std::int64_t> devices;    // by layout
  std::vector<std::string> procedures;  // hashes, by layout
  std::vector<std::shared_ptr<const sim::Plan>> plans;
  std::vector<programme::StudyCost> costs;
  std::vector<programme::StudyRow> rows;
  std::shared_ptr<const World> world;
  std::string key;  // the same for the same question, law, post and overlay
};

/// Findings name the place in the question, and hold the compiler's own sentences where the law forbids a layout.
std::expected<Prepared, wire::Findings> prepare(const Regime& regime, std::shared_ptr<const World> world, const std::optional<programme::ReleaseStudy>& study, Instant now, SimulationRequest asked);

/// How far a run is, for whoever asks meanwhile.
struct Progress {
  std::atomic<std::uint32_t> done{0}, all{1};
  std::stop_source stop;
};

/// Nothing where it was stopped.
std::optional<Simulated> simulate(const Prepared& prepared, unsigned threads, Progress& progress);

/// The way of one vehicle of the first replication in every layout; nothing where no flow is called so.
std::optional<FollowedView> follow(const Prepared& prepared, const Simulated& result, const Code& flow, const Code& exit_state, std::uint32_t ordinal);

}  // namespace onestop::server
