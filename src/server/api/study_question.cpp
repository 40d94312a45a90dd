#include "server/api/study_question.h"

#include <algorithm>

#include "wire/json.h"

namespace onestop::server {
namespace {

http::Response invalid(const http::Request& request, const std::string& what) {
  return http::problem(request, {.status = 400, .code = "message.invalid", .detail = what});
}

/// In a question a class is called class, as everywhere on the outside.
std::optional<study::Dimension> dimension_of(const std::string& word) {
  if (word == "class") return study::Dimension::traffic_class;
  return wire::enum_from_text<study::Dimension>(word);
}

/// About so many values a dimension has; a question whose product is beyond most_segments is not worked on.
std::size_t usual_values(study::Dimension of) {
  switch (of) {
    case study::Dimension::traffic_class: return 16;
    case study::Dimension::direction: return 4;
    case study::Dimension::layout: return 8;
    case study::Dimension::laden: return 2;
    case study::Dimension::fact: return 64;
    case study::Dimension::hour: return 25;
    case study::Dimension::weekday: return 8;
    case study::Dimension::channel: return 8;
    case study::Dimension::sps:
    case study::Dimension::prearrival: return 4;
  }
  return 1;
}

/// What is wrong with `by`, or nothing.
std::optional<std::string> read_dimensions(const std::string& text, std::vector<study::Dimension>& by) {
  for (std::size_t from = 0; from < text.size();) {
    const auto to = std::min(text.find(',', from), text.size());
    const auto of = dimension_of(text.substr(from, to - from));
    if (!of) return "by: there is no such dimension; right would be class, direction, layout, laden, fact, hour, weekday, channel, sps or prearrival.";
    if (std::ranges::find(by, *of) != by.end()) return "by names one dimension twice.";
    by.push_back(*of);
    from = to + 1;
  }
  if (by.size() > study::most_dimensions) return "by names more than six dimensions.";
  std::size_t segments = 1;
  for (const auto of : by) segments *= usual_values(of);
  if (segments > study::most_segments) return "by makes more than a million segments; name fewer dimensions.";
  return std::nullopt;
}

std::optional<std::string> text_of(const http::Request& request, const char* key) {
  const auto text = request.query_value(key);
  return text && !text->empty() ? std::optional(std::string(*text)) : std::nullopt;
}

/// What is wrong with the period, or nothing.
std::optional<std::string> read_period(const http::Request& request, StudyQuestion& asked) {
  for (auto [key, where] : {std::pair{"from", &asked.from}, std::pair{"to", &asked.to}}) {
    const auto text = text_of(request, key);
    if (!text) continue;
    *where = parse_instant(*text);
    if (!*where) return std::string(key) + " is no time; right would be 2010-07-05T02:00:00Z.";
  }
  if (const auto text = text_of(request, "sample")) {
    if (*text != "yes") return "sample is either yes or not named.";
    asked.sample = true;
    if (!study::whole_week(asked.from, asked.to)) return "A sample needs a window of seven days or more, with from and to, so that every weekday is in it.";
  }
  return std::nullopt;
}

std::optional<std::string> read_layouts(const http::Request& request, StudyQuestion& asked) {
  for (auto [key, where] : {std::pair{"layout", &asked.layout}, std::pair{"before", &asked.before}, std::pair{"after", &asked.after}}) {
    const auto text = text_of(request, key);
    if (!text) continue;
    if (!Code::fits(*text)) return std::string(key) + " is no layout.";
    *where = Code(*text);
  }
  return std::nullopt;
}

std::optional<std::string> read_direction(const post::Post& post, const http::Request& request, StudyQuestion& asked) {
  const auto text = text_of(request, "direction");
  if (!text) return std::nullopt;
  for (const auto& exit : post.states)
    for (const auto& entry : post.states)
      if (exit.code != entry.code && *text == exit.code.text() + "-" + entry.code.text()) asked.direction = {exit.code, entry.code};
  if (!asked.direction) return "There is no such direction; right would be " + post.states[0].code.text() + "-" + post.states[1].code.text() + ".";
  return std::nullopt;
}

/// The layout in which a vehicle would be let in now.
Code present_layout(const Api& api) {
  const auto* procedure = api.regime.in_force(api.regime.post().states.front().code, api.clock.now());
  return procedure ? procedure->layout : api.regime.layout(api.clock.now()).code;
}

http::Response with_body(std::shared_ptr<const std::string> body, const StudyForm& form) {
  auto response = http::text("");
  response.content_type = form.type;
  response.shared_body = std::move(body);
  response.headers.push_back({"Cache-Control", "no-store"});
  if (!form.file.empty()) response.headers.push_back({"Content-Disposition", "attachment; filename=\"" + form.file + "\""});
  return response;
}

/// On the thread of studies: the question may have been answered while it waited there.
http::Response work_out(Api& api, const http::Request& request, const StudyQuestion& asked, const StudyForm& form, KeptAnswers& kept) {
  if (auto body = kept.find(asked.words())) return with_body(std::move(body), form);
  const auto began = wall_now();
  auto made = form.make(api, asked);
  if (!made) return fault_answer(request, made.error());
  auto body = std::make_shared<const std::string>(std::move(*made));
  kept.keep(asked.words(), body, wall_now() - began);
  return with_body(std::move(body), form);
}

void answer(Api& api, http::Request request, http::Reply reply, const std::shared_ptr<const StudyForm>& form, const std::shared_ptr<KeptAnswers>& kept) {
  auto who = signed_in(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  auto asked = read_study_question(api, request);
  if (auto* no = std::get_if<http::Response>(&asked)) return reply(std::move(*no));
  if (auto body = kept->find(std::get<StudyQuestion>(asked).words())) return reply(with_body(std::move(body), *form));
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto about = std::make_shared<http::Request>(std::move(request));
  const bool queued = api.studies.add([&api, kept, later, about, form, question = std::get<StudyQuestion>(asked)] { (*later)(work_out(api, *about, question, *form, *kept)); });
  if (!queued) (*later)(http::problem(*about, {.status = 503, .code = "server.busy", .detail = "Too many ask for studies at once; try again."}));
}

}  // namespace

std::string StudyQuestion::words() const {
  const auto code = [](const std::optional<Code>& one) { return "/" + (one ? one->text() : std::string("-")); };
  const auto at = [](const std::optional<Instant>& one) { return "/" + (one ? to_text(*one) : std::string("-")); };
  std::string text = std::string(wire::enum_text(measure)) + "/" + language + (sample ? "/sample" : "/all") + code(layout) + code(before) + code(after) + at(from) + at(to);
  text += "/" + (direction ? direction->first.text() + ">" + direction->second.text() : std::string("-"));
  for (const auto of : by) text += "/" + std::string(wire::enum_text(of));
  return text;
}

store::StayQuery StudyQuestion::stays() const {
  store::StayQuery query;
  if (from) query.from = *from;
  if (to) query.to = *to;
  return query;
}

std::variant<StudyQuestion, http::Response> read_study_question(const Api& api, const http::Request& request) {
  StudyQuestion asked;
  if (const auto wrong = read_dimensions(text_of(request, "by").value_or(""), asked.by)) return invalid(request, *wrong);
  if (const auto text = text_of(request, "measure")) {
    const auto measure = wire::enum_from_text<study::Measure>(*text);
    if (!measure) return invalid(request, "There is no such measure; right would be release, in_post, queue, dwell, exit_side, entry_side, wait, crossing, between, inspection or storage.");
    asked.measure = *measure;
  }
  if (const auto wrong = read_layouts(request, asked)) return invalid(request, *wrong);
  if (const auto wrong = read_period(request, asked)) return invalid(request, *wrong);
  if (const auto wrong = read_direction(api.regime.post(), request, asked)) return invalid(request, *wrong);
  asked.language = text_of(request, "language").value_or("en");
  if (!study::report_speaks(asked.language)) return invalid(request, "language is none of the pages' languages; right would be en, ru, kk or ky.");
  return asked;
}

Expected<study::Choice> choose_layouts(const Api& api, store::Reader& reader, const StudyQuestion& asked) {
  study::Choice choice;
  choice.states = {api.regime.post().states[0].code, api.regime.post().states[1].code};
  const auto first = reader.first_layout();
  if (!first) return std::unexpected(first.error());
  const auto present = present_layout(api);
  const auto of_study = api.study ? api.study->before : Code();
  choice.before = asked.before.value_or(of_study.empty() ? first->value_or(Code()) : of_study);
  choice.after = asked.after.value_or(present == choice.before ? Code() : present);
  return choice;
}

void add_study_route(http::Router& router, Api& api, StudyForm form) {
  const auto path = form.path;
  const auto shared = std::make_shared<const StudyForm>(std::move(form));
  router.get(path, [&api, shared, kept = std::make_shared<KeptAnswers>()](http::Request request, http::Reply reply) { answer(api, std::move(request), std::move(reply), shared, kept); });
}

}  // namespace onestop::server
