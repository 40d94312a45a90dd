// Machine-readable zones: what is read from good ones, and what is said about bad ones.
#include <gtest/gtest.h>

#include <cstdio>

#include "wire/mrz.h"

namespace onestop::wire {
namespace {

const Day today = *parse_day("2026-07-01");

std::string digit(const std::string& field) { return field + mrz_check_digit(field); }
std::string filled(std::string text, std::size_t width) {
  text.resize(width, '<');
  return text;
}

/// A passport whose check digits are right, whatever its fields say.
std::string passport(const std::string& names = "DZHUMABAEVA<<AIGUL<NURLAN", const std::string& birth = "840229", const std::string& expiry = "310630", char sex = 'F',
                     const std::string& number = "N01234567", const std::string& optional = "", const std::string& document = "P<KAZ", const std::string& nationality = "KGZ") {
  const auto number_part = digit(filled(number, 9)), birth_part = digit(birth), rest = digit(expiry) + digit(filled(optional, 14));
  const auto composite = mrz_check_digit(number_part + birth_part + rest);
  return filled(document + names, 44) + "\n" + number_part + nationality + birth_part + sex + rest + composite;
}

std::string card(const std::string& number_and_optional, const std::string& birth = "840229", const std::string& names = "DZHUMABAEVA<<AIGUL") {
  const auto first = filled("IDKGZ" + number_and_optional, 30);
  const auto birth_part = digit(birth), expiry_part = digit(std::string("310630")), optional = filled("12AB", 11);
  return first + "\n" + birth_part + "<" + expiry_part + "KGZ" + optional + mrz_check_digit(first.substr(5) + birth_part + expiry_part + optional) + "\n" + filled(names, 30);
}

std::string told(const std::expected<Mrz, std::vector<MrzFinding>>& result) {
  if (result) return "good";
  std::string text;
  for (const auto& one : result.error()) text += std::to_string(one.line) + ":" + std::to_string(one.column) + " " + one.wrong + " | " + one.right + "\n";
  return text;
}
std::string findings(const std::string& zone) { return told(read_mrz(zone, today)); }

std::string with(std::string zone, int line, int column, char c) {
  std::size_t at = 0;
  for (int i = 1; i < line; ++i) at = zone.find('\n', at) + 1;
  zone[at + static_cast<std::size_t>(column) - 1] = c;
  return zone;
}

TEST(Mrz, is_a_passport_read_whole) {
  const auto mrz = read_mrz(passport("DZHUMABAEVA<<AIGUL<NURLAN", "840229", "310630", 'F', "N01234567", "850101400123"), today);
  ASSERT_TRUE(mrz) << told(mrz);
  EXPECT_EQ(*mrz, (Mrz{MrzFormat::td3, "P", "KAZ", "N01234567", "DZHUMABAEVA", "AIGUL NURLAN", false, "KGZ", {1984, 2, 29}, MrzSex::female, *parse_day("2031-06-30"), "850101400123"}));
}

TEST(Mrz, is_a_card_read_whole) {
  const auto mrz = read_mrz(card(digit("AN1234567") + "<<X7"), today);
  ASSERT_TRUE(mrz) << told(mrz);
  EXPECT_EQ(*mrz, (Mrz{MrzFormat::td1, "ID", "KGZ", "AN1234567", "DZHUMABAEVA", "AIGUL", false, "KGZ", {1984, 2, 29}, MrzSex::unspecified, *parse_day("2031-06-30"), "<<X7 12AB"}));
}

TEST(Mrz, are_the_other_three_shapes_told_apart) {
  const auto line = [](const std::string& optional) { return digit("L12345678") + "UTO" + digit("740812") + "M" + digit("270415") + optional; };
  const auto visa_a = read_mrz(filled("V<UTOERIKSSON<<ANNA", 44) + "\n" + line(filled("ABC", 16)), today);
  ASSERT_TRUE(visa_a) << told(visa_a);
  EXPECT_EQ(visa_a->format, MrzFormat::mrv_a);
  EXPECT_EQ(visa_a->optional_data, "ABC");
  const auto visa_b = read_mrz(filled("VBUTOERIKSSON<<ANNA", 36) + "\n" + line("<2020711"), today);
  ASSERT_TRUE(visa_b) << told(visa_b);
  EXPECT_EQ(visa_b->format, MrzFormat::mrv_b);
  const auto body = line(filled("", 7));
  const auto td2 = read_mrz(filled("C<UTOERIKSSON<<ANNA", 36) + "\n" + body + mrz_check_digit(body.substr(0, 10) + body.substr(13, 7) + body.substr(21)), today);
  ASSERT_TRUE(td2) << told(td2);
  EXPECT_EQ(td2->format, MrzFormat::td2);
  EXPECT_EQ(td2->number, "L12345678");
}

TEST(Mrz, are_line_breaks_blanks_at_ends_and_lower_case_forgiven) {
  const auto good = *read_mrz(passport(), today);
  const auto cut = passport().find('\n');
  const auto first = passport().substr(0, cut), second = passport().substr(cut + 1);
  for (const std::string between : {"\r\n", "\r", "\n\n\n", " \t\n", "\v", "\f", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xC2\xA0 \r\n \r\n"}) {
    const auto mrz = read_mrz(first + between + second + " \n", today);
    ASSERT_TRUE(mrz) << told(mrz);
    EXPECT_EQ(*mrz, good);
  }
  std::string lower = passport();
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  EXPECT_EQ(*read_mrz(lower, today), good);
  EXPECT_EQ(findings(" " + passport()), "1:45 the line has 45 characters | 44 characters\n") << "a blank before the line is no blank at its end";
}

TEST(Mrz, is_each_wrong_shape_named) {
  const auto cut = passport().find('\n');
  EXPECT_EQ(findings(""), "1:1 there is no zone | two lines of 44 or 36 characters, or three of 30\n");
  EXPECT_EQ(findings(" \n\n"), "1:1 there is no zone | two lines of 44 or 36 characters, or three of 30\n");
  EXPECT_EQ(findings(passport().substr(0, cut)), "1:1 the zone has 1 line | two lines of 44 or 36 characters, or three of 30\n");
  EXPECT_EQ(findings(passport() + "\n\n" + passport()), "5:1 the zone has 4 lines | two lines of 44 or 36 characters, or three of 30\n");
  EXPECT_EQ(findings("\n" + passport().substr(0, passport().size() - 2)), "3:43 the line has 42 characters | 44 characters\n");
  EXPECT_EQ(findings(card("X") + "<<"), "3:31 the line has 32 characters | 30 characters\n");
  EXPECT_EQ(findings(std::string(2000, '<')), "1:1 the text has 2000 bytes | a zone has 72 to 90 characters\n");
}

TEST(Mrz, is_each_strange_character_named_by_its_column) {
  EXPECT_EQ(findings(with(passport(), 1, 7, '-')), "1:7 this character does not stand in a zone | a letter A to Z, a digit or <\n");
  auto cyrillic = passport();
  cyrillic.replace(9, 1, "Ж");
  EXPECT_EQ(findings(cyrillic), "1:10 this character does not stand in a zone | a letter A to Z, a digit or <\n");
  EXPECT_EQ(findings(with(with(passport(), 1, 3, ' '), 2, 44, '\0')),
            "1:3 this character does not stand in a zone | a letter A to Z, a digit or <\n2:44 this character does not stand in a zone | a letter A to Z, a digit or <\n");
  EXPECT_NE(findings("\x80" + passport()), "good") << "half a character is a character";
}

TEST(Mrz, is_every_misread_character_that_a_check_digit_covers_noticed) {
  // Each single misreading of another value modulo ten is caught: weights 7, 3 and 1 have no factor in common with 10.
  const auto zone = passport("DZHUMABAEVA<<AIGUL", "840229", "310630", 'F', "N01234567", "850101400123");
  for (const int column : {1, 5, 9, 14, 16, 19, 22, 25, 27, 29, 35, 40}) {
    const char old = zone[44 + static_cast<std::size_t>(column)];
    for (char digit_read = '0'; digit_read <= '9'; ++digit_read)
      if (digit_read != old && old >= '0' && old <= '9') {
        EXPECT_NE(findings(with(zone, 2, column, digit_read)), "good") << column << digit_read;
      }
  }
}

TEST(Mrz, does_each_check_digit_speak_for_itself) {
  const auto zone = passport("DZHUMABAEVA<<AIGUL", "840229", "310630", 'F', "N01234567", "850101400123");
  const auto raised = [&](int column) {
    const char old = zone[44 + static_cast<std::size_t>(column)];
    return with(zone, 2, column, old == '9' ? '0' : static_cast<char>(old + 1));
  };
  const auto right = [&](int column) { return std::string(1, zone[44 + static_cast<std::size_t>(column)]) + ", if everything that it covers is read rightly\n"; };
  const std::pair<int, std::string> digits[] = {{10, "the document number"}, {20, "the date of birth"}, {28, "the date of expiry"}, {43, "the optional data"}};
  for (const auto& [column, what] : digits) {
    const auto said = findings(raised(column));
    EXPECT_TRUE(said.starts_with("2:" + std::to_string(column) + " the check digit of " + what + " is ")) << said;
    EXPECT_NE(said.find(right(column)), std::string::npos) << said;
    EXPECT_NE(said.find("2:44 the check digit of the whole zone"), std::string::npos) << said;
  }
  const auto said = findings(raised(44));
  EXPECT_TRUE(said.starts_with("2:44 the check digit of the whole zone is ")) << said;
  EXPECT_NE(said.find(right(44)), std::string::npos) << said;
}

TEST(Mrz, may_the_check_digit_of_unused_optional_data_be_a_filler) {
  EXPECT_EQ(findings(passport()), "good");
  EXPECT_EQ(findings(with(passport(), 2, 43, '<')), "good") << "a filler counts as zero";
  EXPECT_NE(findings(with(passport("A<<B", "840229", "310630", 'F', "N01234567", "1"), 2, 43, '<')), "good");
}

TEST(Mrz, does_a_long_document_number_run_on_into_the_optional_data) {
  const std::string number = "123456789", rest = "AB12";
  const auto check = mrz_check_digit(number + "<" + rest);
  const auto mrz = read_mrz(card(number + "<" + rest + check + "<Q"), today);
  ASSERT_TRUE(mrz) << told(mrz);
  EXPECT_EQ(mrz->number, "123456789AB12");
  EXPECT_EQ(mrz->optional_data, "Q 12AB");
  const auto wrong = findings(card(number + "<" + rest + (check == '9' ? '0' : static_cast<char>(check + 1)) + "<Q"));
  EXPECT_TRUE(wrong.starts_with("1:20 the check digit of the long document number")) << wrong;
  EXPECT_EQ(findings(card(number + "<<<<")), "1:15 the document number has no check digit, and does not go on in the optional data | 7\n");
  EXPECT_TRUE(findings(card("1234<<<<<<AB12")).starts_with("1:15 the check digit of the document number is <"));
  EXPECT_EQ(findings(card(digit("<23456789"))), "1:6 the document number is missing or begins with < | a letter or a digit\n");
}

TEST(Mrz, does_the_year_get_the_century_that_today_allows) {
  const auto born = [](const std::string& birth, const char* on) { return read_mrz(passport("A<<B", birth), *parse_day(on))->birth.year; };
  EXPECT_EQ(born("260701", "2026-07-01"), 2026) << "born today";
  EXPECT_EQ(born("260702", "2026-07-01"), 1926) << "nobody is born tomorrow";
  EXPECT_EQ(born("990101", "2026-07-01"), 1999);
  EXPECT_EQ(born("000229", "2026-07-01"), 2000);
  EXPECT_EQ(born("26<<<<", "2026-07-01"), 2026);
  EXPECT_EQ(born("2608<<", "2026-07-01"), 1926);
  const auto expires = [](const std::string& expiry, const char* on) { return to_text(read_mrz(passport("A<<B", "840229", expiry), *parse_day(on))->expiry); };
  EXPECT_EQ(expires("310630", "2026-07-01"), "2031-06-30");
  EXPECT_EQ(expires("750630", "2026-07-01"), "2075-06-30");
  EXPECT_EQ(expires("760630", "2026-07-01"), "1976-06-30");
  EXPECT_EQ(expires("020630", "1998-07-01"), "2002-06-30");
  EXPECT_EQ(expires("990630", "2051-07-01"), "2099-06-30");
}

TEST(Mrz, may_parts_of_a_birth_date_be_unknown_and_of_no_other) {
  const auto birth = [](const std::string& text) { return read_mrz(passport("A<<B", text), today)->birth; };
  EXPECT_EQ(birth("84<<<<"), (MrzBirth{1984, {}, {}}));
  EXPECT_EQ(birth("8402<<"), (MrzBirth{1984, 2, {}}));
  EXPECT_EQ(birth("<<<<<<"), (MrzBirth{}));
  EXPECT_EQ(birth("<<0229"), (MrzBirth{{}, 2, 29}));
  EXPECT_EQ(findings(passport("A<<B", "8<0229")), "2:15 the year of birth is not two digits | two digits, or << where it is unknown\n");
  EXPECT_EQ(findings(passport("A<<B", "841329")), "2:16 the month of birth is 13 | between 1 and 12\n");
  EXPECT_EQ(findings(passport("A<<B", "840000")), "2:16 the month of birth is 00 | between 1 and 12\n2:18 the day of birth is 00 | between 1 and 31\n");
  EXPECT_EQ(findings(passport("A<<B", "850229")), "2:18 the month of birth has no day 29 | a day of the calendar\n");
  EXPECT_EQ(findings(passport("A<<B", "840229", "3106<<")), "2:26 the day of expiry is not two digits | two digits\n");
  EXPECT_EQ(findings(passport("A<<B", "840229", "310631")), "2:26 the month of expiry has no day 31 | a day of the calendar\n");
}

TEST(Mrz, are_names_split_and_their_faults_named) {
  const auto names = [](const std::string& text) {
    const auto mrz = read_mrz(passport(text), today);
    return mrz ? mrz->primary + "|" + mrz->secondary + (mrz->names_may_be_cut ? "|cut" : "") : told(mrz);
  };
  EXPECT_EQ(names("VAN<DER<MUELLEN<<JAN<PIET"), "VAN DER MUELLEN|JAN PIET");
  EXPECT_EQ(names("ARKFREITH"), "ARKFREITH|");
  EXPECT_EQ(names("<<ANNA<MARIA"), "|ANNA MARIA");
  EXPECT_EQ(names("NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<KR"), "NILAVADHANANANDA|CHAYAPA DEJTHAMRONG K|cut");
  EXPECT_EQ(names(""), "1:6 the names are missing | the primary identifier, << and the secondary\n");
  EXPECT_EQ(names("<A"), "1:6 the names begin with a single < | a letter, or << where there is no primary identifier\n");
  EXPECT_EQ(names("A<<<B"), "1:9 the identifiers are parted by more than two < | <<\n");
  EXPECT_EQ(names("A<<B<<C"), "1:10 the names are parted a second time | one << between primary and secondary identifier, single < between names\n");
  EXPECT_EQ(names("AB0"), "1:8 the names have a digit | letters and <\n");
}

TEST(Mrz, are_codes_states_and_sex_judged) {
  EXPECT_EQ(findings(passport("A<<B", "840229", "310630", 'F', "N01234567", "", "P<D<<", "D<<")), "good");
  EXPECT_EQ(findings(passport("A<<B", "840229", "310630", 'F', "N01234567", "", "P<<<<")), "1:3 the issuing state is missing | one to three letters\n");
  EXPECT_EQ(findings(passport("A<<B", "840229", "310630", 'F', "N01234567", "", "P<KAZ", "K0Z")), "2:12 the nationality has a 0 | one to three letters, then <\n");
  EXPECT_EQ(findings(passport("A<<B", "840229", "310630", 'F', "N01234567", "", "P1KAZ")), "1:2 the second character of the document code is 1 | a letter or <\n");
  EXPECT_EQ(findings(passport("A<<B", "840229", "310630", 'F', "N01234567", "", "X<KAZ")), "1:1 no document of this shape begins with X | P, V\n");
  EXPECT_EQ(findings(passport("A<<B", "840229", "310630", 'X')), "2:21 the sex is X | M, F, or < where it is not specified\n");
}

}  // namespace
}  // namespace onestop::wire
