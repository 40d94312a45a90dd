// The sandbox: whoever lodges there says what the authorities would, and is told of it as he would be.
#include <algorithm>

#include "server/api/client.h"
#include "server/lodging/service.h"
#include "server/lodging/views.h"
#include "wire/json.h"

namespace onestop::wire {
template <> struct Rules<&onestop::server::PlayedAnswer::evidence> { static constexpr FieldRules value{.max_length = 500}; };
}  // namespace onestop::wire

namespace onestop::server {
namespace {

struct Wanted {
  store::LodgementRow row;
  Notice notice;
};

std::optional<std::string> unfit(const PlayedAnswer& ask, const Code& exit_state, const Code& entry_state) {
  static const std::array known{Code("channel"), Code("arrived"), Code("held"), Code("hold_lifted"), Code("refused"), Code("released"), Code("departed")};
  if (std::ranges::find(known, ask.kind) == known.end()) return "kind must be channel, arrived, held, hold_lifted, refused, released or departed.";
  if (ask.kind == Code("channel") && !ask.channel) return "A channel needs its colour.";
  if (ask.state != exit_state && ask.state != entry_state) return "state must be one of the two states of the lodgement.";
  return std::nullopt;
}

/// The row as it would stand after that answer. Only the read table of the sandbox changes.
void play(const PlayedAnswer& ask, Wanted& wanted, Instant now) {
  auto& row = wanted.row;
  row.updated = now;
  if (ask.kind != Code("channel")) return;
  auto marks = wire::read_json<std::vector<ChannelMark>>(row.channels).value_or(std::vector<ChannelMark>{});
  const auto at = std::ranges::find_if(marks, [&](const auto& one) { return one.state == ask.state && one.agency == ask.agency; });
  const ChannelMark mark{ask.state, ask.agency, *ask.channel, "played", 0, false};
  if (at == marks.end()) marks.push_back(mark);
  else *at = mark;
  row.closest = 0;
  for (const auto& one : marks) row.closest = std::max(row.closest, static_cast<std::uint32_t>(one.channel));
  row.channels = wire::to_json(marks);
}

/// The vehicle comes, as at the gate: from now on nothing can be amended.
void arrive(LodgingService::Side& side, http::Request request, http::Reply reply, store::Reader& reader, const store::LodgementRow& row, Instant now) {
  auto bound = side.lodgements->presented(reader, row, fresh_id(now), now);
  if (!bound) return reply(fault_answer(request, bound.error()));
  if (!*bound) return reply(http::problem(request, {.status = 409, .code = "lodgement.arrived", .detail = "The vehicle is at the post already."}));
  auto commit = std::make_shared<store::Commit>(std::move(**bound));
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  side.runner->write(
      [commit](store::Writer& writer) -> Expected<void> {
        const auto done = writer.apply(*commit);
        if (!done) return std::unexpected(done.error());
        return {};
      },
      [later, asked, commit, &side, language = language_of(*asked)](bool written) {
        if (!written) return (*later)(fault_answer(*asked, {"the answer could not be put on record; try again in a moment"}));
        (*later)(http::json(wire::to_json(item_of(commit->lodgements.front(), {*side.lodgements, false, language})), 202));
      });
}

void answer(Api& api, http::Request request, http::Reply reply) {
  auto client = client_of(api, request);
  if (auto* no = std::get_if<http::Response>(&client)) return reply(std::move(*no));
  const auto& who = std::get<Client>(client);
  auto* side = api.lodging ? api.lodging->sandbox() : nullptr;
  if (!side || !who.sandbox) return reply(http::problem(request, {.status = 403, .code = "sandbox.only", .detail = "Only a test key may play the authority, and only on what it lodged in the sandbox."}));
  const auto ask = wire::read_json<PlayedAnswer>(request.body);
  if (!ask) return reply(invalid(request, ask.error()));
  auto reader = side->readers->borrow();
  if (!reader) return reply(fault_answer(request, {"the sandbox cannot be read"}));
  const auto id = parse_id(request.param("id"));
  const auto row = id ? reader->lodgement(*id) : reader->lodgement_named(std::string(request.param("id")));
  if (!row) return reply(fault_answer(request, row.error()));
  if (!*row || (*row)->firm != who.firm) return reply(not_found(request, "There is no such lodgement in the sandbox."));
  if (const auto no = unfit(*ask, (*row)->exit_state, (*row)->entry_state)) return reply(http::problem(request, {.status = 400, .code = "message.invalid", .detail = *no}));
  const auto now = api.clock.now();
  if ((*row)->standing == Code("cancelled")) return reply(http::problem(request, {.status = 409, .code = "lodgement.cancelled", .detail = "The lodgement is cancelled; no authority says anything more about it."}));
  if (ask->kind == Code("arrived")) return arrive(*side, std::move(request), std::move(reply), *reader, **row, now);
  auto wanted = std::make_shared<Wanted>(Wanted{**row, {}});
  play(*ask, *wanted, now);
  const auto kind = ask->kind == Code("channel") ? Code("channels_changed") : ask->kind;
  wanted->notice = plain_notice(kind, wanted->row, now, side->lodgements->environment().terms);
  wanted->notice.state = ask->state;
  wanted->notice.agency = ask->agency;
  wanted->notice.reason = ask->reason;
  wanted->notice.evidence = ask->evidence;
  if (auto declared = Lodgements::declared_of(wanted->row)) wanted->row.keys = Lodgements::keys_of(*declared);
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  side->runner->write(
      [wanted](store::Writer& writer) -> Expected<void> {
        store::Commit commit;
        commit.lodgements.push_back(wanted->row);
        commit.notifications.push_back(row_of(wanted->notice, wanted->row.firm));
        const auto done = writer.apply(commit);
        if (!done) return std::unexpected(done.error());
        return {};
      },
      [later, asked, wanted, side, language = language_of(*asked)](bool written) {
        if (!written) return (*later)(fault_answer(*asked, {"the answer could not be put on record; try again in a moment"}));
        (*later)(http::json(wire::to_json(item_of(wanted->row, {*side->lodgements, false, language})), 202));
      });
}

}  // namespace

void add_sandbox_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("POST", "/api/v1/sandbox/lodgements/{id}/answers", "Play the authority on a lodgement in the sandbox").path<std::string>("id").body<PlayedAnswer>().answers<LodgementItem>(202, "played; the notification is on its way")
      .problem(400, "the message").problem(403, "needs a test key").problem(404, "unknown");
  router.post("/api/v1/sandbox/lodgements/{id}/answers", [&api](http::Request request, http::Reply reply) { answer(api, std::move(request), std::move(reply)); });
}

}  // namespace onestop::server
