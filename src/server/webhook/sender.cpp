#include "server/webhook/sender.h"

#include <sodium/randombytes.h>

#include <algorithm>

#include "server/firm_messages.h"
#include "server/post/officers.h"
#include "server/webhook/transfer.h"
#include "wire/json.h"

namespace onestop::server::webhook {
namespace {

constexpr std::int64_t longest_sleep_ms = 1000;
constexpr std::int64_t pause_after_fault_ms = 10'000;
constexpr std::int64_t look_at_all_every_ms = 1'000;
constexpr std::size_t most_receivers_remembered = 10'000;

struct Challenge {
  std::string type;  // "webhook_challenge"
  Id webhook;
  std::string challenge;
};
BOOST_DESCRIBE_STRUCT(Challenge, (), (type, webhook, challenge))

std::uint64_t random_number() {
  std::uint64_t number = 0;
  randombytes_buf(&number, sizeof number);
  return number;
}

std::string random_hex() {
  std::array<unsigned char, 32> random{};
  random_bytes(random);
  return to_hex(random);
}

}  // namespace

std::string notification_json(const store::NotificationRow& row) {
  return wire::to_json(NotificationView{row.number, row.id, row.movement, row.kind, row.at, {row.body}});
}

std::int64_t pause_ms(const DeliveryRules& rules, std::uint32_t attempts, std::uint64_t chance) {
  auto pause = rules.first_pause_ms;
  for (std::uint32_t i = 1; i < attempts && pause < rules.longest_pause_ms; ++i) pause *= 2;
  pause = std::min(pause, rules.longest_pause_ms);
  const auto fifth = pause / 5;
  return pause - fifth + static_cast<std::int64_t>(chance % static_cast<std::uint64_t>(2 * fifth + 1));
}

// ---- the inbox -------------------------------------------------------------------------------------------------

Inbox::Inbox() {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  multi_ = curl_multi_init();
  check(multi_ != nullptr, "curl does not start");
}

Inbox::~Inbox() { curl_multi_cleanup(multi_); }

void Inbox::wake() { curl_multi_wakeup(multi_); }

void Inbox::look_at(const Id& firm) {
  {
    const std::scoped_lock hold(lock_);
    firms_.insert(firm);
  }
  wake();
}

void Inbox::look_at_all() {
  {
    const std::scoped_lock hold(lock_);
    all_ = true;
  }
  wake();
}

void Inbox::challenge(const store::WebhookRow& webhook) {
  {
    const std::scoped_lock hold(lock_);
    challenges_.push_back(webhook);
  }
  wake();
}

// ---- the thread ------------------------------------------------------------------------------------------------

Sender::Sender(store::Store& store, Runner& runner, DeliveryRules rules)
    : store_(store), runner_(runner), rules_(std::move(rules)), inbox_(new Inbox) {}

Sender::~Sender() { stop(); }

Expected<void> Sender::start() {
  auto reader = store_.reader();
  if (!reader) return std::unexpected(reader.error());
  reader_ = std::move(*reader);
  const auto rows = reader_->webhooks(std::nullopt);
  if (!rows) return std::unexpected(rows.error());
  for (const auto& row : *rows) {
    if (row.state == store::WebhookState::pending) inbox_->challenge(row);
    else inbox_->look_at(row.firm);
  }
  thread_ = std::thread([this] { loop(); });
  return {};
}

void Sender::stop() {
  {
    const std::scoped_lock hold(inbox_->lock_);
    inbox_->stopping_ = true;
  }
  inbox_->wake();
  if (thread_.joinable()) thread_.join();
}

void Sender::loop() {
  auto* multi = inbox_->multi_;
  while (take_inbox()) {
    if (take_lead(wall_now())) start_due(wall_now());
    int running = 0;
    curl_multi_perform(multi, &running);
    take_finished();
    curl_multi_poll(multi, nullptr, 0, static_cast<int>(sleep_ms(wall_now())), nullptr);
  }
  for (auto& [easy, transfer] : transfers_) curl_multi_remove_handle(multi, easy);
  transfers_.clear();
}

/// Whether this process tells webhooks. Whoever begins to, or hears that others wrote, looks at all of them, but not at every word.
bool Sender::take_lead(Instant now) {
  const bool led = std::exchange(leads_, runner_.leads());
  if (leads_ && (!led || (look_at_all_ && now - looked_at_all_ >= look_at_all_every_ms))) learn_all(now);
  return leads_;
}

void Sender::learn_all(Instant now) {
  looked_at_all_ = now;
  const auto rows = reader_->webhooks(std::nullopt);
  look_at_all_ = !rows;  // what cannot be read now is tried again
  if (!rows) return;
  std::set<Id> firms;
  for (const auto& [id, known] : known_) firms.insert(known.row.firm);
  for (const auto& row : *rows) firms.insert(row.firm);
  for (const auto& firm : firms) learn(firm);
}

bool Sender::take_inbox() {
  std::set<Id> firms;
  std::vector<store::WebhookRow> challenges;
  std::vector<Inbox::Written> written;
  {
    const std::scoped_lock hold(inbox_->lock_);
    if (inbox_->stopping_) return false;
    firms.swap(inbox_->firms_);
    challenges.swap(inbox_->challenges_);
    written.swap(inbox_->written_);
    look_at_all_ = look_at_all_ || std::exchange(inbox_->all_, false);
  }
  const auto now = wall_now();
  for (const auto& one : written) {
    busy_.erase({one.webhook, one.movement});
    const auto known = known_.find(one.webhook);
    if (known == known_.end()) continue;
    --known->second.busy;
    known->second.look_at = one.good ? now : now + pause_after_fault_ms;
  }
  for (const auto& firm : firms) learn(firm);
  challenges.insert(challenges.end(), held_challenges_.begin(), held_challenges_.end());
  held_challenges_.clear();
  for (const auto& row : challenges) challenge(row);
  return true;
}

/// Reads a firm's webhooks anew and looks at what they wait for.
void Sender::learn(const Id& firm) {
  const auto rows = reader_->webhooks(firm);
  if (!rows) {  // the next round tries again, without being woken for it
    const std::scoped_lock hold(inbox_->lock_);
    inbox_->firms_.insert(firm);
    return;
  }
  std::erase_if(known_, [&](const auto& one) {
    return one.second.row.firm == firm && std::ranges::none_of(*rows, [&](const auto& row) { return row.id == one.first; });
  });
  for (const auto& row : *rows) {
    auto secrets = secrets_of(store_.keys(), row.id);
    const auto receiver = receiver_of(row.url, rules_.urls);
    if (!secrets || !receiver) continue;
    auto& known = known_[row.id];
    known.row = row;
    known.secrets = std::move(*secrets);
    known.receiver = *receiver;
    known.look_at = row.state == store::WebhookState::active ? wall_now() : never;
  }
}

std::size_t Sender::places_for(const std::string& receiver) {
  if (transfers_.size() >= rules_.most_at_once) return 0;
  const auto& one = receivers_[receiver];
  const auto most = one.slow ? 1 : rules_.most_of_receiver;
  return one.busy >= most ? 0 : std::min(most - one.busy, rules_.most_at_once - transfers_.size());
}

/// Each webhook in turn, from the one after the last that was served.
void Sender::start_due(Instant now) {
  crowded_ = false;
  std::vector<Id> order;
  for (auto at = known_.upper_bound(last_served_); at != known_.end(); ++at) order.push_back(at->first);
  for (auto at = known_.begin(); at != known_.end() && at->first <= last_served_; ++at) order.push_back(at->first);
  for (const auto& id : order) {
    auto& known = known_.at(id);
    if (known.look_at <= now && may_tell(known.row.firm) && start_some(known, now)) last_served_ = id;
  }
}

bool Sender::start_some(Known& known, Instant now) {
  const auto places = places_for(known.receiver);
  if (places == 0) {
    crowded_ = true;
    return false;
  }
  const auto asked = places + known.busy;  // those under way still stand in the store
  auto rows = reader_->outgoing(known.row.id, now, asked);
  if (!rows) {
    known.look_at = now + pause_after_fault_ms;
    return false;
  }
  std::size_t started = 0;
  for (auto& row : *rows) {
    if (started == places || busy_.contains({known.row.id, row.delivery.movement})) continue;
    auto transfer = std::make_unique<Transfer>();
    transfer->webhook = known.row;
    transfer->delivery = row.delivery;
    transfer->notification = to_text(row.notification.id);
    transfer->body = notification_json(row.notification);
    busy_.insert({known.row.id, row.delivery.movement});
    ++known.busy;
    ++started;
    begin(known, std::move(transfer));
  }
  const bool more = rows->size() >= asked;
  if (!more) {
    const auto next = reader_->next_delivery(known.row.id, now);
    known.look_at = next && *next ? **next : never;
  }
  return started > 0;
}

void Sender::begin(const Known& known, std::unique_ptr<Transfer> transfer) {
  const auto now = wall_now();
  transfer->receiver = known.receiver;
  ++receivers_[known.receiver].busy;
  const bool ready = transfer->prepare(rules_, signature(known.secrets, transfer->body, now)) && curl_multi_add_handle(inbox_->multi_, transfer->easy) == CURLM_OK;
  auto* easy = transfer->easy;
  auto& kept = transfers_[easy ? easy : transfer.get()] = std::move(transfer);
  if (!ready) finish(*kept, CURLE_OUT_OF_MEMORY);
}

void Sender::challenge(const store::WebhookRow& row) {
  learn(row.firm);
  const auto known = known_.find(row.id);
  if (known == known_.end()) return;
  if (!may_tell(row.firm)) return held_challenges_.push_back(row);
  auto transfer = std::make_unique<Transfer>();
  transfer->webhook = row;
  transfer->challenge = random_hex();
  transfer->body = wire::to_json(Challenge{"webhook_challenge", row.id, transfer->challenge});
  begin(known->second, std::move(transfer));
}

void Sender::take_finished() {
  int left = 0;
  while (const auto* message = curl_multi_info_read(inbox_->multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    auto* easy = message->easy_handle;
    const int result = message->data.result;
    curl_multi_remove_handle(inbox_->multi_, easy);
    if (const auto at = transfers_.find(easy); at != transfers_.end()) finish(*at->second, result);
  }
}

void Sender::finish(Transfer& transfer, int result) {
  auto error = transfer.failure(result, rules_);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - transfer.began).count();
  auto& receiver = receivers_[transfer.receiver];
  --receiver.busy;
  receiver.slow = !error.empty() || took > rules_.slow_ms;
  if (receivers_.size() > most_receivers_remembered) std::erase_if(receivers_, [](const auto& one) { return one.second.busy == 0; });
  if (transfer.delivery) finish_delivery(transfer, std::move(error));
  else finish_challenge(transfer, std::move(error));
  transfers_.erase(transfer.easy ? static_cast<void*>(transfer.easy) : static_cast<void*>(&transfer));
}

void Sender::finish_delivery(const Transfer& transfer, std::string error) {
  const auto now = wall_now();
  const bool good = error.empty();
  auto row = *transfer.delivery;
  ++row.attempts;
  if (!row.first_tried) row.first_tried = now;
  row.last_tried = now;
  row.last_status = transfer.answered ? transfer.status : 0;
  row.last_error = std::move(error);
  row.next_at = now + pause_ms(rules_, row.attempts, random_number());
  if (good) row.state = store::DeliveryState::delivered;
  else if (row.attempts >= rules_.most_tries || row.next_at - *row.first_tried > rules_.longest_ms) row.state = store::DeliveryState::dead;
  runner_.write([row](store::Writer& writer) { return writer.put_delivery(row); }, [inbox = inbox_, row](bool written) {
    {
      const std::scoped_lock hold(inbox->lock_);
      inbox->written_.push_back({row.webhook, row.movement, written});
    }
    inbox->wake();
  });
}

void Sender::finish_challenge(const Transfer& transfer, std::string error) {
  auto row = transfer.webhook;
  if (error.empty() && !transfer.answers_challenge()) error = "the receiver did not answer the challenge with its value";
  row.state = error.empty() ? store::WebhookState::active : store::WebhookState::failed;
  row.error = std::move(error);
  const auto work = [row](store::Writer& writer) -> Expected<void> {
    const auto standing = writer.reader().webhooks(row.firm);
    if (!standing) return std::unexpected(standing.error());
    const bool pending = std::ranges::any_of(*standing, [&](const auto& one) { return one.id == row.id && one.state == store::WebhookState::pending; });
    return pending ? writer.put_webhook(row) : Expected<void>{};  // else it was removed meanwhile
  };
  runner_.write(work, [inbox = inbox_, firm = row.firm](bool) { inbox->look_at(firm); });
}

/// Where something is due but crowded out, the end of a transfer wakes the thread.
std::int64_t Sender::sleep_ms(Instant now) const {
  std::int64_t sleep = longest_sleep_ms;
  if (!leads_) return look_at_all_every_ms / 2;
  if (look_at_all_) sleep = std::max<std::int64_t>(0, looked_at_all_ + look_at_all_every_ms - now);
  for (const auto& [id, known] : known_) {
    if (known.look_at <= now && (crowded_ || !may_tell(known.row.firm))) continue;
    sleep = std::min(sleep, std::max<std::int64_t>(0, known.look_at - now));
  }
  return sleep;
}

}  // namespace onestop::server::webhook
