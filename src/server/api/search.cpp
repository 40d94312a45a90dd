// Finds crossings by plate, by a person's name in either script, and by the number of a document.
#include <algorithm>

#include "core/crossing/plate.h"
#include "server/api/api.h"
#include "server/study_messages.h"
#include "wire/json.h"

namespace onestop::server {
namespace {

constexpr std::size_t most_hits = 50;
constexpr std::size_t longest_text_bytes = 200;
constexpr std::size_t shortest_beginning = 3;

/// Whether every letter has a look-alike on plates: else the folded text is of another word.
bool could_be_plate(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) continue;
    if ((byte & 0xe0) != 0xc0 || i + 1 >= text.size() || crossing::fold_plate(text.substr(i, 2)).empty()) return false;
    ++i;
  }
  return !crossing::fold_plate(text).empty();
}

class Search {
 public:
  Search(store::Reader& reader, const SearchIndex& index) : reader_(reader), index_(index) {}

  Expected<void> by_plate(std::string_view text) {
    if (!could_be_plate(text)) return {};
    const auto folded = crossing::fold_plate(text);
    store::CrossingQuery whole;
    whole.plate_folded = folded;
    whole.limit = most_hits + 1;
    const auto rows = folded.size() < shortest_beginning ? reader_.crossings(whole) : reader_.by_plate(folded, most_hits + 1);
    if (!rows) return std::unexpected(rows.error());
    for (const auto& row : *rows) found_.push_back({crossing_item(row), Matched::plate, {}, {}});
    return {};
  }

  Expected<void> by_name(std::string_view text) {
    auto words = index_.of_name(text);
    if (words.empty()) return {};
    asked_for_persons_ = true;
    std::ranges::stable_sort(words, {}, [](const auto& word) { return word.size(); });  // the fewest spellings first
    return take(words, Matched::person);
  }

  Expected<void> by_document(std::string_view text) {
    const auto token = index_.of_document(text);
    if (!token) return {};
    asked_for_documents_ = true;
    return take({{*token}}, Matched::document);
  }

  /// Which name it was: a word may fit several persons aboard.
  Expected<void> name_hits(const Code& post) {
    for (auto& hit : found_) {
      if (hit.matched != Matched::person || !hit.subject) continue;
      const auto file = read_crossing_file(reader_, hit.crossing.id, post);
      if (!file) return std::unexpected(file.error());
      if (!*file) continue;
      const auto person = (*file)->labels.persons.find(*hit.subject);
      if (person != (*file)->labels.persons.end()) hit.name = person->second.name;
    }
    return {};
  }

  SearchAnswer answer() {
    std::ranges::stable_sort(found_, [](const SearchHit& a, const SearchHit& b) {
      return std::pair(a.crossing.arrived, a.crossing.id) > std::pair(b.crossing.arrived, b.crossing.id);
    });
    SearchAnswer given;
    given.more = found_.size() > most_hits;
    if (given.more) found_.resize(most_hits);
    given.hits = std::move(found_);
    return given;
  }

  /// What the journal says was asked for; empty for plates.
  Code journal_kind() const {
    if (asked_for_persons_ && asked_for_documents_) return "person_document";
    if (asked_for_persons_) return "person";
    return asked_for_documents_ ? Code("document") : Code();
  }

 private:
  Expected<void> take(const std::vector<std::vector<store::Token>>& words, Matched matched) {
    const auto rows = reader_.by_tokens(words, most_hits + 1);
    if (!rows) return std::unexpected(rows.error());
    for (const auto& row : *rows) {
      const auto crossing = reader_.crossing(row.crossing);
      if (!crossing) return std::unexpected(crossing.error());
      if (*crossing) found_.push_back({crossing_item(**crossing), matched, row.subject, {}});
    }
    return {};
  }

  store::Reader& reader_;
  const SearchIndex& index_;
  std::vector<SearchHit> found_;
  bool asked_for_persons_ = false, asked_for_documents_ = false;
};

void search(Api& api, http::Request request, http::Reply reply) {
  auto who = signed_in(api, request);
  if (auto* no = std::get_if<http::Response>(&who)) return reply(std::move(*no));
  const auto text = request.query_value("text").value_or("");
  if (text.empty() || text.size() > longest_text_bytes)
    return reply(http::problem(request, {.status = 400, .code = "message.invalid", .detail = "The text to search for must have 1 to 200 bytes."}));
  const auto* index = api.runner.index();
  auto reader = api.readers.borrow();
  if (!reader || !index) return reply(fault_answer(request, {"the log or its keys cannot be read"}));
  Search made(*reader, *index);
  auto done = made.by_plate(text);
  const bool plates_only = request.query_value("by") == "plate";
  if (done && !plates_only) done = made.by_name(text);
  if (done && !plates_only) done = made.by_document(text);
  if (done) done = made.name_hits(api.regime.post().code);
  if (!done) return reply(fault_answer(request, done.error()));
  const auto given = made.answer();
  auto response = http::json(wire::to_json(given));
  response.headers.push_back({"Cache-Control", "no-store"});
  const auto kind = made.journal_kind();
  if (kind.empty()) return reply(std::move(response));
  // Nobody reads what the journal does not tell of.
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto about = std::make_shared<http::Request>(std::move(request));
  auto ready = std::make_shared<http::Response>(std::move(response));
  api.runner.note({std::get<SignedIn>(who).session.officer.id, api.clock.now(), kind, given.hits.size()}, [later, about, ready](bool noted) {
    if (noted) (*later)(std::move(*ready));
    else (*later)(http::problem(*about, {.status = 503, .code = "server.busy", .detail = "The search could not be put on record; try again in a moment."}));
  });
}

}  // namespace

void add_search_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/search", "Crossings by plate, name of a person, or number of a document (query: text; by=plate for plates alone). Searches that are not by plate alone go into a journal")
      .answers<SearchAnswer>(200, "newest arrival first, at most 50").problem(400, "nothing to search for").problem(401, "sign in first").problem(503, "try again");
  router.get("/api/v1/search", [&api](http::Request request, http::Reply reply) { search(api, std::move(request), std::move(reply)); });
}

}  // namespace onestop::server
