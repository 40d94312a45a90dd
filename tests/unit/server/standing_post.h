#pragma once
// A post with the real store, regime and runner in a folder of its own, on a clock that stands until a test moves it.
// Its law is the model law with two dated provisions more, one of each state, for the same night.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "core/crossing/options.h"
#include "../store/sample_store.h"
#include "server/post/crossing_file.h"
#include "server/post/officers.h"
#include "server/post/runner.h"

namespace onestop::server::test {

constexpr const char* model_dates = R"yaml(
provisions:
  - id: kz-vehicle-new-year
    instrument: kz_border_law
    article: "8(6)"
    text: From the new year on customs of Kazakhstan lets cars pass without control.
    from: 2011-01-01
    control: vehicle_customs
    classes: [car]
    effect: waive

  - id: kg-vehicle-new-year
    instrument: kg_border_law
    article: "8(6)"
    text: From the new year on customs of Kyrgyzstan lets cars pass without control.
    from: 2011-01-01
    control: vehicle_customs
    classes: [car]
    effect: waive
)yaml";

inline Instant instant(const char* text) { return *parse_instant(text); }
/// Midnight of 2011-01-01 by the clocks of Bishkek and, an hour later, of Korday.
inline const Instant kg_midnight = instant("2010-12-31T18:00:00Z"), kz_midnight = instant("2010-12-31T19:00:00Z");

class StandingPost {
 public:
  StandingPost() {
    const std::filesystem::path root = ONESTOP_SOURCE_DIR;
    std::filesystem::copy(root / "law", law_folder());
    write_law("zz-dates.yaml", model_dates);
    post_ = (root / "posts/korday-akjol.yaml").string();
  }

  std::string law_folder() const { return folder_.file("law"); }
  std::string data() const { return folder_.file("post.db"); }
  std::string post_file() const { return post_; }
  void write_law(const std::string& name, const std::string& text) { std::ofstream(law_folder() + "/" + name) << text; }
  void replace_in_law(const std::string& name, const std::string& from, const std::string& to) {
    std::ifstream in(law_folder() + "/" + name);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    write_law(name, text.replace(at, from.size(), to));
  }

  /// Starts the server's parts anew at this instant, as after a restart.
  void open(Instant at, const char* layout = "combined") {
    close();
    auto options = elsewhere;
    if (options.path.empty()) options.path = data();
    auto opened = store::open(options);
    ASSERT_TRUE(opened) << opened.error().what;
    store = std::move(*opened);
    auto compiled = Regime::open({law_folder(), post_, Code(layout)}, *store, at);
    ASSERT_TRUE(compiled) << compiled.error().what;
    regime = std::move(*compiled);
    auto known = Officers::open(*store);
    ASSERT_TRUE(known) << known.error().what;
    officers = std::move(*known);
    auto recorders = open_recorders(*store, regime->post());
    ASSERT_TRUE(recorders) << recorders.error().what;
    clock = DomainClock(at, 0);
    runner = std::make_unique<Runner>(*store, *regime, clock, std::move(*recorders), nullptr);
  }
  void close() {
    runs_ = false;
    runner.reset();
    officers.reset();
    regime.reset();
    store.reset();
  }
  /// Starts the runner's own thread.
  void run() {
    const auto started = runner->start();
    ASSERT_TRUE(started) << started.error().what;
    runs_ = true;
  }
  void set_clock(Instant at) { clock = DomainClock(at, 0); }

  void sign() { sign(*regime); }
  /// Puts another layout on record for an instant to come, and starts anew under what is on record.
  void plan(const char* layout, Instant from) {
    const auto now = clock.now();
    auto planned = Regime::open({law_folder(), post_, Code(layout)}, *store, from);
    ASSERT_TRUE(planned) << planned.error().what;
    sign(**planned);
    open(now, "");
  }
  void sign(Regime& what) {
    auto activation = what.activation();
    for (unsigned char one = 1; one <= 2; ++one) {
      std::array<unsigned char, 32> seed{one};
      const auto keys = key_pair_from_seed(seed);
      activation.endorsements.push_back({Id{9, one}, keys.public_key, onestop::sign(law::activation_bytes(activation), keys.secret_key)});
    }
    const auto done = what.activate(*store, activation, runner->recorders().front().id, clock.now());
    ASSERT_TRUE(done) << done.error().what;
  }

  static Id officer_id(const Code& desk) { return {7, std::hash<Code>{}(desk)}; }
  crossing::Actor at_desk(const char* desk) const {
    for (const auto& one : regime->layout(clock.now()).desks)
      if (one.code == Code(desk)) return {officer_id(one.code), one.state, one.agency, one.role, one.code, {}};
    ADD_FAILURE() << "there is no desk " << desk;
    return {};
  }

  Result ask(const char* desk, const Id& crossing, crossing::Command command) {
    Job job;
    job.crossing = crossing;
    job.command = std::move(command);
    return carried_out(desk, std::move(job));
  }
  /// Whose session stands at the desk sits at it for the shift, too.
  Result take_desk(const char* desk) {
    Job job;
    job.crossing = runner->shift_stream();
    job.shift = shift::TakeDesk{desk};
    return carried_out(desk, std::move(job));
  }
  Result carried_out(const char* desk, Job job) {
    std::promise<Result> given;
    job.actor = at_desk(desk);
    job.reply = [&](Result result) { given.set_value(std::move(result)); };
    if (runs_) {
      runner->submit(std::move(job));
    } else {
      std::vector<Job> jobs;
      jobs.push_back(std::move(job));
      runner->process(jobs);
    }
    return given.get_future().get();
  }

  /// Every desk does its usual next step, a minute each, until none has one.
  void pass_through(std::uint64_t n) {
    for (bool moved = true; moved;) {
      moved = false;
      for (const auto& desk : regime->own_layout().desks) {
        auto file = read_crossing_file(*store->reader().value(), crossing_id(n), regime->post().code);
        const auto* procedure = regime->of((*file)->state.opened()->opening->procedure);
        const auto actor = at_desk(desk.code.text().c_str());
        for (const auto& option : crossing::options((*file)->state, *procedure, actor, clock.now(), [&] { return Id{11, ++minted_}; })) {
          if (!option.normal || option.refusal) continue;
          set_clock(clock.now() + minute_ms);
          ASSERT_TRUE(std::holds_alternative<Recorded>(ask(desk.code.text().c_str(), crossing_id(n), option.command)));
          moved = true;
          break;
        }
      }
    }
  }

  /// A car from Kazakhstan; its driver is crossing + 2.
  Result arrive(std::uint64_t n, const char* lane = "car_1") {
    return ask("kz_gate_in_1", crossing_id(n), crossing::RegisterArrival{vehicle_id(n), "777 AAA 02", "car", "KZ", Code(lane), {{"declared_goods", {}}}, {}, {{person_id(n), "driver", "KZ", "Model Driver", "N0000001"}}, {}});
  }
  static Id crossing_id(std::uint64_t n) { return {0x0190000000007000u, n * 16}; }
  static Id vehicle_id(std::uint64_t n) { return {0x0190000000007000u, n * 16 + 1}; }
  static Id person_id(std::uint64_t n) { return {0x0190000000007000u, n * 16 + 2}; }

  /// The hash that the crossing was opened under.
  Hash pinned(std::uint64_t n) {
    auto file = read_crossing_file(*store->reader().value(), crossing_id(n), regime->post().code);
    return file && *file && (*file)->state.opened() ? (*file)->state.opened()->opening->procedure : Hash{};
  }

  store::Options elsewhere;  // instead of a file of its own, where it names one; before open()
  std::unique_ptr<store::Store> store;
  std::unique_ptr<Regime> regime;
  std::unique_ptr<Officers> officers;
  DomainClock clock{kg_midnight, 0};
  std::unique_ptr<Runner> runner;

 private:
  std::uint64_t minted_ = 0;
  bool runs_ = false;
  store::Folder folder_;
  std::string post_;
};

/// "done", or the refusal's code and the text of the provision that it cites.
inline std::string said(const Result& result) {
  if (std::holds_alternative<Recorded>(result)) return "done";
  if (const auto* no = std::get_if<Refused>(&result)) {
    const auto* cited = no->procedure->cite(no->refusal.provision);
    return std::string(crossing::entry(no->refusal.code).name) + ": " + (cited ? cited->text : "cites nothing that is in force");
  }
  if (const auto* failed = std::get_if<Failed>(&result)) return "failed: " + failed->what;
  return "neither done nor refused";
}

}  // namespace onestop::server::test
