#include <CLI/CLI.hpp>
#include <sys/stat.h>

#include <algorithm>

#include "app/activate.h"
#include "app/channel_commands.h"
#include "app/config_file.h"
#include "app/database_commands.h"
#include "app/evidence_commands.h"
#include "app/forecast_commands.h"
#include "app/law_commands.h"
#include "app/lodge_commands.h"
#include "app/officer_commands.h"
#include "app/operator_commands.h"
#include "app/programme_commands.h"
#include "app/rights_commands.h"
#include "app/reader_commands.h"
#include "app/safe_settings.h"
#include "app/serve.h"
#include "app/sim_commands.h"
#include "app/study_commands.h"
#include "app/switch_commands.h"
#include "app/traffic/traffic.h"
#include "wire/event_catalogue.h"
#include "wire/events.h"

namespace {

using namespace onestop::app;

void add_serve_options(CLI::App& app, onestop::app::ServeOptions& options) {
  app.add_option("--data", options.data, "File of the log, with the keys beside it, or address of a PostgreSQL database")->capture_default_str();
  app.add_option("--keys", options.keys, "Where the keys lie: a file, or the address of a database of their own")->envname("ONESTOP_KEYS");
  app.add_option("--files", options.files, "Folder of the photographs; all processes on one database share it");
  app.add_option("--scan", options.scan, "clamd that looks through files before they are kept: unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310");
  app.add_option("--sandbox-data", options.sandbox_data, "Where the sandbox lies, when not beside the file");
  app.add_option("--sandbox-keys", options.sandbox_keys, "Where the keys of the sandbox lie, when not beside it");
  app.add_option("--law", options.law, "Folder with the law")->capture_default_str();
  app.add_option("--post", options.post, "File of the post")->capture_default_str();
  app.add_option("--retention", options.retention, "File of how long records stay: persons are erased by its rules");
  app.add_option("--rights", options.rights, "File of who may see what; rights/korday.yaml beside the law where none is given");
  app.add_option("--programme", options.programme, "File of the programme of phases, for the page of that name");
  app.add_option("--study", options.study, "File of the release-time study, for the page of release times");
  app.add_option("--overlay", options.overlay, "File of arrivals, durations and outcomes, to forecast and to compare layouts with");
  app.add_option("--lodging", options.lodging, "File of what the post asks of whoever lodges before arrival");
  app.add_option("--channels", options.channels, "File of channel rules (for the demonstration and the sandbox) and of duties");
  app.add_option("--codes", options.codes, "Folder of code lists");
  app.add_option("--schemas", options.schemas, "Folder of XML schemas, to validate lodged messages with");
  app.add_option("--client-rate", options.client_rate, "Requests a second that one firm's key may make")->check(CLI::Range(1, 1000000));
  app.add_flag("--sandbox", options.sandbox, "A second log in which traders' programmers try out their messages");
  app.add_option("--posts", options.posts, "Folder with the posts that the programme speaks of")->capture_default_str();
  app.add_option("--layout", options.layout, "Layout to run; the post's own where none is given");
  app.add_option("--web", options.pages, "Folder of the pages")->capture_default_str();
  app.add_option("--address", options.address, "Address to listen on")->capture_default_str();
  app.add_option("--port", options.port, "Port to listen on, 0 for any")->capture_default_str();
  app.add_option("--threads", options.threads, "Threads of the network")->capture_default_str();
  app.add_option("--certificate", options.certificate, "PEM file: serve TLS");
  app.add_option("--key", options.key, "PEM file of its key");
  app.add_option("--log-level", options.log_level, "info, warning or error")->capture_default_str()->check(CLI::IsMember({"info", "warning", "error"}));
  app.add_option("--log", options.log, "File of the operational log, - for standard error")->capture_default_str();
  app.add_option("--speed", options.speed, "Speed of the domain's clock; the demo plays two layouts at 960, one at 30")->check(CLI::Range(0.01, 10000.0));
  app.add_option("--start", options.start, "Where the domain's clock begins, as 2006-07-03T00:00:00Z");
  app.add_option("--config", options.config, "File of these settings, one a line, named as here without the dashes; what stands on the command line wins");
  app.add_option("--allow-insecure", options.allow_insecure, "Start although this is dangerous, and say so on the status page: address, certificate, database, demo, files, password or root")->check(CLI::IsMember(danger_names()));
  app.add_option("--trusted-proxy", options.trusted_proxies, "Address or network of a proxy whose X-Forwarded-For is believed");
}

/// The command that the first words name: "serve", or "rights activate".
CLI::App* named_by(CLI::App& app, const std::vector<std::string>& words) {
  CLI::App* found = &app;
  for (const auto& word : words) {
    const auto next = found->get_subcommands([&](const CLI::App* one) { return one->get_name() == word; });
    if (next.empty()) break;
    found = next.front();
  }
  return found;
}

/// What `--config FILE` finds in the file, behind what stands on the command line. Other commands take from the file of
/// `onestop serve` what they have in common with it.
onestop::Expected<std::vector<std::string>> words_with_settings(CLI::App& app, int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  const auto* asked = named_by(app, words);
  if (!asked->get_option_no_throw("--config")) return words;
  const auto* serving = app.get_subcommand("serve");
  return with_settings(std::move(words), [&](const std::string& name) {
    const auto* option = asked->get_option_no_throw("--" + name);
    if (!option) return serving->get_option_no_throw("--" + name) ? SettingKind::of_another : SettingKind::unknown;
    return option->get_expected_max() == 0 ? SettingKind::flag : SettingKind::value;
  });
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

/// Without a layout the same days are played in two, fast enough for ten minutes. A layout alone goes at a speed at which one
/// can work beside the traffic.
DemoOptions planned(DemoOptions options) {
  auto& serving = options.serve;
  const bool of_model_post = serving.post == ServeOptions{}.post;
  if (serving.layout.empty() && serving.then.empty() && of_model_post) serving.layout = "two_stop", serving.then = "combined";
  const bool twice = !serving.then.empty();
  if (serving.speed == 0) serving.speed = twice ? 960 : 30;
  if (serving.start.empty()) serving.start = "2010-07-05T02:00:00Z";
  return options;
}

/// What the words of the command line are read into.
struct Asked {
  bool catalogue = false;
  int code = 0;
  ServeOptions serving;
  std::vector<std::string> endorsers;
  std::string from;
  DemoOptions showing;
  onestop::traffic::TrafficOptions driving;
  std::vector<std::string> law_files{"law"};
  DiffRequest comparing;
  std::string asked_crossing, asked_data = "onestop.db";
  std::vector<std::string> posts{"posts/korday-akjol.yaml"};
  std::string law_folder = "law", date;
  ExplainRequest explaining;
  std::string data = "onestop.db", into;
  std::vector<std::string> kept;
  std::string archives;
  std::string person;
  NewOfficer fresh;
  EvidenceRequest evidence;
};

void add_service(CLI::App& app, Asked& asked) {
  auto* serve_app = app.add_subcommand("serve", "Run a post");
  add_serve_options(*serve_app, asked.serving);
  serve_app->add_option("--client-ca", asked.serving.client_ca, "PEM file: machines may come with certificates signed by these");
  serve_app->add_option("--oidc", asked.serving.open_id, "JSON file of an OpenID Connect provider through which officers may sign in");
  serve_app->add_option("--require-second-factor", asked.serving.second_factor, "Roles that are let in with a second factor only, as: supervisor");
  serve_app->add_flag("--demo", asked.serving.demo, "Enrol a roster with known passwords; never on a real post");
  serve_app->add_option("--then", asked.serving.then, "Demo: layout in which the same arrivals come a second time");
  serve_app->add_option("--days", asked.serving.days, "Demo: of each layout")->capture_default_str()->check(CLI::PositiveNumber);
  serve_app->callback([&asked] { asked.code = serve(asked.serving); });

  auto* activate_app = app.add_subcommand("activate", "Bring law and post into force; two officers sign");
  add_serve_options(*activate_app, asked.serving);
  activate_app->add_option("--by", asked.endorsers, "Names under which the two officers sign in")->required()->expected(2);
  activate_app->add_option("--from", asked.from, "Day from whose midnight by the host's clock on it governs, as 2026-12-01; at once where none is given");
  activate_app->callback([&asked] { asked.code = activate(asked.serving, asked.endorsers, asked.from); });
}

void add_demo(CLI::App& app, Asked& asked) {
  auto& showing = asked.showing;
  showing.serve.data = "build/demo/onestop.db";
  showing.serve.lodging = "posts/lodging/korday.yaml";
  showing.serve.channels = "posts/channels/korday.yaml";
  showing.serve.sandbox = true;
  showing.serve.programme = "programme/kz-kg.yaml";
  showing.serve.study = "posts/study/korday.yaml";
  showing.serve.speed = 0;
  auto* demo_app = app.add_subcommand("demo", "Play a week twice: two layouts, the same arrivals; with officers and traffic of its own");
  add_serve_options(*demo_app, showing.serve);
  demo_app->add_option("--one-layout", showing.serve.layout, "Run this layout alone, without end; so does --layout");
  demo_app->add_option("--then", showing.serve.then, "Layout in which the same arrivals come a second time, after --layout");
  demo_app->add_option("--days", showing.serve.days, "Days of each layout")->capture_default_str()->check(CLI::PositiveNumber);
  demo_app->add_option("--seconds", showing.seconds, "Stop after this many seconds");
  demo_app->add_option("--seed", showing.seed, "Seed of the traffic")->capture_default_str();
  demo_app->add_option("--traffic", showing.traffic_scale, "Arrivals as a multiple of the reference")->capture_default_str();
  demo_app->add_option("--parameters", showing.parameters, "File of the traffic's parameters")->capture_default_str();
  demo_app->add_flag("--keep", showing.keep, "Go on with the data of the last run");
  demo_app->add_flag("--end", showing.end, "Stop when both layouts have been played");
  demo_app->callback([&asked] { asked.code = demo(planned(asked.showing)); });
}

void add_traffic(CLI::App& app, Asked& asked) {
  auto* traffic_app = app.add_subcommand("traffic", "Officers and vehicles for a server that runs the demonstration");
  traffic_app->add_option("--url", asked.driving.url)->capture_default_str();
  traffic_app->add_option("--parameters", asked.driving.parameters)->capture_default_str();
  traffic_app->add_option("--speed", asked.driving.speed, "0: what the server says")->capture_default_str();
  traffic_app->add_option("--seconds", asked.driving.seconds)->capture_default_str();
  traffic_app->add_option("--seed", asked.driving.seed)->capture_default_str();
  traffic_app->add_option("--traffic", asked.driving.arrivals_scale, "Arrivals as a multiple of the reference")->capture_default_str();
  traffic_app->callback([&asked] { asked.code = run_traffic(asked.driving); });
}

void add_rights(CLI::App& app, Asked& asked) {
  auto* rights = app.add_subcommand("rights", "Who may see what, as data");
  rights->require_subcommand(1);
  auto* check = rights->add_subcommand("check", "Read the rights and say what is wrong with them");
  add_serve_options(*check, asked.serving);
  check->callback([&asked] { asked.code = rights_check(asked.serving.law, asked.serving.post, asked.serving.rights); });
  auto* activate_app = rights->add_subcommand("activate", "Put rights in force; one officer of each state signs");
  add_serve_options(*activate_app, asked.serving);
  activate_app->add_option("--by", asked.endorsers, "Names under which the two officers sign in")->required()->expected(2);
  activate_app->add_option("--from", asked.from, "Day from whose midnight by the host's clock on they hold, as 2026-12-01; at once where none is given");
  activate_app->callback([&asked] { asked.code = rights_activate(asked.serving, asked.endorsers, asked.from); });
}

void add_law(CLI::App& app, Asked& asked) {
  auto* law = app.add_subcommand("law", "Law as data");
  law->require_subcommand(1);
  auto* check_law = law->add_subcommand("check", "Read a law and say what is wrong with it");
  check_law->add_option("files", asked.law_files, "Files or folders")->capture_default_str();
  check_law->callback([&asked] { asked.code = law_check(asked.law_files); });

  auto* diff = law->add_subcommand("diff", "Say what changes between two days");
  diff->add_option("--law", asked.comparing.law)->capture_default_str();
  diff->add_option("--post", asked.comparing.post)->capture_default_str();
  diff->add_option("--layout", asked.comparing.layout, "The post's own where none is given");
  diff->add_option("was", asked.comparing.was, "As 2015-08-11")->required();
  diff->add_option("is", asked.comparing.is, "As 2015-08-12")->required();
  diff->callback([&asked] { asked.code = law_diff(asked.comparing); });
  auto* why = law->add_subcommand("explain", "Say why everything on record about a crossing was allowed");
  why->add_option("crossing", asked.asked_crossing, "Its identity")->required();
  why->add_option("--db", asked.asked_data, "File of the log")->capture_default_str();
  why->callback([&asked] { asked.code = law_explain(asked.asked_crossing, asked.asked_data); });
}

void add_posts(CLI::App& app, Asked& asked) {
  auto* post = app.add_subcommand("post", "Posts as data");
  post->require_subcommand(1);
  auto* check_post = post->add_subcommand("check", "Compile every layout of a post and say what is wrong");
  check_post->add_option("posts", asked.posts)->capture_default_str();
  check_post->add_option("--law", asked.law_folder)->capture_default_str();
  check_post->add_option("--date", asked.date, "As 2026-07-01; today where none is given");
  check_post->callback([&asked] { asked.code = post_check(asked.posts, asked.law_folder, asked.date); });
  auto* explain = post->add_subcommand("explain", "Print every cell with the provision behind it");
  explain->add_option("--post", asked.explaining.post)->capture_default_str();
  explain->add_option("--law", asked.explaining.law)->capture_default_str();
  explain->add_option("--class", asked.explaining.traffic_class)->required();
  explain->add_option("--direction", asked.explaining.direction, "As KZ-KG");
  explain->add_option("--layout", asked.explaining.layout);
  explain->add_option("--date", asked.explaining.date);
  explain->callback([&asked] { asked.code = post_explain(asked.explaining); });
}

void add_log(CLI::App& app, Asked& asked) {
  auto* log = app.add_subcommand("log", "The log of record");
  log->require_subcommand(1);
  auto* verify = log->add_subcommand("verify", "Recompute everything from the file");
  verify->add_option("data", asked.data)->required();
  verify->add_option("--checkpoint", asked.kept, "Checkpoints kept elsewhere");
  verify->add_option("--archive", asked.archives, "Folder of its archives, to be verified with it")->check(CLI::ExistingDirectory);
  verify->callback([&asked] { asked.code = log_verify(asked.data, asked.kept, asked.archives); });
  auto* mark = log->add_subcommand("checkpoint", "Write the newest checkpoints, to be kept elsewhere");
  mark->add_option("data", asked.data)->required();
  mark->add_option("--into", asked.into)->required();
  mark->callback([&asked] { asked.code = log_checkpoint(asked.data, asked.into); });
  auto* copy = log->add_subcommand("backup", "Copy log and tables while the server runs");
  copy->add_option("data", asked.data)->required();
  copy->add_option("--into", asked.into)->required();
  copy->callback([&asked] { asked.code = backup(asked.data, asked.into); });

  auto& evidence = asked.evidence;
  auto* out = log->add_subcommand("export", "Write the whole log as a text with the state it ends in, or one crossing as a bundle of evidence");
  out->add_option("--data,data", evidence.data)->required();
  out->add_option("--into", evidence.into)->required();
  out->add_option("--crossing", evidence.crossing, "Its identity: a bundle for a court, which can be verified without this program");
  out->add_option("--for", evidence.receiver, "Who gets the bundle")->capture_default_str();
  out->add_option("--state", evidence.of_state, "Private fields of this state only; of all states where none is given");
  out->add_flag("--without-personal", evidence.without_personal, "Names and documents by their commitment only");
  out->add_option("--language", evidence.language, "Of the account: en, ru, kk, ky")->capture_default_str();
  out->callback([&asked] { asked.code = asked.evidence.crossing.empty() ? log_export(asked.evidence.data, asked.evidence.into) : export_crossing(asked.evidence); });
  auto* bundle = log->add_subcommand("verify-bundle", "Check a bundle of evidence from its own bytes");
  bundle->add_option("file", asked.into)->required();
  bundle->add_option("--key", asked.kept, "Public keys of recorders, as the states have published them");
  bundle->callback([&asked] { asked.code = verify_bundle_file(asked.into, asked.kept); });
  auto* again = log->add_subcommand("replay", "Verify and fold an exported log");
  again->add_option("file", asked.into)->required();
  again->callback([&asked] { asked.code = log_replay(asked.into); });

  auto* anew = log->add_subcommand("rebuild", "Make the tables of stays and of the search anew from the log; stop the server first");
  anew->add_option("data", asked.data)->required();
  anew->callback([&asked] { asked.code = log_rebuild(asked.data); });

  auto* events = app.add_subcommand("events", "Every event that the log can hold, told to people");
  events->add_flag("--catalogue", asked.catalogue, "As a page in Markdown");
  events->callback([] { std::printf("%s", onestop::wire::event_catalogue().c_str()); });

  auto* schema = log->add_subcommand("schema", "Print every stored event type with its fields");
  schema->callback([] { std::printf("%s", onestop::wire::event_schema().c_str()); });
}

void add_quarantine(CLI::App& app, Asked& asked) {
  auto* quarantine = app.add_subcommand("quarantine", "Crossings that were set aside");
  quarantine->require_subcommand(1);
  auto* kept_list = quarantine->add_subcommand("list", "Which, and why");
  kept_list->add_option("data", asked.data)->required();
  kept_list->callback([&asked] { asked.code = quarantine_list(asked.data); });
  auto* let_go = quarantine->add_subcommand("clear", "Let one take commands again; stop the server first");
  let_go->add_option("data", asked.data)->required();
  let_go->add_option("reference", asked.into)->required();
  let_go->callback([&asked] { asked.code = quarantine_clear(asked.data, asked.into); });

  auto* erase = app.add_subcommand("erase", "Make one person unreadable for good");
  erase->add_option("data", asked.data)->required();
  erase->add_option("person", asked.person)->required();
  erase->callback([&asked] { asked.code = erase_person(asked.data, asked.person); });
}

void add_people(CLI::App& app, Asked& asked) {
  auto* officer = app.add_subcommand("officer", "Officers");
  officer->require_subcommand(1);
  auto* enrol = officer->add_subcommand("add", "Enrol an officer; password and PIN are asked for");
  enrol->add_option("--data", asked.fresh.data)->required();
  enrol->add_option("--name", asked.fresh.name, "For signing in")->required();
  enrol->add_option("--title", asked.fresh.title, "As shown on records")->required();
  enrol->add_option("--state", asked.fresh.state)->required();
  enrol->add_option("--agency", asked.fresh.agency)->required();
  enrol->add_option("--role", asked.fresh.role)->capture_default_str();
  enrol->callback([&asked] { asked.code = officer_add(asked.fresh); });
  add_officer_commands(*officer, asked.code);

  auto* check_up = app.add_subcommand("doctor", "Measure disk and machine and say what it means");
  check_up->add_option("--data", asked.data)->capture_default_str();
  check_up->callback([&asked] { asked.code = doctor(asked.data); });
}

}  // namespace

int main(int argc, char** argv) {
  umask(0077);  // what is written here is for nobody else, unless it is given to them
  CLI::App app("onestop runs joint border posts: one record of one crossing for two states.");
  app.require_subcommand(1);
  Asked asked;
  add_service(app, asked);
  add_demo(app, asked);
  add_traffic(app, asked);
  add_law(app, asked);
  add_rights(app, asked);
  add_posts(app, asked);
  add_programme_commands(app, asked.code);
  add_sim_commands(app, asked.code);
  add_forecast_commands(*app.get_subcommand("sim"), asked.code);
  add_study_commands(app, asked.code);
  add_lodge_commands(app, asked.code);
  add_channel_commands(app, asked.code);
  add_log(app, asked);
  add_database_commands(app, asked.code);
  add_reader_commands(app, asked.code);
  add_quarantine(app, asked);
  add_people(app, asked);
  add_switch_commands(app, asked.code);
  auto words = words_with_settings(app, argc, argv);
  if (!words) {
    std::fprintf(stderr, "%s\n", words.error().what.c_str());
    return 1;
  }
  std::reverse(words->begin(), words->end());  // as CLI11 takes them
  try {
    app.parse(*words);
  } catch (const CLI::ParseError& wrong) {
    return app.exit(wrong);
  }
  return asked.code;
}
