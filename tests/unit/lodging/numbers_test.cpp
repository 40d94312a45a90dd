// Check digits of national numbers, on numbers that their holders publish themselves.
#include "sound.h"

namespace onestop::lodging {
namespace {

bool warned(Value Party::*member, const std::string& number, const char* code) {
  Lodgement lodgement;
  auto& one = lodgement.parties.emplace_back();
  one.name = text("X"), one.*member = text(number);
  const auto found = check_rules(lodgement, CodeBook(), today);
  return std::ranges::any_of(found, [&](const Finding& finding) { return finding.code == code; });
}

// Every other last digit must be noticed; of twelve digits the last but one too.
void expect_last_digit_judged(Value Party::*member, const std::string& number, const char* code, std::size_t from_the_end) {
  EXPECT_FALSE(warned(member, number, code)) << number;
  for (char digit = '0'; digit <= '9'; ++digit) {
    auto other = number;
    other[other.size() - from_the_end] = digit;
    EXPECT_EQ(warned(member, other, code), other != number) << other;
  }
}

TEST(Numbers, have_russian_tax_numbers_of_known_companies_their_digit) {
  for (const char* number : {"7707083893", "7736050003", "7707329152", "7702070139", "7710140679", "7728168971"}) expect_last_digit_judged(&Party::tax_number, number, "party.tax_number", 1);
  for (const std::size_t digit : {1u, 2u}) expect_last_digit_judged(&Party::tax_number, "500100732259", "party.tax_number", digit);
  for (const char* number : {"770708389", "77070838933", "77070838A3"}) EXPECT_TRUE(warned(&Party::tax_number, number, "party.tax_number")) << number;
}

TEST(Numbers, have_kazakh_numbers_of_known_companies_their_digit) {
  for (const char* number : {"020240000555", "940140000385", "971240001315", "941240000193", "920140000084", "990740000683"}) expect_last_digit_judged(&Party::identifier, number, "party.business_number", 1);
  EXPECT_FALSE(warned(&Party::identifier, "DE1234567", "party.business_number")) << "numbers of other states are not judged";
}

TEST(Numbers, does_the_second_row_of_weights_speak_where_the_first_gives_ten) {
  // Found by counting: with the weights 1 to 11 these eleven digits give ten; with 3 to 11, 1, 2 they give 4.
  EXPECT_FALSE(warned(&Party::identifier, "020240000004", "party.business_number"));
  EXPECT_TRUE(warned(&Party::identifier, "020240000005", "party.business_number"));
}

}  // namespace
}  // namespace onestop::lodging
