#pragma once
// Finds persons and goods again without a list of names: what is kept of a word is a hash under a secret that lies in the
// key file, beside the keys that make a person readable.
#include <array>
#include <span>

#include "core/crossing/events.h"
#include "store/store.h"

namespace onestop::server {

class SearchIndex {
 public:
  /// The secret is made on first use.
  static Expected<SearchIndex> open(store::Store& store);

  /// What an event puts into the index: persons and goods that it registers, seals that it names.
  std::vector<store::TokenRow> rows(const Id& crossing, const crossing::Event& event) const;

  /// The tokens under which a query finds: for each word of a name those of its spellings; none for a text without words.
  std::vector<std::vector<store::Token>> of_name(std::string_view text) const;
  /// Nothing where the text is too short for the number of a document, or has no digit.
  std::optional<store::Token> of_document(std::string_view text) const;
  /// The same for the number of a seal, which is found with the crossing as its subject.
  std::optional<store::Token> of_seal(std::string_view text) const;

 private:
  explicit SearchIndex(const std::array<unsigned char, 32>& secret) : secret_(secret) {}
  store::Token token(std::string_view kind, std::string_view word) const;
  std::optional<store::Token> of_number(std::string_view kind, std::string_view text, std::size_t shortest) const;
  std::array<unsigned char, 32> secret_{};
};

}  // namespace onestop::server
