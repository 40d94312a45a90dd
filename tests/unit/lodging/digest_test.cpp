// What a lodged message comes to once it is read: of real samples by their own figures, of made ones by the rules of the digest.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "lodging/digest.h"
#include "sound.h"

namespace onestop::lodging {
namespace {

constexpr int almaty_min = 300;

Instant at(const char* text) { return *parse_instant(text); }

lodgement::Declared digest_of(Format format) {
  const auto received = receive(send(sound(format), format).text, format);
  EXPECT_TRUE(received.lodgement) << listed(received.findings);
  return declared_of(*received.lodgement, almaty_min);
}

const lodgement::Paper* paper(const lodgement::Declared& declared, Code use, std::uint32_t item) {
  const auto found = std::ranges::find_if(declared.papers, [&](const auto& one) { return one.use == use && one.item == item; });
  return found == declared.papers.end() ? nullptr : &*found;
}

TEST(Digest, is_a_decimal_counted_exactly) {
  const std::tuple<const char*, int, std::optional<std::int64_t>> cases[] = {
      {"1234.5", 3, 1234500}, {"1234,5", 3, {}}, {"0.0005", 3, 1}, {"0.0004999", 3, 0}, {"1.9999", 3, 2000}, {"-1.5", 0, -2}, {"+7", 2, 700}, {".5", 1, 5}, {"5.", 1, 50},
      {"1.5E3", 3, 1500000}, {"15e-4", 3, 2}, {"1e999999", 3, {}}, {"1e+2", 0, 100}, {"0e40", 6, 0}, {"9223372036854775807", 0, INT64_MAX}, {"9223372036854775808", 0, {}},
      {"922337203685477580799", 0, {}}, {"", 3, {}}, {".", 3, {}}, {"-", 3, {}}, {"1e", 3, {}}, {"1e5e", 3, {}}, {"INF", 3, {}}, {"12 kg", 3, {}}, {"0x10", 3, {}}, {"1.2.3", 3, {}},
      {"000000000000000000000000001", 0, 1}, {"9999999999999999.995", 2, 1'000'000'000'000'000'000}, {"0.00000000000000000000000000000000001", 3, 0}};
  for (const auto& [text, places, right] : cases) {
    EXPECT_EQ(scaled(text, places), right) << text << " with " << places;
  }
}

TEST(Digest, has_each_format_what_it_carries) {
  for (const auto format : {Format::pi_auto_arrive, Format::pi_no_customs, Format::esadout_cu, Format::cc015c, Format::lodgement_json}) {
    const auto made = digest_of(format);
    EXPECT_EQ(made.items.size(), sound_items) << name_of(format);
    EXPECT_EQ(made.items[1].number, 2u);
    EXPECT_EQ(made.items[1].gross_g, 111'000) << name_of(format);
    EXPECT_EQ(made.items[1].net_g, 101'000) << name_of(format);
    EXPECT_EQ(made.items[1].packages, 10u) << name_of(format);
    EXPECT_EQ(made.items[1].description, "Goods number 2");
    EXPECT_EQ(made.items[1].commodity, Code(format == Format::cc015c ? "080810" : "0808108000")) << name_of(format);
    EXPECT_EQ(made.dispatch, Code("KZ")) << name_of(format);
    EXPECT_EQ(made.destination, Code("KG")) << name_of(format);
    EXPECT_EQ(made.vehicle_country, Code("KZ")) << name_of(format);
    EXPECT_GE(made.plates.size(), 2u) << name_of(format);
    EXPECT_EQ(made.gross_g, 1'386'000) << name_of(format);
    EXPECT_FALSE(made.number.empty()) << name_of(format);
    EXPECT_FALSE(made.containers.empty()) << name_of(format);
    if (format != Format::cc015c) {
      EXPECT_EQ(made.items[1].value, (Money{100'100, "USD"})) << name_of(format);
    }
  }
}

TEST(Digest, is_preliminary_information_told_with_permits_and_certificates) {
  const auto made = digest_of(Format::pi_auto_arrive);
  EXPECT_EQ(made.kind, Code("preliminary_information"));
  EXPECT_FALSE(made.transit);
  EXPECT_EQ(made.plates, (std::vector<std::string>{"453DXA12", "55AAA02", "124ABC02", "56AAA02"}));
  EXPECT_EQ(made.expected, at("2026-07-10T03:00:00Z")) << "eight o'clock at a post five hours ahead";
  EXPECT_EQ(made.consignment, "UCR-1");
  EXPECT_EQ(made.containers, (std::vector<std::string>{"CSQU3054383", "MSKU9070323", "TGHU7599330"}));
  ASSERT_TRUE(paper(made, "permit", 0));
  EXPECT_EQ(paper(made, "permit", 0)->number, "P-1");
  EXPECT_EQ(paper(made, "permit", 0)->type, Code("1"));
  ASSERT_TRUE(paper(made, "certificate", 3));
  EXPECT_EQ(paper(made, "certificate", 3)->type, Code("01206"));
  EXPECT_EQ(paper(made, "certificate", 3)->from, parse_day("2026-06-15"));
  EXPECT_EQ(paper(made, "certificate", 3)->until, parse_day("2026-12-31"));
  EXPECT_EQ(made.items[0].quantities, (std::vector<lodgement::Quantity>{{"KGM", 7000}}));
  EXPECT_EQ(made.items[0].place, "/PI_AutoArrive/GoodsInform/Goods[1]");
}

TEST(Digest, is_a_declaration_with_the_transit_procedure_transit) {
  auto from = sound(Format::esadout_cu);
  EXPECT_TRUE(declared_of(*receive(send(from, Format::esadout_cu).text).lodgement, 0).transit);
  from.procedure = text("ИМ");
  const auto goods = declared_of(*receive(send(from, Format::esadout_cu).text).lodgement, 0);
  EXPECT_FALSE(goods.transit);
  EXPECT_EQ(goods.kind, Code("goods_declaration"));
}

TEST(Digest, are_houses_of_a_transit_declaration_taken_one_after_the_other) {
  Lodgement from;
  from.kind = text("transit_declaration");
  for (int house = 0; house < 2; ++house) {
    auto& consignment = from.consignments.emplace_back();
    consignment.dispatch_country = text(house == 0 ? "" : "DE"), consignment.gross_kg = text(house == 0 ? "10.5" : "0.0004");
    consignment.documents.push_back(document("transport", "N730", house == 0 ? "CMR-1" : "CMR-2"));
    for (int i = 0; i < 2; ++i) {
      auto& item = consignment.items.emplace_back();
      item.sequence = text(std::to_string(i + 1)), item.commodity = text("870899"), item.combined_nomenclature = text(i ? "97" : "9");
      item.destination_country = text(house && i ? "KG" : ""), item.documents.push_back(document("presented", "N380", "INV"));
    }
  }
  from.vehicles.push_back({0, text("departure"), {}, text("EU 1234"), text("30"), text("DE"), {}, {}, {}, {}, {}, {}, {}, {}});
  from.vehicles.push_back({0, text("border"), {}, text("9387051"), text("10"), text("PA"), {}, {}, {}, {}, {}, {}, {}, {}});
  from.transit.carnet = text("XV25000001");
  const auto made = declared_of(from, 0);
  ASSERT_EQ(made.items.size(), 4u);
  EXPECT_EQ(made.items[3].number, 4u);
  EXPECT_EQ(made.items[2].commodity, Code("870899")) << "one letter is no combined nomenclature";
  EXPECT_EQ(made.items[3].commodity, Code("87089997"));
  EXPECT_EQ(made.dispatch, Code("DE"));
  EXPECT_EQ(made.destination, Code("KG"));
  EXPECT_EQ(made.plates, (std::vector<std::string>{"EU 1234"})) << "a ship has no plate";
  EXPECT_EQ(made.vehicle_country, Code("DE"));
  EXPECT_EQ(made.gross_g, 10'500) << "the sum of the houses";
  ASSERT_TRUE(paper(made, "transport", 0));
  EXPECT_EQ(paper(made, "transport", 0)->number, "XV25000001");
  EXPECT_EQ(std::ranges::count_if(made.papers, [](const auto& one) { return one.use == Code("transport"); }), 3);
  EXPECT_TRUE(paper(made, "presented", 4));
}

TEST(Digest, is_a_mass_taken_in_the_unit_it_was_lodged_in) {
  const std::tuple<const char*, const char*, std::int64_t> cases[] = {{"1.2345", "TNE", 1'234'500}, {"250", "GRM", 250}, {"10", "KGM", 10'000}, {"10", "", 10'000}, {"1", "LBR", 454}, {"500500", "MGM", 501}, {"4", "MGM", 0}, {"1000000000000", "LBR", 0}, {"2", "DTN", 200'000}, {"3", "XYZ", 0}, {"1234,5", "KGM", 0}, {"-3", "KGM", 0}, {"9e30", "TNE", 0}};
  for (const auto& [mass, unit, right] : cases) {
    Lodgement from;
    auto& item = from.consignments.emplace_back().items.emplace_back();
    item.net_kg = text(mass), item.net_unit = text(unit);
    EXPECT_EQ(declared_of(from, 0).items.at(0).net_g, right) << mass << " " << unit;
  }
}

TEST(Digest, has_a_lonely_item_of_json_its_place_in_the_list) {
  const auto received = receive(R"({"format": "onestop.lodgement.1", "consignments": [{"items": [{"commodity": "0808"}]}]})");
  ASSERT_TRUE(received.lodgement) << listed(received.findings);
  EXPECT_EQ(declared_of(*received.lodgement, 0).items.at(0).place, "/consignments/0/items/0");
}

TEST(Digest, is_only_the_outermost_of_nested_packages_counted) {
  Lodgement from;
  auto& item = from.consignments.emplace_back().items.emplace_back();
  for (const auto& [level, quantity] : {std::pair("1", "500"), std::pair("3", "20.0000"), std::pair("3", "5")}) {
    auto& one = item.packages.emplace_back();
    one.level = text(level), one.quantity = text(quantity);
  }
  EXPECT_EQ(declared_of(from, 0).items.at(0).packages, 25u);
}

TEST(Digest, is_the_expected_hour_that_of_the_post_unless_a_zone_says_otherwise) {
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"2026-07-10", "08:00:00", "2026-07-10T03:00:00Z"}, {"2026-07-10", "08:00:00Z", "2026-07-10T08:00:00Z"}, {"2026-07-10", "08:00:00.250+06:00", "2026-07-10T02:00:00.250Z"},
      {"2026-07-10+03:00", "08:00:00", "2026-07-10T05:00:00Z"}, {"2026-07-10+ab:cd", "08:00:00", "2026-07-10T03:00:00Z"}, {"2026-07-10", "", "2026-07-09T19:00:00Z"}, {"2026-07-10", "24:00:00", "2026-07-10T19:00:00Z"},
      {"2026-07-10T08:30:00", "", "2026-07-10T03:30:00Z"}, {"2026-07-10T08:30:00-03:00", "12:00:00", "2026-07-10T11:30:00Z"}, {"2026-07-10", "soon", "2026-07-09T19:00:00Z"}};
  for (const auto& [day, time, right] : cases) {
    Lodgement from;
    from.expected_day = text(day), from.expected_time = text(time);
    EXPECT_EQ(declared_of(from, almaty_min).expected, at(right)) << day << " " << time;
  }
  Lodgement from;
  from.expected_day = text("10.07.2026");
  EXPECT_FALSE(declared_of(from, almaty_min).expected);
  from.offices.push_back({0, text("transit"), {}, text("KZ000001"), {}, {}, text("2026-07-12T08:00:00")});
  EXPECT_EQ(declared_of(from, almaty_min).expected, at("2026-07-12T03:00:00Z"));
}

TEST(Digest, does_a_certificate_name_itself_first) {
  const auto made = digest_of(Format::sps_certificate);
  EXPECT_EQ(made.kind, Code("certificate"));
  EXPECT_EQ(made.status, Code("70"));
  EXPECT_EQ(made.issued, parse_day("2026-06-30"));
  ASSERT_FALSE(made.papers.empty());
  EXPECT_EQ(made.papers[0], (lodgement::Paper{"certificate", "851", "REF-0001", "KZ", parse_day("2026-06-30"), std::nullopt, 0}));
  EXPECT_EQ(made.items.at(0).commodity, Code("030211"));
  EXPECT_EQ(made.items.at(0).net_g, 100'000);
}

TEST(Digest, is_a_previous_declaration_numbered_as_the_union_writes_it) {
  Lodgement from;
  auto& one = from.documents.emplace_back(document("previous", "", "0001234"));
  one.authority = text("10502010"), one.day = text("2026-07-01");
  from.documents.push_back(document("previous", "C512", "PrevD03"));
  const auto made = declared_of(from, 0);
  EXPECT_EQ(made.papers.at(0).number, "10502010/010726/0001234");
  EXPECT_EQ(made.papers.at(1).number, "PrevD03");
}

TEST(Digest, does_a_list_of_persons_come_to_a_number_and_its_vehicles) {
  auto from = sound(Format::person_list_csv);
  for (std::size_t i = 0; i < from.persons.size(); ++i) from.persons[i].vehicle = text("453DXA12");
  const auto made = declared_of(*receive(send(from, Format::person_list_csv).text, Format::person_list_csv).lodgement, 0);
  EXPECT_EQ(made.kind, Code("person_list"));
  EXPECT_EQ(made.persons, 12u);
  EXPECT_EQ(made.plates, (std::vector<std::string>{"453DXA12"}));
}

TEST(Digest, is_what_no_format_allows_left_out) {
  Lodgement from;
  from.kind = text("goods_declaration"), from.dispatch_country = text(std::string(40, 'K')), from.destination_country = text("99");
  from.reference = text(std::string(300, 'R'));
  auto& item = from.consignments.emplace_back().items.emplace_back();
  for (int i = 0; i < 9; ++i) item.description.push_back(text(std::string(250, 'd') + "\xd1\x8f"));
  item.value = text("twelve"), item.commodity = text(std::string(32, '1'));
  const auto made = declared_of(from, 0);
  EXPECT_TRUE(made.dispatch.empty());
  EXPECT_TRUE(made.destination.empty()) << "99 is several countries";
  EXPECT_TRUE(made.number.empty());
  EXPECT_LE(made.items.at(0).description.size(), 2048u);
  EXPECT_TRUE(made.items.at(0).commodity.empty());
  EXPECT_EQ(made.items.at(0).value, Money());
}

TEST(Digest, are_parties_known_by_their_national_numbers) {
  Lodgement from;
  for (const auto* role : {"carrier", "consignor", "consignee", "holder"}) from.parties.push_back(party(role, "X", "KZ"));
  from.parties[0].identifier = text("040140000011"), from.parties[1].tax_number = text("7707083893"), from.parties[1].identifier = text("1"), from.parties[2].national_identifier = text("00104199910011"), from.parties[3].identifier = text("DE1234567");
  const auto made = declared_of(from, 0);
  EXPECT_EQ(made.carrier, "040140000011");
  EXPECT_EQ(made.consignor, "7707083893");
  EXPECT_EQ(made.consignee, "00104199910011");
  EXPECT_EQ(made.declarant, "DE1234567") << "who holds a transit procedure declares it";
}

TEST(Digest, is_an_outline_free_of_persons_and_plates) {
  const auto received = receive(send(sound(Format::pi_auto_arrive), Format::pi_auto_arrive).text);
  const auto line = outline_of(received, {{"x", "", 0, 0, {}, Weight::warning}, {"y", "", 0, 0, {}, Weight::error}}, almaty_min);
  EXPECT_EQ(line.format, Code("pi_auto_arrive"));
  EXPECT_EQ(line.items, sound_items);
  EXPECT_EQ(line.errors, 1u);
  EXPECT_EQ(line.warnings, 1u);
  EXPECT_EQ(line.hash, received.hash);
  const auto nothing = outline_of(receive("<Unknown/>"), {}, 0);
  EXPECT_TRUE(nothing.format.empty());
  EXPECT_EQ(nothing.errors, 1u);
}

struct Known {
  const char* file;
  const char *kind, *number, *dispatch, *destination, *plate, *commodity;
  std::size_t items;
  std::int64_t first_gross_g, gross_g, value;
};

TEST(Digest, has_every_sample_its_own_figures) {
  const char* data = std::getenv("ONESTOP_DATA");
  if (!data || !*data) GTEST_SKIP() << "ONESTOP_DATA is not set: samples of ESADout_CU, CC015C and SPSCertificate are not digested";
  const Known samples[] = {
      {"eaeu/samples-anonymised/transit_declaration_1.xml", "transit_declaration", nullptr, "GE", "KZ", "000TST01", "8703239089", 1, 1'435'000, 1'435'000, 2'855'214},
      {"ncts/samples-ui/IE015NormalPrelodgedDepartureDeclarationComplete.xml", "transit_declaration", "25GB000246TK0E6WJ1", "GB", "IT", "NC15REG", "392690", 2, 1'000'000, 1'000'000, 0},
      {"ncts/samples-validator/cc015c-valid.xml", "transit_declaration", "DHbrfgDQJRm", nullptr, nullptr, nullptr, nullptr, 1, 1'000'000, 4'380'979'244'528, 0},
      {"ephyto/SPSCertificateContent.xml", "certificate", "123ABC", "AR", "EC", nullptr, "06029048", 2, 60'000, 60'000, 0},
  };
  for (const auto& sample : samples) {
    std::ifstream file(std::string(data) + "/" + sample.file, std::ios::binary);
    const auto received = receive(std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
    ASSERT_TRUE(received.lodgement) << sample.file;
    const auto made = declared_of(*received.lodgement, almaty_min);
    EXPECT_EQ(made.kind, Code(sample.kind)) << sample.file;
    if (sample.number) {
      EXPECT_EQ(made.number, sample.number);
    }
    if (sample.dispatch) {
      EXPECT_EQ(made.dispatch, Code(sample.dispatch));
    }
    if (sample.destination) {
      EXPECT_EQ(made.destination, Code(sample.destination));
    }
    if (sample.plate) {
      EXPECT_TRUE(std::ranges::find(made.plates, sample.plate) != made.plates.end()) << sample.file;
    }
    ASSERT_EQ(made.items.size(), sample.items) << sample.file;
    if (sample.commodity) {
      EXPECT_EQ(made.items[0].commodity, Code(sample.commodity)) << sample.file;
    }
    EXPECT_EQ(made.items[0].gross_g, sample.first_gross_g) << sample.file;
    EXPECT_EQ(made.gross_g, sample.gross_g) << sample.file;
    EXPECT_EQ(made.items[0].value.hundredths, sample.value) << sample.file;
  }
}

}  // namespace
}  // namespace onestop::lodging
