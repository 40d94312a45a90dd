#pragma once
// The words of what is printed (the report, the account for a court): those of the pages, in their languages.
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace onestop::study {

class ReportWords {
 public:
  using Values = std::initializer_list<std::pair<std::string_view, std::string>>;
  /// Nothing for a language that the pages do not have.
  static const ReportWords* in(std::string_view language);

  const std::string& language() const { return language_; }
  /// A sentence of the section "report", or of another where the key names one: "segments.shorter". Blanks are {{name}}.
  std::string text(std::string_view key, Values values = {}) const;
  /// The word for a code; the code itself where there is none, for a table of observed times may hold any.
  std::string word(std::string_view section, std::string_view code) const;
  /// With the decimal sign of the language.
  std::string number(double value, int decimals) const;
  std::string minutes(double ms) const;
  std::string percent(double share) const;

  ReportWords(std::string language, std::map<std::string, std::string, std::less<>> words) : language_(std::move(language)), words_(std::move(words)) {}

 private:
  std::string language_;
  std::map<std::string, std::string, std::less<>> words_;
};

}  // namespace onestop::study
