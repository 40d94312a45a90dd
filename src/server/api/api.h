#pragma once
// The API's routes, one file per group, and what they share.
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include <prometheus/family.h>
#include <prometheus/histogram.h>

#include "core/programme/readiness.h"
#include "core/programme/release_study.h"
#include "server/api/card.h"
#include "server/api/tries.h"
#include "server/audit/audit.h"
#include "server/firm/firms.h"
#include "server/http/router.h"
#include "server/http/server.h"
#include "server/identity/on_record.h"
#include "server/identity/second_factor.h"
#include "server/identity/sessions.h"
#include "server/messages.h"
#include "server/post/forecaster.h"
#include "server/post/runner.h"
#include "server/work/assignments.h"
#include "store/files.h"
#include "wire/openapi.h"

namespace onestop::server {

class Accesses;
class LodgingService;
class Box;
class RightsInForce;
class Simulations;
class OpenIdProvider;
class Scanner;
struct Operation;

/// Streams of events to browsers.
class Live {
 public:
  /// The stream ends with the session that opened it.
  void join(http::Stream stream, const std::string& token, const Code& desk);
  /// Desks at which a page is open now.
  std::set<Code> watched_desks() const;
  void leave(const std::string& token);
  void leave(const Hash& token);
  void tell(const std::vector<Landed>& landed);
  /// Another layout or law governs arrivals from now on: pages ask for the post again.
  void tell_post(const Code& layout, Instant now);
  std::size_t listeners() const;
  /// Ends the streams whose session has ended or expired since they were opened.
  void end_over(Sessions& sessions);

 private:
  mutable std::mutex lock_;
  struct Listener {
    http::Stream stream;
    Hash token{};
    Code desk;
  };
  std::vector<Listener> listeners_;
};

/// One thread for slow work that must not hold up the network: password hashing, signing, photographs, studies. Bounded.
class Workshop {
 public:
  static constexpr std::size_t longest_queue = 256;
  Workshop();
  ~Workshop();
  /// False when the queue is full.
  bool add(std::function<void()> work);
  std::size_t waiting() {
    const std::scoped_lock hold(lock_);
    return queue_.size();
  }

 private:
  std::mutex lock_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

struct Api {
  store::Store& store;
  const Regime& regime;
  Officers& officers;
  Runner& runner;
  Readers& readers;
  const DomainClock& clock;
  std::vector<DemoOfficer> demo_officers;  // empty outside of the demonstration
  bool secure_cookies = false;             // under TLS
  Sessions sessions;
  Live live;
  Assignments assignments;
  Workshop workshop;  // sign-ins
  Workshop signing;   // apart, so that a flood of sign-ins holds up no signature
  std::function<http::Counters()> counters;  // of the HTTP server
  Instant started = wall_now();
  std::string openapi;
  /// Seconds per request, by method.
  std::shared_ptr<prometheus::Family<prometheus::Histogram>> durations =
      std::make_shared<prometheus::Family<prometheus::Histogram>>("onestop_request_seconds", "Time from request to answer.", prometheus::Labels{});
  std::optional<programme::Plans> plans = std::nullopt;
  std::unique_ptr<store::Files> files = nullptr;  // photographs and documents
  Workshop archive{};                              // that reads and writes them
  std::optional<programme::ReleaseStudy> study = std::nullopt;
  Workshop studies{};  // tables over many stays
  std::optional<DemoPlan> demo_plan = std::nullopt;
  std::shared_ptr<Simulations> simulations = nullptr;  // where an overlay was given
  std::unique_ptr<Forecaster> forecaster = nullptr;  // without an overlay there is none
  std::unique_ptr<Firms> firms = nullptr;  // without them nothing is lodged here
  std::shared_ptr<LodgingService> lodging = nullptr;
  std::vector<DemoFirm> demo_firms{};      // empty outside of the demonstration
  Workshop large_messages{};               // that take long to read
  Workshop firm_sign_ins{};                // apart, so that firms hold up no officer
  std::shared_ptr<Box> box = nullptr;          // what firms are told of what they lodged, live
  std::shared_ptr<Box> sandbox_box = nullptr;  // and in the sandbox, where there is one
  std::shared_ptr<RightsInForce> rights = nullptr;  // without them nobody sees anything that is classified
  std::shared_ptr<Accesses> accesses = nullptr;
  std::shared_ptr<Operation> operation = nullptr;  // switches, processes, what is insecure here
  std::unique_ptr<Audit> audit = nullptr;      // what is done around the record of crossings
  RefusedSignIns refused_sign_ins{};
  std::unique_ptr<SecondFactor> second_factor = nullptr;
  Workshop elsewhere{};  // questions to the other sign-in, apart, so that a slow provider holds up no local one
  std::shared_ptr<OpenIdProvider> open_id = nullptr;  // where officers may sign in elsewhere
  std::shared_ptr<Scanner> scanner = nullptr;         // what looks through files before they are kept
  Workshop scans{};                                   // that wait for it
};

struct SignedIn {
  Sessions::Session session;
  std::string token;
  crossing::Actor actor() const {
    const auto& o = session.officer;
    return {o.id, o.state, o.agency, o.role, session.desk, o.key};
  }
};
/// The session behind the request's cookie or bearer token, or the answer to give instead. Requests that change
/// something and come with a cookie must carry X-Onestop, which no foreign page can send.
std::variant<SignedIn, http::Response> signed_in(Api& api, const http::Request& request);

/// Desks that only earlier layouts have, while vehicles that entered under these are inside.
std::vector<const post::Desk*> finishing_desks(const Api& api, Instant now);
/// Of the layout of the minute, else of those; null for a desk where nobody works now.
const post::Desk* open_desk(const Api& api, const Code& code, Instant now);
/// The answer to give where the desk at which somebody signed in is closed since.
std::optional<http::Response> desk_gone(const Api& api, const http::Request& request, const SignedIn& who);

/// Who settles what two records tell differently has the whole post before him; everybody else one desk.
bool heads_a_shift(const Api& api, const Officer& officer);
/// The provision by which somebody at this desk administers accounts of the own state; null for none.
const law::Citation* administers_accounts(const Api& api, const Officer& officer, const Code& desk);
Viewer viewer(Api& api, const SignedIn& who);
http::Response fault_answer(const http::Request& request, const Fault& what);
http::Response not_found(const http::Request& request, const std::string& what);
/// Why a crossing could not be read: it is archived (410), or something is wrong.
http::Response unread(store::Reader& reader, const http::Request& request, const Id& stream, const Fault& why);
CrossingItem crossing_item(const store::CrossingRow& row);
http::Response refusal_answer(const http::Request& request, const Refused& refused);
http::Response invalid(const http::Request& request, wire::Findings findings);
/// What the request's headers say about how often and on which version a command may be carried out.
std::optional<http::Response> read_conditions(const http::Request& request, const SignedIn& who, Job& job);
/// Hands the job to the runner; its result is the answer.
void submit(Api& api, http::Request request, http::Reply reply, Job job);

/// The officer sits down at the desk; whoever sat there rises. Waits until that is on record.
void take_desk(Api& api, const Officer& officer, const Code& desk);
/// The officer rises, unless another session keeps him there.
void leave_desk(Api& api, const Officer& officer, const Code& desk);
/// Whoever sits at a desk without a session rises.
void clear_desks(Api& api);

/// Reads the crossing in the path and hands it on with the law it runs under, or answers what went wrong.
http::Response with_file(Api& api, const http::Request& request, const std::function<http::Response(const CrossingFile&, const law::Procedure&)>& then);

void add_session_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_account_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_open_id_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_desk_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_work_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_crossing_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_command_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_post_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_mrz_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_law_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_explanation_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_minutes_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_picture_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_forecast_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_programme_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_file_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_release_times_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_segment_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_simulation_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_public_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_search_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_shift_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_operating_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_switch_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_replay_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_lodgement_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_channel_rule_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_code_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_sandbox_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_firm_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_notification_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_webhook_routes(http::Router& router, wire::OpenApi& doc, Api& api);
void add_right_routes(http::Router& router, wire::OpenApi& doc, Api& api);
/// All of them; fills api.openapi.
http::Router make_router(Api& api);

}  // namespace onestop::server
