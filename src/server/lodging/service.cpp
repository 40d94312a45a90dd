#include "server/lodging/service.h"

#include <algorithm>

#include "wire/channel_yaml.h"
#include "wire/lodgement_events.h"

namespace onestop::server {
namespace {

std::vector<Code> agencies_of(const law::Law& law) {
  std::vector<Code> codes;
  for (const auto& one : law.agencies) codes.push_back(one.code);
  return codes;
}

}  // namespace

Expected<void> put_first_rules(store::Store& store, const post::Post& post, const std::vector<Runner::Recorder>& recorders, const std::vector<channel::RuleSet>& sets, Instant now) {
  auto& writer = store.writer();
  if (auto begun = writer.begin(); !begun) return begun;
  for (const auto& set : sets) {
    const auto recorder = std::ranges::find(recorders, set.state, &Runner::Recorder::state);
    const auto stream = channel::rule_book_stream(post.code, set.state, set.agency);
    const auto known = writer.reader().read_crossing(stream);
    if (!known) return std::unexpected(known.error());
    if (recorder == recorders.end() || !known->empty()) continue;
    channel::RuleBook book{set.state, set.agency, 0, {}};
    auto written = commit_of(post.code, book, recorder->id, now, channel::RulesWritten{set.state, set.agency, {}, 1, wire::to_yaml(set)});
    auto standing = wire::encode(channel::RuleEvent{channel::RulesStanding{set.state, set.agency, {}, 1, channel::Status::published}});
    written.events.push_back({recorder->id, stream, standing.type, standing.type_version, now, {}, std::move(standing.fields)});
    if (auto done = writer.apply(written); !done) {
      writer.abandon();
      return std::unexpected(done.error());
    }
  }
  return writer.finish();
}

Expected<std::unique_ptr<LodgingService>> LodgingService::open(const LodgingSources& sources, store::Store& store, Runner& runner, Readers& readers, const Regime& regime,
                                                               const DomainClock& clock, std::function<bool(const Id& firm)> confirmed) {
  auto made = std::unique_ptr<LodgingService>(new LodgingService);
  auto reader = MessageReader::open(sources.codes, sources.schemas);
  if (!reader) return std::unexpected(reader.error());
  made->reader_ = std::move(*reader);
  made->live_.store = &store;
  made->live_.runner = &runner;
  made->live_.readers = &readers;
  if (!sources.sandbox.empty()) {
    store::Options where;
    where.path = sources.sandbox;
    where.keys_path = sources.sandbox_keys;
    auto opened = store::open(where);
    if (!opened) return std::unexpected(opened.error());
    made->sandbox_store_ = std::move(*opened);
    auto recorders = open_recorders(*made->sandbox_store_, regime.post());
    if (!recorders) return std::unexpected(recorders.error());
    if (auto put = put_first_rules(*made->sandbox_store_, regime.post(), *recorders, sources.first_rules, clock.now()); !put) return std::unexpected(put.error());
    made->sandbox_readers_ = std::make_unique<Readers>(*made->sandbox_store_);
    made->sandbox_runner_ = std::make_unique<Runner>(*made->sandbox_store_, regime, clock, std::move(*recorders), [](const std::vector<Landed>&) {});
    made->sandbox_.store = made->sandbox_store_.get();
    made->sandbox_.runner = made->sandbox_runner_.get();
    made->sandbox_.readers = made->sandbox_readers_.get();
  }
  for (auto* side : {&made->live_, &made->sandbox_}) {
    if (!side->store) continue;
    auto loan = side->readers->borrow();
    if (!loan) return fault("the log cannot be read");
    auto rules = RulesInForce::load(*loan, regime.post(), agencies_of(regime.law(clock.now())));
    if (!rules) return std::unexpected(rules.error());
    side->rules = std::move(*rules);
    auto lodgements = Lodgements::open({*side->store, *side->runner, *side->readers, regime, clock, *made->reader_, *side->rules, sources.terms, sources.duties, side == &made->live_ ? confirmed : [](const Id&) { return true; }});
    if (!lodgements) return std::unexpected(lodgements.error());
    side->lodgements = std::move(*lodgements);
    side->follower = std::make_unique<LodgementFollower>(*side->lodgements);
    side->lodgements->landed = [follower = side->follower.get()] { follower->wake(); };
    side->runner->at_arrival(side->lodgements->at_arrival());
  }
  return made;
}

LodgingService::~LodgingService() { stop(); }

Expected<void> LodgingService::start() {
  if (sandbox_runner_)
    if (auto started = sandbox_runner_->start(); !started) return started;
  for (auto* side : {&live_, &sandbox_})
    if (side->follower) side->follower->start();
  return {};
}

/// Followers first: they wait for what the runner writes.
void LodgingService::stop() {
  for (auto* side : {&live_, &sandbox_})
    if (side->follower) side->follower->stop();
  if (sandbox_runner_) sandbox_runner_->stop();
}

}  // namespace onestop::server
