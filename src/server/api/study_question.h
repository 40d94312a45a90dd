#pragma once
// What is asked of a study, and how the answer is made: on the thread of studies, once for the same question.
#include <functional>

#include "server/api/api.h"
#include "server/api/kept_answers.h"
#include "study/report.h"

namespace onestop::server {

inline constexpr std::int64_t most_stays_read = 1'000'000;

struct StudyQuestion {
  std::vector<study::Dimension> by;
  study::Measure measure = study::Measure::release;
  std::optional<Code> layout, before, after;
  std::optional<std::pair<Code, Code>> direction;  // exit state, entry state
  std::optional<Instant> from, to;
  bool sample = false;                             // instead of all
  std::string language = "en";

  /// The same for the same question, however it was written and whatever else stood in the address.
  std::string words() const;
  store::StayQuery stays() const;
};

/// Or what is wrong with it.
std::variant<StudyQuestion, http::Response> read_study_question(const Api& api, const http::Request& request);

/// The layouts before and after: those asked for, else the study's or the first on record, and the present one.
Expected<study::Choice> choose_layouts(const Api& api, store::Reader& reader, const StudyQuestion& asked);

/// One of the routes: how its answer is made and what it is.
struct StudyForm {
  std::string path;
  std::string type = "application/json";
  std::string file = "";  // under which a browser keeps it; empty: it is no file
  std::function<Expected<std::string>(Api& api, const StudyQuestion& asked)> make;
};
/// Adds the route; whoever asks must have signed in.
void add_study_route(http::Router& router, Api& api, StudyForm form);

}  // namespace onestop::server
