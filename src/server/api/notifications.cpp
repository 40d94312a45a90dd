// A firm's box: what it is told of what it lodged.
#include "server/api/client.h"
#include "server/firm/box.h"
#include "server/firm_messages.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

constexpr const char* path = "/api/v1/notifications";
constexpr std::int64_t usual_page = 100;

http::Response no_box(const http::Request& request) { return not_found(request, "This server has no such environment."); }

http::Response shown(const http::Request& request, const Client& client, std::uint64_t after, const Expected<Box::Page>& page) {
  if (!page) return fault_answer(request, page.error());
  NotificationPage answer{{}, after, page->state.first, page->state.last, page->state.acknowledged, Box::kept_days};
  for (const auto& row : page->notifications) {
    answer.notifications.push_back({row.number, row.id, row.movement, row.kind, row.at, {row.body}});
    answer.next = row.number;
  }
  return with_rate(http::json(wire::to_json(answer)), client);
}

void read(Api& api, http::Request request, http::Reply reply) {
  auto who = client_of(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  const auto client = std::get<Client>(who);
  auto* box = box_of(api, client);
  if (!box) return reply(no_box(request));
  const auto wish = wire::read_query<NotificationQuery>(request.query);
  if (!wish) return reply(invalid(request, wish.error()));
  store::BoxQuery query{client.firm, wish->after.value_or(0), wish->kind, static_cast<std::size_t>(wish->limit.value_or(usual_page))};
  if (!wish->after) {
    const auto state = box->state(client.firm);
    if (!state) return reply(fault_answer(request, state.error()));
    query.after = state->acknowledged;
  }
  const auto wait_ms = wish->wait_s.value_or(0) * 1000;
  if (wait_ms == 0) return reply(shown(request, client, query.after, box->read(query)));
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  box->wait(query, wait_ms, [later, asked, client, after = query.after](const Expected<Box::Page>& page) { (*later)(shown(*asked, client, after, page)); });
}

void acknowledge(Api& api, http::Request request, http::Reply reply) {
  auto who = client_of(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  const auto client = std::get<Client>(who);
  auto* box = box_of(api, client);
  if (!box) return reply(no_box(request));
  const auto wish = wire::read_json<Acknowledgement>(request.body);
  if (!wish) return reply(invalid(request, wish.error()));
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  auto state = std::make_shared<store::BoxState>();
  const auto work = [state, firm = client.firm, up_to = wish->up_to](store::Writer& writer) -> Expected<void> {
    const auto done = writer.acknowledge(firm, up_to);
    if (!done) return std::unexpected(done.error());
    *state = *done;
    return {};
  };
  box->runner().write(work, [later, asked, client, state](bool written) {
    (*later)(written ? with_rate(http::json(wire::to_json(BoxView{state->first, state->last, state->acknowledged})), client) : busy(*asked));
  });
}

}  // namespace

void add_notification_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", path, "What your firm is told, oldest first; kept 30 days").query<NotificationQuery>().answers<NotificationPage>(200, "a page; empty where nothing came in time")
      .problem(400, "unreadable").problem(401, "no key and no session").problem(403, "blocked").problem(429, "too often");
  router.get(path, [&api](http::Request request, http::Reply reply) { read(api, std::move(request), std::move(reply)); });
  doc.route("POST", "/api/v1/notifications/acknowledgement", "You have taken over everything up to this number").body<Acknowledgement>().answers<BoxView>(200, "how your box stands")
      .problem(400, "unreadable").problem(401, "no key and no session").problem(403, "blocked").problem(429, "too often").problem(503, "try again");
  router.post("/api/v1/notifications/acknowledgement", [&api](http::Request request, http::Reply reply) { acknowledge(api, std::move(request), std::move(reply)); });
}

}  // namespace onestop::server
