#pragma once
// A running post: store, law, officers, runner and HTTP server put together, and taken apart in order.
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "server/api/api.h"
#include "server/lodging/sources.h"
#include "server/right/eraser.h"
#include "server/post/elsewhere.h"
#include "server/webhook/sender.h"

namespace onestop::app {

struct ServeOptions {
  std::string data = "onestop.db";  // file, or address of a PostgreSQL database
  std::string keys;              // where the keys lie; empty for beside the file
  std::string files;             // folder of the photographs; empty for beside the file
  std::string scan;              // address of the scanner of files; empty for none
  std::string sandbox_data, sandbox_keys;  // empty for beside the file
  std::string law = "law";
  std::string post = "posts/korday-akjol.yaml";
  std::string layout;            // empty: the post's own
  std::string programme;         // file of the programme of phases; empty for none
  std::string retention;         // file of how long records stay; empty: no person is erased by rule
  std::string rights;            // file of who may see what; empty: rights/korday.yaml beside the folder of the law
  std::string posts = "posts";   // folder with the posts that the programme speaks of
  std::string study;             // file of the release-time study; empty for none
  std::string overlay;           // file of what the world supplies, to forecast and to compare layouts with; empty for none
  std::string lodging;           // file of what the post asks of whoever lodges; empty: a notice of two hours
  std::string channels;          // file of channel rules and duties: in force from the start in the demonstration and the sandbox; a post puts its rules on record
  std::string codes, schemas;    // folders of code lists and of schemas; empty for none
  int client_rate = 0;           // requests a second of one firm's key; 0: fifty
  bool sandbox = false;          // a second log beside the first, for traders' programmers
  std::string pages = "web/dist";
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  int threads = 2;
  std::string certificate, key;  // PEM files: TLS
  std::string log = "-";         // file of the operational log, "-" for standard error, empty for none
  std::string client_ca;         // PEM file: whose certificates machines may show
  std::string open_id;           // JSON file of the other sign-in; empty for none
  std::vector<std::string> second_factor;  // roles that are let in with a second factor only
  bool demo = false;             // enrols a roster with known passwords
  double speed = 1;              // of the domain's clock
  std::string then;              // demo: the layout in which the same arrivals come a second time; empty for none
  double days = 3;               // demo: of each of the two
  std::string log_level = "info";
  server::webhook::DeliveryRules deliveries{};  // how webhooks are told
  std::string start;             // where the domain's clock stands at first; empty: the wall's time
  std::string config;            // file of settings, already read when this is looked at
  std::vector<std::string> allow_insecure;   // names of dangers (safe_settings.h) that the operator takes on himself
  std::vector<std::string> trusted_proxies;  // addresses or networks whose X-Forwarded-For is believed
};

class RunningPost {
 public:
  static Expected<std::unique_ptr<RunningPost>> open(const ServeOptions& options);
  ~RunningPost();
  std::uint16_t port() const;
  server::Api& api() { return *api_; }
  /// Tells browsers when another layout or law begins to govern arrivals; to be called several times a second.
  void keep_time();
  /// Lets requests under way finish, writes what is queued, signs a checkpoint.
  void stop();

 private:
  RunningPost() = default;
  Expected<void> watch_others();
  void landed(const std::vector<server::Landed>& events);
  Expected<void> prepare_operation(const ServeOptions& options);
  Expected<void> add_firms(const ServeOptions& options, server::LodgingSources lodging);
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<server::Regime> regime_;
  std::unique_ptr<server::Officers> officers_;
  server::DomainClock clock_;
  server::LawOnRecord::Era told_;  // what browsers were told last
  Instant switches_read_;          // as other processes set them
  std::unique_ptr<server::Readers> readers_;
  std::unique_ptr<server::Runner> runner_;
  void erase_by_rule();
  std::unique_ptr<server::Eraser> eraser_;
  std::unique_ptr<server::Api> api_;
  std::vector<std::unique_ptr<server::Elsewhere>> elsewhere_;  // of the post and of the sandbox, where other processes write
  std::unique_ptr<server::http::Server> http_;
};

/// "post.db" has its sandbox in "post.sandbox.db".
std::string sandbox_path(std::string data);

/// Where the operational log goes: a file, "-" for standard error, empty for nowhere.
void open_log(const std::string& where, const std::string& level = "info");

int serve(const ServeOptions& options);

struct DemoOptions {
  ServeOptions serve;
  double seconds = 0;            // 0: until interrupted
  std::uint64_t seed = 1;
  double traffic_scale = 1;
  std::string parameters = "posts/traffic/korday-reference.json";
  bool keep = false;             // the data of the last run
  bool end = false;              // with the plan
};
int demo(const DemoOptions& options);

/// Set by SIGINT and SIGTERM.
bool stop_asked();
void listen_for_stop();

}  // namespace onestop::app
