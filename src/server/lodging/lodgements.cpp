#include "server/lodging/lodgements.h"

#include <sodium.h>

#include <algorithm>

#include "core/crossing/plate.h"
#include "server/lodging/notices.h"
#include "server/post/officers.h"
#include "wire/json.h"
#include "wire/lodgement_events.h"

namespace onestop::server {
namespace {

constexpr std::size_t most_keys = 200;
constexpr std::size_t most_related = 200;

/// Twelve characters that people can read to each other over the telephone, the last one to find a slip.
std::string reference_of(const Id& id) {
  static constexpr std::string_view letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's, without I L O U
  const auto hash = sha256(to_bytes(id));
  std::string text;
  unsigned sum = 0;
  for (std::size_t i = 0; i < 11; ++i) {
    const unsigned value = hash[i] % 32;
    sum = (sum + value * (i + 1)) % 31;
    text += letters[value];
  }
  text += letters[sum];
  return text.substr(0, 4) + "-" + text.substr(4, 4) + "-" + text.substr(8);
}

std::optional<lodgement::Declared> parsed(const store::LodgementRow& row) {
  auto declared = wire::read_json<lodgement::Declared>(row.declared);
  if (!declared) return std::nullopt;
  return std::move(*declared);
}

}  // namespace

struct Lodgements::Draft {
  lodgement::Lodgement state;
  store::LodgementRow row;
  lodgement::Declared declared;
  store::Commit commit;
  Instant now;
  LodgedAnswer answer;
  std::optional<Code> notice;  // kind of the notification to the firm
};

Expected<std::unique_ptr<Lodgements>> Lodgements::open(Environment environment) {
  constexpr const char* kind = "channel_draw";
  auto made = std::unique_ptr<Lodgements>(new Lodgements(std::move(environment)));
  auto& keys = made->at_.store.keys();
  const auto kept = keys.secret(kind, Id{0, 1});
  if (!kept) return std::unexpected(kept.error());
  if (*kept && (*kept)->size() == made->draw_key_.size()) {
    std::ranges::copy(**kept, made->draw_key_.begin());
    return made;
  }
  random_bytes(made->draw_key_);
  if (auto done = keys.put_secret(kind, Id{0, 1}, made->draw_key_); !done) return std::unexpected(done.error());
  return made;
}

const Id* Lodgements::recorder_of(const Code& state) const {
  for (const auto& one : at_.runner.recorders())
    if (one.state == state) return &one.id;
  return nullptr;
}

int Lodgements::utc_offset_min(const Code& state) const {
  const auto& states = at_.regime.post().states;
  const auto at = std::ranges::find(states, state, &post::State::code);
  return at == states.end() ? states.front().utc_offset_min : at->utc_offset_min;
}

Code Lodgements::other_state(const Code& state) const {
  const auto& states = at_.regime.post().states;
  if (states.front().code == state) return states.back().code;
  return states.back().code == state ? states.front().code : Code();
}

/// The state that is left: the other of the country of destination, else that of dispatch.
Code Lodgements::exit_state_of(const lodgement::Declared& declared) const {
  if (const auto exit = other_state(declared.destination); !exit.empty()) return exit;
  return other_state(declared.dispatch).empty() ? Code() : declared.dispatch;
}

Reading Lodgements::read(std::string_view bytes, std::optional<lodging::Format> format, const Code& entry_state) const {
  const auto offset = utc_offset_min(entry_state);
  return at_.reader.read(bytes, format, day_of(at_.clock.now(), offset), offset);
}

std::vector<std::string> Lodgements::keys_of(const lodgement::Declared& declared) {
  std::vector<std::string> keys;
  const auto add = [&](const char* kind, const std::string& text) {
    if (text.empty() || text.size() > 100 || keys.size() >= most_keys) return;
    auto key = std::string(kind) + " " + text;
    if (std::ranges::find(keys, key) == keys.end()) keys.push_back(std::move(key));
  };
  for (const auto& plate : declared.plates) add("plate", crossing::fold_plate(plate));
  for (const auto& container : declared.containers) add("container", container);
  add("consignment", declared.consignment);
  add("number", crossing::fold_plate(declared.number));
  if (declared.kind == Code("certificate")) add("certificate", declared.number);
  for (const auto& paper : declared.papers)
    if (paper.use == Code("certificate") || paper.use == Code("presented")) add("certificate", paper.number);
  return keys;
}

Expected<lodgement::Declared> Lodgements::declared_of(const store::LodgementRow& row) {
  auto declared = parsed(row);
  if (!declared) return fault("the lodgement " + row.reference + " cannot be read from its table");
  return std::move(*declared);
}

Expected<std::vector<lodgement::Declared>> Lodgements::certificates_of(store::Reader& reader, const std::vector<std::string>& keys) {
  const auto rows = reader.waiting_under(keys, most_related);
  if (!rows) return std::unexpected(rows.error());
  std::vector<lodgement::Declared> list;
  for (const auto& row : *rows) {
    if (row.kind != Code("certificate")) continue;
    if (auto declared = parsed(row)) list.push_back(std::move(*declared));
  }
  // In an order that does not depend on when they came.
  std::ranges::sort(list, {}, &lodgement::Declared::number);
  return list;
}

/// Drawn for a vehicle and a day, so that lodging again, or in parts, draws nothing new.
std::uint32_t Lodgements::draw(const channel::RuleSet& rules, const lodgement::Declared& declared, Instant at) const {
  std::string about = rules.state.text() + " " + rules.agency.text() + " " + to_text(day_of(declared.expected.value_or(at), utc_offset_min(rules.state))) + " ";
  if (!declared.plates.empty()) about += crossing::fold_plate(declared.plates.front());
  else about += declared.consignment + declared.number;
  std::array<unsigned char, 32> hash{};
  crypto_auth_hmacsha256(hash.data(), reinterpret_cast<const unsigned char*>(about.data()), about.size(), draw_key_.data());
  return channel::draw_of(hash);
}

channel::Decision Lodgements::judge(const channel::RuleSet& rules, const store::LodgementRow& row, const std::vector<lodgement::Declared>& certificates, Instant at) const {
  const auto declared = parsed(row).value_or(lodgement::Declared{});
  return channel::assign(rules, declared, {certificates, row.late, 0, row.warnings, day_of(at, utc_offset_min(rules.state)), draw(rules, declared, row.lodged)});
}

void Lodgements::add_event(Draft& draft, const lodgement::Event& event) const {
  const auto state = std::visit([](const auto& one) { return one.state; }, event);
  const auto* recorder = recorder_of(state);
  check(recorder != nullptr, "a lodgement was judged for a state without a recorder");
  std::vector<wire::Seen> seen;
  std::uint64_t own = 0;
  for (const auto& half : draft.state.halves) {
    if (half.recorder == *recorder) own = half.version;
    else seen.push_back({half.recorder, half.version});
  }
  auto& expects = draft.commit.expects;
  if (std::ranges::none_of(expects, [&](const auto& one) { return one.recorder == *recorder; })) expects.push_back({*recorder, draft.state.id, own});
  auto encoded = wire::encode(event);
  draft.commit.events.push_back({*recorder, draft.state.id, encoded.type, encoded.type_version, draft.now, seen, std::move(encoded.fields)});
  lodgement::evolve(draft.state, {*recorder, draft.now, event});
}

/// The channels of all agencies of both states for the latest version, each state's by its own recorder.
Expected<void> Lodgements::judge_all(store::Reader& reader, Draft& draft) const {
  if (draft.declared.kind == Code("certificate")) return {};  // judged with the goods that it is for
  const auto certificates = certificates_of(reader, draft.row.keys);
  if (!certificates) return std::unexpected(certificates.error());
  std::vector<Code> states;
  for (const auto& one : at_.regime.post().states) states.push_back(one.code);
  const auto sets = at_.rules.published();
  for (const auto& state : states) {
    std::vector<channel::Decision> decisions;
    for (const auto& rules : *sets) {
      if (rules.state != state) continue;
      decisions.push_back(channel::assign(rules, draft.declared, {*certificates, draft.row.late, 0, draft.row.warnings, day_of(draft.now, utc_offset_min(state)), draw(rules, draft.declared, draft.row.lodged)}));
    }
    constexpr std::size_t most_bytes = 40 * 1024;  // of an event's 64 KiB
    decisions = channel::fitted(std::move(decisions), most_bytes);
    const auto* half = [&]() -> const lodgement::Half* {
      for (const auto& one : draft.state.halves)
        if (one.state == state) return &one;
      return nullptr;
    }();
    const bool same = half && half->judged && half->judged->number == draft.state.latest()->number && half->judged->decisions == decisions;
    if (decisions.empty() || same) continue;
    const auto decided = lodgement::decide(draft.state, at_.terms, states, lodgement::AssignChannels{state, std::move(decisions)}, draft.now);
    if (const auto* events = std::get_if<std::vector<lodgement::Event>>(&decided))
      for (const auto& event : *events) add_event(draft, event);
  }
  return {};
}

store::LodgementRow Lodgements::row_of(const lodgement::Lodgement& state, const lodgement::Declared& declared, std::string firm_name, Instant updated) {
  const auto* kept = state.keeper();
  const auto& latest = kept->versions.back();
  store::LodgementRow row{state.id, kept->reference, kept->firm, std::move(firm_name), declared.kind, latest.format, latest.number,
                          Code(wire::enum_text(state.standing())), kept->exit_state, kept->entry_state, declared.plates.empty() ? "" : declared.plates.front(),
                          latest.expected, kept->versions.front().at, updated, latest.late || kept->presented_late, latest.warnings, kept->crossing, 0, {}, {}, state.version(), keys_of(declared)};
  std::vector<ChannelMark> marks;
  for (const auto& half : state.halves) {
    if (!half.judged) continue;
    for (const auto& one : half.judged->decisions) {
      marks.push_back({one.state, one.agency, one.channel, one.rule, one.version, one.random});
      row.closest = std::max(row.closest, static_cast<std::uint32_t>(one.channel));
    }
  }
  row.channels = wire::to_json(marks);
  row.declared = wire::to_json(declared);
  return row;
}

void Lodgements::finish_row(Draft& draft) const {
  draft.row = row_of(draft.state, draft.declared, draft.row.firm_name, draft.now);
  draft.commit.lodgements.push_back(draft.row);
  if (draft.notice) draft.commit.notifications.push_back(notice_of(*draft.notice, draft.row, draft.now, at_.terms));
}

namespace {

std::optional<Lodgements::Outcome> earlier_answer(const store::Outcome& outcome) {
  const auto* done = std::get_if<store::AlreadyDone>(&outcome);
  if (!done) return std::nullopt;
  auto answer = wire::read_json<LodgedAnswer>({reinterpret_cast<const char*>(done->response.data()), done->response.size()});
  if (!answer) return Fault{"the earlier answer to this request cannot be read"};
  return Lodgements::Taken{std::move(*answer), true};
}

}  // namespace

void Lodgements::unless_repeated(const std::optional<store::Idempotency>& idempotency, Outcome outcome, Then then) {
  if (!idempotency) return then(std::move(outcome));
  auto earlier = std::make_shared<std::optional<store::Outcome>>();
  auto otherwise = std::make_shared<Outcome>(std::move(outcome));
  at_.runner.write(
      [idempotency = *idempotency, earlier](store::Writer& writer) -> Expected<void> {
        auto found = writer.recall(idempotency);
        if (!found) return std::unexpected(found.error());
        *earlier = std::move(*found);
        return {};
      },
      [earlier, otherwise, then = std::move(then)](bool) {
        auto repeated = *earlier ? earlier_answer(**earlier) : std::nullopt;
        then(repeated ? std::move(*repeated) : std::move(*otherwise));
      });
}

void Lodgements::hand_over(std::shared_ptr<Draft> draft, Then then) {
  auto outcome = std::make_shared<store::Outcome>();
  at_.runner.write(
      [draft, outcome](store::Writer& writer) -> Expected<void> {
        auto applied = writer.apply(draft->commit);
        if (!applied) return std::unexpected(applied.error());
        *outcome = std::move(*applied);
        return {};
      },
      [this, draft, outcome, then = std::move(then)](bool written) {
        if (!written) return then(Fault{"it could not be put on record; try again in a moment"});
        if (const auto* stale = std::get_if<store::StaleVersion>(&*outcome)) return then(Stale{stale->actual});
        if (auto repeated = earlier_answer(*outcome)) return then(std::move(*repeated));
        if (!std::holds_alternative<store::Applied>(*outcome)) return then(KeyReused{});
        if (landed) landed();
        then(Taken{std::move(draft->answer), false});
      });
}

void Lodgements::lodge(Wish wish, Then then, int tries) {
  if (wish.amends && !wish.expected_version && tries < most_tries)
    then = [this, again = std::make_shared<Wish>(wish), tries, then = std::move(then)](Outcome outcome) {
      if (std::holds_alternative<Stale>(outcome)) return lodge(std::move(*again), then, tries + 1);
      then(std::move(outcome));
    };
  const auto now = at_.clock.now();
  auto reader = at_.readers.borrow();
  if (!reader) return then(Fault{"the log cannot be read"});
  auto draft = std::make_shared<Draft>();
  draft->now = now;
  draft->state.id = wish.amends ? *wish.amends : fresh_id(now);
  if (wish.amends) {
    auto known = file(*reader, *wish.amends);
    if (!known) return then(known.error());
    if (!*known) return then(Unknown{});
    draft->state = std::move((*known)->state);
    if (wish.expected_version && *wish.expected_version != draft->state.version()) return unless_repeated(wish.idempotency, Stale{draft->state.version()}, std::move(then));
    if (wish.exit_state.empty()) wish.exit_state = draft->state.keeper()->exit_state;
  }
  const auto reading = read(wish.bytes, wish.format, other_state(wish.exit_state));
  draft->declared = reading.declared.value_or(lodgement::Declared{});
  // Only preliminary information names the hour at this post; others name hours of departure or of offices on the way.
  const auto stated = draft->declared.kind == Code("preliminary_information") ? draft->declared.expected : std::nullopt;
  if (wish.expected) draft->declared.expected = wish.expected;
  const auto exit = wish.exit_state.empty() ? exit_state_of(draft->declared) : wish.exit_state;
  auto view = reading_view(reading, wish.language);
  view.declared = draft->declared;

  std::vector<Code> states;
  for (const auto& one : at_.regime.post().states) states.push_back(one.code);
  lodgement::Lodge command{wish.firm, wish.firm_name, wish.tax_number, wish.key, reference_of(draft->state.id), exit, other_state(exit),
                           draft->declared.kind, reading.received.format ? Code(lodging::name_of(*reading.received.format)) : Code(), reading.received.hash, reading.size_bytes,
                           draft->declared.expected, stated, reading.count(lodging::Weight::error), reading.count(lodging::Weight::warning), std::move(wish.bytes)};
  const auto decided = lodgement::decide(draft->state, at_.terms, states, command, now);
  if (const auto* no = std::get_if<lodgement::Refusal>(&decided)) return unless_repeated(wish.idempotency, No{*no, std::move(view)}, std::move(then));
  for (const auto& event : std::get<std::vector<lodgement::Event>>(decided)) add_event(*draft, event);
  draft->row.firm_name = wish.firm_name;
  draft->row.keys = keys_of(draft->declared);
  draft->row.late = draft->state.latest()->late;
  draft->row.warnings = draft->state.latest()->warnings;
  draft->row.lodged = draft->state.keeper()->versions.front().at;
  if (auto judged = judge_all(*reader, *draft); !judged) return then(judged.error());
  draft->notice = Code(wish.amends ? "lodgement_amended" : "lodgement_received");
  finish_row(*draft);
  view.declared.reset();  // he knows what he lodged
  draft->answer = {draft->state.id, draft->row.reference, draft->row.number, draft->row.version, draft->row.late, std::move(view)};
  if (wish.idempotency) {
    draft->commit.idempotency = std::move(wish.idempotency);
    auto kept = draft->answer;
    constexpr std::size_t most_kept_findings = 50, most_kept_bytes = 60 * 1024;  // an earlier answer is kept in 64 KiB
    if (kept.reading.findings.size() > most_kept_findings) kept.reading.findings.resize(most_kept_findings);
    if (kept.reading.not_taken_over.size() > most_kept_findings) kept.reading.not_taken_over.resize(most_kept_findings);
    auto text = wire::to_json(kept);
    if (text.size() > most_kept_bytes) {  // then with the counts alone
      kept.reading.findings.clear();
      kept.reading.not_taken_over.clear();
      text = wire::to_json(kept);
    }
    draft->commit.response.assign(text.begin(), text.end());
  }
  hand_over(std::move(draft), std::move(then));
}

void Lodgements::cancel(const Id& id, const Wish& wish, const std::string& reason, Then then, int tries) {
  if (!wish.expected_version && tries < most_tries)
    then = [this, id, wish, reason, tries, then = std::move(then)](Outcome outcome) {
      if (std::holds_alternative<Stale>(outcome)) return cancel(id, wish, reason, then, tries + 1);
      then(std::move(outcome));
    };
  auto reader = at_.readers.borrow();
  if (!reader) return then(Fault{"the log cannot be read"});
  auto known = file(*reader, id);
  if (!known) return then(known.error());
  const auto row = reader->lodgement(id);
  if (!row) return then(row.error());
  if (!*known || !*row) return then(Unknown{});
  auto draft = std::make_shared<Draft>();
  draft->now = at_.clock.now();
  draft->state = std::move((*known)->state);
  if (wish.expected_version && *wish.expected_version != draft->state.version()) return unless_repeated(wish.idempotency, Stale{draft->state.version()}, std::move(then));
  std::vector<Code> states;
  for (const auto& one : at_.regime.post().states) states.push_back(one.code);
  const auto decided = lodgement::decide(draft->state, at_.terms, states, lodgement::Cancel{wish.firm, reason}, draft->now);
  if (const auto* no = std::get_if<lodgement::Refusal>(&decided)) return unless_repeated(wish.idempotency, No{*no, {}}, std::move(then));
  for (const auto& event : std::get<std::vector<lodgement::Event>>(decided)) add_event(*draft, event);
  auto declared = declared_of(**row);
  if (!declared) return then(declared.error());
  draft->declared = std::move(*declared);
  draft->row = **row;
  draft->row.keys = keys_of(draft->declared);
  draft->notice = Code("lodgement_cancelled");
  finish_row(*draft);
  draft->answer = {id, draft->row.reference, draft->row.number, draft->row.version, draft->row.late, {}};
  if (wish.idempotency) {
    draft->commit.idempotency = wish.idempotency;
    const auto text = wire::to_json(draft->answer);
    draft->commit.response.assign(text.begin(), text.end());
  }
  hand_over(std::move(draft), std::move(then));
}

Expected<std::optional<LodgementFile>> Lodgements::file(store::Reader& reader, const Id& id) {
  const auto stored = reader.read_raw(id, Code(wire::short_name<lodgement::OriginalKept>()));
  if (!stored) return std::unexpected(stored.error());
  LodgementFile file;
  file.state.id = id;
  for (const auto& raw : *stored) {
    const auto sealed = wire::parse_event(raw.envelope, raw.body, raw.hash);
    if (!sealed) return fault("event " + std::to_string(raw.seq) + ": " + sealed.error().what);
    if (!wire::is_of_lodgement(sealed->envelope.type)) return std::optional<LodgementFile>{};
    const auto fields = wire::open(*sealed, [](const Id&) { return std::nullopt; });
    if (!fields) return fault("event " + std::to_string(raw.seq) + ": " + fields.error().what);
    auto event = wire::decode_lodgement(sealed->envelope.type, sealed->envelope.type_version, *fields);
    if (!event) return fault("event " + std::to_string(raw.seq) + ": " + event.error().what);
    lodgement::evolve(file.state, {sealed->envelope.recorder, sealed->envelope.at, *event});
    file.updated = sealed->envelope.at;
    if (const auto* lodged = std::get_if<lodgement::MessageLodged>(&*event)) file.firm_name = lodged->firm_name;
  }
  if (!file.state.keeper()) return std::optional<LodgementFile>{};
  // The parts of messages count as events of their stream, too.
  const auto heads = reader.versions(id);
  if (!heads) return std::unexpected(heads.error());
  for (auto& half : file.state.halves)
    for (const auto& head : *heads)
      if (head.recorder == half.recorder) half.version = head.version;
  return std::optional(std::move(file));
}

Expected<std::optional<std::string>> Lodgements::original(store::Reader& reader, const Id& id, std::uint32_t number) {
  const auto stored = reader.read_crossing(id);
  if (!stored) return std::unexpected(stored.error());
  std::optional<std::string> whole;
  for (const auto& one : *stored) {
    if (one.envelope.type != Code(wire::short_name<lodgement::OriginalKept>())) continue;
    auto event = wire::decode_lodgement(one.envelope.type, one.envelope.type_version, one.fields);
    if (!event) return fault("event " + std::to_string(one.seq) + ": " + event.error().what);
    const auto& kept = std::get<lodgement::OriginalKept>(*event);
    if (kept.number != number) continue;
    if (!kept.part.reveal()) return std::optional<std::string>{};
    whole = whole.value_or("") + *kept.part.reveal();
  }
  return whole;
}

Expected<std::vector<store::Commit>> Lodgements::look_again(store::Reader& reader, const Id& id) const {
  std::vector<store::Commit> commits;
  const auto about = reader.lodgement(id);
  if (!about) return std::unexpected(about.error());
  if (!*about) return commits;
  auto declared = declared_of(**about);
  if (!declared) return std::unexpected(declared.error());
  const auto related = reader.waiting_under(keys_of(*declared), most_related);
  if (!related) return std::unexpected(related.error());
  if (related->size() < 2 && (*about)->standing == Code("waiting")) return commits;  // nothing but itself
  for (const auto& row : *related) {
    if (row.kind == Code("certificate")) continue;
    auto known = file(reader, row.lodgement);
    if (!known) return std::unexpected(known.error());
    if (!*known) continue;
    Draft draft;
    draft.now = at_.clock.now();
    draft.state = std::move((*known)->state);
    auto its = declared_of(row);
    if (!its) return std::unexpected(its.error());
    draft.declared = std::move(*its);
    draft.row = row;
    draft.row.keys = keys_of(draft.declared);
    if (auto judged = judge_all(reader, draft); !judged) return std::unexpected(judged.error());
    if (draft.commit.events.empty()) continue;
    draft.notice = Code("channels_changed");
    finish_row(draft);
    commits.push_back(std::move(draft.commit));
  }
  return commits;
}

Expected<std::optional<store::Commit>> Lodgements::presented(store::Reader& reader, const store::LodgementRow& row, const Id& crossing, Instant now) const {
  auto known = file(reader, row.lodgement);
  if (!known) return std::unexpected(known.error());
  auto declared = declared_of(row);
  if (!declared) return std::unexpected(declared.error());
  if (!*known) return std::optional<store::Commit>{};
  Draft draft;
  draft.now = now;
  draft.state = std::move((*known)->state);
  draft.declared = std::move(*declared);
  draft.row = row;
  std::vector<Code> states;
  for (const auto& one : at_.regime.post().states) states.push_back(one.code);
  const auto decided = lodgement::decide(draft.state, at_.terms, states, lodgement::Present{crossing}, now);
  const auto* events = std::get_if<std::vector<lodgement::Event>>(&decided);
  if (!events) return std::optional<store::Commit>{};
  for (const auto& event : *events) add_event(draft, event);
  draft.notice = Code("vehicle_arrived");
  finish_row(draft);
  return std::optional(std::move(draft.commit));
}

namespace {

/// Of a vehicle that crosses every day, those for this trip: without a named arrival, or named within hours of the nearest one. Those
/// of other days go on waiting, and what was drawn for them stays unknown.
void keep_this_trip(std::vector<store::LodgementRow>& rows, Instant now) {
  constexpr std::int64_t same_trip_ms = 6 * hour_ms;
  const auto distance = [&](const store::LodgementRow& row) { return std::abs(*row.expected - now); };
  std::optional<std::int64_t> nearest;
  for (const auto& row : rows)
    if (row.expected) nearest = std::min(nearest.value_or(distance(row)), distance(row));
  std::erase_if(rows, [&](const auto& row) { return row.expected && distance(row) > *nearest + same_trip_ms; });
}

}  // namespace

Runner::AtArrival Lodgements::at_arrival() {
  const auto waiting = [this](const crossing::RegisterArrival& arrival, store::Reader& reader) {
    const auto folded = crossing::fold_plate(arrival.plate);
    if (folded.empty()) return std::vector<store::LodgementRow>{};
    auto rows = reader.waiting_under({"plate " + folded}, most_related);
    if (!rows) return std::vector<store::LodgementRow>{};
    const auto now = at_.clock.now();
    const auto kept_ms = at_.terms.kept_h * hour_ms;
    std::erase_if(*rows, [&](const auto& row) { return row.exit_state != arrival.exit_state || (row.expected && std::abs(*row.expected - now) >= kept_ms); });
    keep_this_trip(*rows, now);
    return std::move(*rows);
  };
  Runner::AtArrival hooks;
  hooks.before = [waiting](crossing::RegisterArrival& arrival, const law::Procedure& procedure, store::Reader& reader) {
    if (waiting(arrival, reader).empty()) return;
    for (const auto& fact : procedure.facts)
      if (fact.source == law::FactSource::lodging && fact.of == law::SubjectKind::vehicle &&
          std::ranges::none_of(arrival.claims, [&](const auto& one) { return one.fact == fact.code; }))
        arrival.claims.push_back({fact.code, std::nullopt});
  };
  hooks.with = [this, waiting](const crossing::RegisterArrival& arrival, const Id& crossing, Instant now, store::Reader& reader, store::Commit& commit) {
    for (const auto& row : waiting(arrival, reader)) {
      auto bound = presented(reader, row, crossing, now);
      if (!bound || !*bound) continue;  // an arrival never fails by what a trader lodged
      std::ranges::move((*bound)->expects, std::back_inserter(commit.expects));
      std::ranges::move((*bound)->events, std::back_inserter(commit.events));
      std::ranges::move((*bound)->lodgements, std::back_inserter(commit.lodgements));
      std::ranges::move((*bound)->notifications, std::back_inserter(commit.notifications));
    }
  };
  return hooks;
}

}  // namespace onestop::server
