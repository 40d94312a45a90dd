#include "app/traffic/lodging.h"

#include <algorithm>

#include "lodging/formats.h"

namespace onestop::traffic {
namespace {

using namespace onestop::lodging;

Value said(std::string text) { return {std::move(text), 0}; }

Party party(const char* role, std::string name, const Code& country) {
  Party out;
  out.role = said(role);
  out.name = said(std::move(name));
  out.address.country = said(country.text());
  out.address.city = said("Taraz");
  out.address.street = said("Abay 1");
  return out;
}

struct Line {
  std::string commodity, text;
  int net_kg = 0, packages = 0;
  std::vector<const char*> certificates;  // by UN/EDIFACT 1001: 851 plants, 853 animals and what is made of them, 852 food
};

/// A truck carries some 20 tonnes, shared by the lines of its consignments.
std::vector<Line> lines_of(const Vehicle& vehicle, Draws& draws) {
  std::vector<Line> lines;
  for (const auto& goods : vehicle.arrival.consignments) {
    const auto whole = std::max<std::size_t>(vehicle.arrival.consignments.size(), 1);
    for (std::uint32_t i = 0; i < goods.items; ++i) {
      const int net = static_cast<int>(18'000 / whole / goods.items + draws.below(500));
      const auto bears = [&](const char* fact) { return std::ranges::any_of(goods.claims, [&](const auto& one) { return one.fact == Code(fact); }); };
      Line line{goods.commodity.text(), goods.goods, net, static_cast<int>(10 + draws.below(200)), {}};
      if (bears("sps_goods")) line.certificates.push_back(line.commodity.starts_with("04") ? "853" : "851");
      if (bears("food")) line.certificates.push_back("852");
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

Item item_of(const Line& line, std::size_t number, const Code& origin, Draws& draws) {
  Item out;
  out.sequence = said(std::to_string(number));
  out.commodity = said(line.commodity + "0000");
  out.description.push_back(said(line.text));
  out.gross_kg = said(std::to_string(line.net_kg + line.net_kg / 20));
  out.net_kg = said(std::to_string(line.net_kg));
  out.origin = said(origin.text());
  out.value = said(std::to_string(line.net_kg * static_cast<int>(4 + draws.below(6))));
  out.currency = said("USD");
  auto& packaging = out.packages.emplace_back();
  packaging.quantity = said(std::to_string(line.packages));
  packaging.kind = said("CT");
  return out;
}

std::string two(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

/// Day and time by the clock of the state that is entered.
void set_expected(Lodgement& out, Instant expected, int offset_min) {
  const auto day = day_of(expected, offset_min);
  const auto minutes = static_cast<int>(((expected.ms / minute_ms + offset_min) % 1440 + 1440) % 1440);
  out.expected_day = said(to_text(day));
  out.expected_time = said(two(minutes / 60) + ":" + two(minutes % 60) + ":00");
}

void set_parties(Lodgement& out, const server::DemoFirm& firm, const Code& exit, const Code& entry) {
  out.parties.push_back(party("consignor", "Seller of " + exit.text(), exit));
  out.parties.push_back(party("consignee", "Buyer of " + entry.text(), entry));
  out.parties.push_back(party("carrier", firm.name, firm.country));
}

LodgedMessage certificate_of(const Line& line, const char* type, std::size_t number, const Vehicle& vehicle, const Code& exit, const Code& entry, Instant expected, Draws& draws) {
  Lodgement out;
  out.kind = said("certificate");
  out.message.document_code = said(type);
  out.message.type = said("Certificate");
  out.status = said("70");
  out.reference = said("PC-" + to_text(vehicle.arrival.vehicle).substr(24) + "-" + std::to_string(number) + "-" + type);
  out.issued_at = said(to_text(day_of(expected + -3 * day_ms, 0)) + "T09:00:00Z");
  out.dispatch_country = said(exit.text());
  out.destination_country = said(entry.text());
  set_parties(out, {"Road carrier", "", exit, "", "", ""}, exit, entry);
  out.parties.push_back(party("issuer", "Plant protection of " + exit.text(), exit));
  auto& means = out.vehicles.emplace_back();
  means.crossing = said("border");
  means.mode = said("3");
  means.document = said(vehicle.arrival.plate);
  Item item;
  item.sequence = said("1");
  item.description.push_back(said(line.text));
  item.scientific_name = said("as described");
  const bool short_of_it = draws.chance(0.05);
  item.net_kg = said(std::to_string(short_of_it ? line.net_kg / 2 : line.net_kg));
  item.net_unit = item.gross_unit = said("KGM");
  item.gross_kg = said(std::to_string(line.net_kg + line.net_kg / 20));
  item.origin = said(exit.text());
  item.classifications.push_back({0, said("HS"), said(line.commodity), {}});
  out.consignments.emplace_back().items.push_back(std::move(item));
  return {send(out, Format::sps_certificate).text, std::string("certificate ") + type + " " + std::to_string(number)};
}

}  // namespace

std::vector<LodgedMessage> messages_for(const Vehicle& vehicle, const server::DemoFirm& firm, const server::PostView& post, Instant expected) {
  Draws draws(keyed(vehicle.key, "lodging"));
  const auto& exit = vehicle.arrival.exit_state;
  const auto other = std::ranges::find_if(post.states, [&](const auto& one) { return one.code != exit; });
  const auto& entry = other->code;
  Lodgement out;
  out.kind = said("preliminary_information");
  out.reference = said(to_text(vehicle.arrival.vehicle));
  out.consignment_reference = said(vehicle.arrival.consignments.empty() ? "empty" : vehicle.arrival.consignments.front().reference);
  set_expected(out, expected, other->utc_offset_min);
  set_parties(out, firm, exit, entry);
  out.dispatch_country = said(exit.text());
  out.destination_country = said(entry.text());
  out.container_indicator = said("0");
  auto& office = out.offices.emplace_back();
  office.use = said("border");
  office.code = said("00000000");
  office.name = said("Customs at " + post.title.substr(0, 30));
  auto& means = out.vehicles.emplace_back();
  means.crossing = said("border");
  means.mode = said("30");
  means.plate = said(vehicle.arrival.plate);
  means.nationality = said(firm.country.text());
  auto& control = out.transport_controls.emplace_back();
  control.permit_kind = said("1");
  auto& permit = control.documents.emplace_back();
  permit.use = said("permit");
  permit.number = said("P-" + std::to_string(draws.below(1'000'000)));
  permit.day = said(to_text(day_of(expected + -30 * day_ms, 0)));
  const auto lines = lines_of(vehicle, draws);
  auto& consignment = out.consignments.emplace_back();
  std::vector<LodgedMessage> messages(1);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    consignment.items.push_back(item_of(lines[i], i + 1, exit, draws));
    for (const auto* type : lines[i].certificates)
      if (draws.chance(0.9)) messages.push_back(certificate_of(lines[i], type, i + 1, vehicle, exit, entry, expected, draws));
  }
  out.item_count = said(std::to_string(lines.size()));
  messages.front() = {send(out, Format::pi_auto_arrive).text, "pi"};
  return messages;
}

}  // namespace onestop::traffic
