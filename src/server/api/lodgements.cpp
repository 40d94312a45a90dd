// Lodging before arrival: messages in, what became of them, their versions as they were handed in.
#include <algorithm>
#include <charconv>

#include "core/crossing/plate.h"
#include "server/api/client.h"
#include "server/lodging/service.h"
#include "server/lodging/views.h"
#include "server/right/answer.h"

namespace onestop::wire {
template <> struct Rules<&onestop::server::CancelAsk::reason> { static constexpr FieldRules value{.min_length = 1, .max_length = 500}; };
}  // namespace onestop::wire

namespace onestop::server {
namespace {

constexpr std::size_t largest_message_bytes = 8u << 20;
constexpr std::size_t quick_bytes = 256u << 10;  // longer ones are read by a thread of their own
constexpr std::size_t page_size = 50;
constexpr std::string_view own_type = "application/vnd.onestop.v1+json";

/// Either somebody who lodges, or an officer of either state who looks.
struct Caller {
  std::optional<Client> client;
  LodgingService::Side* side = nullptr;
  std::string language;
  std::optional<Look> look;  // of who may see what is on record
  LodgementReader reader() const { return {*side->lodgements, !client, language}; }
  /// Tells a firm what it may still ask.
  http::Response with_rate(http::Response response) const { return client ? server::with_rate(std::move(response), *client) : response; }
};

bool by_firm(const http::Request& request) {
  if (const auto header = request.header("authorization")) return header->starts_with("Bearer osk_");
  return request.cookie("onestop_firm") && !request.cookie("onestop");
}

std::variant<Caller, http::Response> caller_of(Api& api, const http::Request& request, bool officers_too) {
  if (!api.lodging) return not_found(request, "Nothing is lodged at this server.");
  Caller caller;
  caller.language = language_of(request);
  const bool as_firm = by_firm(request) || request.header("x-onestop-firm");
  if (officers_too && !as_firm) {
    auto asked = looking(api, request);
    if (auto* no = std::get_if<http::Response>(&asked)) return std::move(*no);
    caller.look = std::move(std::get<Looking>(asked).look);
    caller.side = &api.lodging->live();
    return caller;
  }
  auto client = client_of(api, request);
  if (auto* no = std::get_if<http::Response>(&client)) return std::move(*no);
  caller.client = std::move(std::get<Client>(client));
  if (caller.client->sandbox && !api.lodging->sandbox()) return not_found(request, "This server has no sandbox.");
  caller.side = &api.lodging->of(caller.client->sandbox);
  caller.look = Look::of_firm(api);
  return caller;
}

/// What the client can read: this version of the interface, or whatever there is.
std::optional<http::Response> unacceptable(const http::Request& request) {
  const auto accept = request.header("accept");
  if (!accept || accept->find("*/*") != std::string_view::npos || accept->find("application/json") != std::string_view::npos || accept->find("application/*") != std::string_view::npos ||
      accept->find(own_type) != std::string_view::npos || accept->find("application/octet-stream") != std::string_view::npos)
    return std::nullopt;
  return http::problem(request, {.status = 406, .code = "media.version", .detail = "This server speaks " + std::string(own_type) + "; ask for it or for application/json."});
}

http::Response spoken(const http::Request& request, http::Response response) {
  if (const auto accept = request.header("accept"); accept && accept->find(own_type) != std::string_view::npos && response.content_type == "application/json") response.content_type = own_type;
  return response;
}

std::optional<http::Response> unfit_media(const http::Request& request) {
  auto type = request.header("content-type").value_or("");
  type = type.substr(0, type.find(';'));
  while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
  std::string small(type);
  std::ranges::transform(small, small.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  static constexpr std::array known{std::string_view("application/xml"), std::string_view("text/xml"), std::string_view("application/json"), std::string_view("text/csv"),
                                    std::string_view("application/vnd.onestop.lodgement.v1+json"), std::string_view("application/octet-stream")};
  if (type.empty() || std::ranges::find(known, small) != known.end()) return std::nullopt;
  return http::problem(request, {.status = 415, .code = "media.kind", .detail = "Send application/xml, application/json, text/csv or application/vnd.onestop.lodgement.v1+json."});
}

/// "12", also as the ETag has it: "\"12-3f...\"", W/ or not.
std::optional<std::uint64_t> version_in(std::string_view text) {
  if (text.starts_with("W/")) text.remove_prefix(2);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  text = text.substr(0, text.find('-'));
  std::uint64_t version = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), version);
  return wrong == std::errc{} && end == text.data() + text.size() && !text.empty() ? std::optional(version) : std::nullopt;
}

http::Response bad_ask(const http::Request& request, std::string detail) { return http::problem(request, {.status = 400, .code = "message.invalid", .detail = std::move(detail)}); }

/// Format, direction and expected arrival that the request names beside the message.
std::optional<http::Response> read_wish(const http::Request& request, const Client& client, Lodgements::Wish& wish) {
  wish.firm = client.firm;
  wish.firm_name = client.name;
  wish.tax_number = client.tax_number;
  wish.key = client.key;
  if (const auto named = request.query_value("format")) {
    wish.format = lodging::format_named(*named);
    if (!wish.format) return bad_ask(request, "There is no format \"" + std::string(*named) + "\"; GET /api/v1/formats lists them.");
  }
  if (const auto exit = request.query_value("exit_state")) {
    if (!Code::fits(*exit)) return bad_ask(request, "exit_state must be the code of a state of this post.");
    wish.exit_state = Code(*exit);
  }
  if (const auto expected = request.query_value("expected")) {
    wish.expected = parse_instant(*expected);
    if (!wish.expected) return bad_ask(request, "expected must be a time as 2026-07-01T08:00:00Z.");
  }
  if (const auto match = request.header("if-match"); match && *match != "*") {
    wish.expected_version = version_in(*match);
    if (!wish.expected_version) return bad_ask(request, "If-Match must hold the version of the lodgement, as the ETag does.");
  }
  if (const auto key = request.header("idempotency-key")) {
    if (key->empty() || key->size() > 200) return bad_ask(request, "Idempotency-Key must have 1 to 200 characters.");
    wish.idempotency = store::Idempotency{"firm " + to_text(client.firm), std::string(*key), sha256({as_bytes(request.target), as_bytes("\n"), as_bytes(request.body)}), wall_now()};
  }
  return std::nullopt;
}

/// The findings of a message that was not lodged, as the problem document has them.
wire::Findings json_findings(const ReadingView& reading) {
  wire::Findings list;
  for (const auto& one : reading.findings)
    if (one.weight == "error") list.push_back({one.place, one.code, one.what + ". " + one.right + "."});
  return list;
}

http::Response outcome_answer(const http::Request& request, const Lodgements::Outcome& outcome) {
  if (const auto* taken = std::get_if<Lodgements::Taken>(&outcome)) {
    auto response = http::json(wire::to_json(taken->answer), 202);
    response.headers.push_back({"Location", "/api/v1/lodgements/" + to_text(taken->answer.id)});
    response.headers.push_back({"ETag", "\"" + std::to_string(taken->answer.version) + "\""});
    if (taken->repeated) response.headers.push_back({"Idempotency-Replayed", "true"});
    return spoken(request, std::move(response));
  }
  if (const auto* no = std::get_if<Lodgements::No>(&outcome)) {
    const auto& entry = lodgement::entry(no->refusal.code);
    const int status = no->refusal.code == lodgement::RefusalCode::other_firm ? 404 : 422;
    return http::problem(request, {.status = status, .code = "lodgement." + std::string(entry.name), .detail = std::string(entry.sentence), .title = status == 404 ? "" : "Not lodged",
                                   .findings = json_findings(no->reading), .provision = no->refusal.provision});
  }
  if (const auto* stale = std::get_if<Stale>(&outcome))
    return http::problem(request, {.status = 409, .code = "lodgement.changed", .detail = "The lodgement has changed since you looked; it is at version " + std::to_string(stale->actual) + " now."});
  if (std::holds_alternative<KeyReused>(outcome)) return http::problem(request, {.status = 409, .code = "command.key_reused", .detail = "This Idempotency-Key belongs to another request."});
  if (std::holds_alternative<Lodgements::Unknown>(outcome)) return not_found(request, "There is no such lodgement.");
  auto response = fault_answer(request, std::get<Fault>(outcome));
  response.headers.push_back({"Retry-After", "1"});
  return response;
}

void carry_out(Api& api, http::Request request, http::Reply reply, Caller caller, Lodgements::Wish wish) {
  auto later = std::make_shared<http::Reply>(std::move(reply));
  wish.bytes = std::move(request.body);
  request.body.clear();
  auto asked = std::make_shared<http::Request>(std::move(request));
  auto wanted = std::make_shared<Lodgements::Wish>(std::move(wish));
  auto who = std::make_shared<const Caller>(std::move(caller));
  const auto work = [later, asked, wanted, who] {
    who->side->lodgements->lodge(std::move(*wanted), [later, asked, who](const Lodgements::Outcome& outcome) { (*later)(who->with_rate(outcome_answer(*asked, outcome))); });
  };
  if (wanted->bytes.size() <= quick_bytes) return work();
  if (!api.large_messages.add(work)) (*later)(http::problem(*asked, {.status = 503, .code = "server.busy", .detail = "Too many large messages at once; try again in a moment."}));
}

/// By its id or its short reference; firms find their own only.
std::variant<store::LodgementRow, http::Response> row_asked(const http::Request& request, const Caller& caller, store::Reader& reader) {
  auto named = std::string(request.param("id"));
  std::ranges::transform(named, named.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });  // references are read out
  const auto id = parse_id(request.param("id"));
  const auto row = id ? reader.lodgement(*id) : reader.lodgement_named(named);
  if (!row) return fault_answer(request, row.error());
  if (!*row || (caller.client && (*row)->firm != caller.client->firm)) return not_found(request, "There is no such lodgement.");
  return **row;
}

using Show = std::function<http::Response(Caller&, store::Reader&, const store::LodgementRow&, const LodgementFile&)>;
http::Response answer_about(const http::Request& request, Caller& who, Id& about, const Show& show) {
  auto reader = who.side->readers->borrow();
  if (!reader) return fault_answer(request, {"the log cannot be read"});
  auto row = row_asked(request, who, *reader);
  if (auto* no = std::get_if<http::Response>(&row)) return std::move(*no);
  const auto& found = std::get<store::LodgementRow>(row);
  const auto file = who.side->lodgements->file(*reader, found.lodgement);
  if (!file) return fault_answer(request, file.error());
  if (!*file) return not_found(request, "There is no such lodgement.");
  about = found.lodgement;
  const auto verdict = who.look->mask.see(*right::field_named("lodgement.standing"));
  if (!verdict.yes()) return who.look->no(request, verdict, "You may not see what was lodged.");
  return who.with_rate(spoken(request, show(who, *reader, found, **file)));
}

void with_lodgement(Api& api, http::Request request, http::Reply reply, const Show& show) {
  if (auto no = unacceptable(request)) return reply(std::move(*no));
  auto caller = caller_of(api, request, true);
  if (auto* no = std::get_if<http::Response>(&caller)) return reply(std::move(*no));
  auto& who = std::get<Caller>(caller);
  Id about;
  auto response = answer_about(request, who, about, show);
  give(api, std::move(request), std::move(reply), *who.look, "lodgement", about, 1, std::move(response));
}

/// Whether the message itself may be shown; else the answer to give instead.
std::optional<http::Response> message_kept_back(const http::Request& request, Caller& who) {
  const auto field = *right::field_named("lodgement.message");
  const auto verdict = who.look->mask.see(field);
  if (!verdict.yes()) return who.look->no(request, verdict, "You may not see the message as it was handed in, or have not said what for.");
  who.look->mask.show_in(field);
  return std::nullopt;
}

/// Whether the one who asks knows this already.
bool known(const http::Request& request, const std::string& etag) {
  const auto match = request.header("if-none-match");
  return match && (*match == "*" || match->find(etag) != std::string_view::npos);
}

http::Response one(const http::Request& request, Caller& who, store::Reader& reader, const store::LodgementRow& row, const LodgementFile& file) {
  auto view = view_of(reader, row, file, who.reader());
  if (!view) return fault_answer(request, view.error());
  auto body = wire::to_json(who.look->mask.masked(std::move(*view)));
  const auto etag = "\"" + std::to_string(row.version) + "-" + to_hex(sha256(as_bytes(body))).substr(0, 12) + "\"";
  if (known(request, etag)) return {304, "", "", {{"ETag", etag}}};
  auto response = http::json(std::move(body));
  response.headers.push_back({"ETag", etag});
  response.headers.push_back({"Cache-Control", "private, no-cache"});
  response.headers.push_back({"Vary", "Accept-Language"});
  return response;
}

const LodgedVersion* version_of(const std::vector<LodgedVersion>& versions, std::string_view number) {
  for (const auto& one : versions)
    if (std::to_string(one.number) == number) return &one;
  return nullptr;
}

std::vector<LodgedVersion> versions_of(const LodgementFile& file) {
  std::vector<LodgedVersion> list;
  for (const auto& one : file.state.keeper()->versions)
    list.push_back({one.number, one.format, to_hex(one.hash), one.size_bytes, one.at, one.expected, one.late, one.warnings});
  return list;
}

http::Response original(const http::Request& request, Caller& who, store::Reader& reader, const LodgementFile& file) {
  const auto versions = versions_of(file);
  const auto* version = version_of(versions, request.param("number"));
  if (!version) return not_found(request, "The lodgement has no such version.");
  if (auto no = message_kept_back(request, who)) return std::move(*no);
  const auto bytes = Lodgements::original(reader, file.state.id, version->number);
  if (!bytes) return fault_answer(request, bytes.error());
  if (!*bytes) return http::problem(request, {.status = 410, .code = "lodgement.erased", .detail = "The message was erased by rule; its hash stands in the record."});
  http::Response response;
  response.body = **bytes;
  response.content_type = "application/octet-stream";
  response.headers = {{"Content-Disposition", "attachment; filename=\"" + file.state.keeper()->reference + "-" + std::to_string(version->number) + "\""},
                      {"Cache-Control", "private, no-store"}, {"Content-Security-Policy", "default-src 'none'; sandbox"},
                      {"Onestop-SHA-256", version->hash}};
  return response;
}

/// The version's findings, judged again as on the day on which it came.
http::Response findings(const http::Request& request, Caller& who, store::Reader& reader, const LodgementFile& file) {
  const auto versions = versions_of(file);
  const auto* version = version_of(versions, request.param("number"));
  if (!version) return not_found(request, "The lodgement has no such version.");
  if (auto no = message_kept_back(request, who)) return std::move(*no);
  const auto bytes = Lodgements::original(reader, file.state.id, version->number);
  if (!bytes) return fault_answer(request, bytes.error());
  if (!*bytes) return http::problem(request, {.status = 410, .code = "lodgement.erased", .detail = "The message was erased by rule; its hash stands in the record."});
  const auto reading = who.side->lodgements->read(**bytes, lodging::format_named(version->format.view()), file.state.keeper()->entry_state);
  return http::json(wire::to_json(reading_view(reading, who.language)));
}

template <class E>
bool read_choice(const http::Request& request, const char* name, std::optional<E>& into) {
  const auto text = request.query_value(name);
  if (!text) return true;
  into = wire::enum_from_text<E>(*text);
  return into.has_value();
}

std::optional<http::Response> read_query(const http::Request& request, store::LodgementQuery& query) {
  std::optional<lodgement::Standing> standing;
  std::optional<channel::Channel> closest;
  if (!read_choice(request, "standing", standing)) return bad_ask(request, "standing must be waiting, cancelled or arrived.");
  if (!read_choice(request, "closest", closest)) return bad_ask(request, "closest must be green, yellow, orange or red.");
  if (standing) query.standing = Code(wire::enum_text(*standing));
  if (closest) query.closest = static_cast<std::uint32_t>(*closest);
  for (const auto& [name, into] : {std::pair{"kind", &query.kind}, std::pair{"exit_state", &query.exit_state}})
    if (const auto text = request.query_value(name)) {
      if (!Code::fits(*text)) return bad_ask(request, std::string(name) + " is too long to be one.");
      *into = Code(*text);
    }
  for (const auto& [name, into] : {std::pair{"expected_from", &query.expected_from}, std::pair{"expected_to", &query.expected_to}, std::pair{"lodged_from", &query.lodged_from}, std::pair{"lodged_to", &query.lodged_to}})
    if (const auto text = request.query_value(name)) {
      *into = parse_instant(*text);
      if (!*into) return bad_ask(request, std::string(name) + " must be a time as 2026-07-01T08:00:00Z.");
    }
  if (const auto plate = request.query_value("plate")) query.plate_folded = crossing::fold_plate(*plate);
  if (const auto order = request.query_value("order")) {
    if (*order != "expected" && *order != "lodged") return bad_ask(request, "order must be lodged (newest first) or expected (soonest first).");
    query.by_expected = *order == "expected";
  }
  query.limit = page_size;
  if (const auto text = request.query_value("limit")) {
    const auto limit = version_in(*text);
    if (!limit || *limit == 0 || *limit > store::largest_page) return bad_ask(request, "limit must be 1 to " + std::to_string(store::largest_page) + ".");
    query.limit = *limit;
  }
  if (const auto after = request.query_value("after")) {
    const auto cut = after->find('~');
    const auto at = cut == std::string_view::npos ? std::nullopt : parse_instant(after->substr(0, cut));
    const auto id = cut == std::string_view::npos ? std::nullopt : parse_id(after->substr(cut + 1));
    if (!at || !id) return bad_ask(request, "The place in the list cannot be read; take it from `next` of the page before.");
    query.after = store::LodgementQuery::Key{*at, *id};
  }
  return std::nullopt;
}

http::Response list(Api& api, const http::Request& request) {
  if (auto no = unacceptable(request)) return std::move(*no);
  auto caller = caller_of(api, request, true);
  if (auto* no = std::get_if<http::Response>(&caller)) return std::move(*no);
  auto& who = std::get<Caller>(caller);
  if (!who.look->mask.shows("lodgement.standing")) return who.look->no(request, who.look->mask.see(*right::field_named("lodgement.standing")), "You may not see what was lodged.");
  store::LodgementQuery query;
  if (auto no = read_query(request, query)) return std::move(*no);
  if (who.client) {
    query.firm = who.client->firm;
    if (query.closest) return bad_ask(request, "Firms cannot list by channel.");
  }
  auto reader = who.side->readers->borrow();
  if (!reader) return fault_answer(request, {"the log cannot be read"});
  const auto rows = reader->lodgements(query);
  if (!rows) return fault_answer(request, rows.error());
  LodgementPage page;
  for (const auto& row : *rows) page.items.push_back(item_of(row, who.reader()));
  if (rows->size() == query.limit) page.next = "after=" + to_text(query.by_expected ? rows->back().expected.value_or(Instant{}) : rows->back().lodged) + "~" + to_text(rows->back().lodgement);
  who.look->mask.without_personal();
  auto body = wire::to_json(who.look->mask.masked(std::move(page)));
  const auto etag = "\"" + to_hex(sha256(as_bytes(body))).substr(0, 20) + "\"";
  if (known(request, etag)) return {304, "", "", {{"ETag", etag}}};
  auto response = http::json(std::move(body));
  response.headers.push_back({"ETag", etag});
  response.headers.push_back({"Cache-Control", "private, no-cache"});
  return who.with_rate(spoken(request, std::move(response)));
}

void lodge(Api& api, http::Request request, http::Reply reply, bool amends) {
  if (auto no = unacceptable(request)) return reply(std::move(*no));
  if (auto no = unfit_media(request)) return reply(std::move(*no));
  auto caller = caller_of(api, request, false);
  if (auto* no = std::get_if<http::Response>(&caller)) return reply(std::move(*no));
  auto& who = std::get<Caller>(caller);
  if (!who.client->sandbox && !who.client->confirmed)
    return reply(http::problem(request, {.status = 403, .code = "client.unconfirmed", .detail = "A shift head confirms your firm before it may lodge here; until then try your messages out in the sandbox, or check them."}));
  Lodgements::Wish wish;
  wish.language = who.language;
  if (auto no = read_wish(request, *who.client, wish)) return reply(std::move(*no));
  if (amends) {
    auto reader = who.side->readers->borrow();
    if (!reader) return reply(fault_answer(request, {"the log cannot be read"}));
    auto row = row_asked(request, who, *reader);
    if (auto* no = std::get_if<http::Response>(&row)) return reply(std::move(*no));
    wish.amends = std::get<store::LodgementRow>(row).lodgement;
  }
  carry_out(api, std::move(request), std::move(reply), std::move(who), std::move(wish));
}

void cancel(Api& api, http::Request request, http::Reply reply) {
  auto caller = caller_of(api, request, false);
  if (auto* no = std::get_if<http::Response>(&caller)) return reply(std::move(*no));
  auto& who = std::get<Caller>(caller);
  const auto ask = wire::read_json<CancelAsk>(request.body);
  if (!ask) return reply(invalid(request, ask.error()));
  Lodgements::Wish conditions;
  if (auto no = read_wish(request, *who.client, conditions)) return reply(std::move(*no));
  Id id;
  {
    auto reader = who.side->readers->borrow();
    if (!reader) return reply(fault_answer(request, {"the log cannot be read"}));
    auto row = row_asked(request, who, *reader);
    if (auto* no = std::get_if<http::Response>(&row)) return reply(std::move(*no));
    id = std::get<store::LodgementRow>(row).lodgement;
  }
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  who.side->lodgements->cancel(id, conditions, ask->reason, [later, asked](const Lodgements::Outcome& outcome) { (*later)(outcome_answer(*asked, outcome)); });
}

void look(Api& api, http::Request request, http::Reply reply) {
  if (auto no = unfit_media(request)) return reply(std::move(*no));
  auto caller = caller_of(api, request, true);
  if (auto* no = std::get_if<http::Response>(&caller)) return reply(std::move(*no));
  const auto& who = std::get<Caller>(caller);
  std::optional<lodging::Format> format;
  if (const auto named = request.query_value("format")) {
    format = lodging::format_named(*named);
    if (!format) return reply(bad_ask(request, "There is no format \"" + std::string(*named) + "\"; GET /api/v1/formats lists them."));
  }
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  auto* lodgements = who.side->lodgements.get();
  const auto work = [later, asked, lodgements, format, language = who.language] {
    (*later)(http::json(wire::to_json(reading_view(lodgements->read(asked->body, format, {}), language))));
  };
  if (asked->body.size() <= quick_bytes) return work();
  if (!api.large_messages.add(work)) (*later)(http::problem(*asked, {.status = 503, .code = "server.busy", .detail = "Too many large messages at once; try again in a moment."}));
}

http::Admission admitted(Api& api, const http::Request& request) {
  auto caller = caller_of(api, request, true);
  if (const auto* no = std::get_if<http::Response>(&caller)) return {{}, http::Problem{.status = no->status, .code = "client.none", .detail = "Send an API key, or sign in; then large messages are taken."}};
  const auto& who = std::get<Caller>(caller);
  return {who.client ? to_text(who.client->firm) : "officer", {}};
}

struct FormatView {
  std::string code;
  std::string notation;  // xml, json or csv
  std::string root;      // element, or empty
};
struct FormatList {
  std::vector<FormatView> formats;
};
BOOST_DESCRIBE_STRUCT(FormatView, (), (code, notation, root))
BOOST_DESCRIBE_STRUCT(FormatList, (), (formats))

FormatList format_list() {
  FormatList list;
  for (const auto format : lodging::all_formats) {
    const auto& shape = lodging::shape_of(format);
    const bool xml = shape.notation == lodging::Notation::xml;
    list.formats.push_back({std::string(lodging::name_of(format)), xml ? "xml" : shape.notation == lodging::Notation::json ? "json" : "csv", xml ? std::string(shape.root.name) : ""});
  }
  return list;
}

/// What was lodged for a crossing, to whoever has it before him.
http::Response lodged_for(Api& api, const http::Request& request, Look& look, const Id& crossing) {
  LodgementViews views;
  if (!api.lodging || !look.mask.shows("lodgement.standing")) return masked_json(look, std::move(views));
  auto& side = api.lodging->live();
  auto reader = side.readers->borrow();
  if (!reader) return fault_answer(request, {"the log cannot be read"});
  const auto rows = reader->lodgements_of(crossing);
  if (!rows) return fault_answer(request, rows.error());
  for (const auto& row : *rows) {
    const auto file = side.lodgements->file(*reader, row.lodgement);
    if (!file) return fault_answer(request, file.error());
    if (!*file) continue;
    auto view = view_of(*reader, row, **file, {*side.lodgements, true, language_of(request)});
    if (!view) return fault_answer(request, view.error());
    views.lodgements.push_back(std::move(*view));
  }
  return masked_json(look, std::move(views));
}

}  // namespace

void add_lodgement_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("POST", "/api/v1/lodgements", "Lodge a message: its bytes as they are (query: format, exit_state, expected, language)").header("Idempotency-Key", "one per message, so that sending again lodges once", false)
      .answers<LodgedAnswer>(202, "on record, durable; what the agencies decide comes as notifications").problem(400, "the request").problem(401, "an API key or the firm's session").problem(409, "the key was used for another request")
      .problem(413, "more than 8 MiB").problem(415, "media type").problem(422, "not lodged: the findings say where and why").problem(429, "too often").problem(503, "try again");
  router.post("/api/v1/lodgements", [&api](http::Request request, http::Reply reply) { lodge(api, std::move(request), std::move(reply), false); });
  router.most_body(http::Method::post, "/api/v1/lodgements", largest_message_bytes, [&api](const http::Request& request) { return admitted(api, request); });

  doc.route("GET", "/api/v1/lodgements", "Lodgements: a firm's own, or for officers all (query: standing, kind, exit_state, closest, plate, expected_from, expected_to, lodged_from, lodged_to, order, limit, after)")
      .answers<LodgementPage>(200, "one page").answers(304, "as you know it").problem(400, "the query").problem(401, "sign in first");
  router.get("/api/v1/lodgements", [&api](const http::Request& request) { return list(api, request); });

  doc.route("POST", "/api/v1/lodgements/check", "Read and judge a message without lodging it (query: format, language)").answers<ReadingView>(200, "what it says and what is wrong with it").problem(401, "sign in first").problem(413, "more than 8 MiB").problem(415, "media type");
  router.post("/api/v1/lodgements/check", [&api](http::Request request, http::Reply reply) { look(api, std::move(request), std::move(reply)); });
  router.most_body(http::Method::post, "/api/v1/lodgements/check", largest_message_bytes, [&api](const http::Request& request) { return admitted(api, request); });

  doc.route("GET", "/api/v1/lodgements/{id}", "One lodgement by its id or reference").path<std::string>("id").answers<LodgementView>(200, "with its channels, as far as they may be told").answers(304, "as you know it").problem(401, "sign in first").problem(404, "unknown");
  router.get("/api/v1/lodgements/{id}", [&api](http::Request request, http::Reply reply) {
    const auto asked = std::make_shared<http::Request>(request);
    with_lodgement(api, std::move(request), std::move(reply), [&, asked](Caller& who, store::Reader& reader, const store::LodgementRow& row, const LodgementFile& file) { return one(*asked, who, reader, row, file); });
  });

  doc.route("PUT", "/api/v1/lodgements/{id}", "Amend: a further version, the earlier ones stay (query as for lodging)").path<std::string>("id").header("If-Match", "the version you saw", false).header("Idempotency-Key", "one per message", false)
      .answers<LodgedAnswer>(202, "on record").problem(404, "unknown").problem(409, "it has changed").problem(422, "not lodged");
  router.put("/api/v1/lodgements/{id}", [&api](http::Request request, http::Reply reply) { lodge(api, std::move(request), std::move(reply), true); });
  router.most_body(http::Method::put, "/api/v1/lodgements/{id}", largest_message_bytes, [&api](const http::Request& request) { return admitted(api, request); });

  doc.route("POST", "/api/v1/lodgements/{id}/cancellation", "Cancel, with a reason").path<std::string>("id").header("If-Match", "the version you saw", false).body<CancelAsk>().answers<LodgedAnswer>(202, "on record").problem(404, "unknown").problem(409, "it has changed").problem(422, "refused");
  router.post("/api/v1/lodgements/{id}/cancellation", [&api](http::Request request, http::Reply reply) { cancel(api, std::move(request), std::move(reply)); });

  doc.route("GET", "/api/v1/lodgements/{id}/versions/{number}/original", "The message of a version, byte for byte").path<std::string>("id").path<std::string>("number").answers(200, "its bytes").problem(404, "unknown").problem(410, "erased by rule");
  router.get("/api/v1/lodgements/{id}/versions/{number}/original", [&api](http::Request request, http::Reply reply) {
    const auto asked = std::make_shared<http::Request>(request);
    with_lodgement(api, std::move(request), std::move(reply), [&, asked](Caller& who, store::Reader& reader, const store::LodgementRow&, const LodgementFile& file) { return original(*asked, who, reader, file); });
  });

  doc.route("GET", "/api/v1/lodgements/{id}/versions/{number}/findings", "A version read and judged again (query: language)").path<std::string>("id").path<std::string>("number").answers<ReadingView>(200, "its findings").problem(404, "unknown").problem(410, "erased by rule");
  router.get("/api/v1/lodgements/{id}/versions/{number}/findings", [&api](http::Request request, http::Reply reply) {
    const auto asked = std::make_shared<http::Request>(request);
    with_lodgement(api, std::move(request), std::move(reply), [&, asked](Caller& who, store::Reader& reader, const store::LodgementRow&, const LodgementFile& file) { return findings(*asked, who, reader, file); });
  });

  doc.route("GET", "/api/v1/demo/firms", "The demonstration's firms; empty outside of it").answers<DemoFirms>(200, "the firms");
  router.get("/api/v1/demo/firms", [&api](const http::Request&) { return http::json(wire::to_json(DemoFirms{api.demo_firms})); });

  doc.route("GET", "/api/v1/formats", "The formats that may be lodged").answers<FormatList>(200, "for everybody");
  router.get("/api/v1/formats", [](const http::Request&) { return http::json(wire::to_json(format_list())); });

  doc.route("GET", "/api/v1/crossings/{id}/lodgements", "What was lodged for the vehicle of a crossing (query: language)").path<Id>("id").answers<LodgementViews>(200, "with channels and certificates").problem(401, "sign in first");
  router.get("/api/v1/crossings/{id}/lodgements", [&api](http::Request request, http::Reply reply) {
    const auto asked_for = std::make_shared<http::Request>(request);
    look_at_crossing(api, std::move(request), std::move(reply), [&api, asked_for](Looking& asked, const CrossingFile& file, const law::Procedure&) { return lodged_for(api, *asked_for, asked.look, file.state.id); });
  });
}

}  // namespace onestop::server
