// Finds crossings by plate, by a person's name in either script, by the number of a document or a seal; and what was lodged by
// its reference or number, a container or a consignment.
#include <algorithm>

#include "core/crossing/plate.h"
#include "server/lodging/service.h"
#include "server/lodging/views.h"
#include "server/right/answer.h"
#include "server/study_messages.h"

namespace onestop::server {
namespace {

constexpr std::size_t most_hits = 50;
constexpr std::size_t longest_text_bytes = 200;
constexpr std::size_t shortest_beginning = 3;
constexpr std::size_t shortest_number = 5;

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
  Search(Api& api, store::Reader& reader, const SearchIndex& index, Look& look, std::string language)
      : api_(api), reader_(reader), index_(index), look_(look), language_(std::move(language)) {}

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

  Expected<void> by_seal(std::string_view text) {
    const auto token = look_.mask.shows("crossing.seals") ? index_.of_seal(text) : std::nullopt;
    return token ? take({{*token}}, Matched::seal) : Expected<void>{};
  }

  /// Of whatever became of it; the crossing stands beside it once there is one.
  Expected<void> by_lodgement(const std::string& text) {
    auto& mask = look_.mask;
    if (!api_.lodging || !mask.shows("lodgement.standing")) return {};
    const auto folded = crossing::fold_plate(text);
    if (folded.size() < shortest_number) return {};
    std::vector<std::string> keys{"number " + folded};
    if (mask.shows("lodgement.goods")) keys.insert(keys.end(), {"container " + folded, "consignment " + text, "certificate " + text});
    auto rows = reader_.lodged_under(keys, most_hits);
    if (!rows) return std::unexpected(rows.error());
    const auto named = reader_.lodgement_named(text);
    if (!named) return std::unexpected(named.error());
    if (*named && std::ranges::find(*rows, (*named)->lodgement, &store::LodgementRow::lodgement) == rows->end()) rows->insert(rows->begin(), **named);
    for (const auto& row : *rows) {
      auto item = item_of(row, {*api_.lodging->live().lodgements, true, language_});
      mask.apply(item, "/lodgements/" + std::to_string(lodged_.size()));
      lodged_.push_back(std::move(item));
    }
    return {};
  }

  /// What may not be seen was not found. Of a person it is said which name it was: a word may fit several aboard.
  Expected<void> leave_what_may_be_seen(const Code& post) {
    std::vector<SearchHit> seen;
    for (auto& hit : found_) {
      const auto file = read_crossing_file(reader_, hit.crossing.id, post);
      if (const auto archive = reader_.archived(hit.crossing.id); !file && archive && *archive) continue;  // the name lies there, too
      if (!file) return std::unexpected(file.error());
      const auto* opened = *file ? (*file)->state.opened() : nullptr;
      const auto* procedure = opened ? api_.regime.of(opened->opening->procedure) : nullptr;
      if (!procedure) continue;
      look_.at(api_, **file, *procedure);
      const auto person = hit.subject ? (*file)->labels.persons.find(*hit.subject) : (*file)->labels.persons.end();
      const bool of_person = person != (*file)->labels.persons.end();
      if (!may_be_found(hit, of_person)) continue;
      if (hit.matched == Matched::person && of_person) hit.name = person->second.name;
      look_.mask.apply(hit, "/hits/" + std::to_string(seen.size()));
      seen.push_back(std::move(hit));
    }
    found_ = std::move(seen);
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
    given.lodgements = std::move(lodged_);
    return given;
  }

  /// What the journal says was asked for; empty for plates.
  Code journal_kind() const {
    if (asked_for_persons_ && asked_for_documents_) return "person_document";
    if (asked_for_persons_) return "person";
    return asked_for_documents_ ? Code("document") : Code();
  }

 private:
  bool may_be_found(const SearchHit& hit, bool of_person) {
    auto& mask = look_.mask;
    if (!mask.shows("crossing.passage")) return false;
    if (hit.matched == Matched::plate) return mask.shows("crossing.plate");
    if (hit.matched == Matched::person) return mask.shows("person.name");
    if (hit.matched == Matched::seal) return mask.shows("crossing.seals");
    if (!of_person) return mask.shows("consignment.reference");
    if (!mask.shows("person.document")) return false;
    mask.show_in(*right::field_named("person.document"));
    return true;
  }

  Expected<void> take(const std::vector<std::vector<store::Token>>& words, Matched matched) {
    const auto rows = reader_.by_tokens(words, most_hits + 1);
    if (!rows) return std::unexpected(rows.error());
    for (const auto& row : *rows) {
      const auto crossing = reader_.crossing(row.crossing);
      if (!crossing) return std::unexpected(crossing.error());
      if (*crossing) found_.push_back({crossing_item(**crossing), matched, row.subject == row.crossing ? std::nullopt : std::optional(row.subject), {}});
    }
    return {};
  }

  Api& api_;
  store::Reader& reader_;
  const SearchIndex& index_;
  Look& look_;
  std::string language_;
  std::vector<SearchHit> found_;
  std::vector<LodgementItem> lodged_;
  bool asked_for_persons_ = false, asked_for_documents_ = false;
};

void search(Api& api, http::Request request, http::Reply reply) {
  auto looks = looking(api, request);
  if (auto* no = std::get_if<http::Response>(&looks)) return reply(std::move(*no));
  auto& [who, look] = std::get<Looking>(looks);
  const auto text = std::string(request.query_value("text").value_or(""));
  if (text.empty() || text.size() > longest_text_bytes)
    return reply(http::problem(request, {.status = 400, .code = "message.invalid", .detail = "The text to search for must have 1 to 200 bytes."}));
  const auto* index = api.runner.index();
  auto reader = api.readers.borrow();
  if (!reader || !index) return reply(fault_answer(request, {"the log or its keys cannot be read"}));
  Search made(api, *reader, *index, look, language_of(request));
  auto done = made.by_plate(text);
  const bool plates_only = request.query_value("by") == "plate";
  if (done && !plates_only && look.may("search_persons")) done = made.by_name(text);
  if (done && !plates_only && look.may("search_documents")) done = made.by_document(text);
  if (done && !plates_only) done = made.by_seal(text);
  if (done && !plates_only) done = made.by_lodgement(text);
  if (done) done = made.leave_what_may_be_seen(api.regime.post().code);
  if (!done) return reply(fault_answer(request, done.error()));
  auto given = made.answer();
  given.masked = look.mask.take_places();
  auto response = http::json(wire::to_json(given));
  response.headers.push_back({"Cache-Control", "no-store"});
  const auto kind = made.journal_kind();
  const auto found = static_cast<std::uint32_t>(given.hits.size());
  if (kind.empty()) return give(api, std::move(request), std::move(reply), look, "person_search", {}, found, std::move(response));
  // Nobody reads what the journal does not tell of.
  auto later = std::make_shared<http::Reply>(std::move(reply));
  auto about = std::make_shared<http::Request>(std::move(request));
  auto ready = std::make_shared<http::Response>(std::move(response));
  api.runner.note({who.session.officer.id, api.clock.now(), kind, given.hits.size()}, [&api, later, about, ready, found, look = look](bool noted) {
    if (noted) give(api, std::move(*about), std::move(*later), look, "person_search", {}, found, std::move(*ready));
    else (*later)(http::problem(*about, {.status = 503, .code = "server.busy", .detail = "The search could not be put on record; try again in a moment."}));
  });
}

}  // namespace

void add_search_routes(http::Router& router, wire::OpenApi& doc, Api& api) {
  doc.route("GET", "/api/v1/search", "Crossings by plate, name of a person, number of a document or a seal, and what was lodged by its reference or number, a container or a consignment (query: text; by=plate for plates alone). Searches that are not by plate alone go into a journal")
      .answers<SearchAnswer>(200, "newest arrival first, at most 50").problem(400, "nothing to search for").problem(401, "sign in first").problem(503, "try again");
  router.get("/api/v1/search", [&api](http::Request request, http::Reply reply) { search(api, std::move(request), std::move(reply)); });
}

}  // namespace onestop::server
