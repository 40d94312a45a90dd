#include <memory>
#include <set>

#include "core/crossing/options.h"
#include "server/right/answer.h"

namespace onestop::server {
namespace {

constexpr std::size_t most_candidates = 200;

bool has_normal(const CrossingFile& file, const law::Procedure& procedure, const Viewer& viewer) {
  for (const auto& one : crossing::options(file.state, procedure, viewer.actor, viewer.now, [&] { return fresh_id(viewer.now); }))
    if (one.normal) return true;
  // A signature waits for its officer's PIN, so the core cannot offer it as it stands.
  const crossing::View view(file.state, procedure);
  const auto side = procedure.side_of(viewer.actor.state);
  for (const auto& half : file.state.halves)
    for (const auto& one : half.inspections)
      if (view.act(one.id) && !view.signed_by(one.id, side) && view.attends(one.id, viewer.actor.officer)) return true;
  return false;
}

/// What stands in the way at a station: cards before other desks and work in other hands; and what is this desk's own.
struct Taken {
  std::optional<Id> before_desk;
  Instant seen;
  std::set<Id> by_others, own;
};
Expected<Taken> taken_at(store::Reader& reader, const Sessions::Session& session) {
  Taken taken;
  const auto cards = reader.desk_cards(session.officer.state, session.station);
  if (!cards) return std::unexpected(cards.error());
  const auto wall = wall_now();
  for (const auto& one : *cards) {
    if (one.desk == session.desk) taken.before_desk = one.crossing, taken.seen = one.seen;
    else if (wall - one.seen < Assignments::forgotten_after_ms) taken.by_others.insert(one.crossing);
  }
  return taken;
}

Expected<void> add_hands(store::Reader& reader, const Sessions::Session& session, Instant now, Taken& taken) {
  const auto hands = reader.hands({.state = session.officer.state});
  if (!hands) return std::unexpected(hands.error());
  for (const auto& one : *hands) {
    if (one.station != session.station) continue;
    if (in_other_hands(one, session.desk, session.officer.id, now)) taken.by_others.insert(one.crossing);
    else if (one.desk == session.desk) taken.own.insert(one.crossing), taken.by_others.erase(one.crossing);
  }
  return {};
}

/// Which crossing this desk should take now: the one before it, else what it has in hand or was handed over, else the longest
/// waiting that no other desk has. A card is laid before a desk in the database before it is shown, so that no two processes
/// give it away.
class NextCard : public std::enable_shared_from_this<NextCard> {
 public:
  NextCard(Api& api, Looking asked, http::Request request, http::Reply reply)
      : api_(api), who_(std::move(asked.who)), at_first_(asked.look), look_(std::move(asked.look)), request_(std::move(request)), reply_(std::move(reply)) {}

  void find() {
    auto found = look();
    if (!found) return reply_(fault_answer(request_, found.error()));
    if (!*found) {
      if (had_card_) api_.assignments.put_away(who_.session.desk);
      return reply_(http::no_content());
    }
    auto& card = **found;
    const auto now = wall_now();
    if (seen_ && now - *seen_ < Assignments::seen_again_after_ms) return show(card);
    api_.assignments.lay({card.id, who_.session.officer.state, who_.session.station, who_.session.desk, now}, [self = shared_from_this(), card = std::move(card)](bool laid) {
      if (laid) return self->show(card);
      if (self->lost_.size() >= most_lost) return self->reply_(http::no_content());
      self->lost_.insert(card.id);
      self->find();
    });
  }

 private:
  static constexpr std::size_t most_lost = 20;

  void show(const Card& card) { give(api_, std::move(request_), std::move(reply_), look_, "crossing", card.id, 1, http::json(wire::to_json(card))); }

  Expected<std::optional<Card>> look() {
    auto reader = api_.readers.borrow();
    if (!reader) return fault("the log cannot be read");
    const auto& session = who_.session;
    const auto rows = reader->work({session.officer.state, session.station, std::nullopt, std::nullopt, most_candidates});
    if (!rows) return std::unexpected(rows.error());
    auto taken = taken_at(*reader, session);
    if (!taken) return std::unexpected(taken.error());
    if (auto added = add_hands(*reader, session, api_.clock.now(), *taken); !added) return std::unexpected(added.error());
    const auto present = taken->before_desk;
    had_card_ = present.has_value();
    seen_.reset();
    const auto candidates = in_order(*rows, *taken);
    for (const auto& [id, affair] : candidates) {
      auto card = card_of(*reader, id, affair);
      if (!card) return std::unexpected(card.error());
      if (!*card) continue;
      if (present == id) seen_ = taken->seen;
      return std::move(*card);
    }
    return std::optional<Card>{};
  }

  std::vector<std::pair<Id, bool>> in_order(const std::vector<store::WorkRow>& rows, const Taken& taken) const {
    std::vector<std::pair<Id, bool>> first, own, others;
    std::set<Id> named;
    for (const auto& row : rows) {
      const bool mine = row.agency.empty() || row.agency == who_.session.officer.agency;
      const bool before = taken.before_desk == row.crossing;
      if ((!mine && !before) || lost_.contains(row.crossing) || taken.by_others.contains(row.crossing) || !named.insert(row.crossing).second) continue;
      auto& list = before ? first : taken.own.contains(row.crossing) ? own : others;
      list.emplace_back(row.crossing, crossing::is_affair(row.control));
    }
    for (auto* list : {&own, &others}) first.insert(first.end(), list->begin(), list->end());
    return first;
  }

  Expected<std::optional<Card>> card_of(store::Reader& reader, const Id& id, bool affair) {
    auto file = read_crossing_file(reader, id, api_.regime.post().code);
    if (!file) return std::unexpected(file.error());
    if (!*file || !(*file)->state.opened()) return std::optional<Card>{};
    const auto* procedure = api_.regime.of((*file)->state.opened()->opening->procedure);
    const auto looker = viewer(api_, who_);
    if (!procedure || (!affair && !has_normal(**file, *procedure, looker))) return std::optional<Card>{};
    look_ = at_first_;
    look_.at(api_, **file, *procedure);
    return std::optional(look_.mask.masked(make_card(**file, *procedure, looker)));
  }

  Api& api_;
  SignedIn who_;
  Look at_first_, look_;  // the second at the card that is shown
  http::Request request_;
  http::Reply reply_;
  std::set<Id> lost_;  // to other desks, which were quicker
  bool had_card_ = false;
  std::optional<Instant> seen_;
};

Expected<WorkList> work_list(Api& api, const SignedIn& who, Look& look) {
  auto reader = api.readers.borrow();
  if (!reader) return fault("the log cannot be read");
  const auto& session = who.session;
  const auto rows = reader->work({session.officer.state, session.station, std::nullopt, std::nullopt, most_candidates});
  if (!rows) return std::unexpected(rows.error());
  auto taken = taken_at(*reader, session);
  if (!taken) return std::unexpected(taken.error());
  if (auto added = add_hands(*reader, session, api.clock.now(), *taken); !added) return std::unexpected(added.error());
  WorkList list{api.clock.now(), {}, {}};
  std::map<Id, store::CrossingRow> seen;
  for (const auto& row : *rows) {
    auto at = seen.find(row.crossing);
    if (at == seen.end()) {
      auto crossing = reader->crossing(row.crossing);
      if (!crossing) return std::unexpected(crossing.error());
      if (!*crossing) continue;
      at = seen.emplace(row.crossing, std::move(**crossing)).first;
    }
    list.items.push_back({row.crossing, at->second.plate, at->second.vehicle_class, at->second.direction, row.control, row.subject, row.station, row.since, row.priority,
                          taken->by_others.contains(row.crossing)});
    look.at(at->second);
    look.mask.apply(list.items.back(), "/items/" + std::to_string(list.items.size() - 1));
  }
  list.masked = look.mask.take_places();
  return list;
}

}  // namespace

void add_desk_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/desk/next", "The next crossing for this desk").answers<Card>(200, "its card").answers(204, "nothing waits").problem(401, "sign in first").problem(409, "the desk is closed");
  router.get("/api/v1/desk/next", [&api](http::Request request, http::Reply reply) {
    auto asked = looking(api, request);
    if (auto* no = std::get_if<http::Response>(&asked)) return reply(std::move(*no));
    if (auto gone = desk_gone(api, request, std::get<Looking>(asked).who)) return reply(std::move(*gone));
    std::make_shared<NextCard>(api, std::get<Looking>(std::move(asked)), std::move(request), std::move(reply))->find();
  });

  doc.route("GET", "/api/v1/desk/work", "What waits at this desk's station for its state").answers<WorkList>(200, "highest rank first, then longest waiting").problem(401, "sign in first").problem(409, "the desk is closed");
  router.get("/api/v1/desk/work", [&api](const http::Request& request) -> http::Response {
    auto looks = looking(api, request);
    if (auto* no = std::get_if<http::Response>(&looks)) return std::move(*no);
    auto& asked = std::get<Looking>(looks);
    if (auto gone = desk_gone(api, request, asked.who)) return std::move(*gone);
    const auto list = work_list(api, asked.who, asked.look);
    return list ? http::json(wire::to_json(*list)) : fault_answer(request, list.error());
  });
}

}  // namespace onestop::server
