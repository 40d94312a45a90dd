#pragma once
// One phase while it is being judged. Included by the readiness's own files only.
#include <string>

#include "core/law/procedure.h"
#include "core/programme/readiness.h"

namespace onestop::programme {

struct Judging {
  const Programme& programme;
  const law::Law& law;
  const post::Post& post;
  const post::Layout& layout;
  const Phase& phase;
  PhaseReadiness& out;

  void lack(LackKind kind, const law::Place& place, std::string sentence, std::string right) {
    lack(kind, phase.from, place, std::move(sentence), std::move(right));
  }
  /// The same is said once, on the first day on which it is so.
  void lack(LackKind kind, Day since, const law::Place& place, std::string sentence, std::string right) {
    for (const auto& told : out.lacks)
      if (told.sentence == sentence && told.place.file == place.file && told.place.line == place.line) return;
    out.lacks.push_back({kind, since, std::move(sentence), std::move(right), place});
  }
};

template <class T>
std::vector<std::string> codes_of(const std::vector<T>& all) {
  std::vector<std::string> out;
  out.reserve(all.size());
  for (const auto& one : all) out.push_back(one.code.text());
  return out;
}

void judge_equipment(Judging& judging);
void judge_officers(Judging& judging);
void judge_buildings(Judging& judging);
void judge_volumes(Judging& judging);
/// Whether the words of the exchange are known; then, for each day, whether it brings what the law rests on.
void judge_exchange_words(Judging& judging);
void judge_exchange(Judging& judging, const law::Compiled& compiled, Day day);

}  // namespace onestop::programme
