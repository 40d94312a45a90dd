#include "server/post/spelling.h"

#include <unicode/locid.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/check.h"

namespace onestop::server {
namespace {

/// Letters whose way into a passport is not that of ISO 9; the others take the way of all.
constexpr const char16_t* passport_rules =
    u"ж > zh; х > kh; ц > ts; ч > ch; ш > sh; щ > shch; ъ > ie; ы > y; ь > ; э > e; ю > iu; я > ia; й > i; ё > e;";

class Ways {
 public:
  Ways() : all_{by_name("Any-Latin; Latin-ASCII; Lower"), by_rules(), by_name("Russian-Latin/BGN; Any-Latin; Latin-ASCII; Lower")} {}

  std::vector<std::string> of(const icu::UnicodeString& word) const {
    std::vector<std::string> found;
    for (const auto& way : all_) {
      auto text = word;
      for (const auto& step : way) step->transliterate(text);
      std::string spelled;
      for (std::int32_t i = 0; i < text.length(); ++i) {
        const auto letter = text.charAt(i);
        if ((letter >= u'a' && letter <= u'z') || (letter >= u'0' && letter <= u'9')) spelled += static_cast<char>(letter);
      }
      if (!spelled.empty() && std::find(found.begin(), found.end(), spelled) == found.end()) found.push_back(std::move(spelled));
    }
    return found;
  }

 private:
  using Way = std::vector<std::unique_ptr<icu::Transliterator>>;
  static std::unique_ptr<icu::Transliterator> made(icu::Transliterator* transliterator, UErrorCode code) {
    check(U_SUCCESS(code) && transliterator, "ICU lacks its rules from Cyrillic to Latin letters");
    return std::unique_ptr<icu::Transliterator>(transliterator);
  }
  static Way by_name(const char* name) {
    UErrorCode code = U_ZERO_ERROR;
    Way way;
    way.push_back(made(icu::Transliterator::createInstance(icu::UnicodeString(name), UTRANS_FORWARD, code), code));
    return way;
  }
  static Way by_rules() {
    UErrorCode code = U_ZERO_ERROR;
    UParseError where;
    Way way;
    way.push_back(made(icu::Transliterator::createFromRules(u"passport", passport_rules, UTRANS_FORWARD, where, code), code));
    way.push_back(std::move(by_name("Any-Latin; Latin-ASCII; Lower").front()));
    return way;
  }
  std::array<Way, 3> all_;
};

}  // namespace

std::vector<std::vector<std::string>> spellings(std::string_view utf8) {
  thread_local const Ways ways;  // ICU makes them slowly, and promises nothing of one used by two threads
  auto text = icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
  text.toLower(icu::Locale::getRoot());
  std::vector<std::vector<std::string>> words;
  icu::UnicodeString word;
  const auto end_word = [&] {
    if (word.isEmpty()) return;
    auto spelled = ways.of(word);
    if (!spelled.empty() && words.size() < most_words) words.push_back(std::move(spelled));
    word.remove();
  };
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const auto letter = text.char32At(i);
    const bool apostrophe = letter == U'\'' || letter == U'’' || letter == U'ʼ';
    if (u_isalnum(letter) || u_charType(letter) == U_NON_SPACING_MARK) word.append(letter);
    else if (!apostrophe) end_word();
  }
  end_word();
  return words;
}

}  // namespace onestop::server
