#include "server/api/api.h"
#include "wire/json.h"
#include "wire/mrz.h"

template <> struct onestop::wire::Rules<&onestop::server::MrzText::text> {
  static constexpr FieldRules value{.min_length = 1, .max_length = onestop::wire::longest_mrz, .doc = "The lines of the zone, as typed or read"};
};

namespace onestop::server {
namespace {

/// Today at the officer's own desk: centuries of dates in a zone depend on it.
Day today_of(const Api& api, const Code& state) {
  for (const auto& one : api.regime.post().states)
    if (one.code == state) return day_of(api.clock.now(), one.utc_offset_min);
  return day_of(api.clock.now(), 0);
}

http::Response unreadable(const http::Request& request, const std::vector<wire::MrzFinding>& found) {
  wire::Findings findings;
  for (const auto& one : found)
    findings.push_back({"/text", "mrz." + std::string(wire::enum_text(one.fault)),
                        "Line " + std::to_string(one.line) + ", column " + std::to_string(one.column) + ": " + one.wrong + "; right would be: " + one.right + "."});
  return http::problem(request, {.status = 422, .code = "mrz.unreadable", .detail = "This is no good machine-readable zone; compare it with the document.", .findings = std::move(findings)});
}

}  // namespace

void add_mrz_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("POST", "/api/v1/mrz", "Read a machine-readable zone of a travel document; nothing is kept").body<MrzText>().answers<wire::Mrz>(200, "what it says")
      .problem(400, "no such message").problem(401, "sign in first").problem(422, "the zone is wrong; findings say where");
  router.post("/api/v1/mrz", [&api](const http::Request& request) -> http::Response {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
    const auto wish = wire::read_json<MrzText>(request.body);
    if (!wish) return http::problem(request, {.status = 400, .code = "message.invalid", .detail = "The message cannot be read.", .findings = wish.error()});
    const auto mrz = wire::read_mrz(wish->text, today_of(api, std::get<SignedIn>(who).session.officer.state));
    if (!mrz) return unreadable(request, mrz.error());
    return http::json(wire::to_json(*mrz));
  });
}

}  // namespace onestop::server
