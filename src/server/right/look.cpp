#include "server/right/look.h"

#include <algorithm>

#include "core/crossing/view.h"
#include "server/right/rights_in_force.h"

namespace onestop::server {
namespace {

using law::Phase;

constexpr std::int64_t still_before_him_ms = 15 * minute_ms;

std::shared_ptr<const right::Rights> rights_at(const Api& api, Instant now) {
  static const auto none = std::make_shared<const right::Rights>();  // without rights nobody sees anything
  return api.rights ? api.rights->at(now).rights : none;
}

Code zone_kind_of(const Api& api, const Code& desk, Instant now) {
  const auto kind_in = [&](const post::Layout& layout) -> Code {
    const auto at = std::ranges::find(layout.desks, desk, &post::Desk::code);
    if (at == layout.desks.end()) return {};
    const auto zone = std::ranges::find(layout.zones, at->zone, &post::Zone::code);
    return zone == layout.zones.end() ? Code{} : zone->kind;
  };
  if (auto kind = kind_in(api.regime.layout(now)); !kind.empty()) return kind;
  for (const auto& layout : api.regime.post().layouts)
    if (auto kind = kind_in(layout); !kind.empty()) return kind;
  return {};
}

right::Asker asker_of(const Api& api, const SignedIn& who, Instant now) {
  const auto& officer = who.session.officer;
  right::Asker asker{right::Party::officers, true, officer.state, officer.agency, officer.role, api.regime.post().code, zone_kind_of(api, who.session.desk, now), false, {}};
  const auto shift = api.runner.shift();
  const auto* seat = shift->seat(who.session.desk);
  asker.on_shift = seat && seat->officer == officer.id;
  return asker;
}

/// When the crossing left each of its phases for the last time.
std::array<std::optional<Instant>, 3> left_phases(const CrossingFile& file, Phase phase) {
  std::optional<Instant> notice, accepted;
  for (const auto& one : file.events) {
    if (std::holds_alternative<crossing::ExitNoticeGiven>(one.event)) notice = one.at;
    if (std::holds_alternative<crossing::EntryAccepted>(one.event)) accepted = one.at;
  }
  std::array<std::optional<Instant>, 3> left;
  const auto last = file.events.back().at;
  const bool closed = phase == Phase::closed;
  if (phase != Phase::exit) left[0] = notice ? notice : std::optional(last);
  if (notice && phase != Phase::exit && phase != Phase::hand_over) left[1] = accepted ? accepted : std::optional(last);
  if (accepted && closed) left[2] = last;
  return left;
}

bool has_control_in(const crossing::View& view, const law::Procedure& procedure, const right::Asker& asker, law::Side side) {
  for (const auto& one : view.subjects()) {
    const auto slots = one.standing.perform | one.standing.joint | one.standing.recognise | one.closed | one.held;
    for (std::size_t slot = 0; slot < procedure.slots.size(); ++slot)
      if ((slots >> slot & 1) && procedure.slots[slot].agency == asker.agency && procedure.slots[slot].side == side) return true;
  }
  return false;
}

/// A card of it lies before the desk, it waits at the desk's station for its state, or an officer acted on it there a moment ago.
bool before_the_desk(Api& api, const CrossingFile& file, const right::Asker& asker, const crossing::By& by, Instant now) {
  for (auto at = file.events.rbegin(); at != file.events.rend() && now - at->at < still_before_him_ms; ++at)
    if (const auto& acted = crossing::by_of(at->event); acted.desk == by.desk && acted.officer == by.officer) return true;
  const auto station = shift::station_of(*api.runner.shift(), api.regime.layout(now), by.desk);
  auto reader = api.readers.borrow();
  if (!reader || station.empty()) return false;
  if (const auto cards = reader->desk_cards(asker.state, station))
    for (const auto& one : *cards)
      if (one.desk == by.desk && one.crossing == file.state.id) return true;
  const auto work = reader->work({asker.state, station, std::nullopt, file.state.id, 1});
  return work && !work->empty();
}

}  // namespace

bool Accesses::known(const std::string& view) {
  const auto now = wall_now();
  const std::scoped_lock hold(lock_);
  const auto at = views_.find(view);
  return at != views_.end() && now - at->second < joined_ms;
}

void Accesses::noted(const std::string& view) {
  const auto now = wall_now();
  const std::scoped_lock hold(lock_);
  if (views_.size() >= most) std::erase_if(views_, [&](const auto& one) { return now - one.second >= joined_ms; });
  if (views_.size() >= most) views_.clear();  // then they are written down again
  views_[view] = now;
}

std::variant<Look, http::Response> Look::of(Api& api, const http::Request& request, const SignedIn& who) {
  const auto now = api.clock.now();
  const auto rights = rights_at(api, now);
  auto asker = asker_of(api, who, now);
  const auto header = request.header("onestop-purpose");
  const auto said = header ? header : request.query_value("purpose");
  if (said) {
    const bool known = Code::fits(*said) && right::purpose_of(*rights, asker, Code(*said));
    if (!known) return http::problem(request, {.status = 400, .code = "right.purpose", .detail = "There is no such purpose for your role; GET /api/v1/rights lists those that you may state."});
    asker.purpose = Code(*said);
  }
  Look look(rights, std::move(asker), now);
  look.said_ = said.has_value();
  look.at_the_desk_ = right::purpose_at_the_desk(*rights, look.mask.asker());
  const auto& officer = who.session.officer;
  look.by_ = {officer.id, officer.state, officer.agency, officer.role, who.session.desk, {}};
  return look;
}

Look Look::of_firm(Api& api) {
  const auto now = api.clock.now();
  right::Asker asker;
  asker.party = right::Party::firms;
  asker.post = api.regime.post().code;
  Look look(rights_at(api, now), std::move(asker), now);
  right::About about;
  about.own = true;
  look.mask.about(about);
  return look;
}

void Look::at(Api& api, const CrossingFile& file, const law::Procedure& procedure) {
  const crossing::View view(file.state, procedure);
  right::About about;
  about.crossing = true;
  about.phase = view.phase();
  about.left = left_phases(file, about.phase);
  const auto& asker = mask.asker();
  if (std::ranges::find(procedure.states, asker.state) != procedure.states.end()) {
    about.side = procedure.side_of(asker.state);
    about.concerned = has_control_in(view, procedure, asker, *about.side);
  }
  mask.about(about);
  if (said_) return;
  const bool here = !at_the_desk_.empty() && before_the_desk(api, file, asker, by_, api.clock.now());
  mask.say_purpose(here ? at_the_desk_ : Code{});
}

void Look::at(const store::CrossingRow& row) {
  right::About about;
  about.crossing = true;
  boost::describe::enum_from_string(row.phase.text().c_str(), about.phase);
  for (std::size_t i = 0; i < about.left.size(); ++i)
    if (static_cast<std::size_t>(about.phase) > i) about.left[i] = i == 2 && row.ended ? *row.ended : row.arrived;
  about.own = mask.about().own;
  const auto direction = row.direction.text();
  const auto cut = direction.find('-');
  if (mask.asker().state == Code(direction.substr(0, cut))) about.side = law::Side::exit;
  else if (cut != std::string::npos && mask.asker().state == Code(direction.substr(cut + 1))) about.side = law::Side::entry;
  mask.about(about);
}

void Look::at_waiting(const Code& state) {
  right::About about;
  about.crossing = true;
  about.phase = Phase::exit;
  about.author = state;
  mask.about(about);
}

void Look::at_record_of(const Code& state) {
  right::About about;
  about.author = state;
  mask.about(about);
}

http::Response Look::no(const http::Request& request, const right::Verdict& verdict, const std::string& what) const {
  const auto* cited = right::provision_of(*rights_, verdict.provision);
  return http::problem(request, {.status = 403, .code = "right." + std::string(wire::enum_text(verdict.hurdle)), .detail = what, .title = "No right",
                                 .provision = cited ? cited->instrument + ", " + cited->article : ""});
}

std::optional<http::Response> Look::refused(const http::Request& request, const Code& act) const {
  const auto verdict = right::may_do(*rights_, mask.asker(), act);
  if (verdict.yes()) return std::nullopt;
  return no(request, verdict, "Your office has no right to do this here.");
}

std::optional<http::Response> Look::hidden(const http::Request& request) {
  const auto verdict = mask.see(*right::field_named("crossing.passage"));
  if (verdict.yes()) return std::nullopt;
  return no(request, verdict, "You have no right to see this crossing, or no longer.");
}

void give(Api& api, http::Request request, http::Reply reply, const Look& look, const Code& about, const Id& subject, std::uint32_t records, http::Response response) {
  audit::PersonalDataViewed viewed{look.by_, about, subject, look.mask.personal(), look.mask.asker().purpose, records};
  viewed.by.basis = look.mask.basis();
  if (viewed.fields.empty() || look.mask.asker().party == right::Party::firms) return reply(std::move(response));
  response.headers.push_back({"Onestop-Purpose", viewed.purpose.text()});
  std::string view = to_text(viewed.by.officer) + " " + viewed.by.desk.text() + " " + to_text(subject) + " " + about.text() + " " + viewed.purpose.text() + " " + std::to_string(records);
  for (const auto& field : viewed.fields) view += " " + field.text();
  const bool one_thing = subject != Id{};
  if (one_thing && api.accesses->known(view)) return reply(std::move(response));
  const auto not_written = [](const http::Request& asked) {
    return http::problem(asked, {.status = 503, .code = "right.not_on_record", .detail = "Who looks at personal data must be put on record, and that is not possible now; try again in a moment."});
  };
  if (!api.audit) return reply(not_written(request));
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto asked = std::make_shared<http::Request>(std::move(request));
  auto ready = std::make_shared<http::Response>(std::move(response));
  const auto state = viewed.by.state;
  api.audit->record(state, std::move(viewed), [accesses = api.accesses, later, asked, ready, view, one_thing, not_written](bool durable) {
    if (!durable) return (*later)(not_written(*asked));
    if (one_thing) accesses->noted(view);
    (*later)(std::move(*ready));
  });
}

}  // namespace onestop::server
