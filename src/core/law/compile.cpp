// From law and post to the two procedures of a layout.
#include <algorithm>

#include "core/law/check.h"
#include "core/law/draft.h"
#include "core/law/words.h"
#include "core/post/check.h"

namespace onestop::law {
namespace {

void without_repetition(std::vector<Finding>& findings) {
  std::vector<Finding> once;
  for (auto& finding : findings) {
    const bool told = std::ranges::any_of(once, [&](const Finding& f) { return f.wrong == finding.wrong && f.place.line == finding.place.line && f.place.file == finding.place.file; });
    if (!told) once.push_back(std::move(finding));
  }
  findings = std::move(once);
}

Procedure compile_direction(const Law& law, const post::Post& post, const post::Layout& layout, std::size_t exit_index, Instant at, std::vector<Finding>& findings) {
  Draft draft{.law = law, .post = post, .layout = layout, .at = at, .procedure = {}, .in_force = {}, .step_of = {}, .rules = {}, .findings = findings};
  const auto before = findings.size();
  gather(draft, exit_index);
  lay_out(draft);
  empower(draft);
  if (findings.size() > before) return {};  // masks may be short; what follows would only repeat it
  govern(draft);
  judge_arrangement(draft);
  seal(draft);
  return std::move(draft.procedure);
}

}  // namespace

std::expected<Compiled, std::vector<Finding>> compile(const Law& law, const post::Post& post, const Code& layout, Instant at) {
  auto findings = check_law(law);
  std::ranges::move(post::check_post(law, post), std::back_inserter(findings));
  const auto* chosen = post::find_layout(post, layout);
  if (!chosen) {
    std::vector<std::string> known;
    for (const auto& one : post.layouts) known.push_back(one.code.text());
    findings.push_back({post.place, "post " + post.code.text() + " has no layout \"" + layout.text() + "\"", suggestion(layout.view(), "layouts", known)});
  }
  if (!findings.empty()) return std::unexpected(std::move(findings));
  Compiled compiled;
  for (std::size_t i = 0; i < 2; ++i) compiled.procedures[i] = compile_direction(law, post, *chosen, i, at, findings);
  if (findings.empty()) return compiled;
  without_repetition(findings);
  return std::unexpected(std::move(findings));
}

}  // namespace onestop::law
