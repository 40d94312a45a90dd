#include "kit/random_day.h"

#include <algorithm>
#include <cstdio>

#include "core/crossing/invariants.h"
#include "kit/random_moves.h"
#include "kit/words.h"
#include "wire/events.h"

namespace onestop::testkit {

using namespace crossing;

Chance::Chance(std::uint64_t seed) {
  for (auto& word : state_) {
    seed += 0x9e3779b97f4a7c15ull;
    auto z = seed;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    word = z ^ (z >> 31);
  }
}

std::uint64_t Chance::bits() {
  const auto turn = [](std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); };
  const auto out = turn(state_[1] * 5, 7) * 9;
  const auto t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = turn(state_[3], 45);
  return out;
}

namespace {

constexpr int visits_at_once = 6;

class Day {
 public:
  Day(const World& world, const Settings& settings) : world_(world), settings_(settings), chance_(settings.seed) {
    tally_.events.resize(std::variant_size_v<Event>);
    tally_.refusals.resize(refusal_entries().size());
    tally_.asked.resize(std::variant_size_v<Command>);
    tally_.granted.resize(std::variant_size_v<Command>);
    for (std::size_t layout = 0; layout < world.layout_count(); ++layout)
      for (std::size_t from = 0; from < 2; ++from) casts_.push_back(cast_of(world.procedure(layout, from)));
    for (int i = 0; i < visits_at_once; ++i) visits_.push_back(arrive());
  }

  Tally run() {
    while (tally_.commands < settings_.commands && tally_.defect.empty()) {
      auto& visit = visits_[chance_.below(visits_.size())];
      one_command(visit);
      const bool ended = View(visit.crossing, *visit.procedure).end() != End::none;
      if (ended) ++visit.after_end;
      if (visit.after_end > 2 || visit.commands >= settings_.longest_visit) {
        leave(visit);
        visit = arrive();
      }
    }
    for (const auto& visit : visits_) leave(visit);
    return std::move(tally_);
  }

 private:
  Visit arrive() {
    Visit visit;
    const auto at = chance_.below(casts_.size());
    visit.procedure = chance_.in(3) ? &world_.narrow(at / 2, at % 2) : &world_.procedure(at / 2, at % 2);
    visit.cast = &casts_[at];
    now_ = now_ + (1 + static_cast<std::int64_t>(chance_.below(60'000)));
    visit.now = now_;
    const auto first = chance_.bits();  // arguments of a call have no order of their own
    visit.crossing.id = mint_id(now_, first, chance_.bits());
    ++tally_.crossings;
    return visit;
  }

  void leave(const Visit& visit) {
    const auto end = View(visit.crossing, *visit.procedure).end();
    ++tally_.ends[static_cast<std::size_t>(end)];
    if (settings_.finished) settings_.finished(visit.crossing, *visit.procedure, visit.log);
  }

  void one_command(Visit& visit) {
    const bool long_wait = chance_.in(60);
    visit.now = visit.now + (1 + static_cast<std::int64_t>(chance_.below(static_cast<std::size_t>(long_wait ? 5 * day_ms : 2 * minute_ms))));
    Moves moves(visit, chance_);
    std::optional<Move> move;
    const auto kind = chance_.below(100);
    const bool offered = kind < 2 && visit.crossing.opened();
    if (offered) move = moves.offered();
    const bool promised = offered && move;
    if (promised) ++tally_.options;
    if (!move && settings_.hand_helds && chance_.in(40))
      if (const auto two = moves.apart()) return write_apart(visit, *two);
    if (!move) move = kind < 70 ? moves.sensible() : kind < 92 ? moves.spoiled() : moves.wild();
    visit.now = visit.now + move->after_ms;
    const auto decision = ask(visit, visit.crossing, *move);
    if (const auto* refusal = std::get_if<Refusal>(&decision)) {
      if (promised) fail(visit, *move, "is offered as an option and then refused: " + sentence(*refusal));
      return;
    }
    record(visit, *move, std::get<Accepted>(decision), recorder_of(visit, move->actor));
    if (std::holds_alternative<LetDepart>(move->command) && settings_.hand_helds && chance_.in(6)) turn_back_apart(visit);
  }

  /// One command, put to what its officer knows of the crossing.
  Decision ask(Visit& visit, const Crossing& known, const Move& move) {
    ++visit.commands;
    ++tally_.commands;
    ++tally_.asked[move.command.index()];
    auto decision = decide(known, *visit.procedure, move.actor, move.command, visit.now);
    const auto* refusal = std::get_if<Refusal>(&decision);
    if (settings_.asked) settings_.asked(move.command, refusal, *visit.procedure);
    if (refusal) {
      ++tally_.refusals[static_cast<std::size_t>(refusal->code)];
      if (settings_.with_log_hash) note_refusal(*refusal);
    } else {
      ++tally_.accepted;
      ++tally_.granted[move.command.index()];
    }
    return decision;
  }

  /// Both are decided on the same state; what both may is written by two recorders, neither of which knew of the other.
  void write_apart(Visit& visit, const std::array<Move, 2>& moves) {
    const auto known = visit.crossing;
    const auto first = ask(visit, known, moves[0]), second = ask(visit, known, moves[1]);
    if (const auto* accepted = std::get_if<Accepted>(&first)) record(visit, moves[0], *accepted, recorder_of(visit, moves[0].actor));
    if (!tally_.defect.empty()) return;
    if (const auto* accepted = std::get_if<Accepted>(&second)) record(visit, moves[1], *accepted, apart_recorder(moves[1].actor), false);
  }

  /// An officer of the exit side who lost contact before the notice lets the traveller turn back.
  void turn_back_apart(Visit& visit) {
    Crossing known;
    known.id = visit.crossing.id;
    for (const auto& one : visit.log) {
      if (std::holds_alternative<ExitNoticeGiven>(one.event)) break;
      evolve(known, one);
    }
    const auto move = Moves(visit, chance_).turn_back();
    const auto decision = ask(visit, known, move);
    if (const auto* accepted = std::get_if<Accepted>(&decision)) record(visit, move, *accepted, apart_recorder(move.actor), false);
  }

  Id apart_recorder(const Actor& actor) const { return id_named(std::string("apart ") + (actor.state == world_.post().states[0].code ? "0" : "1")); }

  void record(Visit& visit, const Move& move, const Accepted& accepted, const Id& recorder, bool takes_effect = true) {
    const auto side = visit.procedure->side_of(move.actor.state);
    for (const auto& event : accepted.events) {
      const Recorded recorded{recorder, visit.now, event};
      evolve(visit.crossing, recorded);
      ++tally_.events[event.index()];
      if (settings_.with_log_hash) note(recorded);
      visit.log.push_back(recorded);
      remember(visit, event);
    }
    for (const auto& deadline : accepted.deadlines) visit.dues.push_back({deadline, side});
    if (const auto* broken = violated(visit.crossing, *visit.procedure)) return fail(visit, move, "breaks the invariant " + std::string(broken->name));
    if (const auto* wrong = miscounted(visit)) return fail(visit, move, wrong);
    if (!takes_effect) return;  // what two recorders tell differently is for shift heads to settle
    if (const auto* wrong = without_effect(visit, accepted)) fail(visit, move, wrong);
  }

  /// Each state writes with its server and, here and there, with a hand-held; a stranger would write with his own.
  Id recorder_of(const Visit& visit, const Actor& actor) const {
    const auto& states = visit.procedure->states;
    if (actor.state != states[0] && actor.state != states[1]) return id_named("recorder of a stranger");
    const bool home = actor.state == world_.post().states[0].code;
    const bool hand_held = settings_.hand_helds && actor.officer.low % 7 == 0;
    return id_named(std::string(hand_held ? "hand-held " : "server ") + (home ? "0" : "1"));
  }

  static void remember(Visit& visit, const Event& event) {
    const auto add = [&](const Id& id) { visit.used.push_back(id); };
    if (const auto* one = std::get_if<VehicleArrived>(&event)) {
      add(one->vehicle);
      for (const auto& person : one->persons) add(person.id);
      for (const auto& goods : one->consignments) add(goods.id);
    }
    if (const auto* one = std::get_if<HoldPlaced>(&event)) add(one->hold);
    if (const auto* one = std::get_if<InspectionOrdered>(&event)) add(one->inspection);
    if (const auto* one = std::get_if<VehicleIsolated>(&event)) add(one->alarm);
    if (const auto* one = std::get_if<HoldRequested>(&event)) add(one->request);
    if (const auto* one = std::get_if<FurtherRegistered>(&event)) {
      for (const auto& person : one->persons) add(person.id);
      for (const auto& goods : one->consignments) add(goods.id);
    }
    if (const auto* one = std::get_if<ConsignmentSplit>(&event)) add(one->part);
    if (const auto* one = std::get_if<ReversalRequested>(&event)) add(one->request);
    if (const auto* one = std::get_if<OffenceRecorded>(&event)) add(one->offence);
    if (const auto* one = std::get_if<GoodsDeposited>(&event)) add(one->deposit);
    if (const auto* one = std::get_if<SampleTaken>(&event)) add(one->sample);
    if (const auto* one = std::get_if<PartnerCalled>(&event)) add(one->call);
    if (const auto* one = std::get_if<PhotographAttached>(&event)) add(one->photograph);
    if (const auto* one = std::get_if<DocumentAttached>(&event)) add(one->attachment);
    if (const auto* one = std::get_if<CorrectionRequested>(&event)) add(one->correction);
  }

  /// Whoever came is out, refused, detained or inside, and once the crossing has ended nobody is inside.
  static const char* miscounted(const Visit& visit) {
    const View view(visit.crossing, *visit.procedure);
    const auto count = view.headcount();
    const auto end = view.end();
    if (count.in != count.out + count.refused + count.detained + count.inside) return "loses count of the persons who came";
    if (end != End::none && count.inside != 0) return "ends a crossing while somebody is inside";
    int came = 0;
    for (const auto& one : visit.log) {
      if (const auto* arrived = std::get_if<VehicleArrived>(&one.event)) came += static_cast<int>(arrived->persons.size());
      if (const auto* further = std::get_if<FurtherRegistered>(&one.event)) came += static_cast<int>(further->persons.size());
    }
    return end == End::joined || count.in == came ? nullptr : "counts others than those who came";
  }

  /// An accepted command must have done what it says. A sentence where it has not.
  static const char* without_effect(const Visit& visit, const Accepted& accepted) {
    const View view(visit.crossing, *visit.procedure);
    for (const auto& event : accepted.events) {
      if (const auto* one = std::get_if<HoldLifted>(&event))
        if (visit.crossing.status_of(*view.hold(one->hold)) != HoldStatus::lifted) return "lifted a hold that is still in force";
      if (const auto* one = std::get_if<HoldExpired>(&event))
        if (visit.crossing.status_of(*view.hold(one->hold)) != HoldStatus::expired) return "let a hold expire that is still in force";
      if (const auto* one = std::get_if<PartnerAbsent>(&event))
        if (!view.absence_reported(one->inspection)) return "reported an absence that nobody can see";
      if (const auto* one = std::get_if<SubjectReleased>(&event))
        if (one->item == 0 && !view.subject(one->subject)->released) return "released a subject that is not released";
      if (const auto* one = std::get_if<ControlClosed>(&event)) {
        const int slot = visit.procedure->slot_of(one->control, visit.procedure->side_of(one->by.state));
        if (!(view.subject(one->subject)->closed >> slot & 1)) return "closed a control that is still open";
      }
      if (const auto* wrong = late_effect_missing(view, event)) return wrong;
    }
    return nullptr;
  }

  static const char* late_effect_missing(const View& view, const Event& event) {
    if (const auto* one = std::get_if<PersonDetained>(&event))
      if (view.subject(one->subject)->fate != Fate::detained) return "detained somebody who is not detained";
    if (const auto* one = std::get_if<SubjectSeized>(&event))
      if (view.subject(one->subject)->fate != Fate::seized) return "seized what is not seized";
    if (const auto* one = std::get_if<ConsignmentSplit>(&event))
      if (!view.subject(one->part)) return "split off a part that is not there";
    if (const auto* one = std::get_if<GoodsDeposited>(&event))
      if (!view.subject(one->consignment)->apart) return "put goods into a warehouse that still wait for the vehicle";
    if (const auto* one = std::get_if<ReversalAnswered>(&event))
      if (one->granted && view.noticed()) return "took back a crossing that is still handed over";
    if (const auto* one = std::get_if<OffenceSettled>(&event))
      if (!view.is_settled(*view.offence(one->offence))) return "settled an offence that is still open";
    if (const auto* one = std::get_if<ReexaminationOrdered>(&event)) {
      const int slot = view.procedure().slot_of(one->control, view.procedure().side_of(one->by.state));
      if (view.subject(one->subject)->closed >> slot & 1) return "ordered a control again that is still closed";
    }
    return nullptr;
  }

  void fail(const Visit& visit, const Move& move, const std::string& what) {
    if (!tally_.defect.empty()) return;
    const Dictionary dictionary;
    std::string text = name_of(move.command) + " " + std::visit([&](const auto& one) { return words(one, dictionary); }, move.command) + "\n  by " +
                       move.actor.state.text() + " " + move.actor.agency.text() + " " + move.actor.role.text() + " at " + move.actor.desk.text() + "\n  " + what + "\n  layout " +
                       visit.procedure->layout.text() + ", from " + visit.procedure->states[0].text() + "; what came before:\n";
    for (const auto& one : visit.log) text += "    " + to_text(one.at) + " " + line_of(one.event, dictionary) + "\n";
    tally_.defect = text;
  }

  void note(const Recorded& recorded) {
    ByteWriter out;
    out.raw(tally_.log);
    out.id(recorded.recorder);
    out.instant(recorded.at);
    const auto encoded = wire::encode(recorded.event);
    out.text(encoded.type.view());
    out.u16(encoded.type_version);
    for (const auto& field : encoded.fields) {
      out.text(field.name);
      out.u8(static_cast<std::uint8_t>(field.visibility));
      out.id(field.person);
      out.blob(field.value);
    }
    tally_.log = sha256(out.bytes());
  }

  void note_refusal(const Refusal& refusal) {
    ByteWriter out;
    out.raw(tally_.log);
    out.u8(static_cast<std::uint8_t>(refusal.code));
    out.text(refusal.provision.view());
    out.id(refusal.subject);
    out.text(refusal.control.view());
    tally_.log = sha256(out.bytes());
  }

  const World& world_;
  const Settings& settings_;
  Chance chance_;
  std::vector<Cast> casts_;  // by layout and exit state
  std::vector<Visit> visits_;
  Instant now_ = first_day;
  Tally tally_;
};

std::string row(const std::string& name, std::uint64_t count) {
  char line[96];
  std::snprintf(line, sizeof line, "  %-28s %10llu\n", name.c_str(), static_cast<unsigned long long>(count));
  return line;
}

}  // namespace

Tally random_day(const World& world, const Settings& settings) { return Day(world, settings).run(); }

std::string table(const Tally& tally) {
  std::string text = "commands\n";
  for (std::size_t i = 0; i < tally.asked.size(); ++i) {
    char line[96];
    std::snprintf(line, sizeof line, "  %-28s %10llu  accepted %10llu\n", command_names()[i].c_str(), static_cast<unsigned long long>(tally.asked[i]),
                  static_cast<unsigned long long>(tally.granted[i]));
    text += line;
  }
  text += "events\n";
  for (std::size_t i = 0; i < tally.events.size(); ++i) text += row(event_names()[i], tally.events[i]);
  text += "refusals\n";
  for (std::size_t i = 0; i < tally.refusals.size(); ++i) text += row(std::string(refusal_entries()[i].name), tally.refusals[i]);
  text += "ends\n";
  for (std::size_t i = 0; i < tally.ends.size(); ++i) text += row(i == 0 ? "left standing" : enum_word(static_cast<End>(i)), tally.ends[i]);
  return text;
}

}  // namespace onestop::testkit
