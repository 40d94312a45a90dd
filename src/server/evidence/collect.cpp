#include "server/evidence/collect.h"

#include <algorithm>
#include <set>

#include "core/shift/shift.h"
#include "server/audit/accounts.h"
#include "server/evidence/trees.h"
#include "server/post/crossing_file.h"
#include "server/post/law_on_record.h"
#include "server/post/recipe.h"
#include "store/evidence.h"
#include "wire/audit_events.h"
#include "wire/events.h"
#include "wire/lodgement_events.h"
#include "wire/shift_events.h"

namespace onestop::server::evidence {
namespace {

struct Taken {
  store::RawEvent raw;
  wire::SealedEvent sealed;
  Kind kind = Kind::crossing;
  Hash previous{};
};

class Collector {
 public:
  Collector(store::Reader& reader, const store::Files& files, const Wish& wish) : reader_(reader), files_(files), wish_(wish) {}

  /// False for what is no crossing.
  Expected<bool> run() {
    auto law = LawOnRecord::read(reader_, {});
    if (!law) return std::unexpected(law.error());
    bundle_.index.post = law->post();
    const auto known = read_crossing_file(reader_, wish_.crossing, law->post());
    if (!known) return std::unexpected(known.error());
    if (!*known || !(*known)->state.opened()) return false;
    arrived_ = (*known)->events.front().at;
    for (const auto& one : (*known)->events) note_actor(crossing::by_of(one.event));
    if (auto done = take_stream(wish_.crossing, Kind::crossing, [](const auto&) { return true; }); !done) return std::unexpected(done.error());
    for (const auto step : {&Collector::shift, &Collector::lodgements, &Collector::law, &Collector::accounts, &Collector::refusals})
      if (auto done = (this->*step)(); !done) return std::unexpected(done.error());
    std::ranges::sort(taken_, {}, [](const Taken& one) { return one.raw.seq; });
    if (taken_.size() > most_events) return fault("the crossing has more events than a bundle may have");
    if (auto done = photographs((*known)->events); !done) return std::unexpected(done.error());
    if (auto done = place(); !done) return std::unexpected(done.error());
    return true;
  }

  Collected end(const std::function<std::string(const Id&)>& title_of) {
    auto& index = bundle_.index;
    index.crossing = wish_.crossing;
    index.receiver = wish_.receiver.name;
    index.language = wish_.language;
    index.events = static_cast<std::uint32_t>(bundle_.events.size());
    for (const auto& one : actors_) index.officers.push_back({one, title_of(one)});
    return {std::move(bundle_), std::move(uncovered_)};
  }

 private:
  using Wanted = std::function<bool(const wire::SealedEvent&)>;

  void note_actor(const crossing::By& by) {
    if (by.officer) actors_.insert(by.officer);
  }

  /// Those of a stream that are wanted, each with the hash of the event before it.
  Expected<void> take_stream(const Id& stream, Kind kind, const Wanted& wanted) {
    auto events = reader_.read_raw(stream);
    if (!events) return std::unexpected(events.error());
    std::map<Id, Hash> heads;
    for (auto& raw : *events) {
      auto sealed = wire::parse_event(raw.envelope, raw.body, raw.hash);
      if (!sealed) return fault("event " + std::to_string(raw.seq) + ": " + sealed.error().what);
      const auto previous = std::exchange(heads[sealed->envelope.recorder], raw.hash);
      if (auto fits = wire::verify_event(*sealed, previous); !fits) return fault("event " + std::to_string(raw.seq) + ": " + fits.error().what);
      if (wanted(*sealed)) taken_.push_back({std::move(raw), std::move(*sealed), kind, previous});
    }
    return {};
  }

  template <class Variant>
  static std::optional<Variant> decoded(const wire::SealedEvent& sealed) {
    auto fields = wire::open(sealed, [](const Id&) { return std::nullopt; });
    if (!fields) return std::nullopt;
    auto event = wire::decode_event<Variant>(sealed.envelope.type, sealed.envelope.type_version, std::move(*fields));
    return event ? std::optional(std::move(*event)) : std::nullopt;
  }

  /// Its ticket of the queue.
  Expected<void> shift() {
    std::optional<Id> ticket;
    const auto stream = shift::shift_stream(bundle_.index.post);
    auto found = take_stream(stream, Kind::shift, [&](const wire::SealedEvent& sealed) {
      if (sealed.envelope.type != Code(wire::EventType<shift::QueueLeft>::name)) return false;
      const auto event = decoded<shift::Event>(sealed);
      const auto* left = event ? std::get_if<shift::QueueLeft>(&*event) : nullptr;
      if (!left || left->crossing != wish_.crossing) return false;
      ticket = left->ticket;
      note_actor(left->by);
      return true;
    });
    if (!found || !ticket) return found;
    return take_stream(stream, Kind::shift, [&](const wire::SealedEvent& sealed) {
      if (sealed.envelope.type != Code(wire::EventType<shift::QueueJoined>::name)) return false;
      const auto event = decoded<shift::Event>(sealed);
      const auto* joined = event ? std::get_if<shift::QueueJoined>(&*event) : nullptr;
      return joined && joined->ticket == *ticket;
    });
  }

  Expected<void> lodgements() {
    const auto rows = reader_.lodgements_of(wish_.crossing);
    if (!rows) return std::unexpected(rows.error());
    for (const auto& row : *rows)
      if (auto done = take_stream(row.lodgement, Kind::lodgement, [](const auto&) { return true; }); !done) return done;
    return {};
  }

  /// The event that two officers signed last before the arrival, and the sources that they signed.
  Expected<void> law() {
    std::optional<law::RegimeActivated> governing;
    std::uint64_t version = 0;
    const auto stream = law::post_stream(bundle_.index.post);
    const auto look = [&](const wire::SealedEvent& sealed) {
      if (sealed.envelope.type != Code(wire::EventType<law::RegimeActivated>::name)) return false;
      const auto event = decoded<std::variant<law::RegimeActivated>>(sealed);
      if (!event) return false;
      const auto& one = std::get<law::RegimeActivated>(*event);
      if (one.from > arrived_ || sealed.envelope.at > arrived_ || (governing && one.from < governing->from)) return false;
      governing = one;
      version = sealed.envelope.version;
      return false;
    };
    if (auto done = take_stream(stream, Kind::law, look); !done) return done;
    if (!governing) return fault("the log does not say which law was in force when this vehicle arrived");
    for (const auto& one : governing->endorsements) actors_.insert(one.officer);
    const auto row = reader_.regime(governing->regime);
    if (!row) return std::unexpected(row.error());
    if (!*row) return fault("the sources of the law in force are not on record");
    if (auto added = add_sources(**row); !added) return added;
    return take_stream(stream, Kind::law, [&](const wire::SealedEvent& sealed) {
      return sealed.envelope.type == Code(wire::EventType<law::RegimeActivated>::name) && sealed.envelope.version == version;
    });
  }

  Expected<void> add_sources(const store::RegimeRow& row) {
    auto from = read_recipe(row.source);
    if (!from) return std::unexpected(from.error());
    Regime regime{row.hash, {}, {}, from->layout, from->at};
    const auto put = [&](const Ingredients::File& file, std::size_t number) {
      const auto slash = file.name.rfind('/');
      const auto name = "law/" + std::string(number < 10 ? "0" : "") + std::to_string(number) + "-" + (slash == std::string::npos ? file.name : file.name.substr(slash + 1));
      bundle_.texts[name] = Bytes(file.text.begin(), file.text.end());
      return SourceFile{file.name, name};
    };
    for (std::size_t i = 0; i < from->law.size(); ++i) regime.law.push_back(put(from->law[i], i + 1));
    regime.post = put(from->post, 0);
    bundle_.index.regimes.push_back(std::move(regime));
    return {};
  }

  /// Where the log names the keys of those who acted.
  Expected<void> accounts() {
    const auto streams = streams_of_accounts(reader_, actors_);
    if (!streams) return std::unexpected(streams.error());
    for (const auto& stream : *streams) {
      auto done = take_stream(stream, Kind::account, [&](const wire::SealedEvent& sealed) {
        if (sealed.envelope.type != Code(wire::EventType<audit::AccountChanged>::name)) return false;
        const auto event = decoded<audit::Event>(sealed);
        const auto* changed = event ? std::get_if<audit::AccountChanged>(&*event) : nullptr;
        return changed && actors_.contains(changed->officer);
      });
      if (!done) return done;
    }
    return {};
  }

  Expected<void> refusals() {
    const auto rows = reader_.refusals_about(wish_.crossing, store::largest_page);
    if (!rows) return std::unexpected(rows.error());
    const auto recorders = reader_.recorders();
    if (!recorders) return std::unexpected(recorders.error());
    for (const auto& row : *rows) {
      const auto own = std::ranges::find(*recorders, row.recorder, &store::RecorderRow::id);
      if (wish_.receiver.of_state && (own == recorders->end() || own->state != *wish_.receiver.of_state)) continue;  // a journal is its own state's
      bundle_.index.refusals.push_back({row.recorder, row.at, row.officer, row.command, row.code, row.sentence, row.provision});
      if (row.officer) actors_.insert(row.officer);
    }
    return {};
  }

  Expected<void> photographs(const std::vector<crossing::Recorded>& events) {
    for (const auto& one : events) {
      const auto* attached = std::get_if<crossing::PhotographAttached>(&one.event);
      if (!attached) continue;
      const auto bytes = files_.read(attached->hash);
      if (!bytes) return std::unexpected(bytes.error());
      const auto name = *bytes ? "photographs/" + to_hex(attached->hash) : std::string();
      if (*bytes) bundle_.pictures[name] = Bytes((*bytes)->begin(), (*bytes)->end());
      bundle_.index.photographs.push_back({attached->hash, name});
    }
    return {};
  }

  bool may_see(const wire::SealedField& field, const Code& author) const {
    switch (field.visibility) {
      case wire::Visibility::shared: return true;
      case wire::Visibility::private_: return !wish_.receiver.of_state || *wish_.receiver.of_state == author;
      case wire::Visibility::personal: return wish_.receiver.personal;
    }
    return false;
  }

  /// The event as it may be handed on. A personal field that nobody can read any more is there by its commitment, too.
  Expected<Event> shared(const Taken& one, const Code& author) {
    auto openings = store::openings(reader_, one.raw);
    if (!openings) return std::unexpected(openings.error());
    auto sealed = one.sealed;
    for (auto& field : sealed.fields) {
      const bool readable = field.visibility != wire::Visibility::personal || std::ranges::find(*openings, field.name, &wire::FieldOpening::field) != openings->end();
      if (may_see(field, author) && readable) continue;
      std::erase_if(*openings, [&](const auto& opening) { return opening.field == field.name; });
      field.present = false;
      field.person = {};
      field.salt = {};
      field.stored.clear();
    }
    return Event{one.kind, one.raw.position, one.previous, one.raw.hash, one.raw.envelope, wire::shared_body(sealed), {}, std::move(*openings)};
  }

  /// Every event under the oldest checkpoint of its recorder that covers all of them.
  Expected<void> place() {
    const auto recorders = reader_.recorders();
    if (!recorders) return std::unexpected(recorders.error());
    std::map<Id, std::uint64_t> newest;
    for (const auto& one : taken_) newest[one.sealed.envelope.recorder] = std::max(newest[one.sealed.envelope.recorder], one.raw.position);
    std::map<Id, Code> states;
    for (const auto& row : *recorders) {
      if (!newest.contains(row.id)) continue;
      states[row.id] = row.state;
      bundle_.index.recorders.push_back({row.id, row.state, row.name, row.public_key});
    }
    for (const auto& one : taken_) {
      auto event = shared(one, states[one.sealed.envelope.recorder]);
      if (!event) return std::unexpected(event.error());
      bundle_.events.push_back(std::move(*event));
    }
    for (const auto& [recorder, position] : newest)
      if (auto done = place_under(recorder, position); !done) return done;
    return {};
  }

  Expected<void> place_under(const Id& recorder, std::uint64_t newest) {
    const auto list = reader_.checkpoints(recorder);
    if (!list) return std::unexpected(list.error());
    const auto covers = std::ranges::find_if(*list, [&](const auto& one) { return one.size >= newest; });
    if (covers == list->end()) {
      uncovered_.push_back(recorder);
      return {};
    }
    bundle_.index.checkpoints.push_back({recorder, wire::to_bytes(*covers)});
    auto hashes = store::event_hashes(reader_, recorder, covers->size);
    if (!hashes) return std::unexpected(hashes.error());
    std::vector<std::uint64_t> leaves;
    std::vector<Event*> events;
    for (std::size_t i = 0; i < taken_.size(); ++i)
      if (taken_[i].sealed.envelope.recorder == recorder) leaves.push_back(taken_[i].raw.position - 1), events.push_back(&bundle_.events[i]);
    auto proofs = inclusion_proofs(std::move(*hashes), leaves);
    for (std::size_t i = 0; i < events.size(); ++i) events[i]->proof = std::move(proofs[i]);
    return {};
  }

  store::Reader& reader_;
  const store::Files& files_;
  const Wish& wish_;
  Instant arrived_;
  std::set<Id> actors_;
  std::vector<Taken> taken_;
  Bundle bundle_;
  std::vector<Id> uncovered_;
};

}  // namespace

Expected<std::optional<Collected>> collect(store::Reader& reader, const store::Files& files, const Wish& wish,
                                           const std::function<std::string(const Id&)>& title_of) {
  if (auto held = reader.hold_snapshot(); !held) return std::unexpected(held.error());
  Collector collector(reader, files, wish);
  const auto done = collector.run();
  reader.release_snapshot();
  if (!done) return std::unexpected(done.error());
  if (!*done) return std::optional<Collected>{};
  return std::optional(collector.end(title_of));
}

Expected<void> sign_trees(store::Writer& writer, const std::vector<Id>& recorders, Instant at,
                          const std::function<std::optional<SecretKey>(const Id&)>& key_of) {
  for (const auto& recorder : recorders) {
    const auto key = key_of(recorder);
    if (!key) return fault("the key of recorder " + to_text(recorder) + " is not here, so that no checkpoint can be signed");
    if (const auto done = writer.checkpoint(recorder, at, *key); !done) return std::unexpected(done.error());
  }
  return {};
}

}  // namespace onestop::server::evidence
