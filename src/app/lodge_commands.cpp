#include "app/lodge_commands.h"

#include <fmt/core.h>
#include <zlib.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>

#include "lodging/codes.h"
#include "lodging/formats.h"
#include "lodging/rules/rules.h"
#include "lodging/xml_document.h"
#include "lodging/xsd.h"
#include "wire/json.h"

namespace onestop::app {

struct LodgeFinding {
  std::string code, weight, place;
  std::int64_t line = 0, column = 0;
  std::string what, right;
};
struct LodgeUnmapped {
  std::string place, text;
};
struct LodgeReport {
  std::string format, hash;
  bool read = false;
  std::int64_t errors = 0, warnings = 0, not_checked = 0, unmapped_count = 0;
  std::vector<LodgeFinding> findings;
  std::vector<LodgeUnmapped> unmapped;
};
BOOST_DESCRIBE_STRUCT(LodgeFinding, (), (code, weight, place, line, column, what, right))
BOOST_DESCRIBE_STRUCT(LodgeUnmapped, (), (place, text))
BOOST_DESCRIBE_STRUCT(LodgeReport, (), (format, hash, read, errors, warnings, not_checked, unmapped_count, findings, unmapped))

namespace {

constexpr int unusable = 2;

int tell(const std::string& wrong) {
  fmt::print(stderr, "{}\n", wrong);
  return unusable;
}

// One byte more than the readers take is enough for them to say that it is too much.
Expected<std::string> read_message(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fault("cannot open " + path);
  std::string out(lodging::XmlLimits::text_bytes + 1, '\0');
  file.read(out.data(), static_cast<std::streamsize>(out.size()));
  if (file.bad()) return fault("cannot read " + path);
  out.resize(static_cast<std::size_t>(file.gcount()));
  return out;
}

// Publishers' files may be packed with gzip; gzread takes plain files too.
Expected<std::string> read_published(const std::string& path) {
  constexpr std::size_t most = 64u << 20;
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) return fault("cannot open " + path);
  std::string out;
  std::vector<char> part(1u << 16);
  for (int count = 0; (count = gzread(file.get(), part.data(), static_cast<unsigned>(part.size()))) != 0;) {
    if (count < 0) return fault(path + " is damaged");
    out.append(part.data(), static_cast<std::size_t>(count));
    if (out.size() > most) return fault(path + " is longer than 64 MiB");
  }
  return out;
}

Expected<std::optional<lodging::Format>> format_asked(const std::string& name) {
  if (name.empty()) return std::optional<lodging::Format>();
  const auto format = lodging::format_named(name);
  if (format) return std::optional(*format);
  std::string all;
  for (const auto one : lodging::all_formats) all += (all.empty() ? "" : ", ") + std::string(lodging::name_of(one));
  return fault("no such format as " + name + "; there are " + all);
}

std::string hex(const Hash& hash) {
  std::string out;
  for (const auto byte : hash) out += fmt::format("{:02x}", byte);
  return out;
}

std::string weight_name(lodging::Weight weight) {
  switch (weight) {
    case lodging::Weight::error: return "error";
    case lodging::Weight::warning: return "warning";
    case lodging::Weight::unchecked: return "not checked";
  }
  return {};
}

LodgeReport report_of(const lodging::Received& received, const lodging::Findings& findings, const std::string& language) {
  LodgeReport out;
  out.format = received.format ? std::string(lodging::name_of(*received.format)) : "";
  out.hash = hex(received.hash);
  out.read = received.lodgement.has_value();
  out.unmapped_count = static_cast<std::int64_t>(received.unmapped_count);
  for (const auto& one : received.unmapped) out.unmapped.push_back({one.place, one.text});
  for (const auto& one : findings) {
    out.errors += one.weight == lodging::Weight::error;
    out.warnings += one.weight == lodging::Weight::warning;
    out.not_checked += one.weight == lodging::Weight::unchecked;
    auto said = lodging::sentence(one, language);
    out.findings.push_back({one.code, weight_name(one.weight), one.place, one.line, one.column, std::move(said.what), std::move(said.right)});
  }
  return out;
}

void print(const LodgeReport& report) {
  fmt::print("format {}, sha256 {}\n", report.format.empty() ? "unknown" : report.format, report.hash);
  for (const auto& one : report.findings) {
    fmt::print("{}: {}{}  [{}]\n  {}\n  -> {}\n", one.weight, one.place.empty() ? "/" : one.place, one.line ? fmt::format(" (line {}, column {})", one.line, one.column) : "", one.code, one.what, one.right);
  }
  for (const auto& one : report.unmapped) fmt::print("not taken over: {}  {}\n", one.place, one.text);
  fmt::print("{} errors, {} warnings, {} not checked; {} parts not taken over\n", report.errors, report.warnings, report.not_checked, report.unmapped_count);
}

Day machine_day() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return Day{static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::days>(now).count())};
}

}  // namespace

int lodge_check(const LodgeCheck& asked) {
  const auto format = format_asked(asked.format);
  if (!format) return tell(format.error().what);
  const auto today = asked.today.empty() ? std::optional(machine_day()) : parse_day(asked.today);
  if (!today) return tell("\"" + asked.today + "\" is no day; write it as 2026-07-01");
  const auto bytes = read_message(asked.file);
  if (!bytes) return tell(bytes.error().what);
  lodging::CodeBook codes;
  if (!asked.codes.empty()) {
    auto read = lodging::CodeBook::of_folder(asked.codes);
    if (!read) return tell(read.error().what);
    codes = std::move(*read);
  }
  const auto received = lodging::receive(*bytes, *format);
  auto findings = received.findings;
  if (received.lodgement) {
    const auto& shape = lodging::shape_of(*received.format);
    if (!asked.schemas.empty() && shape.notation == lodging::Notation::xml) {
      auto folder = lodging::SchemaFolder::open(asked.schemas);
      if (!folder) return tell(folder.error().what);
      for (auto& one : folder->validate(*bytes, shape.root.name)) findings.push_back(std::move(one));
    }
    for (auto& one : lodging::check_rules(*received.lodgement, codes, *today)) findings.push_back(std::move(one));
  }
  const auto report = report_of(received, findings, asked.language);
  if (asked.json) fmt::print("{}\n", wire::to_json(report));
  else print(report);
  return report.errors ? 1 : 0;
}

int lodge_convert(const LodgeConvert& asked) {
  const auto format = format_asked(asked.format);
  if (!format) return tell(format.error().what);
  const auto to = format_asked(asked.to);
  if (!to) return tell(to.error().what);
  const auto bytes = read_message(asked.file);
  if (!bytes) return tell(bytes.error().what);
  const auto received = lodging::receive(*bytes, *format);
  if (!received.lodgement) {
    for (const auto& one : received.findings) fmt::print(stderr, "{}: {}\n", one.place, lodging::sentence(one, asked.language).what);
    return 1;
  }
  const auto sent = lodging::send(*received.lodgement, **to);
  bool wrong = false;
  for (const auto& one : sent.findings) {
    const auto said = lodging::sentence(one, asked.language);
    fmt::print(stderr, "{}: {} -> {}\n", one.place, said.what, said.right);
    wrong = wrong || one.weight == lodging::Weight::error;
  }
  if (received.unmapped_count) fmt::print(stderr, "{} parts of the original were not taken over; `onestop lodge check` lists them\n", received.unmapped_count);
  if (asked.into.empty()) {
    std::fwrite(sent.text.data(), 1, sent.text.size(), stdout);
  } else {
    std::ofstream file(asked.into, std::ios::binary | std::ios::trunc);
    file << sent.text;
    file.close();
    if (!file) return tell("cannot write " + asked.into);
  }
  return wrong ? 1 : 0;
}

int codes_import(const CodesImport& asked) {
  const auto list = lodging::list_named(asked.list);
  if (!list) {
    std::string all;
    for (const auto one : lodging::all_lists) all += (all.empty() ? "" : ", ") + std::string(lodging::name_of(one));
    return tell("no such list as " + asked.list + "; there are " + all);
  }
  const auto day = parse_day(asked.valid_from);
  if (!day) return tell("\"" + asked.valid_from + "\" is no day; write it as 2022-01-01");
  const auto text = read_published(asked.from);
  if (!text) return tell(text.error().what);
  const auto codes = lodging::import_codes(*list, *text, asked.version, *day);
  if (!codes) return tell(asked.from + ": " + codes.error().what);
  const auto path = lodging::save_code_list(*codes, asked.into);
  if (!path) return tell(path.error().what);
  fmt::print("{} codes of {} {}, in force from {}, in {}\n", codes->entries.size(), asked.list, asked.version, asked.valid_from, *path);
  return 0;
}

void add_lodge_commands(CLI::App& app, int& code) {
  auto* lodge = app.add_subcommand("lodge", "Messages that traders lodge before arrival");
  lodge->require_subcommand(1);
  auto* check = lodge->add_subcommand("check", "Say what is wrong with a message, where, and what would be right");
  auto asked = std::make_shared<LodgeCheck>();
  check->add_option("file", asked->file)->required();
  check->add_option("--format", asked->format, "Recognised by content where none is given");
  check->add_option("--schemas", asked->schemas, "Folder of XSD files to validate against as well");
  check->add_option("--codes", asked->codes, "Folder of imported code lists");
  check->add_option("--language", asked->language, "en, ru, kk or ky")->capture_default_str();
  check->add_option("--today", asked->today, "Judge as on this day");
  check->add_flag("--json", asked->json);
  check->callback([asked, &code] { code = lodge_check(*asked); });
  auto* convert = lodge->add_subcommand("convert", "Write a message in another format; what cannot be said in it is listed");
  auto wanted = std::make_shared<LodgeConvert>();
  convert->add_option("file", wanted->file)->required();
  convert->add_option("--format", wanted->format, "Recognised by content where none is given");
  convert->add_option("--to", wanted->to)->required();
  convert->add_option("--into", wanted->into, "File to write");
  convert->add_option("--language", wanted->language)->capture_default_str();
  convert->callback([wanted, &code] { code = lodge_convert(*wanted); });
  auto* codes = app.add_subcommand("codes", "Code lists of a post");
  codes->require_subcommand(1);
  auto* import = codes->add_subcommand("import", "Take over a published list as one dated version");
  auto list = std::make_shared<CodesImport>();
  import->add_option("--list", list->list, "hs, tnved, locode, packages, documents, units, countries, currencies, iso6346 or plates")->required();
  import->add_option("--from", list->from, "The publisher's CSV or JSON, packed with gzip or not")->required();
  import->add_option("--version", list->version)->required();
  import->add_option("--valid-from", list->valid_from, "As 2022-01-01")->required();
  import->add_option("--into", list->into, "Folder of code lists")->required();
  import->callback([list, &code] { code = codes_import(*list); });
}

}  // namespace onestop::app
