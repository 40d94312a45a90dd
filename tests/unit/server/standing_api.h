#pragma once
// The API over a standing post: every desk has an officer who may sit there, and the runner runs.
#include <filesystem>
#include <future>

#include "../../http/client.h"
#include "server/api/api.h"
#include "server/operate/operation.h"
#include "server/right/look.h"
#include "server/right/rights_in_force.h"
#include "standing_post.h"

namespace onestop::server::test {

/// The rights of the model, and what stands by them.
inline void give_rights(Api& api) {
  auto rights = RightsInForce::open(std::filesystem::path(ONESTOP_SOURCE_DIR) / "rights/korday.yaml", api.regime, api.store, api.clock.now());
  if (!rights) throw std::runtime_error(rights.error().what);
  api.rights = std::move(*rights);
  api.accesses = std::make_shared<Accesses>();
  api.audit = std::make_unique<Audit>(api.runner, api.clock, api.regime.post().host);
  api.operation = std::make_shared<Operation>();
}

class StandingApi {
 public:
  /// The post is open and its law signed. Rights are those of the model.
  explicit StandingApi(StandingPost& post) : post_(post), readers_(std::make_unique<Readers>(*post.store)) {
    enrol();
    api = std::unique_ptr<Api>(new Api{*post.store, *post.regime, *post.officers, *post.runner, *readers_, post.clock, {}, false, {}, {}, {}, {}, {}, {}, wall_now(), {},
                                       std::make_shared<prometheus::Family<prometheus::Histogram>>("onestop_request_seconds", "Time.", prometheus::Labels{})});
    give_rights(*api);
    post.run();
  }
  ~StandingApi() {
    if (server) server->stop(http::milliseconds(500));
    server.reset();
    post_.runner->stop();
    api.reset();
  }
  StandingApi(const StandingApi&) = delete;
  StandingApi& operator=(const StandingApi&) = delete;

  /// After what belongs to the API was set.
  void serve() { server = http::started({}, make_router(*api)); }
  /// The token of a session at this desk.
  std::string sign_in(const std::string& desk) {
    for (const auto& one : post_.regime->layout(post_.clock.now()).desks) {
      if (one.code != Code(desk)) continue;
      const auto opened = api->sessions.open(officer_at(one), appointment_at(one), one.code, one.station, "password", false);
      if (!opened) throw std::runtime_error(opened.error().what);
      return opened->token;
    }
    throw std::runtime_error("there is no desk " + desk);
  }

  std::unique_ptr<Api> api;
  std::unique_ptr<http::Server> server;

 private:
  static Officer officer_at(const post::Desk& desk) { return {StandingPost::officer_id(desk.code), desk.code.text(), "A. Model", desk.state, desk.agency, desk.role, {}}; }
  static Id appointment_at(const post::Desk& desk) { return {8, std::hash<Code>{}(desk.code)}; }

  void enrol() {
    auto& writer = post_.store->writer();
    writer.begin().value();
    std::set<Code> enrolled;
    for (const auto& reign : post_.regime->reigns())
      for (const auto& desk : reign.layout->desks) {
        if (!enrolled.insert(desk.code).second) continue;
        const auto officer = officer_at(desk);
        store::AccountRow account;
        account.id = officer.id;
        account.name = officer.name;
        account.title = officer.title;
        account.state = officer.state;
        writer.put_account(account).value();
        writer.put_appointment({appointment_at(desk), officer.id, {}, desk.state, desk.agency, desk.role, Day{}}).value();
      }
    writer.finish().value();
    post_.officers->refresh(*post_.store->reader().value()).value();
  }

  StandingPost& post_;
  std::unique_ptr<Readers> readers_;
};

/// A standing post with a folder of its own for what is sent to it: photographs and papers.
struct FilesPost : testing::Test {
  StandingPost post;
  std::filesystem::path folder;
  std::unique_ptr<StandingApi> standing;

  void SetUp() override {
    post.open(instant("2010-12-31T12:00:00Z"));
    post.sign();
    std::string name = (std::filesystem::temp_directory_path() / "onestop-files-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    standing = std::make_unique<StandingApi>(post);
    standing->api->files = std::make_unique<store::Files>(folder / "post.files");
    prepare();
    standing->serve();
  }
  /// After the API stands and before it serves.
  virtual void prepare() {}
  void TearDown() override {
    standing.reset();
    std::filesystem::remove_all(folder);
  }
  std::string token(const char* desk = "kz_gate_in_1") { return standing->sign_in(desk); }
};

}  // namespace onestop::server::test
