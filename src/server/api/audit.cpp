#include "server/api/audit.h"

#include <algorithm>
#include <boost/json.hpp>
#include <future>

#include "server/audit_messages.h"
#include "server/evidence/account.h"
#include "server/evidence/hand_out.h"
#include "server/right/answer.h"
#include "wire/audit_events.h"

namespace onestop::server {
namespace {

constexpr std::int64_t usual_page = 100;

const Runner::Recorder* recorder_of(const Api& api, const Code& state) {
  const auto& all = api.runner.recorders();
  const auto own = std::ranges::find(all, state, &Runner::Recorder::state);
  return own == all.end() ? nullptr : &*own;
}

/// Who may see the journal of a state, and who may hand out what it recorded: as the rights have it.
std::variant<SignedIn, http::Response> holder_of(Api& api, const http::Request& request, const Code& act) {
  auto asked = looking(api, request);
  if (auto* no = std::get_if<http::Response>(&asked)) return std::move(*no);
  auto& [who, look] = std::get<Looking>(asked);
  if (look.may(act)) return std::move(who);
  return http::problem(request, {.status = 403, .code = "audit.not_yours", .detail = "The journal is for shift heads and auditors."});
}

std::string shown(const boost::json::value& value) {
  if (const auto* text = value.if_string()) return {text->data(), text->size()};
  return boost::json::serialize(value);
}

bool concerns(const audit::Event& event, const Id& officer) {
  return std::visit([&](const auto& one) {
    bool found = false;
    if constexpr (requires { one.by; }) found = one.by.officer == officer;
    if constexpr (requires { one.officer; }) found = found || one.officer == officer;
    return found;
  }, event);
}

bool is_about(const audit::Event& event, const Id& subject) {
  return std::visit([&](const auto& one) {
    if constexpr (requires { one.subject; }) return one.subject == subject;
    else return false;
  }, event);
}

AuditEntry entry_of(const Api& api, const store::StoredEvent& stored, const audit::Event& event) {
  AuditEntry entry{stored.envelope.version, stored.envelope.at, stored.envelope.type, std::nullopt, {}, {}, {}, {}, {}};
  std::visit([&](const auto& one) {
    if constexpr (requires { one.by; }) {
      if (one.by.officer) entry.officer = one.by.officer;
      entry.title = api.officers.title_of(one.by.officer);
      entry.agency = one.by.agency;
      entry.role = one.by.role;
      entry.desk = one.by.desk;
    }
    const auto parsed = boost::json::parse(wire::to_json(one));
    for (const auto& member : parsed.as_object())
      if (member.key() != "by") entry.fields.push_back({std::string(member.key()), shown(member.value())});
  }, event);
  return entry;
}

http::Response journal(Api& api, const http::Request& request, const Code& state, const AuditQuery& wish) {
  const auto* recorder = recorder_of(api, state);
  if (!recorder) return not_found(request, "No recorder of this state writes here.");
  auto reader = api.readers.borrow();
  if (!reader) return fault_answer(request, {"the log cannot be read"});
  const auto stored = reader->read_crossing(audit_stream(recorder->id, wish.day));
  if (!stored) return fault_answer(request, stored.error());
  AuditPage page{wish.day, state, stored->size(), {}, std::nullopt};
  const auto limit = static_cast<std::size_t>(wish.limit.value_or(usual_page));
  for (const auto& one : *stored) {
    if (one.envelope.version <= static_cast<std::uint64_t>(wish.after.value_or(0)) || (wish.kind && one.envelope.type != *wish.kind)) continue;
    const auto event = wire::decode_audit(one.envelope.type, one.envelope.type_version, one.fields);
    if (!event) return fault_answer(request, event.error());
    if ((wish.officer && !concerns(*event, *wish.officer)) || (wish.crossing && !is_about(*event, *wish.crossing))) continue;
    if (page.entries.size() == limit) {
      page.next = page.entries.back().version;
      break;
    }
    page.entries.push_back(entry_of(api, one, *event));
  }
  return http::json(wire::to_json(page));
}

/// Waits for the writer's thread; called on a thread of the workshop's.
bool made_durable(Runner& runner, Runner::Work work) {
  std::promise<bool> done;
  runner.write(std::move(work), [&](bool durable) { done.set_value(durable); });
  return done.get_future().get();
}

Expected<std::optional<evidence::Bundle>> collect(Api& api, const evidence::Wish& wish) {
  constexpr int rounds = 4;
  for (int i = 0; i < rounds; ++i) {
    auto reader = api.readers.borrow();
    if (!reader) return fault("the log cannot be read");
    auto collected = evidence::collect(*reader, *api.files, wish, [&](const Id& id) { return api.officers.title_of(id); });
    if (!collected) return std::unexpected(collected.error());
    if (!*collected) return std::optional<evidence::Bundle>{};
    if ((*collected)->unsigned_recorders.empty()) return std::optional(std::move((*collected)->bundle));
    const auto key_of = [&](const Id& id) -> std::optional<SecretKey> {
      const auto& all = api.runner.recorders();
      const auto own = std::ranges::find(all, id, &Runner::Recorder::id);
      return own == all.end() ? std::nullopt : std::optional(own->key);
    };
    const bool done = made_durable(api.runner, [&](store::Writer& writer) { return evidence::sign_trees(writer, (*collected)->unsigned_recorders, api.clock.now(), key_of); });
    if (!done) return fault("the checkpoints that the evidence needs cannot be signed");
  }
  return fault("the log grew faster than its checkpoints could be signed; try again");
}

http::Response hand_out(Api& api, const http::Request& request, const SignedIn& who, const evidence::Wish& wish) {
  const auto& officer = who.session.officer;
  const auto bundle = collect(api, wish);
  if (!bundle) return fault_answer(request, bundle.error());
  if (!*bundle) return not_found(request, "There is no such crossing.");
  const auto* recorder = recorder_of(api, officer.state);
  const auto named = [&](const evidence::Recorder& one) { return recorder && one.id == recorder->id; };
  if (std::ranges::none_of((*bundle)->index.recorders, named)) return not_found(request, "No recorder of your state wrote of this crossing.");
  const auto archive = evidence::archive_of(**bundle, recorder->id, recorder->key);
  if (!archive) return fault_answer(request, archive.error());
  std::promise<bool> recorded;
  api.audit->record(officer.state, audit::HandedOut{{officer.id, officer.state, officer.agency, officer.role, who.session.desk, {}}, "evidence", wish.crossing, sha256(*archive), wish.receiver.name},
                    [&](bool durable) { recorded.set_value(durable); });
  if (!recorded.get_future().get()) return fault_answer(request, {"nothing is handed out, because that could not be put on the log"});
  http::Response answer{200, "application/zip", std::string(archive->begin(), archive->end())};
  answer.headers.push_back({"Content-Disposition", "attachment; filename=\"evidence-" + to_text(wish.crossing) + ".zip\""});
  answer.headers.push_back({"Cache-Control", "no-store"});
  return answer;
}

using Act = std::function<http::Response(const http::Request&, const SignedIn&)>;

/// Reads much: on a thread of its own.
void apart(Api& api, http::Request request, http::Reply reply, const Code& right, Act act) {
  auto who = holder_of(api, request, right);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  const bool queued = api.archive.add([later, asked, act = std::move(act), who = std::get<SignedIn>(who)] { (*later)(act(*asked, who)); });
  if (!queued) (*later)(http::problem(*asked, {.status = 503, .code = "server.busy", .detail = "Too much is asked of the log at once; try again."}));
}

}  // namespace

void add_audit_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/audit", "What was done on one day around the record of crossings, by the reader's own state: sign-ins, views, changes, what was handed out")
      .query<AuditQuery>().answers<AuditPage>(200, "oldest first").problem(401, "sign in first").problem(403, "not yours").problem(503, "try again");
  router.get("/api/v1/audit", [&api](http::Request request, http::Reply reply) {
    apart(api, std::move(request), std::move(reply), "read_accesses", [&api](const http::Request& asked, const SignedIn& who) {
      const auto wish = wire::read_query<AuditQuery>(asked.query);
      return wish ? journal(api, asked, who.session.officer.state, *wish) : invalid(asked, wish.error());
    });
  });
  doc.route("GET", "/api/v1/crossings/{id}/evidence", "One crossing as a bundle for a court (zip); that it was handed out is put on the log first")
      .path<Id>("id").query<EvidenceQuery>().answers(200, "the bundle").problem(401, "sign in first").problem(403, "not yours").problem(404, "unknown").problem(503, "try again");
  router.get("/api/v1/crossings/{id}/evidence", [&api](http::Request request, http::Reply reply) {
    apart(api, std::move(request), std::move(reply), "hand_out_evidence", [&api](const http::Request& asked, const SignedIn& who) {
      const auto wish = wire::read_query<EvidenceQuery>(asked.query);
      if (!wish) return invalid(asked, wish.error());
      const auto id = parse_id(asked.param("id"));
      const auto language = wish->language.value_or("en");
      if (!id || !api.files || !api.audit) return not_found(asked, "There is no such crossing.");
      if (!evidence::account_speaks(language.view())) return not_found(asked, "The account speaks en, ru, kk and ky.");
      return hand_out(api, asked, who, {*id, {wish->receiver.value_or("court"), who.session.officer.state, true}, language});
    });
  });
}

}  // namespace onestop::server
