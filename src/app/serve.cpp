#include "app/demo_firms.h"
#include "app/demo_post.h"
#include "app/operator_commands.h"
#include "app/persons_kept.h"
#include "app/activate.h"
#include "app/forecast_commands.h"
#include "app/programme_commands.h"
#include "app/lodging_sources.h"
#include "app/safe_settings.h"
#include "app/serve.h"
#include "app/service_manager.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/null_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <csignal>
#include <fstream>
#include <thread>

#include "app/traffic/parameters.h"
#include "server/audit/accounts.h"
#include "server/firm/box.h"
#include "server/http/certificate.h"
#include "server/http/static_files.h"
#include "server/identity/open_id.h"
#include "server/operate/operation.h"
#include "server/post/simulations.h"
#include "server/lodging/service.h"
#include "server/post/study_rows.h"
#include "server/right/eraser.h"
#include "server/right/look.h"
#include "server/right/rights_in_force.h"
#include "server/scan/scanner.h"

namespace onestop::app {
namespace {

using namespace onestop::server;

volatile std::sig_atomic_t asked = 0;

/// One JSON object a line: time, level, what, and the correlation id where there is one.
void log_line(spdlog::level::level_enum level, boost::json::object fields) {
  boost::json::object line{{"at", to_text(wall_now())}, {"level", std::string(spdlog::level::to_string_view(level).data())}};
  for (auto& [key, value] : fields) line[key] = std::move(value);
  spdlog::log(level, "{}", boost::json::serialize(line));
}

}  // namespace

void open_log(const std::string& where, const std::string& level) {
  spdlog::sink_ptr sink;
  if (where.empty()) sink = std::make_shared<spdlog::sinks::null_sink_mt>();
  else if (where == "-") sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  else sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(where);
  auto logger = std::make_shared<spdlog::logger>("onestop", sink);
  logger->set_pattern("%v");
  logger->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(logger);
  spdlog::flush_every(std::chrono::seconds(1));
}

namespace {

http::Hooks hooks(Api& api) {
  const prometheus::Histogram::BucketBoundaries buckets{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5};
  auto durations = api.durations;
  http::Hooks made;
  made.on_request_done = [durations, buckets](const http::Hooks::Done& d) {
    durations->Add({{"method", std::string(http::name(d.method))}}, buckets).Observe(static_cast<double>(d.duration_us) / 1e6);
    const auto level = d.status >= 500 ? spdlog::level::err : spdlog::level::info;
    if (!spdlog::should_log(level)) return;
    log_line(level, {{"what", "request"}, {"method", std::string(http::name(d.method))}, {"route", std::string(d.pattern)},
                     {"status", d.status}, {"us", d.duration_us}, {"bytes", d.bytes}, {"correlation", std::string(d.correlation)}, {"peer", std::string(d.peer)}});
  };
  made.on_handler_failed = [](std::string_view correlation, std::string_view what) {
    log_line(spdlog::level::err, {{"what", "handler failed"}, {"why", std::string(what)}, {"correlation", std::string(correlation)}});
  };
  return made;
}

/// A file is the demonstration's from its first start or never: its passwords are known to everybody.
Expected<void> keep_demo_apart(bool demo, store::Store& store) {
  constexpr const char* mark = "demonstration";
  auto reader = store.reader();
  if (!reader) return std::unexpected(reader.error());
  const auto marked = (*reader)->setting(mark);
  const auto officers = (*reader)->accounts();
  const auto earlier = (*reader)->setting("officers");  // of a release that knew no accounts
  const auto last = (*reader)->last_seq();
  if (!marked || !officers || !earlier || !last) return fault("the settings in the log cannot be read");
  if (*marked && !demo) return fault("this file belongs to the demonstration, whose passwords everybody knows; start a real post on a file of its own");
  if (*marked || !demo) return {};
  if (!officers->empty() || *earlier || *last > 0) return fault("this file belongs to a real post; the demonstration would enrol officers with known passwords in it");
  auto& writer = store.writer();
  if (auto done = writer.begin(); !done) return done;
  if (auto done = writer.put_setting(mark, as_bytes("yes")); !done) return done;
  return writer.finish();
}

/// The clock goes on from the last event where it runs ahead of the wall.
Expected<Instant> clock_start(const ServeOptions& options, store::Store& store) {
  Instant start = wall_now();
  if (!options.start.empty()) {
    const auto given = parse_instant(options.start);
    if (!given) return fault("the start \"" + options.start + "\" is no time; right would be: 2006-07-03T00:00:00Z");
    start = *given;
  }
  auto reader = store.reader();
  if (!reader) return std::unexpected(reader.error());
  const auto last = (*reader)->last_seq();
  if (!last) return std::unexpected(last.error());
  if (*last == 0) return start;
  const auto events = (*reader)->read_after(*last - 1, 1);
  if (!events) return std::unexpected(events.error());
  if (events->empty()) return start;
  const auto latest = events->front().envelope.at + 1;
  return options.start.empty() && options.speed == 1 ? std::max(start, latest) : latest;
}

/// The post can forecast, and compare its layouts, with what the overlay says of the world.
Expected<void> add_overlay(const ServeOptions& options, Api& api) {
  if (options.overlay.empty()) return {};
  if (auto made = add_forecaster(options.overlay, api); !made) return made;
  auto overlay = traffic::read_overlay(options.overlay);
  if (!overlay) return std::unexpected(overlay.error());
  std::ifstream in(options.overlay, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  api.simulations = std::make_shared<Simulations>(World{std::move(*overlay), sha256(as_bytes(text)), options.overlay, options.law, options.post});
  return {};
}

/// A database leaves open where keys, photographs and the sandbox lie; only a file has a place beside it.
Expected<void> name_places(const ServeOptions& options) {
  if (!store::in_database(options.data)) return {};
  if (options.keys.empty()) return fault("where the keys of this database lie must be said: --keys FILE or the address of a database of their own");
  if (options.files.empty()) return fault("in which folder photographs lie must be said: --files FOLDER, the same for all processes on this database");
  if (options.sandbox && options.sandbox_data.empty()) return fault("where the sandbox lies must be said: --sandbox-data, a database of its own");
  return {};
}

/// The demonstration may tell receivers on its own machine.
webhook::DeliveryRules delivery_rules(const ServeOptions& options, const Api& api, bool sandbox) {
  auto rules = options.deliveries;
  rules.may_tell = [operation = api.operation, sandbox](const Id& firm) { return operation->switches.may_tell(firm, sandbox); };
  if (options.demo) rules.urls = {.https_only = false, .allow_private = true};
  return rules;
}

}  // namespace

std::string sandbox_path(std::string data) {
  if (data.ends_with(".db")) data.resize(data.size() - 3);
  return data + ".sandbox.db";
}

bool stop_asked() { return asked != 0; }

void listen_for_stop() {
  std::signal(SIGINT, [](int) { asked = 1; });
  std::signal(SIGTERM, [](int) { asked = 1; });
  std::signal(SIGPIPE, SIG_IGN);
}

Expected<std::unique_ptr<RunningPost>> RunningPost::open(const ServeOptions& options) {
  auto post = std::unique_ptr<RunningPost>(new RunningPost);
  store::Options where;
  where.path = options.data;
  where.keys_path = options.keys;
  if (auto complete = name_places(options); !complete) return std::unexpected(complete.error());
  auto store = store::open(where);
  if (!store) return std::unexpected(store.error());
  post->store_ = std::move(*store);
  if (auto fits = keep_demo_apart(options.demo, *post->store_); !fits) return std::unexpected(fits.error());
  const auto start = clock_start(options, *post->store_);
  if (!start) return std::unexpected(start.error());
  const auto layout = options.demo ? demo_layout(options, *post->store_) : Expected<Code>(Code(options.layout));
  if (!layout) return std::unexpected(layout.error());
  const auto refreshed = refresh_study_rows(*post->store_);
  if (!refreshed) return std::unexpected(refreshed.error());
  if (*refreshed) log_line(spdlog::level::info, {{"what", "read tables of studies filled anew for this release"}});
  auto regime = Regime::open({options.law, options.post, *layout}, *post->store_, *start);
  if (!regime) return std::unexpected(regime.error());
  post->regime_ = std::move(*regime);
  auto officers = Officers::open(*post->store_);
  if (!officers) return std::unexpected(officers.error());
  post->officers_ = std::move(*officers);
  auto recorders = open_recorders(*post->store_, post->regime_->post());
  if (!recorders) return std::unexpected(recorders.error());
  auto lodging = lodging_sources(options.lodging, options.channels);
  if (!lodging) return std::unexpected(lodging.error());
  lodging->codes = options.codes;
  lodging->schemas = options.schemas;
  if (options.sandbox) lodging->sandbox = options.sandbox_data.empty() ? sandbox_path(options.data) : options.sandbox_data;
  lodging->sandbox_keys = options.sandbox_keys;
  if (options.demo)
    if (auto put = put_first_rules(*post->store_, post->regime_->post(), *recorders, lodging->first_rules, *start); !put) return std::unexpected(put.error());
  DemoPost demo;
  if (options.demo) {
    auto prepared = prepare_demo(options, *post->store_, post->regime_, *post->officers_, *recorders, *start);
    if (!prepared) return std::unexpected(prepared.error());
    demo = std::move(*prepared);
  }
  if (auto known = note_accounts(*post->store_, post->officers_->accounts(), *start); !known) return std::unexpected(known.error());
  if (!post->regime_->activated())
    return fault("this law, post and layout are not in force here yet; two officers bring them into force with: onestop activate");

  std::optional<programme::Plans> plans;
  if (!options.programme.empty()) {
    auto loaded = load_plans(options.programme, options.posts);
    if (!loaded) return std::unexpected(loaded.error());
    plans = std::move(*loaded);
  }
  std::optional<programme::ReleaseStudy> study;
  if (!options.study.empty()) {
    auto loaded = load_study(options.study, post->regime_->law(*start), post->regime_->post());
    if (!loaded) return std::unexpected(loaded.error());
    study = std::move(*loaded);
  }
  post->clock_ = DomainClock(*start, options.speed);
  post->readers_ = std::make_unique<Readers>(*post->store_);
  auto* raw = post.get();
  post->runner_ = std::make_unique<Runner>(*post->store_, *post->regime_, post->clock_, std::move(*recorders),
                                           [raw](const std::vector<Landed>& events) { raw->landed(events); });
  post->api_ = std::unique_ptr<Api>(new Api{*post->store_, *post->regime_, *post->officers_, *post->runner_, *post->readers_, post->clock_,
                                            std::move(demo.roster), !options.certificate.empty() || !options.trusted_proxies.empty(), {}, {}, {}, {}, {}, {}, wall_now(), {},
                                            std::make_shared<prometheus::Family<prometheus::Histogram>>("onestop_request_seconds", "Time from request to answer.", prometheus::Labels{})});
  if (!options.retention.empty()) {
    auto kept = persons_kept(options.retention);
    if (!kept) return fault("the rules of retention cannot be read:\n" + kept.error().what);
    post->eraser_ = std::make_unique<Eraser>(*post->store_, *post->regime_, host_recorder(*post->regime_, post->runner_->recorders()), std::move(*kept));
  }
  auto rights = RightsInForce::open(options.rights.empty() ? rights_beside(options.law) : std::filesystem::path(options.rights), *post->regime_, *post->store_, *start);
  if (!rights) return fault("the rights cannot be read:\n" + rights.error().what);
  post->api_->rights = std::move(*rights);
  post->api_->accesses = std::make_shared<Accesses>();
  post->api_->audit = std::make_unique<Audit>(*post->runner_, post->clock_, post->regime_->post().host);
  post->api_->plans = std::move(plans);
  post->api_->files = std::make_unique<store::Files>(options.files.empty() ? store::files_path(options.data) : std::filesystem::path(options.files));
  if (!options.scan.empty()) {
    auto address = read_scanner_address(options.scan);
    if (!address) return std::unexpected(address.error());
    post->api_->scanner = std::make_shared<Scanner>(std::move(*address));
  }
  post->api_->study = std::move(study);
  post->api_->demo_plan = std::move(demo.plan);
  if (auto made = add_overlay(options, *post->api_); !made) return std::unexpected(made.error());
  if (!options.open_id.empty()) {
    auto provider = OpenIdProvider::open(options.open_id);
    if (!provider) return std::unexpected(provider.error());
    post->api_->open_id = std::move(*provider);
  }
  post->api_->sessions.require_second_factor({options.second_factor.begin(), options.second_factor.end()});
  if (auto prepared = post->prepare_operation(options); !prepared) return std::unexpected(prepared.error());
  if (auto added = post->add_firms(options, std::move(*lodging)); !added) return std::unexpected(added.error());
  auto router = make_router(*post->api_);
  auto pages = http::StaticFiles::load(options.pages);
  if (pages) {
    auto files = std::make_shared<http::StaticFiles>(std::move(*pages));
    router.otherwise([files](const http::Request& request) { return files->answer(request); });
  }
  http::Options http_options;
  http_options.address = options.address;
  http_options.port = options.port;
  http_options.threads = options.threads;
  http_options.certificate_file = options.certificate;
  http_options.key_file = options.key;
  http_options.client_ca_file = options.client_ca;
  for (const auto& one : options.trusted_proxies) {
    const auto network = http::read_network(one);
    if (!network) return fault("--trusted-proxy: " + network.error().what);
    http_options.trusted_proxies.push_back(*network);
  }
  post->http_ = std::make_unique<http::Server>(http_options, std::move(router), hooks(*post->api_));
  post->api_->counters = [raw] { return raw->http_->counters(); };
  if (auto started = post->runner_->start(); !started) return std::unexpected(started.error());
  if (auto started = post->api_->lodging->start(); !started) return std::unexpected(started.error());
  if (options.demo) {
    auto firms = enrol_demo_firms(*post->api_->firms);
    if (!firms) return std::unexpected(firms.error());
    post->api_->demo_firms = std::move(*firms);
  }
  for (const auto& box : {post->api_->box, post->api_->sandbox_box})
    if (box)
      if (auto started = box->start(); !started) return std::unexpected(started.error());
  if (auto watching = post->watch_others(); !watching) return std::unexpected(watching.error());
  if (auto started = post->http_->start(); !started) return std::unexpected(started.error());
  log_line(spdlog::level::info, {{"what", "started"}, {"port", post->http_->port()}, {"post", post->regime_->post().code.text()},
                                 {"layout", post->regime_->layout(*start).code.text()}, {"pages", pages.has_value()}});
  return post;
}

/// Switches as they were left, this process among those that serve, and what is dangerous here.
Expected<void> RunningPost::prepare_operation(const ServeOptions& options) {
  auto operation = std::make_shared<Operation>();
  auto reader = store_->reader();
  if (!reader) return std::unexpected(reader.error());
  if (auto read = operation->switches.read(**reader); !read) return read;
  operation->presence = std::make_unique<Presence>(*runner_, options.address + ":" + std::to_string(options.port));
  for (const auto& one : dangers(options, geteuid() == 0, wall_now())) operation->insecure.push_back({one.name, one.says});
  if (!options.certificate.empty())
    if (const auto end = http::certificate_end(options.certificate, options.key)) operation->certificate_end = *end;
  api_->operation = std::move(operation);
  return {};
}

/// Who lodges, what they lodge, and what they are told of it, in both environments.
Expected<void> RunningPost::add_firms(const ServeOptions& options, server::LodgingSources lodging) {
  auto firms = Firms::open(*store_, *runner_);
  if (!firms) return std::unexpected(firms.error());
  api_->firms = std::move(*firms);
  if (options.client_rate > 0) api_->firms->limits.of_client = {4 * options.client_rate, 1'000'000 / options.client_rate};
  auto service = LodgingService::open(lodging, *store_, *runner_, *readers_, *regime_, clock_,
                                      [this](const Id& firm) {
                                        const auto known = api_->firms->firm(firm);
                                        return known && known->state == store::FirmState::confirmed;
                                      });
  if (!service) return std::unexpected(service.error());
  api_->lodging = std::move(*service);
  api_->box = std::make_shared<Box>(*store_, *runner_, *readers_, delivery_rules(options, *api_, false));
  if (auto* side = api_->lodging->sandbox()) api_->sandbox_box = std::make_shared<Box>(*side->store, *side->runner, *side->readers, delivery_rules(options, *api_, true));
  runner_->when_resting([this] {
    api_->operation->presence->beat(wall_now());
    api_->refused_sign_ins.tell(*api_);
    api_->firms->tidy();
    if (!runner_->leads()) return;
    clear_desks(*api_);
    erase_by_rule();
    api_->sessions.tidy([this](const store::SessionRow& row, const Code& why) { session_ended(*api_, row, why); });
    api_->box->tidy(clock_.now());
  });
  return {};
}

void RunningPost::erase_by_rule() {
  if (!eraser_) return;
  const auto erased = eraser_->turn(clock_.now());
  if (!erased) log_line(spdlog::level::err, {{"what", "erasure"}, {"why", erased.error().what}});
  else if (*erased > 0) log_line(spdlog::level::info, {{"what", "erasure"}, {"persons", *erased}});
}

/// Browsers hear of everything in the order of the log: where other processes write, by reading it.
void RunningPost::landed(const std::vector<Landed>& events) {
  if (elsewhere_.empty()) return api_->live.tell(events);
  elsewhere_.front()->wake();
}

/// What other processes on the same database did, taken in here: of the post, and of its sandbox.
Expected<void> RunningPost::watch_others() {
  const auto watch = [&](LodgingService::Side& side, const std::shared_ptr<Box>& box, Elsewhere::Hands hands) -> Expected<void> {
    if (!side.store->shared()) return {};
    hands.rules = [&side](const std::vector<store::StoredEvent>& events) {
      for (const auto& event : events) side.rules->learn(event);
    };
    hands.wrote = [&side, box] {
      side.follower->wake();
      box->look_at_all();
    };
    auto& made = elsewhere_.emplace_back(std::make_unique<Elsewhere>(*side.store, *side.runner, std::move(hands)));
    return made->start();
  };
  Elsewhere::Hands of_post;
  of_post.landed = [this](const std::vector<Landed>& events) { api_->live.tell(events); };
  of_post.look_around = [this](store::Reader& reader) { api_->firms->look_again(reader); };
  if (auto watching = watch(api_->lodging->live(), api_->box, std::move(of_post)); !watching) return watching;
  if (auto* sandbox = api_->lodging->sandbox()) return watch(*sandbox, api_->sandbox_box, {});
  return {};
}

RunningPost::~RunningPost() { stop(); }

std::uint16_t RunningPost::port() const { return http_->port(); }

void RunningPost::keep_time() {
  api_->live.end_over(api_->sessions);
  if (const auto wall = wall_now(); wall - switches_read_ >= 1000) {
    switches_read_ = wall;
    if (auto reader = readers_->borrow()) (void)api_->operation->switches.read(*reader);
  }
  const auto now = clock_.now();
  LawOnRecord::Era present{now, {}};
  for (std::size_t i = 0; i < 2; ++i) present.procedures[i] = regime_->in_force(regime_->post().states[i].code, now);
  if (present.procedures == told_.procedures) return;
  const bool first = !told_.procedures[0];
  told_ = present;
  if (first) return;
  const auto& layout = regime_->layout(now);
  api_->live.tell_post(layout.code, now);
  log_line(spdlog::level::info, {{"what", "another era"}, {"domain", to_text(now)}, {"layout", layout.code.text()}});
}

void RunningPost::stop() {
  if (api_)
    for (const auto& box : {api_->box, api_->sandbox_box})
      if (box) box->stop();  // whoever waits for news is answered
  for (const auto& one : elsewhere_) one->stop();
  if (http_) http_->stop(std::chrono::seconds(5));
  if (api_ && api_->operation && api_->operation->presence) api_->operation->presence->leave();
  if (api_ && api_->lodging) api_->lodging->stop();
  if (runner_) runner_->stop();
}

int serve(const ServeOptions& options) {
  open_log(options.log, options.log_level);
  listen_for_stop();
  if (const auto allowed = allowed_dangers(options, geteuid() == 0, wall_now()); !allowed) {
    std::fprintf(stderr, "onestop does not start, because it would not be safe:\n%s\n", allowed.error().what.c_str());
    return 1;
  }
  ServiceManager manager;
  auto post = RunningPost::open(options);
  if (!post) {
    std::fprintf(stderr, "onestop cannot start: %s\n", post.error().what.c_str());
    return 1;
  }
  std::printf("onestop listens on %s://%s:%u\n", options.certificate.empty() ? "http" : "https", options.address.c_str(), (*post)->port());
  std::fflush(stdout);
  manager.ready("listens at port " + std::to_string((*post)->port()));
  while (!stop_asked()) {
    (*post)->keep_time();
    manager.alive(wall_now().ms);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  manager.stopping();
  (*post)->stop();
  std::printf("onestop stopped\n");
  return 0;
}

}  // namespace onestop::app
