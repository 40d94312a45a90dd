// What a lodged message costs (read, structural check, mapping, hash; business rules; digest) beside libxml2's bare parse
// and XSD validation of the same text, interleaved in one run; CPU time of one thread. Messages that no published sample has
// are made here; what needs a schema of ONESTOP_DATA says so where it is not there.
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "lodging/digest.h"
#include "lodging/formats.h"
#include "lodging/rules/rules.h"
#include "lodging/xsd.h"

using namespace onestop;
using namespace onestop::lodging;

namespace {

constexpr Day today{20635};  // 2026-07-01
constexpr int rounds = 9;

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + 1e-6 * static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

double measured(int times, const std::function<void()>& work) {
  const double before = cpu_seconds();
  for (int i = 0; i < times; ++i) work();
  return (cpu_seconds() - before) / times * 1e6;
}

Value text(std::string value) { return {std::move(value), 0}; }

Party party(const char* role, const char* country) {
  Party out;
  out.role = text(role), out.name = text("Товарищество Дорожная линия"), out.identifier = text("020240000555");
  out.address.country = text(country), out.address.city = text("Алматы"), out.address.street = text("проспект Абая, 1");
  return out;
}

Item item(std::size_t index) {
  Item out;
  out.sequence = text(std::to_string(index + 1)), out.commodity = text("0808108000"), out.gross_kg = text("1120.5"), out.net_kg = text("1000." + std::to_string(index + 1)), out.value = text("15400.25"), out.currency = text("USD"), out.origin = text("KZ");
  out.description.push_back(text("Яблоки свежие, сорт " + std::to_string(index) + ", урожай 2026 года, в картонных коробках"));
  Packaging packaging;
  packaging.kind = text("CT"), packaging.quantity = text("100");
  out.packages.push_back(packaging);
  out.measures.push_back({0, text("1000"), text("166"), text("КГ")});
  Document certificate;
  certificate.use = text("phytosanitary"), certificate.number = text("KZ-2026-" + std::to_string(index)), certificate.day = text("2026-06-15"), certificate.type = text("01207");
  out.documents.push_back(certificate);
  return out;
}

/// Preliminary information by road with so many goods.
std::string preliminary(std::size_t goods) {
  Lodgement out;
  out.reference = text("0190f6a8-1c2d-7e3f-8a9b-0c1d2e3f4a5b"), out.item_count = text(std::to_string(goods)), out.expected_day = text("2026-07-10"), out.expected_time = text("08:00:00"), out.container_indicator = text("0");
  out.dispatch_country = text("KZ"), out.destination_country = text("KG");
  for (const auto& [role, country] : {std::pair("consignee", "KG"), std::pair("carrier", "KZ"), std::pair("consignor", "KZ")}) out.parties.push_back(party(role, country));
  out.offices.push_back({0, text("border"), {}, text("50708"), text("Korday"), text("398"), {}});
  Vehicle vehicle;
  vehicle.crossing = text("border"), vehicle.plate = text("453DXA12"), vehicle.trailer = text("55AAA02"), vehicle.nationality = text("KZ"), vehicle.mode = text("31");
  out.vehicles.push_back(vehicle);
  auto& consignment = out.consignments.emplace_back();
  for (std::size_t i = 0; i < goods; ++i) consignment.items.push_back(item(i));
  const auto sent = send(out, Format::pi_auto_arrive);
  if (!sent.findings.empty()) std::abort();
  return sent.text;
}

struct Sample {
  std::string name, text, schema;  // the schema's file in the folder of reference data
};

std::vector<Sample> samples(const std::string& data) {
  std::vector<Sample> out{{"PI_AutoArrive, 12 goods", preliminary(12), "eaeu/fts-album-5.23.0/PI_AutoArrive.xsd"}, {"PI_AutoArrive, 999 goods", preliminary(999), "eaeu/fts-album-5.23.0/PI_AutoArrive.xsd"}};
  if (data.empty()) return out;
  for (const auto& [name, file, schema] : {std::tuple("ESADout_CU", "eaeu/samples-anonymised/transit_declaration_1.xml", "eaeu/fts-album-5.23.0/ESADout_CU.xsd"),
                                           std::tuple("ESADout_CU, large", "eaeu/samples-anonymised/transit_declaration_2.xml", "eaeu/fts-album-5.23.0/ESADout_CU.xsd"),
                                           std::tuple("CC015C", "ncts/samples-validator/cc015c-valid.xml", "ncts/xsd-phase5-v2_1/cc015c.xsd"),
                                           std::tuple("CC015C, full", "ncts/samples-ui/IE015NormalPrelodgedDepartureDeclarationComplete.xml", "ncts/xsd-phase5-v2_1/cc015c.xsd")}) {
    std::ifstream stream(data + "/" + file, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    if (bytes.empty()) std::printf("%s: skipped, %s is not there\n", name, file);
    else out.push_back({name, std::move(bytes), schema});
  }
  return out;
}

/// Microseconds of each of nine rounds, sorted.
struct Times {
  std::vector<double> of;
  double median() { return std::ranges::sort(of), of[of.size() / 2]; }
};

std::string spread(std::vector<double> ratios) {
  std::ranges::sort(ratios);
  char out[80];
  std::snprintf(out, sizeof out, "%.2f (median of %zu, %.2f to %.2f)", ratios[ratios.size() / 2], ratios.size(), ratios.front(), ratios.back());
  return out;
}

void stages(const Sample& sample) {
  const CodeBook none;
  const auto received = receive(sample.text);
  if (!received.lodgement) std::abort();
  const int times = sample.text.size() > 100'000 ? 5 : 300;
  Times reading, rules, digest;
  for (int round = 0; round < rounds; ++round) {
    reading.of.push_back(measured(times, [&] { if (!receive(sample.text).lodgement) std::abort(); }));
    rules.of.push_back(measured(times, [&] { if (check_rules(*received.lodgement, none, today).empty()) std::abort(); }));
    digest.of.push_back(measured(times, [&] { if (declared_of(*received.lodgement, 300).items.empty()) std::abort(); }));
  }
  std::printf("%s, %zu bytes: receive %.0f us, rules %.0f us, digest %.0f us; %.0f messages a second and core\n", sample.name.c_str(), sample.text.size(), reading.median(), rules.median(), digest.median(), 1e6 / (reading.median() + rules.median() + digest.median()));
}

void compare(const Sample& sample, const std::string& data) {
  const std::unique_ptr<xmlSchemaParserCtxt, void (*)(xmlSchemaParserCtxtPtr)> parser(xmlSchemaNewParserCtxt((data + "/" + sample.schema).c_str()), xmlSchemaFreeParserCtxt);
  const std::unique_ptr<xmlSchema, void (*)(xmlSchemaPtr)> schema(xmlSchemaParse(parser.get()), xmlSchemaFree);
  const auto folder = SchemaFolder::open(data + "/" + sample.schema.substr(0, sample.schema.rfind('/')));
  if (!schema || !folder) {
    std::printf("  skipped: %s is not there\n", sample.schema.c_str());
    return;
  }
  const CodeBook none;
  const auto root = shape_of(*receive(sample.text).format).root.name;
  const auto ours = [&] {
    const auto received = receive(sample.text);
    if (!received.lodgement || check_rules(*received.lodgement, none, today).empty() || declared_of(*received.lodgement, 300).items.empty()) std::abort();
  };
  const auto both = [&] {
    ours();
    if (!folder->validate(sample.text, root).empty()) std::abort();
  };
  const auto theirs = [&] {
    const std::unique_ptr<xmlDoc, void (*)(xmlDocPtr)> document(xmlReadMemory(sample.text.data(), static_cast<int>(sample.text.size()), nullptr, nullptr, XML_PARSE_NONET), xmlFreeDoc);
    const std::unique_ptr<xmlSchemaValidCtxt, void (*)(xmlSchemaValidCtxtPtr)> judge(xmlSchemaNewValidCtxt(schema.get()), xmlSchemaFreeValidCtxt);
    if (xmlSchemaValidateDoc(judge.get(), document.get()) != 0) std::abort();
  };
  ours(), both(), theirs();
  const int times = sample.text.size() > 100'000 ? 5 : 200;
  std::vector<double> without, with;
  Times bare;
  for (int round = 0; round < rounds; ++round) {
    bare.of.push_back(measured(times, theirs));
    const double one = bare.of.back();
    without.push_back(measured(times, ours) / one);
    with.push_back(measured(times, both) / one);
  }
  std::printf("  bare XSD validation %.0f us; our path %s of bare XSD validation CPU; with XSD %s\n", bare.median(), spread(without).c_str(), spread(with).c_str());
}

}  // namespace

int main() {
  const char* data = std::getenv("ONESTOP_DATA");
  const std::string folder = data ? data : "";
  if (folder.empty()) std::printf("ONESTOP_DATA is not set: no published samples, no schemas to compare with\n");
  for (const auto& sample : samples(folder)) {
    stages(sample);
    if (!folder.empty()) compare(sample, folder);
  }
}
