#include "server/post/log_text.h"

#include <istream>
#include <map>
#include <ostream>

#include "core/shift/shift.h"
#include "wire/audit_events.h"
#include "wire/duty_events.h"
#include "wire/events.h"
#include "wire/lodgement_events.h"
#include "wire/shift_events.h"

namespace onestop::server {
namespace {

constexpr std::string_view headline = "onestop log 1";
constexpr std::size_t page = 500;

/// Folds events of any stream in the order of the log.
class Fold {
 public:
  Expected<void> add(const store::RawEvent& raw) {
    const auto event = wire::parse_event(raw.envelope, raw.body, raw.hash);
    if (!event) return std::unexpected(event.error());
    auto& head = heads_[{event->envelope.recorder, event->envelope.stream}];
    if (auto fits = wire::verify_event(*event, head); !fits) return fits;
    head = raw.hash;
    ++figures_.events;
    const auto fields = wire::open(*event, [](const Id&) { return std::nullopt; });  // no rule rests on what a key hides
    if (!fields) return std::unexpected(fields.error());
    if (event->envelope.type == Code("RegimeActivated")) {
      const auto activation = wire::decode_activation(event->envelope.type_version, *fields);
      if (!activation) return std::unexpected(activation.error());
      shifts_.try_emplace(shift::shift_stream(activation->post));
      return {};
    }
    if (const auto at = shifts_.find(event->envelope.stream); at != shifts_.end()) {
      auto said = wire::decode_shift(event->envelope.type, event->envelope.type_version, *fields);
      if (!said) return std::unexpected(said.error());
      shift::evolve(at->second, {event->envelope.recorder, event->envelope.at, std::move(*said)});
      return {};
    }
    if (wire::is_of_audit(event->envelope.type)) {  // says what was done around the record and changes nothing in it
      const auto noted = wire::decode_audit(event->envelope.type, event->envelope.type_version, *fields);
      if (!noted) return std::unexpected(noted.error());
      return {};
    }
    if (wire::is_duty(event->envelope.type)) {
      const auto told = wire::decode_duty(event->envelope.type, event->envelope.type_version, *fields);
      return told ? Expected<void>{} : std::unexpected(told.error());
    }
    if (wire::is_of_lodgement(event->envelope.type)) {
      auto told = wire::decode_lodgement(event->envelope.type, event->envelope.type_version, *fields);
      if (!told) return std::unexpected(told.error());
      auto& one = lodgements_[event->envelope.stream];
      one.id = event->envelope.stream;
      lodgement::evolve(one, {event->envelope.recorder, event->envelope.at, std::move(*told)});
      return {};
    }
    if (wire::is_of_rules(event->envelope.type)) {
      const auto told = wire::decode_rules(event->envelope.type, event->envelope.type_version, *fields);
      if (!told) return std::unexpected(told.error());
      channel::evolve(rule_books_[event->envelope.stream], event->envelope.at, *told);
      return {};
    }
    auto decoded = wire::decode(event->envelope.type, event->envelope.type_version, *fields);
    if (!decoded) return std::unexpected(decoded.error());
    auto& crossing = crossings_[event->envelope.stream];
    crossing.id = event->envelope.stream;
    crossing::evolve(crossing, {event->envelope.recorder, event->envelope.at, std::move(*decoded)});
    return {};
  }
  Replayed end() {
    ByteWriter all;
    for (const auto& [id, crossing] : crossings_) all.raw(crossing::state_hash(crossing));
    for (const auto& [id, one] : shifts_)
      if (!one.halves.empty()) all.raw(shift::state_hash(one));
    for (const auto& [id, one] : lodgements_) all.raw(lodgement::state_hash(one));
    for (const auto& [id, one] : rule_books_) all.raw(channel::state_hash(one));
    figures_.crossings = crossings_.size();
    figures_.state = sha256(all.bytes());
    return figures_;
  }

 private:
  Replayed figures_;
  std::map<std::pair<Id, Id>, Hash> heads_;
  std::map<Id, crossing::Crossing> crossings_;
  std::map<Id, lodgement::Lodgement> lodgements_;
  std::map<Id, channel::RuleBook> rule_books_;
  std::map<Id, shift::Shift> shifts_;  // of the posts that are in force somewhere in the log
};

}  // namespace

Expected<Replayed> export_log(store::Reader& reader, std::ostream& out) {
  Fold fold;
  out << headline << '\n';
  for (std::uint64_t seq = 0;;) {
    const auto events = reader.read_raw_after(seq, page);
    if (!events) return std::unexpected(events.error());
    if (events->empty()) break;
    for (const auto& one : *events) {
      if (auto done = fold.add(one); !done) return fault("event " + std::to_string(one.seq) + ": " + done.error().what);
      out << to_hex(one.envelope) << ' ' << to_hex(one.body) << ' ' << to_hex(one.hash) << '\n';
    }
    seq = events->back().seq;
  }
  const auto figures = fold.end();
  out << "state " << to_hex(figures.state) << '\n';
  if (!out) return fault("the log cannot be written");
  return figures;
}

Expected<Replayed> replay_log(std::istream& in) {
  std::string line;
  if (!std::getline(in, line) || line != headline) return fault("this is no exported log; its first line would be: " + std::string(headline));
  Fold fold;
  for (std::uint64_t number = 2; std::getline(in, line); ++number) {
    const auto where = "line " + std::to_string(number) + ": ";
    const auto first = line.find(' '), second = line.find(' ', first + 1);
    if (line.starts_with("state ")) {
      const auto figures = fold.end();
      if (to_hex(figures.state) != line.substr(6)) return fault(where + "the crossings end in another state than when the log was written");
      return figures;
    }
    if (second == std::string::npos) return fault(where + "an event needs envelope, body and hash");
    store::RawEvent raw;
    raw.envelope = from_hex(std::string_view(line).substr(0, first));
    raw.body = from_hex(std::string_view(line).substr(first + 1, second - first - 1));
    const auto hash = from_hex(std::string_view(line).substr(second + 1));
    if (hash.size() != raw.hash.size()) return fault(where + "the hash has not 32 bytes");
    std::copy(hash.begin(), hash.end(), raw.hash.begin());
    if (auto done = fold.add(raw); !done) return fault(where + done.error().what);
  }
  return fault("the log ends without its state; its last lines are missing");
}

}  // namespace onestop::server
