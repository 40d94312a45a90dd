// Hostile texts, one a row: what makes it, what it is told, and how much memory it may take above its own size. Each is
// received, judged and digested in a process of its own, which is stopped after ten seconds of work.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <optional>

#include "lodging/digest.h"
#include "sound.h"

namespace onestop::lodging {
namespace {

using Make = std::function<std::string()>;

struct Hostile {
  const char* name;
  Make make;
  const char* code;  // of the first finding; "-" where the text is lawful, if odd
  long kib;          // of memory above the text
  std::optional<Format> format = std::nullopt;
};

const std::string head = "<?xml version=\"1.0\"?>";
const std::string table_head = "surname,given_names,sex,birth_date,nationality,document_type,document_number,document_state,document_expiry,role\n";

Make is(std::string text) {
  return [text] { return text; };
}

std::string times(std::size_t count, const std::string& text) {
  std::string out;
  out.reserve(count * text.size());
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

std::string numbered(std::size_t count, const std::string& before, const std::string& after) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += before + std::to_string(i) + after;
  return out;
}

std::string billion_laughs() {
  std::string out = head + "<!DOCTYPE CC015C [<!ENTITY a0 \"ha\">";
  for (int i = 1; i < 12; ++i) out += "<!ENTITY a" + std::to_string(i) + " \"" + times(10, "&a" + std::to_string(i - 1) + ";") + "\">";
  return out + "]><CC015C>&a11;</CC015C>";
}

std::string packed(std::size_t size, int window) {
  std::string plain(size, ' '), out(compressBound(plain.size()) + 64, '\0');
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, window, 9, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(plain.data()), stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data()), stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string wide(std::string_view text, std::size_t unit, bool big, bool mark) {
  std::string out;
  const auto put = [&](unsigned value) {
    for (std::size_t i = 0; i < unit; ++i) out += static_cast<char>(value >> (8 * (big ? unit - 1 - i : i)));
  };
  if (mark) put(0xFEFF);
  for (const char c : text) put(static_cast<unsigned char>(c));
  return out;
}

std::string goods(std::size_t count, const std::string& one) { return "<PI_AutoArrive><GoodsInform>" + times(count, one) + "</GoodsInform></PI_AutoArrive>"; }

std::vector<Hostile> bombs() {
  return {
      {"entities of entities", billion_laughs, "xml.doctype", 4096},
      {"one long entity, often", [] { return head + "<!DOCTYPE a [<!ENTITY x \"" + std::string(1u << 20, 'x') + "\">]><CC015C>" + times(100'000, "&x;") + "</CC015C>"; }, "xml.doctype", 4096},
      {"an entity of itself", is(head + "<!DOCTYPE a [<!ENTITY x \"&x;\">]><CC015C>&x;</CC015C>"), "xml.doctype", 4096},
      {"entity in an attribute", is(head + "<!DOCTYPE a [<!ENTITY x \"y\">]><CC015C a=\"&x;\"/>"), "xml.doctype", 4096},
      {"attribute defaults in a document type", is(head + "<!DOCTYPE CC015C [<!ATTLIST CC015C PhaseID CDATA \"NCTS5.1\">]><CC015C/>"), "xml.doctype", 4096},
      {"external entity of a file", is(head + "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><CC015C>&x;</CC015C>"), "xml.doctype", 4096},
      {"external entity of a device without end", is(head + "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///dev/zero\">]><CC015C>&x;</CC015C>"), "xml.doctype", 4096},
      {"external document type", is(head + "<!DOCTYPE a SYSTEM \"http://127.0.0.1/a.dtd\"><CC015C/>"), "xml.doctype", 4096},
      {"public document type", is(head + "<!DOCTYPE a PUBLIC \"-//W3C//DTD XHTML 1.0//EN\" \"http://127.0.0.1/a.dtd\"><CC015C/>"), "xml.doctype", 4096},
      {"parameter entity of a file", is(head + "<!DOCTYPE a [<!ENTITY % p SYSTEM \"file:///etc/hostname\"> %p;]><CC015C/>"), "xml.doctype", 4096},
      {"parameter entity that makes entities", is(head + "<!DOCTYPE a [<!ENTITY % p \"<!ENTITY x 'y'>\"> %p;]><CC015C>&x;</CC015C>"), "xml.doctype", 4096},
      {"undeclared entity", is(head + "<CC015C>&undeclared;</CC015C>"), "xml.syntax", 4096},
      {"include of a file", is("<CC015C xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"/etc/passwd\" parse=\"text\"/></CC015C>"), "structure.namespace", 4096},
      {"style sheet of a file", is("<?xml-stylesheet href=\"file:///etc/passwd\" type=\"text/xsl\"?><CC015C/>"), "structure.namespace", 4096},
      {"schema of a file", is("<CC015C xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:noNamespaceSchemaLocation=\"file:///dev/zero\"/>"), "structure.namespace", 4096},
      {"gzip bomb of 200 MiB", [] { return packed(200u << 20, 31); }, "text.compressed", 4096},
      {"zlib bomb of 100 MiB", [] { return packed(100u << 20, 15); }, "text.compressed", 4096},
      {"archive", is("PK\x03\x04 and more"), "text.compressed", 4096},
  };
}

std::vector<Hostile> sizes() {
  return {
      {"100,000 levels", [] { return times(100'000, "<a>"); }, "xml.too_deep", 4096},
      {"65 levels", [] { return times(65, "<a>") + times(65, "</a>"); }, "xml.too_deep", 4096},
      {"attribute of 100 MiB", [] { return "<CC015C a=\"" + std::string(100u << 20, 'x') + "\"/>"; }, "text.too_large", 4096},
      {"attribute of 7 MiB", [] { return "<CC015C a=\"" + std::string(7u << 20, 'x') + "\"/>"; }, "xml.value_too_long", 24'000},
      {"text of 100 MiB", [] { return "<CC015C>" + std::string(100u << 20, 'x') + "</CC015C>"; }, "text.too_large", 4096},
      {"text of 7 MiB", [] { return "<CC015C>" + std::string(7u << 20, 'x') + "</CC015C>"; }, "xml.value_too_long", 12'000},
      {"text of 7 MiB in a section", [] { return "<CC015C><![CDATA[" + std::string(7u << 20, 'x') + "]]></CC015C>"; }, "xml.value_too_long", 24'000},
      {"comment of 7 MiB", [] { return "<CC015C><!--" + std::string(7u << 20, 'x') + "--></CC015C>"; }, "structure.namespace", 24'000},
      {"instruction of 7 MiB", [] { return "<CC015C><?x " + std::string(7u << 20, 'x') + "?></CC015C>"; }, "structure.namespace", 24'000},
      {"name of 7 MiB", [] { return "<" + std::string(7u << 20, 'x') + "/>"; }, "xml.syntax", 24'000},
      {"namespace of 7 MiB", [] { return "<CC015C xmlns=\"" + std::string(7u << 20, 'x') + "\"/>"; }, "xml.name_too_long", 48'000},
      {"250,000 parts", [] { return "<CC015C>" + times(250'000, "<a/>") + "</CC015C>"; }, "xml.too_many", 32'000},
      {"190,000 unknown parts of as many names", [] { return "<CC015C>" + numbered(190'000, "<a", "/>") + "</CC015C>"; }, "structure.namespace", 80'000},
      {"300,000 attributes", [] { return "<CC015C" + numbered(300'000, " a", "=\"\"") + "/>"; }, "xml.attributes", 80'000},
      {"300,000 times one attribute", [] { return "<CC015C" + times(300'000, " a=\"\"") + "/>"; }, "xml.attributes", 80'000},
      {"100,000 namespaces on one part", [] { return "<CC015C" + numbered(100'000, " xmlns:n", "=\"urn:x\"") + "/>"; }, "xml.attributes", 80'000},
      {"60,000 namespaces one after the other", [] { return "<CC015C>" + numbered(60'000, "<a xmlns=\"urn:", "\"/>") + "</CC015C>"; }, "structure.namespace", 40'000},
      {"300,000 attributes that hide behind quotes", [] { return "<CC015C>" + times(2, "<!-- \" ' < -->") + "<a" + numbered(300'000, " a", "='\">'") + "/></CC015C>"; }, "xml.attributes", 4096},
      {"200,000 attributes in UTF-16", [] { return wide("<CC015C" + numbered(200'000, " a", "=''") + "/>", 2, true, true); }, "xml.attributes", 4096},
      {"2,000 equal signs in a text", [] { return "<CC015C>" + times(2'000, "= ") + "</CC015C>"; }, "structure.namespace", 4096},
      {"190,000 goods", [] { return goods(190'000, "<Goods/>"); }, "text.too_many", 120'000},
      {"90,000 goods in turn with what is none", [] { return goods(90'000, "<Goods/><DateExpectedArrival/>"); }, "text.too_many", 120'000},
      {"60,000 certificates of one item", [] { return goods(1, "<Goods><ControlNoCustoms><Veterinary>" + times(60'000, "<DocPermit><PrDocumentNumber>1</PrDocumentNumber></DocPermit>") + "</Veterinary></ControlNoCustoms></Goods>"); }, "structure.namespace", 120'000},
      {"60,000 vehicles and 60,000 permits", [] {
         return "<PI_AutoArrive><ShippingInformation>" + times(49'000, "<BorderTransport><TransportMeansNationalityCode>KZ</TransportMeansNationalityCode></BorderTransport>") +
                times(49'000, "<TransControl><ForeignKind>3</ForeignKind></TransControl>") + "</ShippingInformation></PI_AutoArrive>";
       }, "structure.namespace", 250'000},
      {"60,000 containers", [] { return goods(1, "<Goods>" + numbered(60'000, "<ContainerNumbers>C", "</ContainerNumbers>") + "</Goods>"); }, "structure.namespace", 120'000},
      {"60,000 places told by their use", [] {
         return "<SPSCertificate><SPSConsignment>" + times(45'000, "<UnloadingBaseportSPSLocation/>") + times(30'000, "<ExaminationSPSEvent><OccurrenceSPSLocation><Name/></OccurrenceSPSLocation></ExaminationSPSEvent>") + "</SPSConsignment></SPSCertificate>";
       }, "structure.namespace", 150'000},
  };
}

std::vector<Hostile> encodings() {
  const std::string one = "<?xml version=\"1.0\"?><CC015C/>";
  return {
      {"UTF-8 said, Latin sent", is("<?xml version=\"1.0\" encoding=\"UTF-8\"?><CC015C>\xff\xfe</CC015C>"), "xml.encoding", 4096},
      {"UTF-8 cut inside a letter", is("<CC015C>\xd0</CC015C>"), "xml.encoding", 4096},
      {"UTF-8, overlong", is("<CC015C>\xc0\xbc\xe0\x80\xbc\xf0\x80\x80\xbc</CC015C>"), "xml.encoding", 4096},
      {"UTF-8, half of a pair", is("<CC015C>\xed\xa0\x80</CC015C>"), "xml.encoding", 4096},
      {"UTF-8, beyond the last letter", is("<CC015C>\xf4\x90\x80\x80</CC015C>"), "xml.encoding", 4096},
      {"nobody's encoding", is("<?xml version=\"1.0\" encoding=\"no-such\"?><CC015C/>"), "xml.encoding", 4096},
      {"UTF-16 said, UTF-8 sent", is("<?xml version=\"1.0\" encoding=\"UTF-16\"?><CC015C>a</CC015C>"), "xml.encoding", 4096},
      {"UTF-7 said", is("<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADw-CC015C/+AD4-"), "xml.encoding", 4096},
      {"EBCDIC said", is("<?xml version=\"1.0\" encoding=\"EBCDIC-US\"?><CC015C/>"), "xml.syntax", 4096},
      {"UTF-16, little end first, marked", [one] { return wide(one, 2, false, true); }, "structure.namespace", 4096},
      {"UTF-16, big end first, marked", [one] { return wide(one, 2, true, true); }, "structure.namespace", 4096},
      {"UTF-16, little end first, unmarked", [one] { return wide(one, 2, false, false); }, "structure.namespace", 4096},
      {"UTF-16, big end first, unmarked", [one] { return wide(one, 2, true, false); }, "structure.namespace", 4096},
      {"UTF-16, cut in a letter", [one] { auto out = wide(one, 2, false, true); out.pop_back(); return out; }, "xml.encoding", 4096},
      {"UTF-16, half of a pair", [] { return wide("<CC015C>", 2, false, true) + std::string("\x00\xd8", 2) + wide("</CC015C>", 2, false, false); }, "xml.syntax", 4096},
      {"UTF-16 with a bomb inside", [] { return wide("<!DOCTYPE a [<!ENTITY x \"y\">]><CC015C>&x;</CC015C>", 2, false, true); }, "xml.doctype", 4096},
      {"UTF-32, little end first, marked", [one] { return wide(one, 4, false, true); }, "xml.encoding", 4096},
      {"UTF-32, big end first, marked", [one] { return wide(one, 4, true, true); }, "xml.encoding", 4096},
      {"UTF-32, little end first, unmarked", [one] { return wide(one, 4, false, false); }, "xml.encoding", 4096},
      {"UTF-32, big end first, unmarked", [one] { return wide(one, 4, true, false); }, "xml.encoding", 4096},
      {"NUL in a text", is(std::string("<CC015C>a\0b</CC015C>", 20)), "xml.encoding", 4096},
      {"NUL behind the end", is(std::string("<CC015C/>\0", 10)), "xml.encoding", 4096},
      {"NUL before the beginning", is(std::string("\0<CC015C/>", 10)), "xml.syntax", 4096},
      {"a letter that XML forbids", is("<CC015C>&#1;</CC015C>"), "xml.encoding", 4096},
      {"letter number beyond all", is("<CC015C>&#x99999999;</CC015C>"), "xml.encoding", 4096},
      {"100 KiB of nothing but zeros", is(std::string(100'000, '\0')), "xml.encoding", 4096},
      {"100 KiB of nothing but blanks", is(std::string(100'000, ' ')), "text.empty", 4096},
  };
}

std::vector<Hostile> notations() {
  const auto json = Format::lodgement_json;
  const auto persons = Format::person_list_json;
  const auto csv = Format::person_list_csv;
  return {
      {"JSON, 100,000 levels", [] { return "{\"a\":" + std::string(100'000, '['); }, "json.wrong", 4096},
      {"JSON, 33 levels", [] { return "{\"format\":" + std::string(33, '[') + std::string(33, ']') + "}"; }, "json.wrong", 4096},
      {"JSON of 100 MiB", [] { return "{\"a\":\"" + std::string(100u << 20, 'x') + "\"}"; }, "json.wrong", 4096},
      {"JSON, text of 900 KiB", [] { return "{\"format\":\"" + std::string(900u << 10, 'x') + "\"}"; }, "json.wrong", 8192, json},
      {"JSON, 300,000 values", [] { return "{\"persons\":[" + times(300'000, "1,") + "1]}"; }, "json.wrong", 40'000},
      {"JSON, a name twice", is("{\"persons\":[],\"persons\":[{}]}"), "structure.missing", 4096, persons},
      {"JSON, a name 9,000 times", [] { return "{" + times(9'000, "\"format\":1,") + "\"format\":1}"; }, "structure.too_many", 8192},
      {"JSON, number beyond all", is("{\"format\":\"onestop.lodgement.1\",\"gross_kg\":1e999999}"), "structure.form", 4096},
      {"JSON, number of nearly nothing", is("{\"format\":\"onestop.lodgement.1\",\"gross_kg\":1e-999999}"), "-", 4096},
      {"JSON, number of 300,000 digits", [] { return "{\"format\":\"onestop.lodgement.1\",\"gross_kg\":" + std::string(300'000, '9') + "}"; }, "structure.form", 8192},
      {"JSON, no number", is("{\"format\":\"onestop.lodgement.1\",\"gross_kg\":NaN}"), "json.wrong", 4096},
      {"JSON, half of a pair", is("{\"format\":\"\\ud800\"}"), "json.wrong", 4096},
      {"JSON, NUL in a text", is("{\"format\":\"onestop.lodgement.1\",\"reference\":\"a\\u0000b\"}"), "structure.form", 4096},
      {"JSON, broken UTF-8", is("{\"format\":\"\xc0\xbc\"}"), "json.wrong", 4096},
      {"JSON, an object for a text", is("{\"format\":\"onestop.lodgement.1\",\"reference\":{\"a\":{\"b\":1}}}"), "structure.parts_in_text", 4096},
      {"JSON, a text for a list", is("{\"format\":\"onestop.lodgement.1\",\"persons\":\"none\"}"), "structure.text_between", 4096},
      {"JSON, a list for the whole", is("[{\"format\":\"onestop.lodgement.1\"}]"), "json.wrong", 4096},
      {"JSON in UTF-16", [] { return wide("{\"format\":1}", 2, false, true); }, "xml.syntax", 4096},
      {"table, a million columns", [] { return "surname" + times(1'000'000, ",a") + "\n"; }, "table.columns", 4096, csv},
      {"table, a million cells in a line", [] { return table_head + times(1'000'000, ",") + "\n"; }, "table.columns", 4096, csv},
      {"table, quote never closed", [] { return table_head + "\"" + std::string(7u << 20, 'x'); }, "table.cell_too_long", 4096, csv},
      {"table, quote never closed, short", is(table_head + "\"abc"), "table.quote", 4096, csv},
      {"table, cell of 100 MiB", [] { return table_head + std::string(100u << 20, 'x') + "\n"; }, "text.too_large", 4096, csv},
      {"table, cell of 7 MiB", [] { return table_head + std::string(7u << 20, 'x') + "\n"; }, "table.cell_too_long", 4096, csv},
      {"table, heading of 7 MiB", [] { return std::string(7u << 20, 'x') + "\n"; }, "table.cell_too_long", 4096, csv},
      {"table, 100,000 lines", [] { return table_head + times(100'000, "A,B,F\n"); }, "table.rows", 120'000, csv},
      {"table, 40,000 wrong lines", [] { return table_head + times(40'000, "A,B,Q,1,2,3,4,5,6,7\n"); }, "structure.not_listed", 180'000, csv},
      {"table, 50,000 lines of 60 cells", [] { return "surname" + numbered(59, ",c", "") + "\n" + times(50'000, times(59, "a,") + "a\n"); }, "xml.too_many", 120'000, csv},
      {"table, NUL", is(table_head + std::string("A\0B", 3)), "table.character", 4096, csv},
      {"table, a column twice", is("surname,surname\n"), "table.twice", 4096, csv},
      {"table, broken UTF-8", is(table_head + "\xc0\xbc,B,F,1990-01-01,KZ,P,N1,KZ,2030-01-01,driver\n"), "table.character", 4096, csv},
      {"table, nothing but line breaks", [] { return table_head + std::string(1u << 20, '\n'); }, "table.rows", 4096, csv},
  };
}

struct Seen {
  std::string code;
  bool ended = false, explained = false;
  long kib = 0, ms = 0;
};

long status_kib(const char* line) {
  std::ifstream file("/proc/self/status");
  for (std::string one; std::getline(file, one);)
    if (one.starts_with(line)) return std::strtol(one.c_str() + std::strlen(line), nullptr, 10);
  return 0;
}

// What the program keeps for ever is made before anything is measured.
void warm_up() {
  for (const auto format : all_formats) {
    const auto received = receive(send(sound(format), format).text, format);
    (void)check_rules(*received.lodgement, small_book(), today);
    (void)declared_of(*received.lodgement, 300);
  }
  (void)receive("<a>\xff</a>");
}

// In the child: peak memory above what stood there when the text was made.
std::string in_child(const Hostile& hostile) {
  const auto text = hostile.make();
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const rlimit ten_more{static_cast<rlim_t>(used.ru_utime.tv_sec) + 11, static_cast<rlim_t>(used.ru_utime.tv_sec) + 11};
  setrlimit(RLIMIT_CPU, &ten_more);
  const bool measured = static_cast<bool>(std::ofstream("/proc/self/clear_refs") << "5" << std::flush);  // the peak begins anew
  const long before = status_kib("VmRSS:");
  const auto received = receive(text, hostile.format);
  auto findings = received.findings;
  if (received.lodgement) {
    (void)check_rules(*received.lodgement, small_book(), today);
    (void)declared_of(*received.lodgement, 300);
  }
  const long peak = measured ? status_kib("VmHWM:") - before : -1;  // a kernel that forgets no peak measures nothing
  const bool explained = std::ranges::all_of(findings, [](const Finding& one) { return has_sentence(one.code, "ru") && has_sentence(one.code, "kk"); });
  return (findings.empty() ? std::string("-") : findings.front().code) + " " + std::to_string(peak) + " " + (explained ? "1" : "0");
}

Seen seen(const Hostile& hostile) {
  int ends[2];
  if (pipe(ends) != 0) return {};
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    const auto said = in_child(hostile);
    const auto written = write(ends[1], said.data(), said.size());
    _exit(written == static_cast<ssize_t>(said.size()) ? 0 : 1);
  }
  close(ends[1]);
  char text[200] = {};
  const auto size = read(ends[0], text, sizeof text - 1);
  close(ends[0]);
  int status = 0;
  rusage used{};
  wait4(child, &status, 0, &used);
  Seen out;
  out.ended = size > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  out.ms = used.ru_utime.tv_sec * 1000 + used.ru_utime.tv_usec / 1000;
  char code[100] = {};
  int explained = 0;
  if (std::sscanf(text, "%99s %ld %d", code, &out.kib, &explained) == 3) out.code = code, out.explained = explained;
  return out;
}

bool memory_measured() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return false;  // sanitizers need their own
#else
  return true;
#endif
}

void expect_all(const std::vector<Hostile>& rows) {
  warm_up();
  for (const auto& row : rows) {
    const auto got = seen(row);
    std::printf("%-45s %-24s %7ld KiB of %ld, %ld ms\n", row.name, got.code.c_str(), got.kib, row.kib, got.ms);
    EXPECT_TRUE(got.ended) << row.name;
    EXPECT_TRUE(got.explained) << row.name;
    EXPECT_EQ(got.code, row.code) << row.name;
    if (memory_measured()) {
      EXPECT_LE(got.kib, row.kib) << row.name;
    }
  }
}

TEST(HostileTable, are_bombs_and_reaches_outside_refused) { expect_all(bombs()); }
TEST(HostileTable, are_sizes_and_numbers_bounded) { expect_all(sizes()); }
TEST(HostileTable, are_lying_encodings_named) { expect_all(encodings()); }
TEST(HostileTable, are_json_and_tables_bounded) { expect_all(notations()); }

}  // namespace
}  // namespace onestop::lodging
