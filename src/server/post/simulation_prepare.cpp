#include <algorithm>

#include "base/hash.h"
#include "core/post/check.h"
#include "server/post/simulation_run.h"
#include "sim/what_if.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

constexpr std::uint32_t automatic_warm_up_days = 7;  // reckoned with where it is not yet known

std::string ordinal_place(const char* list, std::size_t i) { return "/" + std::string(list) + "/" + std::to_string(i); }

/// Every figure that may be left out gets its value; what is outside of its bounds is said.
wire::Findings settle(SimulationRequest& asked, const Code& present) {
  wire::Findings wrong;
  const auto within = [&](const char* name, std::optional<std::uint32_t>& value, std::uint32_t usual, std::uint32_t least, std::uint32_t most) {
    if (!value) value = usual;
    if (*value < least || *value > most)
      wrong.push_back({"/" + std::string(name), "out_of_range", std::string(name) + " is " + std::to_string(*value) + "; right would be " + std::to_string(least) + " to " + std::to_string(most) + "."});
  };
  if (asked.layouts.empty()) asked.layouts.push_back(present);
  if (asked.layouts.size() > most_compared_layouts) wrong.push_back({"/layouts", "too_many", "At most " + std::to_string(most_compared_layouts) + " layouts are compared at once."});
  within("days", asked.days, 7, 1, most_simulated_days);
  within("replications", asked.replications, 20, 2, most_simulated_replications);
  within("seed", asked.seed, 1, 0, UINT32_MAX);
  within("traffic_percent", asked.traffic_percent, 100, 10, 300);
  if (asked.warm_up_days) within("warm_up_days", asked.warm_up_days, 1, 0, most_simulated_days);
  if (asked.precision_percent) within("precision_percent", asked.precision_percent, 5, 1, 50);
  if (!asked.staffing) asked.staffing = asked.layouts.size() > 1 ? Staffing::equal_staff : Staffing::own;
  if (!asked.officers) asked.officers.emplace();
  if (!asked.devices) asked.devices.emplace();
  for (std::size_t i = 0; i < asked.officers->size(); ++i)
    if ((*asked.officers)[i].officers < 1 || (*asked.officers)[i].officers > 1000)
      wrong.push_back({ordinal_place("officers", i) + "/officers", "out_of_range", "A state needs 1 to 1000 officers of an agency, or the entry left out."});
  if (!wrong.empty()) return wrong;
  const auto work = std::uint64_t{asked.layouts.size()} * *asked.replications * (*asked.days + asked.warm_up_days.value_or(automatic_warm_up_days)) * *asked.traffic_percent;
  if (work > most_simulation_work)
    wrong.push_back({"/replications", "too_large", "Layouts times replications times days times traffic come to " + std::to_string(work / 100) + " days of ordinary traffic; at most " +
                                                       std::to_string(most_simulation_work / 100) + " are run at once. Ask for fewer replications or days."});
  return wrong;
}

/// The overlay with the traffic and the devices that were asked for.
sim::Overlay wished(const sim::Overlay& overlay, const SimulationRequest& asked) {
  auto out = sim::with_traffic(overlay, *asked.traffic_percent / 100.0);
  for (const auto& wish : *asked.devices) {
    auto& rules = out.devices ? *out.devices : out.devices.emplace();
    std::erase_if(rules, [&](const sim::DeviceRule& rule) { return rule.device == wish.device; });
    sim::DeviceRule rule{.device = wish.device};
    if (wish.per_hour) rule.per_hour = *wish.per_hour;
    if (wish.up_min) rule.up_min = *wish.up_min;
    if (wish.down_min) rule.down_min = *wish.down_min;
    rules.push_back(rule);
  }
  return out;
}

/// The plan's officers, with those who were asked for instead.
std::vector<sim::Pool> replaced(std::vector<sim::Pool> staff, const std::vector<StaffWish>& by) {
  for (auto& pool : staff)
    for (const auto& one : by)
      if (one.state == pool.state && one.agency == pool.agency) pool.by_hour.assign(24, one.officers);
  return staff;
}

/// A layout as it is run after the base, as `onestop sim run --staff` has it.
Expected<std::shared_ptr<const sim::Plan>> staffed(const post::Post& post, const law::Compiled& compiled, const sim::Overlay& overlay, const SimulationRequest& asked, std::shared_ptr<const sim::Plan> own, const sim::Plan* base) {
  const auto& layout = own->procedure(0).layout;
  Expected<std::shared_ptr<const sim::Plan>> plan = own;
  if (base && *asked.staffing == Staffing::equal_staff) plan = sim::Plan::of(post, layout, compiled, sim::with_staff(overlay, *own, sim::staff_of(*base)));
  if (base && *asked.staffing == Staffing::equal_cost) {
    auto dear = sim::at_cost(overlay, *own, sim::daily_cost(*base).total);
    if (!dear) return std::unexpected(dear.error());
    plan = sim::Plan::of(post, layout, compiled, std::move(*dear));
  }
  if (!plan || asked.officers->empty()) return plan;
  return sim::Plan::of(post, layout, compiled, sim::with_staff(overlay, *own, replaced(sim::staff_of(**plan), *asked.officers)));
}

/// What is wrong with the officers asked for, or nothing.
wire::Findings strangers(const SimulationRequest& asked, const std::vector<std::shared_ptr<const sim::Plan>>& plans) {
  wire::Findings wrong;
  for (std::size_t i = 0; i < asked.officers->size(); ++i) {
    const auto& one = (*asked.officers)[i];
    const auto works = [&](const auto& plan) { return std::ranges::any_of(plan->teams(), [&](const sim::Team& team) { return team.state == one.state && team.agency == one.agency; }); };
    if (std::ranges::none_of(plans, works)) wrong.push_back({ordinal_place("officers", i), "unknown_value", "No " + one.agency.text() + " of " + one.state.text() + " works in these layouts."});
  }
  return wrong;
}

std::string key_of(const Prepared& prepared) {
  std::string text = wire::to_json(prepared.asked) + to_hex(prepared.world->hash);
  for (const auto& one : prepared.procedures) text += one;
  return to_hex(ByteView(sha256(as_bytes(text))).first(16));
}

}  // namespace

std::expected<Prepared, wire::Findings> prepare(const Regime& regime, std::shared_ptr<const World> world, const std::optional<programme::ReleaseStudy>& study, Instant now, SimulationRequest asked) {
  if (auto wrong = settle(asked, regime.layout(now).code); !wrong.empty()) return std::unexpected(std::move(wrong));
  const auto& sources = *regime.reign(now).sources;
  const auto& post = sources.post;
  Prepared prepared;
  prepared.post = post.code;
  prepared.law_date = day_of(now, 0);
  const Instant noon{prepared.law_date.number * day_ms + day_ms / 2};  // as `onestop sim run --date` has it
  const auto overlay = wished(world->overlay, asked);
  wire::Findings wrong;
  for (std::size_t i = 0; i < asked.layouts.size(); ++i) {
    const auto* layout = post::find_layout(post, asked.layouts[i]);
    if (!layout) {
      wrong.push_back({ordinal_place("layouts", i), "unknown_value", "Post " + post.code.text() + " has no layout \"" + asked.layouts[i].text() + "\"."});
      continue;
    }
    auto compiled = law::compile(sources.law, post, layout->code, noon);
    if (!compiled) {
      for (const auto& one : compiled.error()) wrong.push_back({ordinal_place("layouts", i), "unlawful", "Layout " + layout->code.text() + " is not lawful on that day: " + in_words({one})});
      continue;
    }
    prepared.titles.push_back(layout->title);
    prepared.devices.push_back(static_cast<std::int64_t>(layout->devices.size()));
    prepared.procedures.push_back(to_hex(compiled->procedures[0].hash));
    auto own = sim::Plan::of(post, layout->code, *compiled, overlay);
    if (own) own = staffed(post, *compiled, overlay, asked, std::move(*own), prepared.plans.empty() ? nullptr : prepared.plans.front().get());
    if (own) prepared.plans.push_back(std::move(*own));
    else wrong.push_back({ordinal_place("layouts", i), "unknown_value", own.error().what});
  }
  if (wrong.empty()) wrong = strangers(asked, prepared.plans);
  if (!wrong.empty()) return std::unexpected(std::move(wrong));
  prepared.asked = std::move(asked);
  prepared.world = std::move(world);
  if (study) prepared.costs = study->costs, prepared.rows = study->rows;
  prepared.key = key_of(prepared);
  return prepared;
}

}  // namespace onestop::server
