#include "core/crossing/plate.h"
#include "server/api/api.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

constexpr std::size_t page_size = 50;

http::Response list(Api& api, const http::Request& request) {
  store::CrossingQuery query;
  query.limit = page_size;
  query.inside_only = request.query_value("inside") == "true";
  if (const auto plate = request.query_value("plate")) query.plate_folded = crossing::fold_plate(*plate);
  if (const auto before = request.query_value("before")) {
    const auto cut = before->find('~');
    const auto at = cut == std::string_view::npos ? std::nullopt : parse_instant(before->substr(0, cut));
    const auto id = cut == std::string_view::npos ? std::nullopt : parse_id(before->substr(cut + 1));
    if (!at || !id)
      return http::problem(request, {.status = 400, .code = "message.invalid", .detail = "The place in the list cannot be read; take it from `next` of the page before."});
    query.before = store::CrossingQuery::Key{*at, *id};
  }
  auto reader = api.readers.borrow();
  if (!reader) return fault_answer(request, {"the log cannot be read"});
  const auto rows = reader->crossings(query);
  if (!rows) return fault_answer(request, rows.error());
  CrossingPage page;
  for (const auto& row : *rows) page.items.push_back(crossing_item(row));
  if (rows->size() == page_size) page.next = "before=" + to_text(rows->back().arrived) + "~" + to_text(rows->back().crossing);
  return http::json(wire::to_json(page));
}

}  // namespace

CrossingItem crossing_item(const store::CrossingRow& row) {
  return {row.crossing, row.plate, row.vehicle_class, row.direction, row.layout, row.phase, row.arrived, row.updated, row.ended,
          (row.flags & held_flag) != 0, (row.flags & isolated_flag) != 0, row.version};
}

http::Response with_file(Api& api, const http::Request& request, const std::function<http::Response(const CrossingFile&, const law::Procedure&)>& then) {
  const auto id = parse_id(request.param("id"));
  if (!id) return not_found(request, "This is no identity of a crossing.");
  auto reader = api.readers.borrow();
  if (!reader) return fault_answer(request, {"the log cannot be read"});
  const auto file = read_crossing_file(*reader, *id, api.regime.post().code);
  if (!file) return fault_answer(request, file.error());
  const auto* opened = *file ? (*file)->state.opened() : nullptr;
  if (!opened) return not_found(request, "There is no such crossing.");
  const auto* procedure = api.regime.of(opened->opening->procedure);
  if (!procedure) return fault_answer(request, {"this server does not hold the law under which the crossing was opened"});
  return then(**file, *procedure);
}

void add_crossing_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/crossings", "Crossings, newest arrival first (query: inside=true, plate, before)").answers<CrossingPage>(200, "one page").problem(401, "sign in first");
  router.get("/api/v1/crossings", [&api](const http::Request& request) -> http::Response {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
    return list(api, request);
  });

  doc.route("GET", "/api/v1/crossings/{id}", "One crossing with everything this officer could do").path<Id>("id").answers<Card>(200, "its card").problem(401, "sign in first").problem(404, "unknown");
  router.get("/api/v1/crossings/{id}", [&api](const http::Request& request) -> http::Response {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
    return with_file(api, request, [&](const CrossingFile& file, const law::Procedure& procedure) {
      const auto etag = "\"" + std::to_string(file.state.version()) + "\"";
      auto response = http::json(wire::to_json(make_card(file, procedure, viewer(api, std::get<SignedIn>(who)))));
      response.headers.push_back({"ETag", etag});
      response.headers.push_back({"Cache-Control", "no-store"});
      return response;
    });
  });

  doc.route("GET", "/api/v1/crossings/{id}/timeline", "Everything both states recorded").path<Id>("id").answers<Timeline>(200, "in the order of this log").problem(401, "sign in first").problem(404, "unknown");
  router.get("/api/v1/crossings/{id}/timeline", [&api](const http::Request& request) -> http::Response {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
    return with_file(api, request, [&](const CrossingFile& file, const law::Procedure& procedure) {
      return http::json(wire::to_json(make_timeline(file, procedure, viewer(api, std::get<SignedIn>(who)))));
    });
  });
}

}  // namespace onestop::server
