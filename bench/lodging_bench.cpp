// What receiving a lodged message costs (read, structural check, mapping, business rules, hash) beside libxml2's bare
// parse and XSD validation of the same files, interleaved in one run; CPU time of one thread. With nothing in ONESTOP_DATA
// it says so and ends.
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

#include "lodging/formats.h"
#include "lodging/rules/rules.h"

using namespace onestop;
using namespace onestop::lodging;

namespace {

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

struct Sample {
  const char* name;
  const char* file;
  const char* schema;
};

constexpr Sample samples[] = {
    {"ESADout_CU", "eaeu/samples-anonymised/transit_declaration_1.xml", "eaeu/fts-album-5.23.0/ESADout_CU.xsd"},
    {"ESADout_CU, large", "eaeu/samples-anonymised/transit_declaration_2.xml", "eaeu/fts-album-5.23.0/ESADout_CU.xsd"},
    {"CC015C", "ncts/samples-validator/cc015c-valid.xml", "ncts/xsd-phase5-v2_1/cc015c.xsd"},
    {"CC015C, full", "ncts/samples-ui/IE015NormalPrelodgedDepartureDeclarationComplete.xml", "ncts/xsd-phase5-v2_1/cc015c.xsd"},
};

void compare(const Sample& sample, const std::string& data) {
  std::ifstream file(data + "/" + sample.file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const std::unique_ptr<xmlSchemaParserCtxt, void (*)(xmlSchemaParserCtxtPtr)> parser(xmlSchemaNewParserCtxt((data + "/" + sample.schema).c_str()), xmlSchemaFreeParserCtxt);
  const std::unique_ptr<xmlSchema, void (*)(xmlSchemaPtr)> schema(xmlSchemaParse(parser.get()), xmlSchemaFree);
  if (bytes.empty() || !schema) {
    std::printf("%s: skipped, %s or %s is not there\n", sample.name, sample.file, sample.schema);
    return;
  }
  const CodeBook none;
  const auto ours = [&] {
    const auto received = receive(bytes);
    if (!received.lodgement || check_rules(*received.lodgement, none, Day{20635}).empty()) std::abort();
  };
  const auto theirs = [&] {
    const std::unique_ptr<xmlDoc, void (*)(xmlDocPtr)> document(xmlReadMemory(bytes.data(), static_cast<int>(bytes.size()), nullptr, nullptr, XML_PARSE_NONET), xmlFreeDoc);
    const std::unique_ptr<xmlSchemaValidCtxt, void (*)(xmlSchemaValidCtxtPtr)> judge(xmlSchemaNewValidCtxt(schema.get()), xmlSchemaFreeValidCtxt);
    if (xmlSchemaValidateDoc(judge.get(), document.get()) != 0) std::abort();
  };
  ours(), theirs();
  std::vector<double> ratios, mine, bare;
  for (int round = 0; round < 9; ++round) {
    mine.push_back(measured(200, ours));
    bare.push_back(measured(200, theirs));
    ratios.push_back(mine.back() / bare.back());
  }
  for (auto* one : {&ratios, &mine, &bare}) std::ranges::sort(*one);
  std::printf("%s, %zu bytes: %.0f us, bare XSD validation %.0f us of CPU; %.2f of bare XSD validation CPU (median of 9, %.2f to %.2f); %.0f messages a second and core\n", sample.name, bytes.size(), mine[4], bare[4], ratios[4], ratios.front(), ratios.back(), 1e6 / mine[4]);
}

}  // namespace

int main() {
  const char* data = std::getenv("ONESTOP_DATA");
  if (!data || !*data) {
    std::printf("skipped: ONESTOP_DATA is not set\n");
    return 0;
  }
  for (const auto& sample : samples) compare(sample, data);
}
