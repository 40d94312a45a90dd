#include "server/work/assignments.h"

#include <algorithm>
#include <map>
#include <set>

#include "server/api/api.h"
#include "wire/duty_events.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

duty::Hand hand_of(const store::HandRow& row) { return {{row.crossing, row.station}, row.state, row.desk, row.officer, row.confirmed, row.since}; }

std::vector<duty::Place> places_in(const duty::Command& command) {
  std::vector<duty::Place> places;
  if (const auto* take = std::get_if<duty::TakeWork>(&command)) places.push_back(take->place);
  if (const auto* back = std::get_if<duty::GiveBackWork>(&command)) places = back->places;
  if (const auto* confirm = std::get_if<duty::ConfirmWork>(&command)) places = confirm->places;
  if (const auto* over = std::get_if<duty::HandOverWork>(&command))
    for (const auto& item : over->items) places.push_back(item.place);
  return places;
}

/// What the database holds of every place that is named, and of what the desk has in hand.
Expected<std::vector<duty::Known>> known_of(store::Reader& reader, const duty::Actor& actor, const duty::Command& command) {
  auto places = places_in(command);
  if (places.size() > duty::most_items) places.resize(duty::most_items + 1);  // refused for their number
  const auto own = reader.hands({.state = actor.state, .desk = actor.desk});
  if (!own) return std::unexpected(own.error());
  for (const auto& one : *own) places.push_back({one.crossing, one.station});
  std::ranges::sort(places);
  places.erase(std::unique(places.begin(), places.end()), places.end());
  std::vector<duty::Known> known;
  for (const auto& place : places) {
    const auto work = reader.work({.state = actor.state, .station = place.station, .agency = {}, .crossing = place.crossing, .limit = 1});
    if (!work) return std::unexpected(work.error());
    const auto hand = reader.hand(place.crossing, actor.state, place.station);
    if (!hand) return std::unexpected(hand.error());
    known.push_back({place, !work->empty(), *hand ? std::optional(hand_of(**hand)) : std::nullopt});
  }
  return known;
}

const Runner::Recorder* recorder_of(const Runner& runner, const Code& state) {
  for (const auto& one : runner.recorders())
    if (one.state == state) return &one;
  return nullptr;
}

/// The commit of one event at the end of the recorder's stream of the day.
Expected<store::Commit> commit_of(store::Reader& reader, const Id& recorder, const duty::Event& event, Instant now) {
  const auto stream = duty::duty_stream(recorder, day_of(now, 0));
  const auto versions = reader.versions(stream);
  if (!versions) return std::unexpected(versions.error());
  std::uint64_t version = 0;
  for (const auto& one : *versions)
    if (one.recorder == recorder) version = one.version;
  store::Commit commit;
  commit.expects.push_back({recorder, stream, version});
  auto encoded = wire::encode(event);
  commit.events.push_back({recorder, stream, encoded.type, encoded.type_version, now, {}, std::move(encoded.fields)});
  commit.hands = hand_changes(event, now, stream, version + 1);
  return commit;
}

/// Law and layout that the actor sits under.
struct Seating {
  const law::Procedure* procedure = nullptr;
  const post::Layout* layout = nullptr;
};
Seating seating(const Regime& regime, const duty::Actor& actor, Instant now) {
  Seating found{regime.in_force(actor.state, now), &regime.layout(now)};
  const auto has_desk = [&](const post::Layout& layout) { return std::ranges::find(layout.desks, actor.desk, &post::Desk::code) != layout.desks.end(); };
  if (has_desk(*found.layout)) return found;
  for (const auto& reign : regime.reigns())
    if (reign.until && *reign.until <= now && has_desk(*reign.layout)) found = {regime.in_force(actor.state, *reign.until + -1), reign.layout};
  return found;
}

struct Asked {
  duty::Actor actor;
  duty::Command command;
  std::optional<store::Idempotency> idempotency;
};

/// On the writer's thread. Nothing where another process wrote in between, and it is worth another look.
Expected<std::optional<Assignments::Result>> try_once(Api& api, store::Writer& writer, const Asked& asked) {
  using Result = Assignments::Result;
  if (asked.idempotency) {
    const auto earlier = writer.recall(*asked.idempotency);
    if (!earlier) return std::unexpected(earlier.error());
    if (*earlier) return std::holds_alternative<store::AlreadyDone>(**earlier) ? Result(Assignments::Repeated{}) : Result(Assignments::KeyReused{});
  }
  const auto now = api.clock.now();
  const auto under = seating(api.regime, asked.actor, now);
  const auto* recorder = recorder_of(api.runner, asked.actor.state);
  if (!under.procedure || !recorder) return Result(Assignments::Failed{"no law is in force, and no recorder kept, for the state of the officer"});
  // The version first: what is read after it and changes until the commit makes the commit stale.
  auto commit = commit_of(writer.reader(), recorder->id, duty::WorkTaken{}, now);
  if (!commit) return std::unexpected(commit.error());
  const auto known = known_of(writer.reader(), asked.actor, asked.command);
  if (!known) return std::unexpected(known.error());
  const auto decision = duty::decide(*known, *api.runner.shift(), {*under.procedure, *under.layout, api.regime.post().host}, asked.actor, asked.command, now);
  if (const auto* no = std::get_if<duty::Refusal>(&decision)) {
    const auto put = writer.put_refusal({recorder->id, now, asked.actor.officer, std::visit([](const auto& one) { return Code(wire::short_name<std::remove_cvref_t<decltype(one)>>()); }, asked.command),
                                         Code(duty::entry(no->code).name), std::string(duty::entry(no->code).sentence), no->provision.text(), no->crossing});
    if (!put) return std::unexpected(put.error());
    return Result(*no);
  }
  const auto& event = std::get<duty::Event>(decision);
  auto encoded = wire::encode(event);
  auto& told = commit->events.front();
  told.type = encoded.type;
  told.type_version = encoded.type_version;
  told.fields = std::move(encoded.fields);
  commit->hands = hand_changes(event, now, told.stream, commit->expects.front().version + 1);
  commit->idempotency = asked.idempotency;
  const auto outcome = writer.apply(*commit);
  if (!outcome) return std::unexpected(outcome.error());
  if (std::holds_alternative<store::StaleVersion>(*outcome)) return std::optional<Result>{};
  if (!std::holds_alternative<store::Applied>(*outcome)) return Result(Assignments::KeyReused{});
  return Result(Assignments::Done{event});
}

}  // namespace

std::vector<store::HandChange> hand_changes(const duty::Event& event, Instant at, const Id& stream, std::uint64_t version) {
  std::vector<store::HandChange> rows;
  const auto& by = duty::by_of(event);
  const bool handed = std::holds_alternative<duty::WorkHandedOver>(event);
  for (const auto& one : duty::changes(event, at)) {
    store::HandChange row{one.place.crossing, by.state, one.place.station, at, std::nullopt};
    if (const auto& h = one.hand)
      row.begins = store::HandRow{one.place.crossing, h->state, one.place.station, h->since, h->desk, h->officer, h->confirmed,
                                  handed ? std::optional(by.officer) : std::nullopt, stream, version, std::nullopt};
    rows.push_back(std::move(row));
  }
  return rows;
}

bool in_other_hands(const store::HandRow& hand, const Code& desk, const Id& officer, Instant now) {
  if (!hand.confirmed && now - hand.since > duty::offer_lasts_ms) return false;
  if (hand.desk != desk) return true;
  return !hand.confirmed && hand.officer && *hand.officer != officer;
}

void Assignments::lay(const store::DeskCardRow& card, std::function<void(bool)> then) {
  auto laid = std::make_shared<bool>(false);
  api_->runner.write(
      [card, laid](store::Writer& writer) -> Expected<void> {
        const auto done = writer.lay_card(card, card.seen + -forgotten_after_ms);
        if (!done) return std::unexpected(done.error());
        *laid = *done;
        return {};
      },
      [laid, then = std::move(then)](bool written) { then(written && *laid); });
}

void Assignments::put_away(const Code& desk) {
  api_->runner.write([desk](store::Writer& writer) { return writer.clear_card(desk); }, [](bool) {});
}

void Assignments::free(const Code& desk) {
  if (!api_) return;
  put_away(desk);
  auto reader = api_->readers.borrow();
  if (!reader) return;  // `take_back_left` comes later
  auto hands = reader->hands({.state = {}, .desk = desk});
  if (hands) give_back(std::move(*hands));
}

void Assignments::take_back_left() {
  if (!api_) return;
  auto reader = api_->readers.borrow();
  if (!reader) return;
  auto hands = reader->hands({});
  if (hands) give_back(std::move(*hands));
}

void Assignments::give_back(std::vector<store::HandRow> hands) {
  std::erase_if(hands, [&](const auto& one) { return !one.confirmed || !one.officer || api_->sessions.sits(*one.officer, one.desk); });
  std::map<std::pair<Code, Code>, std::vector<duty::Hand>> by_desk;
  for (const auto& one : hands) by_desk[{one.state, one.desk}].push_back(hand_of(one));
  for (auto& [whose, left] : by_desk) {
    const auto* recorder = recorder_of(api_->runner, whose.first);
    if (!recorder) continue;
    // Judged again on the writer's thread: he may have sat down elsewhere, or somebody else have done it.
    api_->runner.write(
        [this, id = recorder->id, state = whose.first, desk = whose.second, left](store::Writer& writer) -> Expected<void> {
          std::vector<duty::Hand> still;
          for (const auto& one : left) {
            const auto row = writer.reader().hand(one.place.crossing, state, one.place.station);
            if (!row) return std::unexpected(row.error());
            if (*row && (*row)->confirmed && (*row)->officer == one.officer && (*row)->desk == desk && (*row)->since == one.since) still.push_back(one);
          }
          if (still.empty()) return {};
          crossing::By by;
          by.state = state;
          by.role = "system";
          by.desk = desk;
          const auto commit = commit_of(writer.reader(), id, duty::left_behind(by, still), api_->clock.now());
          if (!commit) return std::unexpected(commit.error());
          const auto outcome = writer.apply(*commit);  // stale: another process was there, and the next round looks again
          return outcome ? Expected<void>{} : std::unexpected(outcome.error());
        },
        [](bool) {});
  }
}

void Assignments::act(const duty::Actor& actor, duty::Command command, std::optional<store::Idempotency> idempotency, std::function<void(Result)> then) {
  auto asked = std::make_shared<Asked>(Asked{actor, std::move(command), std::move(idempotency)});
  auto result = std::make_shared<Result>(Failed{"it could not be written"});
  api_->runner.write(
      [api = api_, asked, result](store::Writer& writer) -> Expected<void> {
        constexpr int most_tries = 5;
        for (int i = 0; i < most_tries; ++i) {
          auto done = try_once(*api, writer, *asked);
          if (!done) return std::unexpected(done.error());
          if (!*done) continue;
          *result = std::move(**done);
          return {};
        }
        *result = Failed{"too many hands change at once; try again in a moment"};
        return {};
      },
      [result, then = std::move(then)](bool written) { then(written ? std::move(*result) : Result(Failed{"it could not be written"})); });
}

}  // namespace onestop::server
