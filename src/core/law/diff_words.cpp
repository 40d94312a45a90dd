// A difference as sentences. Codes stand as in the files, so that the reader finds them there.
#include <algorithm>

#include "core/law/check.h"
#include "core/law/diff.h"
#include "core/law/words.h"

namespace onestop::law {
namespace {

template <class E>
std::string word(E value) { return boost::describe::enum_to_string(value, ""); }

template <class E>
std::vector<std::string> words(const std::vector<E>& values) {
  std::vector<std::string> out;
  out.reserve(values.size());
  for (const auto value : values) out.push_back(word(value));
  return out;
}

std::string in_words(const Circumstance& circumstance) {
  std::string text;
  for (const auto& one : circumstance) text += (text.empty() ? "" : " and ") + one.fact.text() + (one.value ? " is so" : " is not so");
  return text;
}

std::string side_text(Side side, const Procedure& p) { return "the " + word(side) + " side (" + p.state_of(side).text() + ")"; }

std::string listed_or(const std::vector<Code>& codes, const std::vector<Code>& all, const char* every) {
  return codes.size() == all.size() ? every : listed(texts(codes));
}

}  // namespace

std::string in_words(const std::optional<Answer>& answer) {
  if (!answer) return "no concern of the law";
  switch (answer->effect) {
    case Effect::perform: return answer->depth == Depth::none ? "performed" : "performed (" + word(answer->depth) + ")";
    case Effect::joint: return "performed by both sides together (" + word(answer->depth) + ")";
    case Effect::recognise: return "recognised from the other side";
    case Effect::waive: return "waived";
    case Effect::abolish: return "abolished";
  }
  return "";
}

std::string in_words(const ControlChange& change, const Procedure& procedure) {
  std::string text = change.control.text() + " by " + side_text(change.side, procedure) + ", " + listed_or(change.classes, procedure.classes, "every class");
  for (std::size_t i = 0; i < change.when.size(); ++i)
    if (!change.when[i].empty()) text += (i ? ", or when " : ", when ") + in_words(change.when[i]);
  if (change.rests_elsewhere())
    return text + ": still " + in_words(change.is) + ", under " + change.is->provision.text() + " instead of " + change.was->provision.text();
  const auto under = [](const std::optional<Answer>& answer) { return in_words(answer) + (answer ? " under " + answer->provision.text() : ""); };
  return text + ": " + under(change.was) + " -> " + under(change.is);
}

std::string in_words(const PowerChange& change, const Procedure& procedure) {
  std::vector<std::string> agencies, sides;
  agencies.reserve(change.agencies.size());
  sides.reserve(change.sides.size());
  for (const auto& agency : change.agencies) agencies.push_back(agency.empty() ? "devices and the clock" : agency.text());
  for (const auto side : change.sides) sides.push_back(side_text(side, procedure));
  std::string text = word(change.act) + " by " + listed(sides) + (change.gained ? ": gained by " : ": lost by ");
  text += agencies.size() == procedure.agencies.size() + 1 ? "every agency, devices and the clock" : listed(agencies);
  text += " (" + listed_or(change.roles, procedure.roles, "every role") + ")";
  if (!change.zones.empty()) text += " in " + listed_or(change.zones, procedure.zones, "every zone");
  if (change.without_desk) text += change.zones.empty() ? " without a desk" : " and without a desk";
  text += change.phases.size() == 4 ? ", in every phase" : ", in phase " + listed(words(change.phases));
  return text + ", under " + change.provision.text();
}

std::string in_words(const ClauseChange& change) {
  const std::string name = word(change.clause), unit = unit_of_figure(change.clause);
  const auto figure = [&](std::int64_t value) { return unit.empty() ? std::string() : std::to_string(value) + " " + unit; };
  if (change.was == change.is)
    return name + ": still " + (unit.empty() ? "there" : figure(change.is)) + ", under " + change.is_under.text() + " instead of " + change.was_under.text();
  return name + ": " + figure(change.was) + " under " + change.was_under.text() + " -> " + figure(change.is) + " under " + change.is_under.text();
}

}  // namespace onestop::law
