#include "server/lodging/rules_in_force.h"

#include "wire/channel_yaml.h"
#include "wire/lodgement_events.h"

namespace onestop::server {

Expected<channel::RuleSet> RulesInForce::read(const channel::Edition& edition, const Code& state, const Code& agency) {
  auto read = wire::read_rule_sets("version " + std::to_string(edition.version), edition.source);
  if (!read) return fault(wire::to_text(read.error()));
  for (auto& set : read->sets) {
    if (set.state != state || set.agency != agency) continue;
    set.version = edition.version;
    return std::move(set);
  }
  return fault("the text holds no rules of " + agency.text() + " of " + state.text());
}

Expected<std::unique_ptr<RulesInForce>> RulesInForce::load(store::Reader& reader, const post::Post& post, const std::vector<Code>& agencies) {
  auto made = std::make_unique<RulesInForce>();
  for (const auto& state : post.states)
    for (const auto& agency : agencies) {
      auto& book = made->books_[{state.code, agency}];
      book.state = state.code;
      book.agency = agency;
      const auto stored = reader.read_crossing(channel::rule_book_stream(post.code, state.code, agency));
      if (!stored) return std::unexpected(stored.error());
      for (const auto& one : *stored) {
        const auto event = wire::decode_rules(one.envelope.type, one.envelope.type_version, one.fields);
        if (!event) return fault("event " + std::to_string(one.seq) + ": " + event.error().what);
        channel::evolve(book, one.envelope.at, *event);
      }
      if (const auto* edition = book.published())
        if (const auto set = read(*edition, state.code, agency); !set) return fault("the published rules of " + agency.text() + " of " + state.code.text() + " cannot be read: " + set.error().what);
    }
  made->take_published();
  return made;
}

void RulesInForce::take_published() {
  auto sets = std::make_shared<std::vector<channel::RuleSet>>();
  for (const auto& [whose, book] : books_)
    if (const auto* edition = book.published())
      if (auto set = read(*edition, whose.first, whose.second)) sets->push_back(std::move(*set));
  published_ = std::move(sets);
}

std::shared_ptr<const channel::RuleSet> RulesInForce::edition(const Code& state, const Code& agency, std::uint32_t version) const {
  const std::scoped_lock hold(lock_);
  auto& kept = read_[{state, agency, version}];
  if (kept) return kept;
  const auto book = books_.find({state, agency});
  const auto* edition = book == books_.end() ? nullptr : book->second.edition(version);
  if (!edition) return nullptr;
  if (auto set = read(*edition, state, agency)) kept = std::make_shared<const channel::RuleSet>(std::move(*set));
  return kept;
}

RulesInForce::Sets RulesInForce::published() const {
  const std::scoped_lock hold(lock_);
  return published_;
}

channel::RuleBook RulesInForce::book(const Code& state, const Code& agency) const {
  const std::scoped_lock hold(lock_);
  const auto at = books_.find({state, agency});
  return at == books_.end() ? channel::RuleBook{} : at->second;
}

std::vector<channel::RuleBook> RulesInForce::books() const {
  const std::scoped_lock hold(lock_);
  std::vector<channel::RuleBook> all;
  for (const auto& [whose, book] : books_) all.push_back(book);
  return all;
}

void RulesInForce::landed(const Code& state, const Code& agency, std::uint64_t version, Instant at, const channel::RuleEvent& event) {
  const std::scoped_lock hold(lock_);
  auto& book = books_[{state, agency}];
  if (book.version + 1 != version) return;
  channel::evolve(book, at, event);
  take_published();
}

void RulesInForce::learn(const store::StoredEvent& stored) {
  const auto event = wire::decode_rules(stored.envelope.type, stored.envelope.type_version, stored.fields);
  if (!event) return;  // of a later version of this program
  const auto [state, agency] = std::visit([](const auto& one) { return std::pair(one.state, one.agency); }, *event);
  landed(state, agency, stored.envelope.version, stored.envelope.at, *event);
}

store::Commit commit_of(const Code& post, const channel::RuleBook& book, const Id& recorder, Instant now, const channel::RuleEvent& event) {
  const auto stream = channel::rule_book_stream(post, book.state, book.agency);
  store::Commit commit;
  commit.expects.push_back({recorder, stream, book.version});
  auto encoded = wire::encode(event);
  commit.events.push_back({recorder, stream, encoded.type, encoded.type_version, now, {}, std::move(encoded.fields)});
  return commit;
}

}  // namespace onestop::server
