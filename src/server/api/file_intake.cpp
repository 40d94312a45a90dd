// Photographs and documents come in: of the kind that their bytes say, found clean where there is a scanner, durable before they
// are answered.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/json.hpp>

#include "server/api/files.h"
#include "server/scan/scanner.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

constexpr std::size_t most_scans_waiting = 16;  // a scanner that hangs takes its whole time for each

struct Intake {
  std::string_view kind;
  std::size_t most_a_shift;
  std::optional<std::string_view> (*type_of)(std::string_view bytes);
  Expected<store::StoredFile> (store::Files::*keep)(std::string_view bytes) const;
  const char* wrong_kind_code;
  const char* wrong_kind;
  const char* too_many;
};
constexpr Intake photographs{photograph_kind, 300, store::media_type_of, &store::Files::put,
                             "file.kind", "Send a photograph as image/jpeg, image/png or image/webp, and say which of them it is.", "An officer sends at most 300 photographs in a shift."};
constexpr Intake documents{document_kind, 100, store::document_type_of, &store::Files::put_document,
                           "file.document_kind", "Send a document as application/pdf, image/jpeg, image/png, application/xml or text/plain (these two in UTF-8), and say which of them it is.",
                           "An officer sends at most 100 documents in a shift."};

std::string_view type_said(const http::Request& request) {
  auto type = request.header("content-type").value_or("");
  type = type.substr(0, type.find_first_of("; "));
  return type == "text/xml" ? "application/xml" : type;
}

void note_found(const http::Request& request, const Id& officer, const std::string& found) {
  spdlog::warn("{}", boost::json::serialize(boost::json::object{{"at", to_text(wall_now())}, {"level", "warning"}, {"what", "a file was refused"}, {"found", found},
                                                                {"hash", to_hex(sha256(as_bytes(request.body)))}, {"officer", to_text(officer)}, {"correlation", request.correlation}}));
}

/// The answer to give where the scanner does not say that the bytes are clean.
std::optional<http::Response> unclean(Api& api, const http::Request& request, const Id& officer) {
  if (!api.scanner) return std::nullopt;
  const auto verdict = api.scanner->scan(request.body);
  if (!verdict) {
    auto response = http::problem(request, {.status = 503, .code = "file.not_scanned", .detail = "The file could not be looked through for malicious software now, so it was not kept; try again in a minute."});
    response.headers.push_back({"Retry-After", "60"});
    return response;
  }
  if (verdict->clean()) return std::nullopt;
  note_found(request, officer, verdict->found);
  return http::problem(request, {.status = 422, .code = "file.infected", .detail = "The scanner found " + verdict->found + " in this file; it was not kept."});
}

http::Response take(Api& api, const Intake& intake, const http::Request& request, const Id& officer) {
  const auto sent = sent_files(api);
  if (sent.count(officer, intake.kind) >= intake.most_a_shift) return http::problem(request, {.status = 429, .code = "file.quota", .detail = intake.too_many});
  const auto type = intake.type_of(request.body);
  if (!type || *type != type_said(request)) return http::problem(request, {.status = 415, .code = intake.wrong_kind_code, .detail = intake.wrong_kind});
  if (auto no = unclean(api, request, officer)) return std::move(*no);
  const auto stored = ((*api.files).*intake.keep)(request.body);
  if (!stored) return fault_answer(request, stored.error());
  if (auto marked = sent.mark(officer, intake.kind, stored->hash); !marked) return fault_answer(request, marked.error());
  return http::json(wire::to_json(FileView{to_hex(stored->hash), std::string(stored->media_type), static_cast<std::int64_t>(stored->size_bytes)}), 201);
}

void take_in(Api& api, const Intake& intake, http::Request request, http::Reply reply) {
  auto who = signed_in(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  if (!api.files) return reply(not_found(request, "No files are kept here."));
  if (api.scanner && api.scans.waiting() >= most_scans_waiting)
    return reply(http::problem(request, {.status = 503, .code = "file.not_scanned", .detail = "Too many files wait to be looked through for malicious software; try again in a minute."}));
  by_the_workshop(api.scanner ? api.scans : api.archive, std::move(request), std::move(reply),
                  [&api, &intake, officer = std::get<SignedIn>(who).session.officer.id](http::Request asked, http::Reply later) { later(take(api, intake, asked, officer)); });
}

/// Before a file is given a place: who has not signed in gets none, and who has at most two.
http::Admission admitted(Api& api, const http::Request& request) {
  auto who = signed_in(api, request);
  if (const auto* no = std::get_if<http::Response>(&who)) return {{}, http::Problem{.status = no->status, .code = "session.none", .detail = "Sign in first; the session is missing or over."}};
  return {to_text(std::get<SignedIn>(who).session.officer.id), {}};
}

}  // namespace

void add_intake_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("POST", "/api/v1/files", "Keep a photograph: its bytes as image/jpeg, image/png or image/webp, at most 8 MiB").answers<FileView>(201, "kept, durable")
      .problem(401, "sign in first").problem(413, "too large").problem(415, "no photograph").problem(422, "something malicious was found in it").problem(429, "too many in this shift").problem(503, "try again");
  router.post("/api/v1/files", [&api](http::Request request, http::Reply reply) { take_in(api, photographs, std::move(request), std::move(reply)); });
  router.most_body(http::Method::post, "/api/v1/files", store::Files::largest_bytes, [&api](const http::Request& request) { return admitted(api, request); });

  doc.route("POST", "/api/v1/documents", "Keep a document: its bytes as application/pdf, image/jpeg, image/png, application/xml or text/plain, at most 16 MiB").answers<FileView>(201, "kept, durable")
      .problem(401, "sign in first").problem(413, "too large").problem(415, "no document").problem(422, "something malicious was found in it").problem(429, "too many in this shift").problem(503, "try again");
  router.post("/api/v1/documents", [&api](http::Request request, http::Reply reply) { take_in(api, documents, std::move(request), std::move(reply)); });
  router.most_body(http::Method::post, "/api/v1/documents", store::Files::largest_document_bytes, [&api](const http::Request& request) { return admitted(api, request); });
}

}  // namespace onestop::server
