// A firm's webhooks: where its notifications are sent as well, signed.
#include <algorithm>

#include "server/lodging/notices.h"
#include "server/api/client.h"
#include "server/firm/box.h"
#include "server/firm_messages.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

using webhook::Secret;

constexpr const char* path = "/api/v1/webhooks";
constexpr std::size_t most_webhooks = 10;  // of one firm
constexpr std::size_t most_redriven = 10'000;
constexpr std::int64_t usual_page = 100;

http::Response no_webhook(const http::Request& request) { return not_found(request, "Your firm has no such webhook."); }

/// What every request here begins with.
struct Asked {
  Client client;
  Box* box = nullptr;
};
std::variant<Asked, http::Response> asked_by(Api& api, const http::Request& request) {
  auto who = client_of(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
  Asked asked{std::get<Client>(who), box_of(api, std::get<Client>(who))};
  if (!asked.box) return not_found(request, "This server has no such environment.");
  return asked;
}

WebhookView view(const store::WebhookRow& row, const std::vector<Secret>& secrets, const std::optional<Id>& shown_once = {}) {
  WebhookView shown{row.id, row.url, row.kinds, row.state, row.error, row.created, {}};
  for (const auto& one : secrets)
    if (one.live(wall_now())) shown.secrets.push_back({one.id, one.created, one.expires, shown_once == one.id ? std::optional(one.text) : std::nullopt});
  return shown;
}

std::optional<store::WebhookRow> find(const std::vector<store::WebhookRow>& rows, const std::optional<Id>& id) {
  const auto at = std::ranges::find_if(rows, [&](const auto& row) { return row.id == id; });
  return at == rows.end() ? std::nullopt : std::optional(*at);
}

/// What a change came to, filled on the writer's thread.
struct Outcome {
  std::optional<http::Problem> problem;
  store::WebhookRow row;
  std::vector<Secret> secrets;
  std::optional<Id> fresh_secret;
  std::size_t count = 0;
};
using Change = std::function<Expected<void>(store::Writer&, Outcome&)>;
using Answer = std::function<http::Response(const Outcome&)>;

const http::Problem none{.status = 404, .code = "not_found", .detail = "Your firm has no such webhook."};

/// Reads the firm's webhook as it stands in the transaction and changes it there, so that no change is lost to another.
void change(const Asked& asked, http::Request request, http::Reply reply, Change make, Answer answer) {
  const auto id = parse_id(request.param("id"));
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto about = std::make_shared<http::Request>(std::move(request));
  auto outcome = std::make_shared<Outcome>();
  auto work = [outcome, id, asked, make = std::move(make)](store::Writer& writer) -> Expected<void> {
    *outcome = {};
    const auto rows = writer.reader().webhooks(asked.client.firm);
    if (!rows) return std::unexpected(rows.error());
    const auto row = find(*rows, id);
    if (!row) {
      outcome->problem = none;
      return {};
    }
    outcome->row = *row;
    auto secrets = webhook::secrets_of(asked.box->store().keys(), row->id);
    if (!secrets) return std::unexpected(secrets.error());
    outcome->secrets = std::move(*secrets);
    return make(writer, *outcome);
  };
  asked.box->runner().write(std::move(work), [later, about, outcome, asked, answer = std::move(answer)](bool written) {
    if (!written) return (*later)(busy(*about));
    if (outcome->problem) return (*later)(with_rate(http::problem(*about, *outcome->problem), asked.client));
    asked.box->sender().inbox()->look_at(asked.client.firm);
    (*later)(with_rate(answer(*outcome), asked.client));
  });
}

http::Response as_it_stands(const Outcome& outcome) { return http::json(wire::to_json(view(outcome.row, outcome.secrets, outcome.fresh_secret))); }

void create(Api& api, http::Request request, http::Reply reply) {
  auto by = asked_by(api, request);
  if (auto* no = std::get_if<http::Response>(&by)) return reply(std::move(*no));
  const auto asked = std::get<Asked>(by);
  const auto wish = wire::read_json<NewWebhook>(request.body);
  if (!wish) return reply(invalid(request, wish.error()));
  if (const auto good = webhook::receiver_of(wish->url, asked.box->sender().rules().urls); !good)
    return reply(http::problem(request, {.status = 422, .code = "webhook.url", .detail = good.error().what, .findings = {{"/url", "format", good.error().what}}}));
  for (const auto& kind : wish->kinds)
    if (std::ranges::find(notice_kinds, kind.view()) == notice_kinds.end())
      return reply(http::problem(request, {.status = 422, .code = "webhook.kind", .detail = "There is no notification of the kind \"" + kind.text() + "\".", .findings = {{"/kinds", "unknown_value", "no such kind"}}}));
  const auto now = wall_now();
  const store::WebhookRow row{fresh_id(now), asked.client.firm, wish->url, wish->kinds, store::WebhookState::pending, {}, now};
  const auto secret = webhook::fresh_secret(now);
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto about = std::make_shared<http::Request>(std::move(request));
  auto full = std::make_shared<bool>(false);
  const auto work = [row, secret, asked, full](store::Writer& writer) -> Expected<void> {
    const auto standing = writer.reader().webhooks(row.firm);
    if (!standing) return std::unexpected(standing.error());
    *full = standing->size() >= most_webhooks;
    if (*full) return {};
    if (auto put = webhook::put_secrets(asked.box->store().keys(), row.id, {secret}); !put) return put;
    return writer.put_webhook(row);
  };
  asked.box->runner().write(work, [later, about, asked, row, secret, full](bool written) {
    if (!written) return (*later)(busy(*about));
    if (*full)
      return (*later)(http::problem(*about, {.status = 422, .code = "webhook.too_many", .detail = "A firm has at most " + std::to_string(most_webhooks) + " webhooks; remove one that you do not use."}));
    asked.box->sender().inbox()->challenge(row);
    (*later)(with_rate(http::json(wire::to_json(view(row, {secret}, secret.id)), 201), asked.client));
  });
}

http::Response list(Api& api, const http::Request& request) {
  auto by = asked_by(api, request);
  if (auto* no = std::get_if<http::Response>(&by)) return std::move(*no);
  const auto& asked = std::get<Asked>(by);
  auto reader = asked.box->readers().borrow();
  const auto rows = reader ? reader->webhooks(asked.client.firm) : fault("the webhooks cannot be read");
  if (!rows) return fault_answer(request, rows.error());
  WebhookList shown;
  for (const auto& row : *rows) {
    const auto secrets = webhook::secrets_of(asked.box->store().keys(), row.id);
    if (!secrets) return fault_answer(request, secrets.error());
    shown.webhooks.push_back(view(row, *secrets));
  }
  return with_rate(http::json(wire::to_json(shown)), asked.client);
}

Expected<void> remove(const Asked& asked, store::Writer& writer, const Outcome& outcome) {
  if (auto put = webhook::put_secrets(asked.box->store().keys(), outcome.row.id, {}); !put) return put;
  return writer.remove_webhook(outcome.row.id);
}

/// From one state to another, and from no other.
Change step(std::initializer_list<store::WebhookState> from, store::WebhookState to, const char* refusal) {
  return [from = std::vector(from), to, refusal](store::Writer& writer, Outcome& outcome) -> Expected<void> {
    if (std::ranges::find(from, outcome.row.state) == from.end()) {
      outcome.problem = http::Problem{.status = 409, .code = "webhook.state", .detail = refusal};
      return {};
    }
    outcome.row.state = to;
    outcome.row.error.clear();
    return writer.put_webhook(outcome.row);
  };
}

/// The newest of the present secrets stays valid for a while, older ones end: two are live at most.
Change rotate(const Asked& asked, std::int64_t old_valid_s) {
  return [asked, old_valid_s](store::Writer&, Outcome& outcome) -> Expected<void> {
    const auto now = wall_now();
    auto& secrets = outcome.secrets;
    std::erase_if(secrets, [&](const Secret& one) { return !one.live(now); });
    if (!secrets.empty()) secrets.erase(secrets.begin(), secrets.end() - 1);
    for (auto& one : secrets) one.expires = std::min(one.expires.value_or(Instant{INT64_MAX}), now + old_valid_s * 1000);
    secrets.push_back(webhook::fresh_secret(now));
    outcome.fresh_secret = secrets.back().id;
    return webhook::put_secrets(asked.box->store().keys(), outcome.row.id, secrets);
  };
}

void take_rotation(Api& api, http::Request request, http::Reply reply) {
  auto by = asked_by(api, request);
  if (auto* no = std::get_if<http::Response>(&by)) return reply(std::move(*no));
  const auto wish = request.body.empty() ? std::expected<NewSecret, wire::Findings>(NewSecret{}) : wire::read_json<NewSecret>(request.body);
  if (!wish) return reply(invalid(request, wish.error()));
  const auto asked = std::get<Asked>(by);
  change(asked, std::move(request), std::move(reply), rotate(asked, wish->old_valid_s), as_it_stands);
}

http::Response deliveries(Api& api, const http::Request& request) {
  auto by = asked_by(api, request);
  if (auto* no = std::get_if<http::Response>(&by)) return std::move(*no);
  const auto& asked = std::get<Asked>(by);
  const auto wish = wire::read_query<DeliveryPageQuery>(request.query);
  if (!wish) return invalid(request, wish.error());
  auto reader = asked.box->readers().borrow();
  const auto rows = reader ? reader->webhooks(asked.client.firm) : fault("the webhooks cannot be read");
  if (!rows) return fault_answer(request, rows.error());
  const auto row = find(*rows, parse_id(request.param("id")));
  if (!row) return no_webhook(request);
  const auto limit = static_cast<std::size_t>(wish->limit.value_or(usual_page));
  const auto found = reader->deliveries({row->id, wish->state, wish->before, limit + 1});
  if (!found) return fault_answer(request, found.error());
  DeliveryList shown;
  for (const auto& one : *found) {
    if (shown.deliveries.size() == limit) {
      shown.next = shown.deliveries.back().number;
      break;
    }
    const auto next_at = one.state == store::DeliveryState::waiting && one.attempts > 0 ? std::optional(one.next_at) : std::nullopt;
    shown.deliveries.push_back({one.number, one.movement, one.state, one.attempts, one.first_tried, one.last_tried, next_at, one.last_status, one.last_error});
  }
  return with_rate(http::json(wire::to_json(shown)), asked.client);
}

void describe(wire::OpenApi& doc) {
  const auto usual = [](wire::OpenApi::Route& route) -> wire::OpenApi::Route& {
    return route.problem(401, "no key and no session").problem(403, "blocked").problem(429, "too often");
  };
  usual(doc.route("POST", path, "Send notifications to a url as well; it is active once its receiver answered a challenge").body<NewWebhook>()
            .answers<WebhookView>(201, "with its secret, shown in this answer and never again").problem(400, "unreadable").problem(422, "no url that may be told, or too many"));
  usual(doc.route("GET", path, "Your webhooks").answers<WebhookList>(200, "without their secrets"));
  usual(doc.route("DELETE", "/api/v1/webhooks/{id}", "Remove a webhook, with what waits for it").path<Id>("id").answers(204, "removed").problem(404, "unknown"));
  usual(doc.route("POST", "/api/v1/webhooks/{id}/secrets", "A new secret; the present one stays valid for a while").path<Id>("id").body<NewSecret>()
            .answers<WebhookView>(200, "with the new secret, shown in this answer and never again").problem(404, "unknown"));
  usual(doc.route("POST", "/api/v1/webhooks/{id}/challenge", "Challenge the receiver again").path<Id>("id").answers<WebhookView>(200, "pending").problem(404, "unknown").problem(409, "it is active"));
  usual(doc.route("POST", "/api/v1/webhooks/{id}/pause", "Send nothing for now; what comes meanwhile waits").path<Id>("id").answers<WebhookView>(200, "paused").problem(404, "unknown").problem(409, "it is not active"));
  usual(doc.route("POST", "/api/v1/webhooks/{id}/resume", "Send again, beginning with what waits").path<Id>("id").answers<WebhookView>(200, "active").problem(404, "unknown").problem(409, "it is not paused"));
  usual(doc.route("GET", "/api/v1/webhooks/{id}/deliveries", "What was sent, what waits, what was given up").path<Id>("id").query<DeliveryPageQuery>().answers<DeliveryList>(200, "newest first").problem(404, "unknown"));
  usual(doc.route("POST", "/api/v1/webhooks/{id}/redrive", "Send what was given up once more").path<Id>("id").answers<Redriven>(200, "how many wait again").problem(404, "unknown"));
}

}  // namespace

void add_webhook_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  using enum store::WebhookState;
  describe(doc);
  router.post(path, [&api](http::Request request, http::Reply reply) { create(api, std::move(request), std::move(reply)); });
  router.get(path, [&api](const http::Request& request) { return list(api, request); });
  router.get("/api/v1/webhooks/{id}/deliveries", [&api](const http::Request& request) { return deliveries(api, request); });
  router.post("/api/v1/webhooks/{id}/secrets", [&api](http::Request request, http::Reply reply) { take_rotation(api, std::move(request), std::move(reply)); });
  const auto changing = [&](http::Method method, const char* pattern, auto make, auto answer) {
    router.add(method, pattern, http::AsyncHandler([&api, make, answer](http::Request request, http::Reply reply) {
      auto by = asked_by(api, request);
      if (auto* no = std::get_if<http::Response>(&by)) return reply(std::move(*no));
      const auto asked = std::get<Asked>(by);
      change(asked, std::move(request), std::move(reply), make(asked), answer(asked));
    }));
  };
  const auto plainly = [](const Asked&) -> Answer { return as_it_stands; };
  changing(http::Method::delete_, "/api/v1/webhooks/{id}",
           [](const Asked& asked) -> Change { return [asked](store::Writer& writer, Outcome& outcome) { return remove(asked, writer, outcome); }; },
           [](const Asked&) -> Answer { return [](const Outcome&) { return http::no_content(); }; });
  changing(http::Method::post, "/api/v1/webhooks/{id}/pause", [](const Asked&) { return step({active}, paused, "Only an active webhook can be paused."); }, plainly);
  changing(http::Method::post, "/api/v1/webhooks/{id}/resume", [](const Asked&) { return step({paused}, active, "Only a paused webhook can be resumed."); }, plainly);
  changing(http::Method::post, "/api/v1/webhooks/{id}/challenge",
           [](const Asked&) { return step({pending, failed}, pending, "This webhook has answered its challenge."); },
           [](const Asked& asked) -> Answer {
             return [asked](const Outcome& outcome) {
               asked.box->sender().inbox()->challenge(outcome.row);
               return as_it_stands(outcome);
             };
           });
  changing(http::Method::post, "/api/v1/webhooks/{id}/redrive",
           [](const Asked&) -> Change {
             return [](store::Writer& writer, Outcome& outcome) -> Expected<void> {
               const auto done = writer.redrive(outcome.row.id, wall_now(), most_redriven);
               if (!done) return std::unexpected(done.error());
               outcome.count = *done;
               return {};
             };
           },
           [](const Asked&) -> Answer { return [](const Outcome& outcome) { return http::json(wire::to_json(Redriven{outcome.count})); }; });
}

}  // namespace onestop::server
