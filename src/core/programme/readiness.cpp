#include "core/programme/readiness.h"

#include <algorithm>

#include "core/law/words.h"
#include "core/post/check.h"
#include "core/programme/judging.h"

namespace onestop::programme {
namespace {

/// The earliest later day on which a phase of the same post begins.
std::optional<Day> end_of(const Programme& programme, const Phase& phase) {
  std::optional<Day> until;
  for (const auto& other : programme.phases)
    if (other.post == phase.post && other.from > phase.from && (!until || other.from < *until)) until = other.from;
  return until;
}

/// Noon by the host's clock: both states write the same date, and whatever begins at a midnight of that date has begun.
Instant noon(const post::Post& post, Day day) {
  int offset_min = 0;
  for (const auto& state : post.states)
    if (state.code == post.host) offset_min = state.utc_offset_min;
  return {day.number * day_ms + day_ms / 2 - offset_min * minute_ms};
}

/// The phase's first day, then every day within it on which an instrument or a provision begins or ends.
std::vector<Day> law_days(const law::Law& law, Day from, std::optional<Day> until) {
  std::vector<Day> days{from};
  const auto add = [&](std::optional<Day> day) {
    if (day && *day > from && (!until || *day < *until)) days.push_back(*day);
  };
  for (const auto& instrument : law.instruments) add(instrument.from), add(instrument.until);
  for (const auto& provision : law.provisions) add(provision.from), add(provision.until);
  std::ranges::sort(days);
  days.erase(std::ranges::unique(days).begin(), days.end());
  return days;
}

void judge_law(Judging& judging) {
  auto post = judging.post;  // with this layout alone: what is wrong with the others is not this phase's lack
  post.layouts = {judging.layout};
  post.layout = judging.layout.code;
  auto days = law_days(judging.law, judging.phase.from, judging.out.until);
  if (days.size() > most_law_days) {
    days.resize(most_law_days);
    judging.lack(LackKind::plan, judging.phase.place, "the law changes on more than " + std::to_string(most_law_days) + " days of this phase; it is judged until " + to_text(days.back()), "divide the phase");
  }
  bool compiled_once = false;
  for (const auto day : days) {
    const auto compiled = law::compile(judging.law, post, post.layout, noon(post, day));
    if (compiled) {
      compiled_once = true;
      judge_exchange(judging, *compiled, day);
      continue;
    }
    for (const auto& finding : compiled.error()) judging.lack(LackKind::law, day, finding.place, finding.wrong, finding.right);
  }
  if (!compiled_once) judging.out.not_judged.push_back(LackKind::exchange);
}

void judge_place_in_plan(const Programme& programme, std::size_t index, PhaseReadiness& out) {
  const auto& phase = programme.phases[index];
  const auto say = [&](std::string sentence, std::string right) { out.lacks.push_back({LackKind::plan, phase.from, std::move(sentence), std::move(right), phase.place}); };
  const auto before = programme.phases.begin() + static_cast<std::ptrdiff_t>(index);
  const auto same = std::find_if(programme.phases.begin(), before, [&](const Phase& other) { return other.code == phase.code; });
  if (same != before) say("phase " + phase.code.text() + " is declared twice; the first is at line " + std::to_string(same->place.line), "a code of its own for each phase");
  for (auto other = before; other != programme.phases.begin();) {
    --other;
    if (other->post != phase.post) continue;
    if (other->from >= phase.from)
      say("phase " + phase.code.text() + " begins on " + to_text(phase.from) + ", phase " + other->code.text() + " of the same post stands before it and begins on " + to_text(other->from), "the phases of a post in the order of their first days, each on a day of its own");
    return;
  }
}

const post::Post* find_post(const std::vector<post::Post>& posts, const Code& code) {
  const auto at = std::ranges::find(posts, code, &post::Post::code);
  return at == posts.end() ? nullptr : &*at;
}

void judge_against(const Programme& programme, const law::Law& law, const post::Post& post, const Phase& phase, PhaseReadiness& out) {
  const auto* layout = post::find_layout(post, phase.layout);
  if (!layout) {
    out.lacks.push_back({LackKind::layout, phase.from, "post " + post.code.text() + " has no layout \"" + phase.layout.text() + "\"",
                         "add it to the layouts of " + (post.place.file.empty() ? "the post" : post.place.file) + ", or use one that is there; " + law::suggestion(phase.layout.view(), "layouts", codes_of(post.layouts)), phase.place});
    out.not_judged = {LackKind::law, LackKind::equipment, LackKind::officers, LackKind::buildings, LackKind::exchange};
    return;
  }
  Judging judging{programme, law, post, *layout, phase, out};
  judge_volumes(judging);
  judge_exchange_words(judging);
  judge_law(judging);
  judge_equipment(judging);
  judge_officers(judging);
  judge_buildings(judging);
}

PhaseReadiness judge_phase(const Programme& programme, std::size_t index, const law::Law& law, const std::vector<post::Post>& posts) {
  const auto& phase = programme.phases[index];
  PhaseReadiness out{.phase = index, .until = end_of(programme, phase), .lacks = {}, .not_judged = {}};
  judge_place_in_plan(programme, index, out);
  if (const auto* post = find_post(posts, phase.post)) {
    judge_against(programme, law, *post, phase, out);
  } else {
    out.lacks.push_back({LackKind::plan, phase.from, "there is no post \"" + phase.post.text() + "\"", law::suggestion(phase.post.view(), "posts", codes_of(posts)), phase.place});
    out.not_judged = {LackKind::layout, LackKind::law, LackKind::equipment, LackKind::officers, LackKind::buildings, LackKind::exchange};
  }
  std::ranges::stable_sort(out.lacks, {}, &Lack::kind);
  return out;
}

}  // namespace

std::vector<PhaseReadiness> judge_readiness(const Programme& programme, const law::Law& law, const std::vector<post::Post>& posts) {
  std::vector<PhaseReadiness> out;
  out.reserve(programme.phases.size());
  for (std::size_t i = 0; i < programme.phases.size(); ++i) out.push_back(judge_phase(programme, i, law, posts));
  std::ranges::stable_sort(out, {}, [&](const PhaseReadiness& one) { return programme.phases[one.phase].from; });
  return out;
}

}  // namespace onestop::programme
