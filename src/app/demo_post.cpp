#include "app/demo_post.h"

#include <array>

#include "app/activate.h"
#include "wire/json.h"

namespace onestop::app {
namespace {

using namespace onestop::server;

/// Invented, for the demonstration's roster.
constexpr std::array demo_surnames{"Abdrakhmanov", "Asanova", "Bekova", "Dzhumabaev", "Ermekov", "Isakova", "Kasymov", "Mambetova", "Nurlanov",
                                   "Omarova", "Rysbekov", "Sadykova", "Seitkali", "Toktogulova", "Usenov", "Zhaksybekov", "Akhmetova", "Baltabaev",
                                   "Chynybaeva", "Duisenov", "Esenova"};
constexpr std::array demo_initials{"A.", "B.", "D.", "E.", "G.", "K.", "M.", "N.", "S.", "T.", "Zh."};
std::string demo_title(std::size_t number) {
  return std::string(demo_initials[number % demo_initials.size()]) + " " + demo_surnames[number % demo_surnames.size()];
}

constexpr const char* demo_password = "demo";
constexpr const char* demo_pin = "2468";

constexpr const char* plan_setting = "demo_plan";

Expected<std::optional<DemoPlan>> plan_on_record(store::Store& store) {
  auto reader = store.reader();
  if (!reader) return std::unexpected(reader.error());
  const auto kept = (*reader)->setting(plan_setting);
  if (!kept) return std::unexpected(kept.error());
  if (!*kept) return std::optional<DemoPlan>{};
  auto plan = wire::read_json<DemoPlan>({reinterpret_cast<const char*>((*kept)->data()), (*kept)->size()});
  if (!plan) return fault("the plan of the demonstration on record cannot be read; start it on a fresh file");
  return std::optional(std::move(*plan));
}

Expected<void> keep_plan(const DemoPlan& plan, store::Store& store) {
  auto& writer = store.writer();
  if (auto done = writer.begin(); !done) return done;
  if (auto done = writer.put_setting(plan_setting, as_bytes(wire::to_json(plan))); !done) return done;
  return writer.finish();
}

/// It begins with the host's first midnight that is not before `start`.
DemoPlan plan_of(const ServeOptions& options, const Regime& regime, Instant start) {
  std::int64_t offset_ms = 0;
  for (const auto& state : regime.post().states)
    if (state.code == regime.post().host) offset_ms = state.utc_offset_min * minute_ms;
  const auto began = start + (day_ms - (start.ms + offset_ms) % day_ms) % day_ms;
  const auto half_ms = static_cast<std::int64_t>(options.days * static_cast<double>(day_ms));
  const auto change = began + half_ms;
  return {began, options.days, {{regime.own_layout().code, began, change}, {Code(options.then), change, change + half_ms}}};
}

/// One officer for each desk of these layouts; a desk that several of them have is one desk.
Expected<std::vector<DemoOfficer>> enrol(const std::vector<const post::Layout*>& layouts, Officers& officers) {
  std::vector<DemoOfficer> shown;
  std::vector<Officer> fresh;
  for (const auto* layout : layouts)
    for (const auto& desk : layout->desks) {
      const auto name = desk.code.text();
      if (std::ranges::find(shown, name, &DemoOfficer::name) != shown.end()) continue;
      shown.push_back({name, demo_password, demo_pin, desk.state, desk.agency, desk.role, desk.code, desk.station});
      if (const auto* known = officers.by_name(name)) {
        const bool same = known->state == desk.state && known->agency == desk.agency && known->role == desk.role;
        if (!same) return fault("the data holds another officer named " + name + "; start the demonstration on a fresh file");
        continue;
      }
      fresh.push_back({fresh_id(wall_now()), name, demo_title(shown.size()), desk.state, desk.agency, desk.role, {}});
    }
  if (fresh.empty()) return shown;
  const auto known_to_all = credentials(demo_password, demo_pin, Password::known_to_all);
  if (!known_to_all) return std::unexpected(known_to_all.error());
  if (auto done = officers.enrol(std::move(fresh), *known_to_all); !done) return std::unexpected(done.error());
  return shown;
}

/// The first supervisor of each state signs.
Expected<void> sign(Regime& regime, Officers& officers, store::Store& store, const std::vector<Runner::Recorder>& recorders, Instant now) {
  auto activation = regime.activation();
  for (const auto& state : regime.post().states)
    for (const auto& desk : regime.own_layout().desks) {
      if (desk.state != state.code || desk.role != Code("supervisor")) continue;
      if (auto done = endorse(activation, officers, desk.code.text(), demo_pin); !done) return done;
      break;
    }
  return regime.activate(store, activation, host_recorder(regime, recorders), now);
}

}  // namespace

Expected<Code> demo_layout(const ServeOptions& options, store::Store& store) {
  const auto plan = plan_on_record(store);
  if (!plan) return std::unexpected(plan.error());
  return *plan ? Code() : Code(options.layout);
}

Expected<DemoPost> prepare_demo(const ServeOptions& options, store::Store& store, std::unique_ptr<Regime>& regime, Officers& officers,
                                const std::vector<Runner::Recorder>& recorders, Instant start) {
  auto plan = plan_on_record(store);
  if (!plan) return std::unexpected(plan.error());
  const bool plans = !*plan && !options.then.empty();
  if (plans) *plan = plan_of(options, *regime, start);

  std::vector<const post::Layout*> layouts{&regime->own_layout()};
  for (const auto& reign : regime->reigns()) layouts.push_back(reign.layout);
  std::unique_ptr<Regime> second;
  if (plans) {
    auto opened = Regime::open({options.law, options.post, Code(options.then)}, store, (*plan)->halves.back().from);
    if (!opened) return std::unexpected(opened.error());
    second = std::move(*opened);
    layouts.push_back(&second->own_layout());
  }
  auto roster = enrol(layouts, officers);
  if (!roster) return std::unexpected(roster.error());
  if (!regime->activated())
    if (auto done = sign(*regime, officers, store, recorders, start); !done) return std::unexpected(done.error());
  if (second) {
    if (auto done = sign(*second, officers, store, recorders, start); !done) return std::unexpected(done.error());
    if (auto done = keep_plan(**plan, store); !done) return std::unexpected(done.error());
    auto both = Regime::open({options.law, options.post, {}}, store, start);
    if (!both) return std::unexpected(both.error());
    regime = std::move(*both);
  }
  return DemoPost{std::move(*roster), std::move(*plan)};
}

}  // namespace onestop::app
