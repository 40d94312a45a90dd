#include "server/post/search_index.h"

#include <sodium.h>

#include <algorithm>

#include "core/crossing/plate.h"
#include "server/post/officers.h"
#include "server/post/spelling.h"

namespace onestop::server {
namespace {

constexpr std::size_t shortest_document = 5, shortest_seal = 4;
const Id secret_id{0, 1};

}  // namespace

Expected<SearchIndex> SearchIndex::open(store::Store& store) {
  constexpr const char* kind = "search";
  std::array<unsigned char, crypto_auth_hmacsha256_KEYBYTES> secret{};
  const auto kept = store.keys().secret(kind, secret_id);
  if (!kept) return std::unexpected(kept.error());
  if (!*kept) {
    random_bytes(secret);
    if (auto done = store.keys().put_secret(kind, secret_id, secret); !done) return std::unexpected(done.error());
    return SearchIndex(secret);
  }
  if ((*kept)->size() != secret.size()) return fault("the key file is damaged: the secret of the search index has not 32 bytes");
  std::copy((*kept)->begin(), (*kept)->end(), secret.begin());
  return SearchIndex(secret);
}

store::Token SearchIndex::token(std::string_view kind, std::string_view word) const {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, secret_.data(), secret_.size());
  const auto add = [&](std::string_view text) { crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size()); };
  add(kind);
  add(":");
  add(word);
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> whole{};
  crypto_auth_hmacsha256_final(&state, whole.data());
  store::Token token{};
  std::copy_n(whole.begin(), token.size(), token.begin());
  return token;
}

std::vector<std::vector<store::Token>> SearchIndex::of_name(std::string_view text) const {
  std::vector<std::vector<store::Token>> words;
  for (const auto& spelled : spellings(text)) {
    auto& tokens = words.emplace_back();
    for (const auto& one : spelled) tokens.push_back(token("name", one));
  }
  return words;
}

std::optional<store::Token> SearchIndex::of_number(std::string_view kind, std::string_view text, std::size_t shortest) const {
  const auto folded = crossing::fold_plate(text);
  const bool numbered = std::ranges::any_of(folded, [](char c) { return c >= '0' && c <= '9'; });
  if (folded.size() < shortest || !numbered) return std::nullopt;  // else every name would be asked for as a number
  return token(kind, folded);
}

std::optional<store::Token> SearchIndex::of_document(std::string_view text) const { return of_number("document", text, shortest_document); }
std::optional<store::Token> SearchIndex::of_seal(std::string_view text) const { return of_number("seal", text, shortest_seal); }

std::vector<store::TokenRow> SearchIndex::rows(const Id& crossing, const crossing::Event& event) const {
  std::vector<store::TokenRow> rows;
  const auto add_document = [&](const Id& subject, const std::string& text) {
    if (const auto document = of_document(text)) rows.push_back({*document, crossing, subject});
  };
  const auto add = [&](const auto& registered) {
    for (const auto& person : registered.persons) {
      if (const auto& name = person.name.reveal())
        for (const auto& word : of_name(*name))
          for (const auto& one : word) rows.push_back({one, crossing, person.id});
      if (const auto& document = person.document.reveal()) add_document(person.id, *document);
    }
    for (const auto& goods : registered.consignments) add_document(goods.id, goods.reference);
  };
  const auto add_seals = [&](const std::vector<std::string>& seals) {
    for (const auto& one : seals)
      if (const auto seal = of_seal(one)) rows.push_back({*seal, crossing, crossing});
  };
  if (const auto* arrived = std::get_if<crossing::VehicleArrived>(&event)) {
    add(*arrived);
    add_seals(arrived->seals);
  }
  if (const auto* drawn = std::get_if<crossing::InspectionActDrawn>(&event)) {
    add_seals(drawn->act.seals_found);
    add_seals(drawn->act.seals_affixed);
  }
  if (const auto* departed = std::get_if<crossing::VehicleDeparted>(&event)) add_seals(departed->seals);
  if (const auto* further = std::get_if<crossing::FurtherRegistered>(&event)) add(*further);
  // A name or number that is asked for is found as well as the one that it may replace.
  if (const auto* asked = std::get_if<crossing::CorrectionRequested>(&event)) {
    if (asked->field == crossing::CorrectedField::reference) add_document(asked->subject, asked->value);
    if (const auto& text = asked->personal_value.reveal()) {
      if (asked->field == crossing::CorrectedField::document) add_document(asked->subject, *text);
      else
        for (const auto& word : of_name(*text))
          for (const auto& one : word) rows.push_back({one, crossing, asked->subject});
    }
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

}  // namespace onestop::server
