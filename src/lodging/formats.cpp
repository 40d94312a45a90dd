#include "lodging/formats.h"

#include <algorithm>

#include "lodging/notations.h"
#include "lodging/structure.h"
#include "lodging/xml_document.h"

namespace onestop::lodging {
namespace {

constexpr std::string_view pi_auto_arrive =
#include "lodging/formats/pi_auto_arrive.inc"
    ;
constexpr std::string_view pi_no_customs =
#include "lodging/formats/pi_no_customs.inc"
    ;
constexpr std::string_view esadout_cu =
#include "lodging/formats/esadout_cu.inc"
    ;
constexpr std::string_view cc015c =
#include "lodging/formats/cc015c.inc"
    ;
constexpr std::string_view sps_certificate =
#include "lodging/formats/sps_certificate.inc"
    ;
constexpr std::string_view person_list_json =
#include "lodging/formats/person_list_json.inc"
    ;
constexpr std::string_view person_list_csv =
#include "lodging/formats/person_list_csv.inc"
    ;

constexpr std::string_view own_version = "onestop.lodgement.1";

// What the rules count with must be countable; everything else is any text.
std::string_view own_type(std::string_view name) {
  if (name.ends_with("_kg") || name == "quantity" || name == "amount" || name == "value" || name == "total_value" || name == "rate") return "decimal";
  if (name == "day" || name.ends_with("_day") || name == "valid_until" || name == "valid_from" || name == "document_expiry") return "token `\\d{4}-\\d{2}-\\d{2}(T.*)?`";
  return "string";
}

// Our own JSON has the members of the model, each under its own name: its table is the model's description.
void add_members(const Members& members, std::vector<Row>& rows) {
  for (const auto& member : members.all) {
    Row row;
    row.name = member.name;
    row.low = 0;
    const bool list = member.kind == Member::Kind::many || member.kind == Member::Kind::values;
    row.high = list ? UINT32_MAX : 1;
    row.member.push_back({member.kind == Member::Kind::many ? PathStep::Kind::each : PathStep::Kind::member, &member, {}});
    if (member.inner) add_members(*member.inner, row.rows);
    else row.type = SimpleType::parse(own_type(member.name));
    rows.push_back(std::move(row));
  }
}

Shape own_shape() {
  Shape out;
  out.name = "lodgement_json";
  out.notation = Notation::json;
  out.root.name = "lodgement";
  Row version;
  version.name = "format";
  version.fixed = std::string(own_version);
  out.root.rows.push_back(std::move(version));
  add_members(members_of_lodgement(), out.root.rows);
  return out;
}

std::optional<Format> format_of_root(std::string_view root) {
  for (const auto format : all_formats)
    if (const auto& shape = shape_of(format); shape.notation == Notation::xml && shape.root.name == root) return format;
  return std::nullopt;
}

bool has_child(const Tree& tree, std::string_view name) {
  for (auto below = tree.parts[0].first; below; below = tree.parts[below].next)
    if (tree.parts[below].name == name) return true;
  return false;
}

std::expected<Tree, Finding> read_tree(std::string_view bytes, std::optional<Format> named) {
  if (bytes.empty()) return std::unexpected(Finding{"text.empty", "", 0, 0, {}});
  if (named && shape_of(*named).notation == Notation::csv) return read_table(bytes);
  auto start = bytes.find_first_not_of(" \t\r\n");
  if (bytes.starts_with("\xef\xbb\xbf")) start = bytes.find_first_not_of(" \t\r\n", 3);
  if (start == bytes.npos) return std::unexpected(Finding{"text.empty", "", 0, 0, {}});
  if (bytes[start] == '{' || bytes[start] == '[') return read_json_tree(bytes.substr(start));
  std::string heading(bytes.substr(0, std::min(bytes.find('\n'), std::size_t{400})));
  for (char& c : heading)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (bytes[start] != '<' && heading.find("surname") != heading.npos) return read_table(bytes);
  return read_xml(bytes);
}

std::optional<Format> recognise(const Tree& tree) {
  if (tree.cells) return Format::person_list_csv;
  if (!tree.arrays) return format_of_root(tree.parts[0].name);
  if (has_child(tree, "format")) return Format::lodgement_json;
  if (has_child(tree, "persons")) return Format::person_list_json;
  return std::nullopt;
}

// What no path can say: one root for declarations of goods and of transit; a commodity that stands among classifications.
void settle(Lodgement& lodgement, Format format) {
  if (format == Format::esadout_cu && (lodgement.procedure.text == "ТТ" || lodgement.procedure.text == "TT")) lodgement.kind.text = "transit_declaration";
  if (format != Format::sps_certificate) return;
  for (auto& consignment : lodgement.consignments)
    for (auto& item : consignment.items)
      for (const auto& one : item.classifications)
        if (one.system.text == "HS" && item.commodity.empty()) item.commodity = one.code;
}

Attachments attachments_of(const Tree& tree) {
  Attachments out;
  for (const auto& part : tree.parts)
    if (part.name == "AttachmentBinaryObject" && part.text_size > 0) ++out.count, out.bytes += part.text_size;
  return out;
}

std::vector<std::string> columns(const Shape& shape) {
  std::vector<std::string> out;
  for (const auto& row : shape.root.rows.front().rows) out.push_back(row.name);
  return out;
}

}  // namespace

const Shape& shape_of(Format format) {
  static const std::array<Shape, all_formats.size()> shapes{read_shape(pi_auto_arrive), read_shape(pi_no_customs), read_shape(esadout_cu), read_shape(cc015c), read_shape(sps_certificate), read_shape(person_list_json), read_shape(person_list_csv), own_shape()};
  return shapes[static_cast<std::size_t>(format)];
}

std::string_view name_of(Format format) { return shape_of(format).name; }

std::optional<Format> format_named(std::string_view name) {
  for (const auto format : all_formats)
    if (name_of(format) == name) return format;
  return std::nullopt;
}

Received receive(std::string_view bytes, std::optional<Format> format) {
  Received out;
  out.hash = sha256(ByteView(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
  const auto tree = read_tree(bytes, format);
  if (!tree) {
    out.findings.push_back(tree.error());
    return out;
  }
  out.format = format ? format : recognise(*tree);
  if (!out.format) {
    out.findings.push_back({"text.unknown_format", "", 0, 0, {{"name", std::string(tree->parts[0].name)}}});
    return out;
  }
  const auto& shape = shape_of(*out.format);
  const bool alike = shape.notation == Notation::xml ? !tree->arrays && !tree->cells && tree->parts[0].name == shape.root.name : shape.notation == Notation::json ? tree->arrays : tree->cells;
  if (!alike) {
    out.findings.push_back({"text.other_format", "", 0, 0, {{"name", std::string(tree->parts[0].name)}, {"right", shape.root.name}}});
    return out;
  }
  out.findings = check_structure(shape, *tree);
  if (out.format == Format::sps_certificate) out.attachments = attachments_of(*tree);
  if (out.attachments.count > Attachments::most || out.attachments.bytes > Attachments::most_bytes)
    out.findings.push_back({"certificate.attachments", "", 0, 0, {{"count", std::to_string(out.attachments.count)}, {"size", std::to_string(out.attachments.bytes)}, {"most", std::to_string(Attachments::most)}, {"right", std::to_string(Attachments::most_bytes)}}});
  auto mapped = read_mapped(shape, *tree);
  if (mapped.too_many) {
    out.findings.insert(out.findings.begin(), {"text.too_many", "", 0, 0, {{"most", std::to_string(most_list_bytes >> 20)}}});
    return out;
  }
  settle(mapped.lodgement, *out.format);
  out.lodgement = std::move(mapped.lodgement);
  out.unmapped = std::move(mapped.unmapped);
  out.unmapped_count = mapped.unmapped_count;
  return out;
}

Sent send(const Lodgement& lodgement, Format format) {
  const auto& shape = shape_of(format);
  auto written = write_mapped(shape, lodgement);
  written.tree.arrays = shape.notation == Notation::json;
  Sent out{{}, std::move(written.findings)};
  switch (shape.notation) {
    case Notation::xml: out.text = write_xml(written.tree); break;
    case Notation::json: out.text = write_json_tree(written.tree); break;
    case Notation::csv: out.text = write_table(written.tree, columns(shape)); break;
  }
  return out;
}

}  // namespace onestop::lodging
