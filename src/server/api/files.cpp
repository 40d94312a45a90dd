// Photographs come in and go out as they are; what they show is told by the events that name their hashes.
#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "server/api/api.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

std::string_view without_parameters(std::string_view type) { return type.substr(0, type.find_first_of("; ")); }

http::Response keep(const store::Files& files, const http::Request& request) {
  const auto type = store::media_type_of(request.body);
  const auto said = without_parameters(request.header("content-type").value_or(""));
  if (!type || *type != said)
    return http::problem(request, {.status = 415, .code = "file.kind", .detail = "Send a photograph as image/jpeg, image/png or image/webp, and say which of them it is."});
  const auto stored = files.put(request.body);
  if (!stored) return fault_answer(request, stored.error());
  return http::json(wire::to_json(FileView{to_hex(stored->hash), std::string(stored->media_type), static_cast<std::int64_t>(stored->size_bytes)}), 201);
}

http::Response show(const store::Files& files, const http::Request& request) {
  const auto named = from_hex(request.param("hash"));
  Hash hash{};
  if (named.size() != hash.size()) return not_found(request, "This is no hash of a file.");
  std::ranges::copy(named, hash.begin());
  const auto bytes = files.read(hash);
  if (!bytes) return fault_answer(request, bytes.error());
  const auto type = *bytes ? store::media_type_of(**bytes) : std::nullopt;
  if (!type) return not_found(request, "There is no such file.");
  http::Response response;
  response.content_type = *type;
  response.body = **bytes;
  response.headers = {{"Cache-Control", "no-store"},  // a shared computer must not show it to the next
                      {"Content-Disposition", "inline"},
                      {"Content-Security-Policy", "default-src 'none'; sandbox"}};
  return response;
}

/// What each officer has sent in his shift: so much and no more, and what he may look at before a crossing cites it.
class Sent {
 public:
  static constexpr std::size_t most_a_shift = 300;

  bool may_send(const Id& officer) {
    const std::scoped_lock hold(lock_);
    return of(officer).hashes.size() < most_a_shift;
  }
  void sent(const Id& officer, std::string hash) {
    const std::scoped_lock hold(lock_);
    of(officer).hashes.insert(std::move(hash));
  }
  bool is_own(const Id& officer, const std::string& hash) {
    const std::scoped_lock hold(lock_);
    return of(officer).hashes.contains(hash);
  }

 private:
  struct Shift {
    Instant began;
    std::set<std::string> hashes;
  };
  Shift& of(const Id& officer) {
    const auto now = wall_now();
    std::erase_if(shifts_, [&](const auto& one) { return now - one.second.began > std::chrono::milliseconds(Sessions::lifetime).count(); });
    return shifts_.try_emplace(officer, Shift{now, {}}).first->second;
  }
  std::mutex lock_;
  std::map<Id, Shift> shifts_;
};

/// A photograph is seen by who may see a crossing that cites it.
bool cited(Api& api, const http::Request& request, std::string_view crossing) {
  const auto id = parse_id(crossing);
  auto reader = api.readers.borrow();
  if (!id || !reader) return false;
  const auto file = read_crossing_file(*reader, *id, api.regime.post().code);
  if (!file || !*file) return false;
  return std::ranges::any_of((*file)->events, [&](const crossing::Recorded& one) {
    const auto* attached = std::get_if<crossing::PhotographAttached>(&one.event);
    return attached && to_hex(attached->hash) == request.param("hash");
  });
}

/// Disks are slow: a thread of its own reads and writes, so that no other request waits.
void by_the_archive(Api& api, http::Request request, http::Reply reply, std::function<http::Response(const http::Request&, const Id& officer)> act) {
  auto who = signed_in(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  if (!api.files) return reply(not_found(request, "No photographs are kept here."));
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  const bool queued = api.archive.add([later, asked, act = std::move(act), officer = std::get<SignedIn>(who).session.officer.id] { (*later)(act(*asked, officer)); });
  if (!queued) (*later)(http::problem(*asked, {.status = 503, .code = "server.busy", .detail = "Too many photographs at once; try again."}));
}

/// Before a photograph is given a place: who has not signed in gets none, and who has at most two.
http::Admission admitted(Api& api, const http::Request& request) {
  auto who = signed_in(api, request);
  if (const auto* no = std::get_if<http::Response>(&who)) return {{}, http::Problem{.status = no->status, .code = "session.none", .detail = "Sign in first; the session is missing or over."}};
  return {to_text(std::get<SignedIn>(who).session.officer.id), {}};
}

}  // namespace

void add_file_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("POST", "/api/v1/files", "Keep a photograph: its bytes as image/jpeg, image/png or image/webp, at most 8 MiB").answers<FileView>(201, "kept, durable")
      .problem(401, "sign in first").problem(413, "too large").problem(415, "no photograph").problem(429, "too many in this shift").problem(503, "try again");
  const auto sent = std::make_shared<Sent>();
  router.post("/api/v1/files", [&api, sent](http::Request request, http::Reply reply) {
    by_the_archive(api, std::move(request), std::move(reply), [&api, sent](const http::Request& asked, const Id& officer) {
      if (!sent->may_send(officer)) return http::problem(asked, {.status = 429, .code = "file.quota", .detail = "An officer sends at most 300 photographs in a shift."});
      auto answer = keep(*api.files, asked);
      if (answer.status == 201) sent->sent(officer, to_hex(sha256(as_bytes(asked.body))));
      return answer;
    });
  });
  router.most_body(http::Method::post, "/api/v1/files", store::Files::largest_bytes, [&api](const http::Request& request) { return admitted(api, request); });

  doc.route("GET", "/api/v1/files/{hash}", "A photograph by its hash (query: crossing, one that cites it; officers see their own of this shift without)").path<std::string>("hash").answers(200, "its bytes").problem(401, "sign in first").problem(404, "unknown");
  router.get("/api/v1/files/{hash}", [&api, sent](http::Request request, http::Reply reply) {
    by_the_archive(api, std::move(request), std::move(reply), [&api, sent](const http::Request& asked, const Id& officer) {
      if (sent->is_own(officer, std::string(asked.param("hash"))) || cited(api, asked, asked.query_value("crossing").value_or(""))) return show(*api.files, asked);
      return not_found(asked, "There is no such file on this crossing.");
    });
  });
}

}  // namespace onestop::server
