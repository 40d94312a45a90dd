#include "app/demo_firms.h"

#include <array>
#include <future>

#include "server/post/officers.h"

namespace onestop::app {
namespace {

using namespace onestop::server;

struct Invented {
  const char* name;
  const char* country;
  const char* mail;
  const char* tax_number;
};
/// Invented, with numbers that belong to nobody.
constexpr std::array invented{Invented{"Tulpar Road Lines", "KZ", "tulpar@demo.invalid", "000000000001"},   Invented{"Ala-Too Cargo", "KG", "alatoo@demo.invalid", "00000000000002"},
                              Invented{"Chu Valley Freight", "KG", "chu@demo.invalid", "00000000000003"},    Invented{"Korday Customs Brokers", "KZ", "brokers@demo.invalid", "000000000004"},
                              Invented{"Silk Corridor Transit", "KZ", "silk@demo.invalid", "000000000005"}};

/// The same after every start, so that who lodges need not ask again.
std::string key_of(const Invented& one) { return "osk_live_" + to_hex(sha256(as_bytes(std::string("demonstration key of ") + one.mail))); }

Expected<void> await(const std::function<void(Firms::Then)>& work) {
  std::promise<Firms::Done> done;
  work([&](Firms::Done how) { done.set_value(how); });
  if (done.get_future().get() != Firms::Done::yes) return fault("a firm of the demonstration cannot be enrolled");
  return {};
}

}  // namespace

Expected<std::vector<DemoFirm>> enrol_demo_firms(Firms& firms) {
  constexpr const char* password = "demo";
  std::vector<DemoFirm> shown;
  for (const auto& one : invented) {
    shown.push_back({one.name, one.tax_number, one.country, one.mail, password, key_of(one)});
    if (firms.firm_of_mail(one.mail)) continue;
    const auto now = wall_now();
    const store::FirmRow row{fresh_id(now), one.name, one.tax_number, one.country, one.mail, now, store::FirmState::confirmed};
    const auto hash = hashed_password(password, Password::known_to_all);
    if (!hash) return std::unexpected(hash.error());
    if (auto done = await([&](Firms::Then then) { firms.enrol(row, *hash, std::move(then)); }); !done) return std::unexpected(done.error());
    const store::ApiKeyRow key{fresh_id(now), row.id, store::Environment::live, "demonstration", sha256(as_bytes(key_of(one))), now, {}, {}, {}};
    if (auto done = await([&](Firms::Then then) { firms.put_key(key, std::move(then)); }); !done) return std::unexpected(done.error());
  }
  return shown;
}

}  // namespace onestop::app
