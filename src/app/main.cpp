#include <CLI/CLI.hpp>

#include "app/law_commands.h"
#include "app/operator_commands.h"
#include "app/programme_commands.h"
#include "app/serve.h"
#include "app/traffic/traffic.h"
#include "wire/events.h"

namespace {

void add_serve_options(CLI::App& app, onestop::app::ServeOptions& options) {
  app.add_option("--data", options.data, "File of the log; the keys lie beside it")->capture_default_str();
  app.add_option("--law", options.law, "Folder with the law")->capture_default_str();
  app.add_option("--post", options.post, "File of the post")->capture_default_str();
  app.add_option("--programme", options.programme, "File of the programme of phases, for the page of that name");
  app.add_option("--posts", options.posts, "Folder with the posts that the programme speaks of")->capture_default_str();
  app.add_option("--layout", options.layout, "Layout to run; the post's own where none is given");
  app.add_option("--web", options.pages, "Folder of the pages")->capture_default_str();
  app.add_option("--address", options.address, "Address to listen on")->capture_default_str();
  app.add_option("--port", options.port, "Port to listen on, 0 for any")->capture_default_str();
  app.add_option("--threads", options.threads, "Threads of the network")->capture_default_str();
  app.add_option("--certificate", options.certificate, "PEM file: serve TLS");
  app.add_option("--key", options.key, "PEM file of its key");
  app.add_option("--log", options.log, "File of the operational log, - for standard error")->capture_default_str();
  app.add_option("--speed", options.speed, "Speed of the domain's clock")->capture_default_str()->check(CLI::Range(0.01, 10000.0));
  app.add_option("--start", options.start, "Where the domain's clock begins, as 2006-07-03T00:00:00Z");
}

int run_traffic(const onestop::traffic::TrafficOptions& options) {
  onestop::app::listen_for_stop();
  std::atomic<bool> stop{false};
  auto wishes = options;
  wishes.progress = [&](const onestop::traffic::TrafficStats& stats) {
    std::printf("%s\n", onestop::traffic::to_text(stats).c_str());
    std::fflush(stdout);
    if (onestop::app::stop_asked()) stop = true;
  };
  const auto outcome = onestop::traffic::Traffic(wishes).run(stop);
  if (outcome) return 0;
  std::fprintf(stderr, "%s\n", outcome.error().what.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace onestop::app;
  CLI::App app("onestop runs joint border posts: one record of one crossing for two states.");
  app.require_subcommand(1);
  int code = 0;

  ServeOptions serving;
  auto* serve_app = app.add_subcommand("serve", "Run a post");
  add_serve_options(*serve_app, serving);
  serve_app->add_flag("--demo", serving.demo, "Enrol a roster with known passwords; never on a real post");
  serve_app->callback([&] { code = serve(serving); });

  std::vector<std::string> endorsers;
  auto* activate_app = app.add_subcommand("activate", "Bring law and post into force; two officers sign");
  add_serve_options(*activate_app, serving);
  activate_app->add_option("--by", endorsers, "Names under which the two officers sign in")->required()->expected(2);
  activate_app->callback([&] { code = activate(serving, endorsers); });

  DemoOptions showing;
  showing.serve.data = "build/demo/onestop.db";
  showing.serve.log = "";
  showing.serve.speed = 30;
  showing.serve.programme = "programme/kz-kg.yaml";
  showing.serve.start = "2010-07-05T02:00:00Z";
  auto* demo_app = app.add_subcommand("demo", "Run a post with officers and traffic of its own");
  add_serve_options(*demo_app, showing.serve);
  demo_app->add_option("--seconds", showing.seconds, "Stop after this many seconds");
  demo_app->add_option("--seed", showing.seed, "Seed of the traffic")->capture_default_str();
  demo_app->add_option("--traffic", showing.traffic_scale, "Arrivals as a multiple of the reference")->capture_default_str();
  demo_app->add_option("--parameters", showing.parameters, "File of the traffic's parameters")->capture_default_str();
  demo_app->add_flag("--keep", showing.keep, "Go on with the data of the last run");
  demo_app->callback([&] { code = demo(showing); });

  onestop::traffic::TrafficOptions driving;
  auto* traffic_app = app.add_subcommand("traffic", "Officers and vehicles for a server that runs the demonstration");
  traffic_app->add_option("--url", driving.url)->capture_default_str();
  traffic_app->add_option("--parameters", driving.parameters)->capture_default_str();
  traffic_app->add_option("--speed", driving.speed, "0: what the server says")->capture_default_str();
  traffic_app->add_option("--seconds", driving.seconds)->capture_default_str();
  traffic_app->add_option("--seed", driving.seed)->capture_default_str();
  traffic_app->add_option("--traffic", driving.arrivals_scale, "Arrivals as a multiple of the reference")->capture_default_str();
  traffic_app->callback([&] { code = run_traffic(driving); });

  auto* law = app.add_subcommand("law", "Law as data");
  law->require_subcommand(1);
  std::vector<std::string> law_files{"law"};
  auto* check_law = law->add_subcommand("check", "Read a law and say what is wrong with it");
  check_law->add_option("files", law_files, "Files or folders")->capture_default_str();
  check_law->callback([&] { code = law_check(law_files); });

  DiffRequest comparing;
  auto* diff = law->add_subcommand("diff", "Say what changes between two days");
  diff->add_option("--law", comparing.law)->capture_default_str();
  diff->add_option("--post", comparing.post)->capture_default_str();
  diff->add_option("--layout", comparing.layout, "The post's own where none is given");
  diff->add_option("was", comparing.was, "As 2015-08-11")->required();
  diff->add_option("is", comparing.is, "As 2015-08-12")->required();
  diff->callback([&] { code = law_diff(comparing); });
  std::string asked_crossing, asked_data = "onestop.db";
  auto* why = law->add_subcommand("explain", "Say why everything on record about a crossing was allowed");
  why->add_option("crossing", asked_crossing, "Its identity")->required();
  why->add_option("--db", asked_data, "File of the log")->capture_default_str();
  why->callback([&] { code = law_explain(asked_crossing, asked_data); });

  auto* post = app.add_subcommand("post", "Posts as data");
  post->require_subcommand(1);
  std::vector<std::string> posts{"posts/korday-akjol.yaml"};
  std::string law_folder = "law", date;
  auto* check_post = post->add_subcommand("check", "Compile every layout of a post and say what is wrong");
  check_post->add_option("posts", posts)->capture_default_str();
  check_post->add_option("--law", law_folder)->capture_default_str();
  check_post->add_option("--date", date, "As 2026-07-01; today where none is given");
  check_post->callback([&] { code = post_check(posts, law_folder, date); });
  ExplainRequest explaining;
  auto* explain = post->add_subcommand("explain", "Print every cell with the provision behind it");
  explain->add_option("--post", explaining.post)->capture_default_str();
  explain->add_option("--law", explaining.law)->capture_default_str();
  explain->add_option("--class", explaining.traffic_class)->required();
  explain->add_option("--direction", explaining.direction, "As KZ-KG");
  explain->add_option("--layout", explaining.layout);
  explain->add_option("--date", explaining.date);
  explain->callback([&] { code = post_explain(explaining); });

  add_programme_commands(app, code);

  auto* log = app.add_subcommand("log", "The log of record");
  log->require_subcommand(1);
  std::string data = "onestop.db", into;
  std::vector<std::string> kept;
  auto* verify = log->add_subcommand("verify", "Recompute everything from the file");
  verify->add_option("data", data)->required();
  verify->add_option("--checkpoint", kept, "Checkpoints kept elsewhere");
  verify->callback([&] { code = log_verify(data, kept); });
  auto* mark = log->add_subcommand("checkpoint", "Write the newest checkpoints, to be kept elsewhere");
  mark->add_option("data", data)->required();
  mark->add_option("--into", into)->required();
  mark->callback([&] { code = log_checkpoint(data, into); });
  auto* copy = log->add_subcommand("backup", "Copy log and tables while the server runs");
  copy->add_option("data", data)->required();
  copy->add_option("--into", into)->required();
  copy->callback([&] { code = backup(data, into); });

  auto* out = log->add_subcommand("export", "Write the whole log as a text with the state it ends in");
  out->add_option("data", data)->required();
  out->add_option("--into", into)->required();
  out->callback([&] { code = log_export(data, into); });
  auto* again = log->add_subcommand("replay", "Verify and fold an exported log");
  again->add_option("file", into)->required();
  again->callback([&] { code = log_replay(into); });

  auto* schema = log->add_subcommand("schema", "Print every stored event type with its fields");
  schema->callback([] { std::printf("%s", onestop::wire::event_schema().c_str()); });

  auto* quarantine = app.add_subcommand("quarantine", "Crossings that were set aside");
  quarantine->require_subcommand(1);
  auto* kept_list = quarantine->add_subcommand("list", "Which, and why");
  kept_list->add_option("data", data)->required();
  kept_list->callback([&] { code = quarantine_list(data); });
  auto* let_go = quarantine->add_subcommand("clear", "Let one take commands again; stop the server first");
  let_go->add_option("data", data)->required();
  let_go->add_option("reference", into)->required();
  let_go->callback([&] { code = quarantine_clear(data, into); });

  std::string person;
  auto* erase = app.add_subcommand("erase", "Make one person unreadable for good");
  erase->add_option("data", data)->required();
  erase->add_option("person", person)->required();
  erase->callback([&] { code = erase_person(data, person); });

  NewOfficer fresh;
  auto* officer = app.add_subcommand("officer", "Officers");
  officer->require_subcommand(1);
  auto* enrol = officer->add_subcommand("add", "Enrol an officer; password and PIN are asked for");
  enrol->add_option("--data", fresh.data)->required();
  enrol->add_option("--name", fresh.name, "For signing in")->required();
  enrol->add_option("--title", fresh.title, "As shown on records")->required();
  enrol->add_option("--state", fresh.state)->required();
  enrol->add_option("--agency", fresh.agency)->required();
  enrol->add_option("--role", fresh.role)->capture_default_str();
  enrol->callback([&] { code = officer_add(fresh); });

  auto* check_up = app.add_subcommand("doctor", "Measure disk and machine and say what it means");
  check_up->add_option("--data", data)->capture_default_str();
  check_up->callback([&] { code = doctor(data); });

  CLI11_PARSE(app, argc, argv);
  return code;
}
