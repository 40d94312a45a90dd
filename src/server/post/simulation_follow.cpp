// The way of one vehicle through several layouts, from the marks that the engine left.
#include <algorithm>
#include <map>

#include "server/post/simulation_run.h"

namespace onestop::server {
namespace {

using Kind = sim::Trace::Kind;

std::int64_t ms(std::int64_t us) { return us / 1000; }

/// Turns marks into stretches. Work, holds and drives are marked at both ends; what is left of the stay is waiting.
class Way {
 public:
  Way(const sim::Plan& plan, int direction, const Code& layout) : plan_(plan), procedure_(plan.procedure(direction)) { way_.layout = layout; }

  WayView of(const std::vector<sim::Trace>& trace) {
    for (const auto& mark : trace) take(mark);
    if (begun_) {
      wait_before();
      if (way_.begun_ms > way_.came_ms) way_.pieces.push_back({"road", way_.came_ms, way_.begun_ms, {}, {}, {}, {}, {}});
    }
    std::ranges::stable_sort(way_.pieces, {}, &PieceView::from_ms);
    return std::move(way_);
  }

 private:
  using Key = std::tuple<Kind, int, int, std::uint8_t>;  // what began, whose, at which slot, of which subject

  void take(const sim::Trace& mark) {
    const auto at = ms(mark.at_us);
    switch (mark.kind) {
      case Kind::came: way_.came_ms = way_.begun_ms = way_.released_ms = at; break;
      case Kind::begun:
        if (!begun_) way_.begun_ms = at, begun_ = true;
        open(Kind::begun, mark);
        break;
      case Kind::done: close(Kind::begun, "working", mark); break;
      case Kind::held: open(Kind::held, mark); break;
      case Kind::lifted: close(Kind::held, "held", mark); break;
      case Kind::isolated: open(Kind::isolated, mark); break;
      case Kind::cleared: close(Kind::isolated, "held", mark); break;
      case Kind::left_site: open(Kind::left_site, mark); break;
      case Kind::reached_site: close(Kind::left_site, "driving", mark); break;
      case Kind::released:
        way_.released_ms = at;
        way_.released = true;
        break;
      case Kind::refused:
      case Kind::gone:
        if (!way_.released) way_.released_ms = at;
        break;
    }
  }

  static Key key(Kind kind, const sim::Trace& mark) {
    if (kind == Kind::begun) return {kind, mark.team, mark.slot, mark.subject};
    if (kind == Kind::held) return {kind, sim::nobody, mark.slot, mark.subject};
    return {kind, sim::nobody, sim::nobody, 0};
  }
  void open(Kind kind, const sim::Trace& mark) { open_[key(kind, mark)] = mark; }
  void close(Kind kind, const char* name, const sim::Trace& mark) {
    const auto at = open_.find(key(kind, mark));
    if (at == open_.end()) return;
    const auto& began = at->second;
    PieceView piece{name, ms(began.at_us), ms(mark.at_us), {}, {}, {}, {}, {}};
    if (began.slot >= 0 && began.slot < static_cast<int>(procedure_.slots.size())) piece.doing = procedure_.slots[static_cast<std::size_t>(began.slot)].control;
    if (began.team != sim::nobody) {
      const auto& team = plan_.teams()[static_cast<std::size_t>(began.team)];
      piece.agency = team.agency, piece.state = team.state, piece.station = team.station;
    }
    if (began.partner != sim::nobody) piece.partner = plan_.teams()[static_cast<std::size_t>(began.partner)].state;
    if (piece.until_ms > piece.from_ms) way_.pieces.push_back(std::move(piece));
    open_.erase(at);
  }

  /// The gaps between begin and release in which nothing else is.
  void wait_before() {
    auto taken = way_.pieces;
    std::ranges::sort(taken, {}, &PieceView::from_ms);
    auto until = way_.begun_ms;
    const auto wait = [&](std::int64_t to, const PieceView* next) {
      if (to <= until) return;
      PieceView piece{"waiting", until, to, {}, {}, {}, {}, {}};
      if (next) piece.doing = next->doing, piece.agency = next->agency, piece.state = next->state, piece.station = next->station;
      way_.pieces.push_back(std::move(piece));
    };
    for (const auto& one : taken) {
      if (one.from_ms >= way_.released_ms) break;
      wait(std::min(one.from_ms, way_.released_ms), &one);
      until = std::max(until, one.until_ms);
    }
    wait(way_.released_ms, nullptr);
  }

  const sim::Plan& plan_;
  const law::Procedure& procedure_;
  WayView way_;
  bool begun_ = false;
  std::map<Key, sim::Trace> open_;
};

}  // namespace

std::optional<FollowedView> follow(const Prepared& prepared, const Simulated& result, const Code& flow, const Code& exit_state, std::uint32_t ordinal) {
  FollowedView shown{flow, exit_state, ordinal, {}};
  for (std::size_t i = 0; i < prepared.plans.size(); ++i) {
    const auto& plan = *prepared.plans[i];
    const auto stream = std::ranges::find_if(plan.streams(), [&](const sim::Stream& one) { return one.name == flow && plan.procedure(one.direction).states[0] == exit_state; });
    if (stream == plan.streams().end()) return std::nullopt;
    sim::Settings settings;
    settings.seed = result.seed;
    settings.warm_up_us = result.warm_up_days * sim::day_us;
    settings.span_us = settings.warm_up_us + result.days * sim::day_us + sim::usual_run_out_us;
    settings.follow = {stream->key, ordinal};
    sim::Engine engine(plan);
    shown.ways.push_back(Way(plan, stream->direction, prepared.asked.layouts[i]).of(engine.run(settings).trace));
  }
  return shown;
}

}  // namespace onestop::server
