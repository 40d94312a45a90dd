// Photographs and documents go out as they came in; what they are is told by the events that name their hashes.
#include "server/api/files.h"

#include <algorithm>

#include "server/right/answer.h"

namespace onestop::server {
namespace {

Hash hash_asked(const http::Request& request) {
  const auto named = from_hex(request.param("hash"));
  Hash hash{};
  if (named.size() == hash.size()) std::ranges::copy(named, hash.begin());
  return hash;
}

/// A shared computer must not keep it for the next, and no browser may run it as a page.
http::Response guarded(std::string_view media_type, std::string bytes, std::string disposition) {
  http::Response response;
  response.content_type = media_type;
  response.body = std::move(bytes);
  response.headers = {{"Cache-Control", "no-store"}, {"Content-Disposition", std::move(disposition)}, {"Content-Security-Policy", "default-src 'none'; sandbox"}};
  return response;
}

http::Response show_photograph(const store::Files& files, const http::Request& request) {
  const auto bytes = files.read(hash_asked(request));
  if (!bytes) return fault_answer(request, bytes.error());
  const auto type = *bytes ? store::media_type_of(**bytes) : std::nullopt;
  if (!type) return not_found(request, "There is no such file.");
  return guarded(*type, **bytes, "inline");
}

/// "permit-1a2b3c4d.pdf": of what is on record without being of a person.
std::string file_name(std::string_view kind, std::string_view hash, std::string_view type) {
  std::string name(kind);
  std::erase_if(name, [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'); });
  const auto ending = type == "application/pdf" ? ".pdf" : type == "image/jpeg" ? ".jpg" : type == "image/png" ? ".png" : type == "application/xml" ? ".xml" : ".txt";
  return (name.empty() ? "document" : name) + "-" + std::string(hash.substr(0, 8)) + ending;
}

http::Response give_document(const store::Files& files, const http::Request& request, std::string_view kind) {
  const auto bytes = files.read(hash_asked(request));
  if (!bytes) return fault_answer(request, bytes.error());
  const auto type = *bytes ? store::document_type_of(**bytes) : std::nullopt;
  if (!type) return not_found(request, "There is no such file.");
  return guarded(*type, **bytes, "attachment; filename=\"" + file_name(kind, request.param("hash"), *type) + "\"");
}

/// What a crossing says of the file: that it is a photograph, or a paper of a person, or one of something else.
struct Cited {
  Id crossing;
  bool photograph = false;
  const crossing::DocumentAttached* of_person = nullptr;
  const crossing::DocumentAttached* of_thing = nullptr;
  CrossingFile file;
};

std::optional<Cited> cited(Api& api, const http::Request& request, Look& look) {
  const auto id = parse_id(request.query_value("crossing").value_or(""));
  auto reader = api.readers.borrow();
  if (!id || !reader) return std::nullopt;
  auto file = read_crossing_file(*reader, *id, api.regime.post().code);
  const auto* opened = file && *file ? (*file)->state.opened() : nullptr;
  const auto* procedure = opened ? api.regime.of(opened->opening->procedure) : nullptr;
  if (!procedure) return std::nullopt;
  look.at(api, **file, *procedure);
  const auto hash = hash_asked(request);
  Cited found{*id, false, nullptr, nullptr, std::move(**file)};
  for (const auto& one : found.file.events) {
    const auto* taken = std::get_if<crossing::PhotographAttached>(&one.event);
    found.photograph = found.photograph || (taken && taken->hash == hash);
    const auto* paper = std::get_if<crossing::DocumentAttached>(&one.event);
    if (!paper || paper->hash != hash) continue;
    const bool of_person = found.file.labels.persons.contains(paper->subject);
    if (of_person && !paper->personal_title.reveal()) continue;  // the person was erased
    (of_person ? found.of_person : found.of_thing) = paper;
  }
  if (!found.photograph && !found.of_person && !found.of_thing) return std::nullopt;
  return found;
}

void show_to(Api& api, Looking& asked, http::Request request, http::Reply reply) {
  const auto sent = sent_files(api);
  const auto& officer = asked.who.session.officer.id;
  if (sent.is_own(officer, photograph_kind, hash_asked(request))) return reply(show_photograph(*api.files, request));
  if (sent.is_own(officer, document_kind, hash_asked(request))) return reply(give_document(*api.files, request, {}));
  const auto found = cited(api, request, asked.look);
  if (!found) return reply(not_found(request, "There is no such file on this crossing."));
  const auto shows = [&](const char* field) { return asked.look.mask.shows(field); };
  const auto hand = [&](const char* field, http::Response response) {
    asked.look.mask.show_in(*right::field_named(field));
    give(api, std::move(request), std::move(reply), asked.look, "crossing", found->crossing, 1, std::move(response));
  };
  if (found->photograph && shows("photograph.picture")) return hand("photograph.picture", show_photograph(*api.files, request));
  if (found->of_thing && shows("document.file")) return hand("document.file", give_document(*api.files, request, found->of_thing->kind.view()));
  if (found->of_person && shows("document.personal")) return hand("document.personal", give_document(*api.files, request, found->of_person->kind.view()));
  const auto* field = found->photograph ? "photograph.picture" : found->of_thing ? "document.file" : "document.personal";
  reply(asked.look.no(request, asked.look.mask.see(*right::field_named(field)), "You may not see this file of the crossing, or have not said what for."));
}

}  // namespace

store::SentFiles sent_files(const Api& api) { return {api.files->folder(), Sessions::lifetime}; }

Code media_code(std::string_view media_type) {
  std::string code(media_type);
  std::ranges::replace(code, '/', '_');
  return code;
}

void by_the_workshop(Workshop& workshop, http::Request request, http::Reply reply, std::function<void(http::Request, http::Reply)> act) {
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  const bool queued = workshop.add([later, asked, act = std::move(act)] { act(std::move(*asked), std::move(*later)); });
  if (!queued) (*later)(http::problem(*asked, {.status = 503, .code = "server.busy", .detail = "Too many files at once; try again."}));
}

void add_file_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  add_intake_routes(router, doc, api);
  doc.route("GET", "/api/v1/files/{hash}", "A photograph or document by its hash (query: crossing, one that cites it; officers see their own of this shift without)").path<std::string>("hash").answers(200, "its bytes")
      .problem(401, "sign in first").problem(403, "not yours to see").problem(404, "unknown").problem(503, "try again");
  router.get("/api/v1/files/{hash}", [&api](http::Request request, http::Reply reply) {
    auto looks = looking(api, request);
    if (auto* no = std::get_if<http::Response>(&looks)) return reply(std::move(*no));
    if (!api.files) return reply(not_found(request, "No files are kept here."));
    auto who = std::make_shared<Looking>(std::move(std::get<Looking>(looks)));
    by_the_workshop(api.archive, std::move(request), std::move(reply), [&api, who](http::Request asked, http::Reply later) { show_to(api, *who, std::move(asked), std::move(later)); });
  });
}

}  // namespace onestop::server
