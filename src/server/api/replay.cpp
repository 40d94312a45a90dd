// What could not be delivered to firms, over all of them; and sending it again.
#include "server/api/client.h"
#include "server/api/operators.h"
#include "server/firm/box.h"
#include "server/operating_messages.h"

namespace onestop::server {
namespace {

constexpr std::int64_t usual_page = 100;

Box* box_of(Api& api, const std::optional<bool>& sandbox) { return sandbox.value_or(false) ? api.sandbox_box.get() : api.box.get(); }

/// The path of a url may hold a secret of its receiver.
std::string receiver_of(const std::string& url) {
  const auto host = url.find("://");
  return host == std::string::npos ? url : url.substr(0, url.find_first_of("/?#", host + 3));
}

DeadLetterView view(Api& api, const store::DeadLetter& one, Instant now) {
  const auto firm = api.firms ? api.firms->firm(one.firm) : std::nullopt;
  return {one.webhook, one.number, one.firm, firm ? firm->name : "", receiver_of(one.url), one.kind, one.attempts, one.first_tried, one.last_tried,
          one.first_tried ? (now - *one.first_tried) / 1000 : 0, one.last_status, one.last_error};
}

http::Response dead_letters(Api& api, const http::Request& request) {
  auto who = operator_of(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return std::move(*no);
  const auto wish = wire::read_query<DeadLetterPageQuery>(request.query);
  if (!wish) return invalid(request, wish.error());
  auto* box = box_of(api, wish->sandbox);
  if (!box) return not_found(request, "This server has no such environment.");
  store::DeadLetterQuery query{wish->firm, {}, static_cast<std::size_t>(wish->limit.value_or(usual_page)) + 1};
  if (wish->after_webhook) query.after = {*wish->after_webhook, wish->after_number.value_or(0)};
  auto reader = box->readers().borrow();
  const auto rows = reader ? reader->dead_letters(query) : fault("what was given up cannot be read");
  if (!rows) return fault_answer(request, rows.error());
  DeadLetterPage page;
  for (const auto& row : *rows) {
    if (page.letters.size() + 1 == query.limit) {
      page.next_webhook = page.letters.back().webhook;
      page.next_number = page.letters.back().number;
      break;
    }
    page.letters.push_back(view(api, row, wall_now()));
  }
  return http::json(wire::to_json(page));
}

/// The work lies in the environment's own store, the act in the live one: first the work, which may be done twice without harm.
void send_again(Api& api, Box& box, const SignedIn& who, store::OperatorAct act, CountedWork work, http::Request request, http::Reply reply) {
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  auto count = std::make_shared<std::size_t>(0);
  const auto tell = [later, asked](bool written, const store::OperatorAct& done) {
    (*later)(written ? http::json(wire::to_json(SentAgain{done.items})) : busy(*asked));
  };
  const auto wake = [inbox = box.sender().inbox()] { inbox->look_at_all(); };
  if (&box.runner() == &api.runner)
    return carry_out(api, who, std::move(act), std::move(work), [tell, wake](bool written, const store::OperatorAct& done) {
      wake();
      tell(written, done);
    });
  auto here = [count, work = std::move(work)](store::Writer& writer) -> Expected<void> {
    const auto done = work(writer);
    if (!done) return std::unexpected(done.error());
    *count = *done;
    return {};
  };
  box.runner().write(std::move(here), [&api, who, act = std::move(act), count, tell, wake, later, asked](bool written) {
    if (!written) return (*later)(busy(*asked));
    wake();
    carry_out(api, who, act, [count](store::Writer&) { return Expected<std::size_t>(*count); }, tell);
  });
}

void redrive(Api& api, http::Request request, http::Reply reply) {
  auto who = operator_of(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  const auto wish = wire::read_json<RedriveOrder>(request.body);
  if (!wish) return reply(invalid(request, wish.error()));
  if (wish->numbers && !wish->webhook) return reply(http::problem(request, {.status = 422, .code = "replay.numbers", .detail = "Numbers belong to a webhook; name it as well.", .findings = {{"/webhook", "missing", "which webhook the numbers belong to"}}}));
  auto* box = box_of(api, wish->sandbox);
  if (!box) return reply(not_found(request, "This server has no such environment."));
  const auto& officer = std::get<SignedIn>(who);
  auto act = act_of(officer, store::ActKind::redriven, wish->firm ? firm_system(*wish->firm) : outside::webhooks, wish->reason);
  store::RedriveWish chosen{wish->firm, wish->webhook, wish->numbers.value_or(std::vector<std::uint64_t>{})};
  send_again(api, *box, officer, std::move(act), [chosen](store::Writer& writer) { return writer.redrive_dead(chosen, wall_now()); }, std::move(request), std::move(reply));
}

void replay(Api& api, http::Request request, http::Reply reply) {
  auto who = operator_of(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  const auto wish = wire::read_json<ReplayOrder>(request.body);
  if (!wish) return reply(invalid(request, wish.error()));
  auto* box = box_of(api, wish->sandbox);
  if (!box) return reply(not_found(request, "This server has no such environment."));
  if (!api.firms->firm(wish->firm)) return reply(not_found(request, "There is no such firm."));
  const auto& officer = std::get<SignedIn>(who);
  auto act = act_of(officer, store::ActKind::replayed, firm_system(wish->firm), wish->reason);
  store::ReplayWish chosen{wish->firm, wish->webhook, wish->from};
  send_again(api, *box, officer, std::move(act), [chosen](store::Writer& writer) { return writer.replay(chosen, wall_now()); }, std::move(request), std::move(reply));
}

}  // namespace

void add_replay_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  const auto usual = [](wire::OpenApi::Route& route) -> wire::OpenApi::Route& { return route.problem(400, "unreadable").problem(401, "sign in first").problem(403, "no shift head").problem(404, "unknown"); };
  usual(doc.route("GET", "/api/v1/operating/dead-letters", "What webhooks of all firms could not be told, for shift heads").query<DeadLetterPageQuery>().answers<DeadLetterPage>(200, "by webhook and number"));
  router.get("/api/v1/operating/dead-letters", [&api](const http::Request& request) { return dead_letters(api, request); });
  usual(doc.route("POST", "/api/v1/operating/redrives", "Send again what was given up: all, of one firm, or chosen").body<RedriveOrder>().answers<SentAgain>(200, "how many wait again").problem(422, "numbers without a webhook").problem(503, "try again"));
  router.post("/api/v1/operating/redrives", [&api](http::Request request, http::Reply reply) { redrive(api, std::move(request), std::move(reply)); });
  usual(doc.route("POST", "/api/v1/operating/replays", "Tell a firm's webhooks once more what it was told from a number of its box on").body<ReplayOrder>().answers<SentAgain>(200, "how many wait again").problem(503, "try again"));
  router.post("/api/v1/operating/replays", [&api](http::Request request, http::Reply reply) { replay(api, std::move(request), std::move(reply)); });
}

}  // namespace onestop::server
