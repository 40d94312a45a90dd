// The agencies' channel rules: written by officers, watched in shadow, put into force by somebody else.
#include <algorithm>

#include "server/api/api.h"
#include "server/lodging/service.h"
#include "server/lodging/shadow.h"
#include "wire/channel_yaml.h"
#include "wire/json.h"

namespace onestop::wire {
template <> struct Rules<&onestop::server::RulesAsk::source> { static constexpr FieldRules value{.min_length = 1, .max_length = onestop::channel::longest_source}; };
}  // namespace onestop::wire

namespace onestop::server {
namespace {

/// Those that have supervisors at this post.
std::vector<Code> heading_agencies(const Api& api) {
  std::vector<Code> codes;
  for (const auto& desk : api.regime.layout(api.clock.now()).desks)
    if (desk.role == Code(channel::deciding_role)) codes.push_back(desk.agency);
  return codes;
}

EditionItem edition_item(const Api& api, const channel::Edition& one) {
  const auto name = [&](const Id& id) {
    const auto* officer = api.officers.by_id(id);
    return officer ? officer->name : std::string();
  };
  return {one.version, one.status, name(one.author), name(one.by), one.at};
}

std::optional<channel::RuleBook> book_asked(const http::Request& request, const RulesInForce& rules) {
  if (!Code::fits(request.param("state")) || !Code::fits(request.param("agency"))) return std::nullopt;
  auto book = rules.book(Code(request.param("state")), Code(request.param("agency")));
  return book.agency.empty() ? std::nullopt : std::optional(std::move(book));
}

const channel::Edition* edition_asked(const http::Request& request, const channel::RuleBook& book) {
  for (const auto& one : book.editions)
    if (std::to_string(one.version) == request.param("version")) return &one;
  return nullptr;
}

http::Response books(Api& api, const http::Request& request) {
  auto who = signed_in(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
  if (!api.lodging) return not_found(request, "Nothing is lodged at this server.");
  const auto actor = std::get<SignedIn>(who).actor();
  const auto heads = heading_agencies(api);
  RuleBooks view;
  for (auto& book : api.lodging->live().rules->books()) {
    RuleBookView one{book.state, book.agency, {}, false, false};
    for (const auto& edition : book.editions) one.editions.push_back(edition_item(api, edition));
    one.may_write = std::holds_alternative<channel::RuleEvent>(channel::decide(book, actor, heads, channel::WriteRules{"x"}));
    const auto deciding = channel::decide(book, actor, heads, channel::SetStanding{0, channel::Status::published});
    one.may_decide = !(std::holds_alternative<channel::RuleRefusalCode>(deciding) && std::get<channel::RuleRefusalCode>(deciding) == channel::RuleRefusalCode::not_yours);
    view.books.push_back(std::move(one));
  }
  return http::json(wire::to_json(view));
}

http::Response edition(Api& api, const http::Request& request) {
  auto who = signed_in(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
  if (!api.lodging) return not_found(request, "Nothing is lodged at this server.");
  const auto book = book_asked(request, *api.lodging->live().rules);
  const auto* one = book ? edition_asked(request, *book) : nullptr;
  if (!one) return not_found(request, "There is no such version of these rules.");
  const auto rules = RulesInForce::read(*one, book->state, book->agency);
  if (!rules) return fault_answer(request, rules.error());
  return http::json(wire::to_json(EditionView{edition_item(api, *one), one->source, *rules}));
}

/// What is wrong with the text; nothing where it is a sound set of rules of this agency.
std::optional<http::Response> unsound(const http::Request& request, const std::string& source, const channel::RuleBook& book) {
  wire::Findings findings;
  const auto read = wire::read_rule_sets("rules", source);
  if (!read) {
    for (const auto& one : read.error()) findings.push_back({"line " + std::to_string(one.line) + ", column " + std::to_string(one.column), "format", one.wrong + "; right would be: " + one.right});
  } else if (read->sets.size() != 1 || read->sets.front().state != book.state || read->sets.front().agency != book.agency) {
    findings.push_back({"", "unknown_value", "the text must hold one set of rules, of " + book.agency.text() + " of " + book.state.text()});
  } else {
    for (const auto& flaw : channel::flaws(read->sets.front())) findings.push_back({flaw.place, "flaw", flaw.sentence});
  }
  if (findings.empty()) return std::nullopt;
  return http::problem(request, {.status = 422, .code = "rules.unsound", .detail = "The rules cannot be used as they stand.", .title = "Not written", .findings = std::move(findings)});
}

void record(Api& api, http::Request request, http::Reply reply, const channel::RuleCommand& command) {
  auto who = signed_in(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  if (!api.lodging) return reply(not_found(request, "Nothing is lodged at this server."));
  auto& side = api.lodging->live();
  const auto book = book_asked(request, *side.rules);
  if (!book) return reply(not_found(request, "No agency of this post has such rules."));
  if (const auto* written = std::get_if<channel::WriteRules>(&command))
    if (auto no = unsound(request, written->source, *book)) return reply(std::move(*no));
  const auto decided = channel::decide(*book, std::get<SignedIn>(who).actor(), heading_agencies(api), command);
  if (const auto* no = std::get_if<channel::RuleRefusalCode>(&decided)) {
    const auto& entry = channel::entry(*no);
    const bool no_right = *no == channel::RuleRefusalCode::not_yours || *no == channel::RuleRefusalCode::own_work;
    return reply(http::problem(request, {.status = no_right ? 403 : 422, .code = "rules." + std::string(entry.name), .detail = std::string(entry.sentence), .title = "Refused"}));
  }
  const auto event = std::get<channel::RuleEvent>(decided);
  const auto recorders = api.runner.recorders();
  const auto recorder = std::ranges::find(recorders, book->state, &Runner::Recorder::state);
  const auto now = api.clock.now();
  auto commit = std::make_shared<store::Commit>(commit_of(api.regime.post().code, *book, recorder->id, now, event));
  auto stale = std::make_shared<bool>(false);
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  api.runner.write(
      [commit, stale](store::Writer& writer) -> Expected<void> {
        const auto done = writer.apply(*commit);
        if (!done) return std::unexpected(done.error());
        *stale = !std::holds_alternative<store::Applied>(*done);
        return {};
      },
      [later, asked, stale, commit, event, now, rules = side.rules.get()](bool written) {
        if (!written) return (*later)(fault_answer(*asked, {"the rules could not be put on record; try again in a moment"}));
        if (*stale) return (*later)(http::problem(*asked, {.status = 409, .code = "rules.changed", .detail = "The rules have changed since you looked; look again."}));
        const auto [state, agency, version] = std::visit([](const auto& one) { return std::tuple(one.state, one.agency, one.version); }, event);
        rules->landed(state, agency, commit->expects.front().version + 1, now, event);
        (*later)(http::json(wire::to_json(WrittenAnswer{version}), 201));
      });
}

void shadow(Api& api, http::Request request, http::Reply reply) {
  auto who = signed_in(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  if (!api.lodging) return reply(not_found(request, "Nothing is lodged at this server."));
  const auto book = book_asked(request, *api.lodging->live().rules);
  const auto* one = book ? edition_asked(request, *book) : nullptr;
  if (!one) return reply(not_found(request, "There is no such version of these rules."));
  std::int64_t days = 30;
  if (const auto text = request.query_value("days")) {
    days = 0;
    for (const char c : *text) days = c >= '0' && c <= '9' && days < 1000 ? days * 10 + (c - '0') : 1000;
    if (days < 1 || days > 366) return reply(http::problem(request, {.status = 400, .code = "message.invalid", .detail = "days must be 1 to 366."}));
  }
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  const auto now = api.clock.now();
  const bool queued = api.studies.add([later, asked, book = *book, edition = *one, now, days, &side = api.lodging->live()] {
    auto reader = side.readers->borrow();
    if (!reader) return (*later)(fault_answer(*asked, {"the log cannot be read"}));
    const auto report = shadow_report(*reader, *side.lodgements, book, edition, now + -days * day_ms, now);
    if (!report) return (*later)(fault_answer(*asked, report.error()));
    (*later)(http::json(wire::to_json(*report)));
  });
  if (!queued) (*later)(http::problem(*asked, {.status = 503, .code = "server.busy", .detail = "Too many studies at once; try again in a moment."}));
}

}  // namespace

void add_channel_rule_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/channel-rules", "The versions of every agency's channel rules").answers<RuleBooks>(200, "all books").problem(401, "sign in first");
  router.get("/api/v1/channel-rules", [&api](const http::Request& request) { return books(api, request); });

  doc.route("GET", "/api/v1/channel-rules/{state}/{agency}/{version}", "One version").path<Code>("state").path<Code>("agency").path<std::string>("version").answers<EditionView>(200, "its text and what it says").problem(404, "unknown");
  router.get("/api/v1/channel-rules/{state}/{agency}/{version}", [&api](const http::Request& request) { return edition(api, request); });

  doc.route("POST", "/api/v1/channel-rules/{state}/{agency}", "Write a version, a draft").path<Code>("state").path<Code>("agency").body<RulesAsk>().answers<WrittenAnswer>(201, "on record").problem(403, "not yours").problem(422, "unsound");
  router.post("/api/v1/channel-rules/{state}/{agency}", [&api](http::Request request, http::Reply reply) {
    const auto ask = wire::read_json<RulesAsk>(request.body);
    if (!ask) return reply(invalid(request, ask.error()));
    record(api, std::move(request), std::move(reply), channel::WriteRules{ask->source});
  });

  doc.route("POST", "/api/v1/channel-rules/{state}/{agency}/{version}/standing", "Watch a version in shadow, put it into force, or take it out").path<Code>("state").path<Code>("agency").path<std::string>("version").body<StandingAsk>()
      .answers<WrittenAnswer>(201, "on record").problem(403, "not yours, or your own work").problem(422, "refused");
  router.post("/api/v1/channel-rules/{state}/{agency}/{version}/standing", [&api](http::Request request, http::Reply reply) {
    const auto ask = wire::read_json<StandingAsk>(request.body);
    if (!ask) return reply(invalid(request, ask.error()));
    std::uint32_t version = 0;
    const auto text = request.param("version");
    for (const char c : text) version = c >= '0' && c <= '9' && version < 1'000'000 ? version * 10 + static_cast<std::uint32_t>(c - '0') : 10'000'000;
    record(api, std::move(request), std::move(reply), channel::SetStanding{version, ask->status});
  });

  doc.route("GET", "/api/v1/channel-rules/{state}/{agency}/{version}/shadow", "What a version would have said of all that was lodged in the last days (query: days, 30 if none)").path<Code>("state").path<Code>("agency").path<std::string>("version")
      .answers<ShadowReport>(200, "beside the published version; nothing is decided by it").problem(404, "unknown");
  router.get("/api/v1/channel-rules/{state}/{agency}/{version}/shadow", [&api](http::Request request, http::Reply reply) { shadow(api, std::move(request), std::move(reply)); });
}

}  // namespace onestop::server
