#include "server/api/api.h"
#include "server/identity/open_id.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

template <class T>
std::vector<NamedView> named(const std::vector<T>& list) {
  std::vector<NamedView> shown;
  for (const auto& one : list) shown.push_back({one.code, one.title});
  return shown;
}

DeskView desk_view(const post::Desk& one) { return {one.code, one.station, one.state, one.agency, one.role}; }

PostView post_view(const Api& api) {
  const auto& post = api.regime.post();
  PostView shown;
  shown.now = api.clock.now();
  const auto& law = api.regime.law(shown.now);
  const auto& layout = api.regime.layout(shown.now);
  shown.code = post.code;
  shown.title = post.title;
  shown.host = post.host;
  shown.layout = layout.code;
  for (const auto& one : post.states) shown.states.push_back({one.code, one.name, one.utc_offset_min, one.opens_min, one.closes_min});
  shown.agencies = named(law.agencies);
  for (const auto& one : law.classes) shown.classes.push_back({one.code, one.title, one.on_foot});
  for (const auto& one : law.controls) shown.controls.push_back({one.code, one.title});
  for (const auto& one : layout.stations) shown.stations.push_back({one.code, one.title});
  for (const auto& one : law.facts) shown.facts.push_back({one.code, one.of, one.source, one.relative, one.title});
  for (const auto& one : layout.desks) shown.desks.push_back(desk_view(one));
  for (const auto* one : finishing_desks(api, shown.now)) shown.finishing.push_back(desk_view(*one));
  for (const auto& one : layout.lanes) shown.lanes.push_back({one.code, one.classes, one.exit_states});
  for (const auto& one : api.regime.reigns()) shown.layouts.push_back({one.layout->code, one.layout->title, one.from, one.until});
  shown.demo = !api.demo_officers.empty();
  shown.speed = api.clock.speed();
  shown.demo_plan = api.demo_plan;
  if (api.open_id) shown.open_id = api.open_id->name();
  return shown;
}

}  // namespace

void add_post_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/post", "The post, its layout and its words").answers<PostView>(200, "the post");
  router.get("/api/v1/post", [&api](const http::Request&) { return http::json(wire::to_json(post_view(api))); });

  doc.route("GET", "/api/v1/events", "What happens at the post, as it happens").answers(200, "server-sent events named \"crossing\"; \"shift\" when the shift has changed; \"post\" when another layout or law begins to govern arrivals").problem(401, "sign in first");
  router.get("/api/v1/events", [&api](http::Request request, http::Reply reply) {
    auto who = signed_in(api, request);
    if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
    auto stream = reply.stream();
    stream.send("hello", "", "{}");
    const auto& signed_in = std::get<SignedIn>(who);
    api.live.join(std::move(stream), signed_in.token, signed_in.session.desk);
  });
}

}  // namespace onestop::server
