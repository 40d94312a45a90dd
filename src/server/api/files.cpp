// Photographs come in and go out as they are; what they show is told by the events that name their hashes.
#include <algorithm>

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

/// Disks are slow: a thread of its own reads and writes, so that no other request waits.
void by_the_archive(Api& api, http::Request request, http::Reply reply, http::Response (*act)(const store::Files&, const http::Request&)) {
  auto who = signed_in(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  if (!api.files) return reply(not_found(request, "No photographs are kept here."));
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  const bool queued = api.archive.add([&api, later, asked, act] { (*later)(act(*api.files, *asked)); });
  if (!queued) (*later)(http::problem(*asked, {.status = 503, .code = "server.busy", .detail = "Too many photographs at once; try again."}));
}

}  // namespace

void add_file_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("POST", "/api/v1/files", "Keep a photograph: its bytes as image/jpeg, image/png or image/webp, at most 8 MiB").answers<FileView>(201, "kept, durable")
      .problem(401, "sign in first").problem(413, "too large").problem(415, "no photograph").problem(503, "try again");
  router.post("/api/v1/files", [&api](http::Request request, http::Reply reply) { by_the_archive(api, std::move(request), std::move(reply), keep); });
  router.most_body(http::Method::post, "/api/v1/files", store::Files::largest_bytes);

  doc.route("GET", "/api/v1/files/{hash}", "A photograph by its hash").path<std::string>("hash").answers(200, "its bytes").problem(401, "sign in first").problem(404, "unknown");
  router.get("/api/v1/files/{hash}", [&api](http::Request request, http::Reply reply) { by_the_archive(api, std::move(request), std::move(reply), show); });
}

}  // namespace onestop::server
