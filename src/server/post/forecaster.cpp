#include "server/post/forecaster.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace onestop::server {
namespace {

constexpr int gives_way = 15;  // of the scheduler's 19
constexpr std::uint32_t past_replications = 100;

std::array<const law::Procedure*, 2> law_at(const Regime& regime, Instant at) {
  const auto& states = regime.post().states;
  return {regime.in_force(states[0].code, at), regime.in_force(states[1].code, at)};
}

}  // namespace

Forecaster::Forecaster(const Regime& regime, const DomainClock& clock, Readers& readers, std::function<ShiftKeeper::Snapshot()> shift, sim::Overlay overlay, std::string file)
    : clock_(clock), readers_(readers), shift_(std::move(shift)), planning_(regime, std::move(overlay)), file_(std::move(file)) {}

Forecaster::~Forecaster() {
  {
    const std::scoped_lock hold(lock_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Expected<void> Forecaster::check() {
  const auto now = clock_.now();
  if (!law_at(planning_.regime(), now)[0]) return {};  // the post opens on a day to come
  const auto plan = planning_.plan(now, *shift_());
  if (!plan) return std::unexpected(plan.error());
  return {};
}

bool Forecaster::is_old() const {
  if (std::chrono::steady_clock::now() - tried_ >= lasts || tried_ == std::chrono::steady_clock::time_point{}) return true;
  return kept_.made && kept_.made->law != law_at(planning_.regime(), clock_.now());
}

Forecaster::Kept Forecaster::ask() {
  const std::scoped_lock hold(lock_);
  if (!thread_.joinable() && !stopping_) thread_ = std::thread([this] { loop(); });
  if (!asked_ && is_old()) {
    asked_ = kept_.under_way = true;
    wake_.notify_all();
  }
  return kept_;
}

void Forecaster::loop() {
  setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), gives_way);
  for (;;) {
    {
      std::unique_lock hold(lock_);
      wake_.wait(hold, [&] { return asked_ || stopping_; });
      if (stopping_) return;
    }
    auto made = make();
    {
      const std::scoped_lock hold(lock_);
      if (made) kept_.made = std::make_shared<const Made>(std::move(*made));
      kept_.trouble = made ? std::string() : made.error().what;
      tried_ = std::chrono::steady_clock::now();
      asked_ = kept_.under_way = false;
    }
    look_back_once_a_day();
  }
}

Expected<Forecaster::Made> Forecaster::make() {
  const auto began = std::chrono::steady_clock::now();
  auto reader = readers_.borrow();
  if (!reader) return fault("the log cannot be read");
  if (auto held = reader->hold_snapshot(); !held) return std::unexpected(held.error());
  const auto at = clock_.now();
  const auto shift = shift_();
  auto inside = inside_now(*reader, planning_.regime().post().code);
  auto stood = inside ? read_as_it_stood(*reader, planning_, *shift, *inside, at) : Expected<Stood>(std::unexpected(inside.error()));
  reader->release_snapshot();
  if (!stood) return std::unexpected(stood.error());
  sim::ForecastWish wish;
  wish.seed = static_cast<std::uint64_t>(at.ms / minute_ms);
  wish.start_us = stood->start_us();
  wish.weekday = stood->weekday();
  auto forecast = sim::forecast(*stood->plan, stood->opening, wish);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return Made{std::move(*stood), wish, std::move(forecast), wall_now(), seconds, law_at(planning_.regime(), at)};
}

/// Bounded: at most seven days of forecasts, once in a day of the domain.
void Forecaster::look_back_once_a_day() {
  const auto now = clock_.now();
  const auto day = now.ms / day_ms;
  if (day == looked_back_) return;
  looked_back_ = day;
  auto reader = readers_.borrow();
  if (!reader) return;
  PastWish wish{.now = now, .each = {.replications = past_replications}};
  auto past = look_back(*reader, planning_, wish, [this] {
    const std::scoped_lock hold(lock_);
    return stopping_;
  });
  const std::scoped_lock hold(lock_);
  if (past) kept_.past = std::move(*past);
}

}  // namespace onestop::server
