// What whoever asks may see and say, and who looked at a crossing.
#include <algorithm>

#include "server/right/answer.h"
#include "server/right/rights_in_force.h"
#include "wire/audit_events.h"

namespace onestop::server {
namespace {

constexpr std::size_t most_accesses = 500;
constexpr std::int32_t most_days_read = 400;

RightsView rights_view(const Api& api, const Look& look) {
  const auto& rights = look.rights();
  RightsView shown;
  shown.code = rights.code;
  shown.title = rights.title;
  shown.hash = to_hex(rights.hash);
  shown.on_record = api.rights && api.rights->at(api.clock.now()).on_record;
  for (const auto& one : rights.purposes)
    if (right::purpose_of(rights, look.mask.asker(), one.code)) shown.purposes.push_back({one.code, one.title, one.at_the_desk});
  for (const auto& one : right::all_acts())
    if (look.may(Code(one.name))) shown.may.emplace_back(one.name);
  for (const auto& one : rights.provisions) shown.provisions.push_back({one.id, one.instrument, one.article, one.text});
  return shown;
}

AccessView access_view(const Api& api, const audit::PersonalDataViewed& viewed, Instant at) {
  const auto& by = viewed.by;
  return {at, api.officers.title_of(by.officer), by.state, by.agency, by.role, by.desk, viewed.about, viewed.fields, viewed.purpose, by.basis};
}

/// Of both states' recorders, day by day from the arrival on.
Expected<AccessList> accesses_to(const Api& api, store::Reader& reader, const CrossingFile& file) {
  AccessList list{file.state.id, {}, false};
  const auto first = file.events.front().at, now = api.clock.now();
  for (const auto& recorder : api.runner.recorders())
    for (auto day = std::max(audit_day(first), Day{audit_day(now).number - most_days_read}); day <= audit_day(now); ++day.number) {
      const auto stored = reader.read_stream(recorder.id, audit_stream(recorder.id, day));
      if (!stored) return std::unexpected(stored.error());
      for (const auto& one : *stored) {
        const auto event = wire::decode_audit(one.envelope.type, one.envelope.type_version, one.fields);
        if (!event) return std::unexpected(event.error());
        if (const auto* viewed = std::get_if<audit::PersonalDataViewed>(&*event); viewed && viewed->subject == file.state.id) list.accesses.push_back(access_view(api, *viewed, one.envelope.at));
      }
    }
  std::ranges::stable_sort(list.accesses, {}, &AccessView::at);
  list.more = list.accesses.size() > most_accesses;
  if (list.more) list.accesses.erase(list.accesses.begin(), list.accesses.end() - most_accesses);
  return list;
}

}  // namespace

void add_right_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/rights", "The rights in force: purposes that you may state, acts, and the provisions that masked places cite").answers<RightsView>(200, "the rights").problem(401, "sign in first");
  router.get("/api/v1/rights", [&api](const http::Request& request) -> http::Response {
    auto asked = looking(api, request);
    if (auto* no = std::get_if<http::Response>(&asked)) return std::move(*no);
    return http::json(wire::to_json(rights_view(api, std::get<Looking>(asked).look)));
  });

  doc.route("GET", "/api/v1/crossings/{id}/accesses", "Who was shown personal data of this crossing, and for what").path<Id>("id").answers<AccessList>(200, "oldest first, the last 500")
      .problem(401, "sign in first").problem(403, "no right").problem(404, "unknown");
  router.get("/api/v1/crossings/{id}/accesses", [&api](http::Request request, http::Reply reply) {
    auto asked_for = std::make_shared<http::Request>(request);
    look_at_crossing(api, std::move(request), std::move(reply), [&api, asked_for](Looking& asked, const CrossingFile& file, const law::Procedure&) -> http::Response {
      if (auto no = asked.look.refused(*asked_for, "read_accesses")) return std::move(*no);
      auto reader = api.readers.borrow();
      if (!reader) return fault_answer(*asked_for, {"the log cannot be read"});
      auto list = accesses_to(api, *reader, file);
      return list ? masked_json(asked.look, std::move(*list)) : fault_answer(*asked_for, list.error());
    });
  });
}

}  // namespace onestop::server
