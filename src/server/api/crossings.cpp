#include "core/crossing/plate.h"
#include "server/right/answer.h"

namespace onestop::server {
namespace {

constexpr std::size_t page_size = 50;

http::Response list(Api& api, const http::Request& request, Look& look) {
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
  for (const auto& row : *rows) {
    look.at(row);
    if (!look.mask.shows("crossing.passage")) continue;
    page.items.push_back(crossing_item(row));
    look.mask.apply(page.items.back(), "/items/" + std::to_string(page.items.size() - 1));
  }
  page.masked = look.mask.take_places();
  if (rows->size() == page_size) page.next = "before=" + to_text(rows->back().arrived) + "~" + to_text(rows->back().crossing);
  return http::json(wire::to_json(page));
}

}  // namespace

CrossingItem crossing_item(const store::CrossingRow& row) {
  return {row.crossing, row.plate, row.vehicle_class, row.direction, row.layout, row.phase, row.arrived, row.updated, row.ended,
          (row.flags & held_flag) != 0, (row.flags & isolated_flag) != 0, row.version};
}

http::Response unread(store::Reader& reader, const http::Request& request, const Id& stream, const Fault& why) {
  const auto archive = reader.archived(stream);
  if (!archive || !*archive) return fault_answer(request, why);
  return http::problem(request, {.status = 410, .code = "crossing.archived", .detail = "Its events are archived in " + (*archive)->name + "."});
}

http::Response with_file(Api& api, const http::Request& request, const std::function<http::Response(const CrossingFile&, const law::Procedure&)>& then) {
  const auto id = parse_id(request.param("id"));
  if (!id) return not_found(request, "This is no identity of a crossing.");
  auto reader = api.readers.borrow();
  if (!reader) return fault_answer(request, {"the log cannot be read"});
  const auto file = read_crossing_file(*reader, *id, api.regime.post().code);
  if (!file) return unread(*reader, request, *id, file.error());
  const auto* opened = *file ? (*file)->state.opened() : nullptr;
  if (!opened) return not_found(request, "There is no such crossing.");
  const auto* procedure = api.regime.of(opened->opening->procedure);
  if (!procedure) return fault_answer(request, {"this server does not hold the law under which the crossing was opened"});
  return then(**file, *procedure);
}

void look_at_crossing(Api& api, http::Request request, http::Reply reply, const std::function<http::Response(Looking&, const CrossingFile&, const law::Procedure&)>& show) {
  auto looks = looking(api, request);
  if (auto* no = std::get_if<http::Response>(&looks)) return reply(std::move(*no));
  auto& asked = std::get<Looking>(looks);
  Id crossing;
  auto response = with_file(api, request, [&](const CrossingFile& file, const law::Procedure& procedure) -> http::Response {
    asked.look.at(api, file, procedure);
    if (auto no = asked.look.hidden(request)) return std::move(*no);
    crossing = file.state.id;
    return show(asked, file, procedure);
  });
  give(api, std::move(request), std::move(reply), asked.look, "crossing", crossing, 1, std::move(response));
}

void add_crossing_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/crossings", "Crossings, newest arrival first (query: inside=true, plate, before)").answers<CrossingPage>(200, "one page").problem(401, "sign in first");
  router.get("/api/v1/crossings", [&api](const http::Request& request) -> http::Response {
    auto asked = looking(api, request);
    if (auto* no = std::get_if<http::Response>(&asked)) return std::move(*no);
    return list(api, request, std::get<Looking>(asked).look);
  });

  doc.route("GET", "/api/v1/crossings/{id}", "One crossing with everything this officer could do").path<Id>("id").answers<Card>(200, "its card").problem(401, "sign in first").problem(403, "no right").problem(404, "unknown").problem(410, "its events are archived");
  router.get("/api/v1/crossings/{id}", [&api](http::Request request, http::Reply reply) {
    look_at_crossing(api, std::move(request), std::move(reply), [&api](Looking& asked, const CrossingFile& file, const law::Procedure& procedure) {
      auto response = masked_json(asked.look, make_card(file, procedure, viewer(api, asked.who)));
      response.headers.push_back({"ETag", "\"" + std::to_string(file.state.version()) + "\""});
      return response;
    });
  });

  doc.route("GET", "/api/v1/crossings/{id}/timeline", "Everything both states recorded").path<Id>("id").answers<Timeline>(200, "in the order of this log").problem(401, "sign in first").problem(403, "no right").problem(404, "unknown").problem(410, "its events are archived");
  router.get("/api/v1/crossings/{id}/timeline", [&api](http::Request request, http::Reply reply) {
    look_at_crossing(api, std::move(request), std::move(reply), [&api](Looking& asked, const CrossingFile& file, const law::Procedure& procedure) {
      return masked_json(asked.look, make_timeline(file, procedure, viewer(api, asked.who), asked.look.mask));
    });
  });
}

}  // namespace onestop::server
