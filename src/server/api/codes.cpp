// Code lists for everybody who fills in a form or writes a program: no sign-in, cached, bounded.
#include <algorithm>
#include <charconv>

#include "server/api/api.h"
#include "server/lodging/service.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

constexpr std::int64_t kept_s = 3600;

http::Response bad_ask(const http::Request& request, std::string detail) { return http::problem(request, {.status = 400, .code = "message.invalid", .detail = std::move(detail)}); }

http::Response cached(const http::Request& request, std::string body) {
  const auto etag = "\"" + to_hex(sha256(as_bytes(body))).substr(0, 20) + "\"";
  if (const auto match = request.header("if-none-match"); match && *match == etag) return {304, "", "", {{"ETag", etag}}};
  auto response = http::json(std::move(body));
  response.headers.push_back({"ETag", etag});
  response.headers.push_back({"Cache-Control", "public, max-age=" + std::to_string(kept_s)});
  return response;
}

http::Response lists(Api& api, const http::Request& request) {
  CodeLists view;
  if (api.lodging)
    for (const auto& one : api.lodging->reader().codes().versions())
      view.lists.push_back({Code(lodging::name_of(one.list)), one.version, to_text(one.valid_from), static_cast<std::int64_t>(one.entries)});
  return cached(request, wire::to_json(view));
}

http::Response page(Api& api, const http::Request& request) {
  const auto list = lodging::list_named(request.param("list"));
  if (!list || !api.lodging) return not_found(request, "There is no such code list; GET /api/v1/codes names those that are here.");
  lodging::CodeQuery query;
  query.list = *list;
  query.day = day_of(api.clock.now(), api.regime.post().states.front().utc_offset_min);
  if (const auto day = request.query_value("day")) {
    const auto read = parse_day(*day);
    if (!read) return bad_ask(request, "day must be written as 2026-07-01.");
    query.day = *read;
  }
  for (const auto& [name, into] : {std::pair{"begins", &query.beginning}, std::pair{"words", &query.words}, std::pair{"after", &query.after}})
    if (const auto text = request.query_value(name)) {
      if (text->size() > 200) return bad_ask(request, std::string(name) + " has at most 200 bytes.");
      *into = std::string(*text);
    }
  if (const auto text = request.query_value("limit")) {
    const auto [end, wrong] = std::from_chars(text->data(), text->data() + text->size(), query.limit);
    if (wrong != std::errc{} || end != text->data() + text->size() || query.limit == 0 || query.limit > lodging::CodePage::most) return bad_ask(request, "limit must be 1 to " + std::to_string(lodging::CodePage::most) + ".");
  }
  const auto found = api.lodging->reader().codes().find(query);
  if (!found) return not_found(request, "No version of this list was in force on " + to_text(query.day) + " as far as is known here.");
  CodePage view{Code(lodging::name_of(*list)), found->version, to_text(found->valid_from), {}, {}};
  for (const auto& one : found->entries) view.items.push_back({one.code, one.name});
  if (!found->next.empty()) view.next = "after=" + found->next;
  return cached(request, wire::to_json(view));
}

}  // namespace

void add_code_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/codes", "The code lists that are here, with their versions").answers<CodeLists>(200, "for everybody");
  router.get("/api/v1/codes", [&api](const http::Request& request) { return lists(api, request); });
  doc.route("GET", "/api/v1/codes/{list}", "Entries of a code list as in force on a day (query: day, begins, words, limit, after)").path<std::string>("list").answers<CodePage>(200, "one page").problem(400, "the query").problem(404, "no such list, or none in force");
  router.get("/api/v1/codes/{list}", [&api](const http::Request& request) { return page(api, request); });
}

}  // namespace onestop::server
