// Real messages from the folder of reference data, and what becomes of them on the way through the model.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "lodging/xsd.h"
#include "sound.h"

namespace onestop::lodging {
namespace {

std::string own_text(const Lodgement& lodgement) { return send(lodgement, Format::lodgement_json).text; }

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::filesystem::path data() {
  const char* folder = std::getenv("ONESTOP_DATA");
  return folder ? folder : "";
}

#define NEEDS_DATA(what) \
  if (data().empty()) GTEST_SKIP() << "ONESTOP_DATA is not set: " << what

TEST(Formats, is_every_valid_sample_kept_and_written_as_its_schema_asks) {
  NEEDS_DATA("samples of ESADout_CU and CC015C are not read");
  struct Sample {
    const char* file;
    Format format;
    const char* schemas;
  };
  const Sample samples[] = {
      {"eaeu/samples-anonymised/transit_declaration_1.xml", Format::esadout_cu, "eaeu/fts-album-5.23.0"},
      {"eaeu/samples-anonymised/transit_declaration_2.xml", Format::esadout_cu, "eaeu/fts-album-5.23.0"},
      {"ncts/samples-ui/IE015NormalPrelodgedDepartureDeclarationComplete.xml", Format::cc015c, "ncts/xsd-phase5-v2_1"},
      {"ncts/samples-ui/IE015PrelodgedDepartureDeclaration.xml", Format::cc015c, "ncts/xsd-phase5-v2_1"},
      {"ncts/samples-ui/IE015SimplifiedPrelodgedDepartureDeclarationFull.xml", Format::cc015c, "ncts/xsd-phase5-v2_1"},
      {"ncts/samples-validator/cc015c-valid.xml", Format::cc015c, "ncts/xsd-phase5-v2_1"},
  };
  for (const auto& sample : samples) {
    const auto bytes = read_file(data() / sample.file);
    const auto received = receive(bytes);
    ASSERT_TRUE(received.lodgement) << sample.file;
    EXPECT_EQ(received.format, sample.format);
    EXPECT_TRUE(received.findings.empty()) << sample.file << "\n" << listed(received.findings);
    const auto sent = send(*received.lodgement, sample.format);
    EXPECT_TRUE(sent.findings.empty()) << listed(sent.findings);
    const auto again = receive(sent.text);
    ASSERT_TRUE(again.lodgement);
    EXPECT_EQ(own_text(*again.lodgement), own_text(*received.lodgement)) << sample.file;
    auto folder = SchemaFolder::open((data() / sample.schemas).string());
    ASSERT_TRUE(folder);
    const auto& root = shape_of(sample.format).root.name;
    EXPECT_TRUE(folder->validate(bytes, root).empty());
    const auto judged = folder->validate(sent.text, root);
    EXPECT_TRUE(judged.empty()) << listed(judged);
  }
}

TEST(Formats, does_a_schema_fault_name_the_place_that_our_own_check_names) {
  NEEDS_DATA("the invalid sample of CC015C is not read");
  const auto bytes = read_file(data() / "ncts/samples-validator/cc015c-invalid-message-sender.xml");
  const auto received = receive(bytes);
  ASSERT_EQ(received.findings.size(), 1u) << listed(received.findings);
  auto folder = SchemaFolder::open((data() / "ncts/xsd-phase5-v2_1").string());
  ASSERT_TRUE(folder);
  const auto judged = folder->validate(bytes, "CC015C");
  ASSERT_FALSE(judged.empty());
  EXPECT_EQ(judged.front().place, received.findings.front().place);
  EXPECT_EQ(judged.front().line, received.findings.front().line);
}

TEST(Formats, is_a_certificate_that_breaks_its_own_schema_still_read) {
  NEEDS_DATA("the sample of SPSCertificate is not read");
  const auto received = receive(read_file(data() / "ephyto/SPSCertificateContent.xml"));
  ASSERT_TRUE(received.lodgement);
  EXPECT_EQ(received.lodgement->reference.text, "123ABC");
  EXPECT_FALSE(received.lodgement->consignments.empty());
  EXPECT_GT(received.unmapped_count, 0u);
}

TEST(Formats, are_files_inside_a_certificate_counted_and_bounded) {
  const auto with = [](std::size_t count, const std::string& file) {
    auto text = send(sound(Format::sps_certificate), Format::sps_certificate).text;
    std::string parts;
    for (std::size_t i = 0; i < count; ++i) parts += "<b:ReferenceSPSReferencedDocument><b:TypeCode>850</b:TypeCode><b:AttachmentBinaryObject filename=\"../../x.exe\">" + file + "</b:AttachmentBinaryObject></b:ReferenceSPSReferencedDocument>";
    return receive(text.insert(text.find("<b:SignatorySPSAuthentication") == text.npos ? text.find("</a:SPSExchangedDocument>") : text.find("<b:SignatorySPSAuthentication"), parts));
  };
  const auto has = [](const Received& received, const char* code) { return std::ranges::any_of(received.findings, [&](const Finding& one) { return one.code == code; }); };
  const auto few = with(2, "QUJDRA==");
  ASSERT_TRUE(few.lodgement);
  EXPECT_EQ(few.attachments.count, 2u);
  EXPECT_EQ(few.attachments.bytes, 16u);
  EXPECT_FALSE(has(few, "certificate.attachments") || has(few, "structure.form")) << listed(few.findings);
  EXPECT_FALSE(has(with(Attachments::most, "QUJD"), "certificate.attachments"));
  EXPECT_TRUE(has(with(Attachments::most + 1, "QUJD"), "certificate.attachments"));
  EXPECT_TRUE(has(with(3, std::string(Attachments::most_bytes / 2, 'A')), "certificate.attachments"));
}

TEST(Formats, does_our_own_json_carry_everything) {
  for (const auto format : all_formats) {
    const auto lodgement = sound(format);
    const auto again = receive(own_text(lodgement));
    ASSERT_TRUE(again.lodgement) << listed(again.findings);
    EXPECT_TRUE(again.findings.empty()) << listed(again.findings);
    EXPECT_EQ(again.unmapped_count, 0u);
    EXPECT_EQ(own_text(*again.lodgement), own_text(lodgement));
  }
}

TEST(Formats, is_what_each_format_carries_written_and_read_alike) {
  for (const auto format : all_formats) {
    const auto once = receive(send(sound(format), format).text);
    ASSERT_TRUE(once.lodgement) << name_of(format);
    EXPECT_EQ(once.format, format) << "recognised by content";
    const auto twice = receive(send(*once.lodgement, format).text);
    ASSERT_TRUE(twice.lodgement);
    EXPECT_EQ(own_text(*twice.lodgement), own_text(*once.lodgement)) << name_of(format);
  }
}

TEST(Formats, is_an_unmapped_part_listed_with_its_place_and_never_dropped_in_silence) {
  auto text = send(sound(Format::pi_auto_arrive), Format::pi_auto_arrive).text;
  const std::string part = "<x:Extra xmlns:x=\"urn:x\"><x:Inner>kept</x:Inner></x:Extra>";
  text.insert(text.find("</a:PI_AutoArrive>"), part);
  const auto received = receive(text);
  ASSERT_EQ(received.unmapped.size(), 1u);
  EXPECT_EQ(received.unmapped[0].place, "/PI_AutoArrive/Extra/Inner");
  EXPECT_EQ(received.unmapped[0].text, "kept");
  ASSERT_EQ(received.findings.size(), 1u) << listed(received.findings);
  EXPECT_EQ(received.findings[0].code, "structure.unknown");
}

TEST(Formats, does_a_conversion_say_what_it_lacks) {
  const auto received = receive(send(sound(Format::cc015c), Format::cc015c).text);
  ASSERT_TRUE(received.lodgement);
  const auto sent = send(*received.lodgement, Format::pi_auto_arrive);
  EXPECT_NE(sent.text.find("<a:PI_AutoArrive"), std::string::npos);
  EXPECT_TRUE(std::ranges::any_of(sent.findings, [](const Finding& one) { return one.code == "write.missing"; })) << listed(sent.findings);
}

TEST(Formats, are_other_spellings_of_a_message_read_leniently) {
  // Another namespace, another order: a finding each, and the same lodgement.
  const auto good = send(sound(Format::cc015c), Format::cc015c).text;
  auto other = good;
  const auto start = other.find("  <TransitOperation>"), end = other.find("  </TransitOperation>") + 22;
  const auto block = other.substr(start, end - start);
  other.erase(start, end - start);
  other.insert(other.find("</a:CC015C>"), block);
  const auto received = receive(other);
  ASSERT_TRUE(received.lodgement);
  EXPECT_FALSE(received.findings.empty());
  EXPECT_EQ(own_text(*received.lodgement), own_text(*receive(good).lodgement));
}

TEST(Formats, is_a_table_with_semicolons_and_quotes_read) {
  const auto received = receive("Surname;given_names;sex;birth_date;nationality;document_type;document_number;document_state;document_expiry;role\r\n\"O\"\"NEIL; J\";ANN;F;1990-01-01;KZ;P;N1;KZ;2030-01-01;driver\r\n");
  ASSERT_TRUE(received.lodgement);
  EXPECT_TRUE(received.findings.empty()) << listed(received.findings);
  EXPECT_EQ(received.lodgement->persons.at(0).surname.text, "O\"NEIL; J");
}

TEST(Formats, is_what_nobody_knows_called_so) {
  EXPECT_EQ(receive("<Unknown/>").findings.at(0).code, "text.unknown_format");
  EXPECT_EQ(receive("<Unknown/>", Format::cc015c).findings.at(0).code, "text.other_format");
  EXPECT_EQ(receive("{\"a\": 1}").findings.at(0).code, "text.unknown_format");
}

TEST(Texts, has_every_code_both_sentences_in_all_languages_with_the_same_blanks) {
  const auto blanks = [](const Sentence& one) {
    std::vector<std::string> out;
    for (const auto* text : {&one.what, &one.right})
      for (auto at = text->find('<'); at != text->npos; at = text->find('<', at + 1)) out.push_back(text->substr(at, text->find('>', at) - at));
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  };
  ASSERT_GT(known_codes().size(), 100u);
  for (const auto& code : known_codes()) {
    Finding finding{code, "", 0, 0, {}};
    for (const char* name : {"name", "right", "value", "said", "most", "size", "list", "count", "role", "country", "kind", "chapter", "gross", "day", "line", "column", "format", "folder"}) finding.with.emplace_back(name, "<" + std::string(name) + ">");
    const auto english = sentence(finding, "en");
    for (const char* language : {"en", "ru", "kk", "ky"}) {
      ASSERT_TRUE(has_sentence(code, language)) << code << " " << language;
      const auto said = sentence(finding, language);
      EXPECT_FALSE(said.what.empty() || said.right.empty()) << code << " " << language;
      EXPECT_EQ(said.what.find('{'), std::string::npos) << said.what;
      EXPECT_EQ(blanks(said), blanks(english)) << code << " " << language;
    }
  }
}

}  // namespace
}  // namespace onestop::lodging
