#include "server/firm/box.h"

#include <algorithm>
#include <chrono>

namespace onestop::server {

Box::Box(store::Store& store, Runner& runner, Readers& readers, webhook::DeliveryRules rules)
    : store_(store), runner_(runner), readers_(readers), sender_(store, runner, std::move(rules)) {
  store_.writer().when_notified([news = news_, inbox = sender_.inbox()](const std::vector<Id>& firms) {
    for (const auto& firm : firms) inbox->look_at(firm);
    const std::scoped_lock hold(news->lock);
    news->firms.insert(firms.begin(), firms.end());
    news->wake.notify_one();
  });
}

Box::~Box() { stop(); }

Expected<void> Box::start() {
  if (auto started = sender_.start(); !started) return started;
  thread_ = std::thread([this] { loop(); });
  return {};
}

void Box::stop() {
  {
    const std::scoped_lock hold(news_->lock);
    news_->stopping = true;
    news_->wake.notify_one();
  }
  if (thread_.joinable()) thread_.join();
  sender_.stop();
}

Expected<store::BoxState> Box::state(const Id& firm) {
  auto reader = readers_.borrow();
  if (!reader) return fault("the box cannot be read");
  return reader->box(firm);
}

Expected<Box::Page> Box::read(const store::BoxQuery& query) {
  auto reader = readers_.borrow();
  if (!reader) return fault("the box cannot be read");
  auto state = reader->box(query.firm);
  if (!state) return std::unexpected(state.error());
  auto rows = reader->notifications(query);
  if (!rows) return std::unexpected(rows.error());
  return Page{*state, std::move(*rows)};
}

void Box::wait(const store::BoxQuery& query, std::int64_t wait_ms, Then then) {
  {
    const std::scoped_lock hold(news_->lock);
    const auto of_firm = std::ranges::count_if(news_->waiting, [&](const Waiter& one) { return one.query.firm == query.firm; });
    if (!news_->stopping && news_->waiting.size() < most_waiting && static_cast<std::size_t>(of_firm) < most_waiting_of_one) {
      news_->waiting.push_back({query, wall_now() + wait_ms, std::move(then)});
      news_->wake.notify_one();
      return;
    }
  }
  then(read(query));
}

/// A request that waits is first looked at here, so that nothing written in between is missed.
void Box::look(Waiter waiter, bool last) {
  auto page = read(waiter.query);
  if (last || !page || !page->notifications.empty()) return waiter.then(std::move(page));
  waiter.fresh = false;
  const std::scoped_lock hold(news_->lock);
  news_->waiting.push_back(std::move(waiter));
}

void Box::loop() {
  auto& news = *news_;
  for (;;) {
    std::list<Waiter> now_looked_at;
    bool stopping = false;
    {
      std::unique_lock hold(news.lock);
      const auto any_fresh = [&] { return std::ranges::any_of(news.waiting, &Waiter::fresh); };
      news.wake.wait_for(hold, std::chrono::milliseconds(100), [&] { return news.stopping || news.all || !news.firms.empty() || any_fresh(); });
      stopping = news.stopping;
      const auto now = wall_now();
      for (auto at = news.waiting.begin(); at != news.waiting.end();) {
        const auto next = std::next(at);
        if (stopping || news.all || at->fresh || at->until <= now || news.firms.contains(at->query.firm)) now_looked_at.splice(now_looked_at.end(), news.waiting, at);
        at = next;
      }
      news.firms.clear();
      news.all = false;
    }
    const auto now = wall_now();
    for (auto& one : now_looked_at) {
      const bool last = stopping || one.until <= now;
      look(std::move(one), last);
    }
    if (stopping) return;
  }
}

void Box::look_at_all() {
  sender_.inbox()->look_at_all();
  const std::scoped_lock hold(news_->lock);
  news_->all = true;
  news_->wake.notify_one();
}

void Box::tidy(Instant now) {
  constexpr std::size_t at_once = 1000;
  runner_.write([before = now + -kept_days * day_ms](store::Writer& writer) -> Expected<void> {
    if (const auto done = writer.forget_notifications(before, at_once); !done) return std::unexpected(done.error());
    return {};
  }, [](bool) {});
}

}  // namespace onestop::server
