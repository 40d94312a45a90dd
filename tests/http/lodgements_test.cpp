// Lodging before arrival, asked of a running post: by firms' programs, by officers of both states, by nobody in particular.
#include <algorithm>
#include <future>
#include <set>

#include "app/traffic/lodging.h"
#include "running_post.h"
#include "server/lodging/rebuild.h"
#include "server/lodging/service.h"
#include "server/lodging_messages.h"
#include "server/study_messages.h"

namespace onestop::server::http {
namespace {

using namespace std::chrono_literals;

struct Lodging : testing::Test {
  static void SetUpTestSuite() {
    running = std::make_unique<RunningPost>([](app::ServeOptions& options) {
      options.lodging = ONESTOP_SOURCE_DIR "/posts/lodging/korday.yaml";
      options.channels = ONESTOP_SOURCE_DIR "/posts/channels/korday.yaml";
      options.sandbox = true;
    });
    const auto list = wire::read_json<DemoFirms>(running->ask("GET", "/api/v1/demo/firms").body);
    ASSERT_TRUE(list && list->firms.size() >= 2);
    firms = list->firms;
    view = *wire::read_json<PostView>(running->ask("GET", "/api/v1/post").body);
  }
  static void TearDownTestSuite() { running.reset(); }

  /// A truck out of KZ with these goods, and what its firm lodges for it.
  static traffic::Vehicle truck(const std::string& plate, const std::string& commodity, const std::vector<crossing::Claim>& claims = {}) {
    const auto now = running->post().api().clock.now();
    traffic::Vehicle vehicle;
    vehicle.key = std::hash<std::string>{}(plate);
    vehicle.crossing = fresh_id(now);
    vehicle.arrival.vehicle = fresh_id(now);
    vehicle.arrival.plate = plate;
    vehicle.arrival.traffic_class = "truck";
    vehicle.arrival.exit_state = "KZ";
    vehicle.arrival.consignments.push_back({fresh_id(now), "CMR " + plate, "Goods", Code(commodity), 1, claims});
    vehicle.arrival.persons.push_back({fresh_id(now), "driver", "KZ", "Test Driver", "N1234567", {}, {}});
    return vehicle;
  }
  static Instant in_hours(double hours) { return running->post().api().clock.now() + static_cast<std::int64_t>(hours * hour_ms); }
  static std::vector<traffic::LodgedMessage> messages(const traffic::Vehicle& vehicle, double hours = 3) { return traffic::messages_for(vehicle, firms[0], view, in_hours(hours)); }
  static std::string where(double hours = 3, const std::string& more = "") { return "/api/v1/lodgements?exit_state=KZ&expected=" + to_text(in_hours(hours)) + more; }
  static Answer lodge(const std::string& bytes, const std::string& key = firms[0].key, const std::string& headers = "", double hours = 3) {
    return running->ask("POST", where(hours), bytes, key, "Content-Type: application/xml\r\n" + headers);
  }
  static LodgedAnswer lodged(const std::string& bytes, double hours = 3) {
    const auto answer = lodge(bytes, firms[0].key, "", hours);
    EXPECT_EQ(answer.status, 202) << answer.body;
    return wire::read_json<LodgedAnswer>(answer.body).value_or(LodgedAnswer{});
  }
  static LodgementView look(const std::string& id, const std::string& bearer) {
    const auto answer = running->ask("GET", "/api/v1/lodgements/" + id, "", bearer);
    EXPECT_EQ(answer.status, 200) << answer.body;
    auto read = wire::read_json<LodgementView>(answer.body);
    EXPECT_TRUE(read) << answer.body;
    return read ? std::move(*read) : LodgementView{};
  }
  /// Follows the log until it has nothing new.
  static void follow(bool sandbox = false) {
    auto& side = running->post().api().lodging->of(sandbox);
    for (int i = 0; i < 20; ++i) {
      const auto more = side.follower->follow();
      ASSERT_TRUE(more) << more.error().what;
      if (!*more) return;
    }
  }
  static std::string box(const std::string& key = firms[0].key) { return running->ask("GET", "/api/v1/notifications?limit=500", "", key).body; }

  static inline std::unique_ptr<RunningPost> running;
  static inline std::vector<DemoFirm> firms;
  static inline PostView view;
};

TEST_F(Lodging, MessageIsOnRecordOnceAndComesBackByteForByte) {
  const auto bytes = messages(truck("111ABC02", "690721")).front().bytes;
  const auto first = lodge(bytes, firms[0].key, "Idempotency-Key: one\r\n");
  ASSERT_EQ(first.status, 202) << first.body;
  const auto answer = wire::read_json<LodgedAnswer>(first.body);
  ASSERT_TRUE(answer) << first.body;
  EXPECT_TRUE(first.has("Location: /api/v1/lodgements/" + to_text(answer->id)));
  EXPECT_EQ(answer->number, 1u);
  EXPECT_FALSE(answer->late);
  EXPECT_EQ(answer->reference.size(), 14u);

  const auto bearer = firms[0].key;
  const auto path = "/api/v1/lodgements/" + answer->reference;
  EXPECT_EQ(running->ask("GET", path + "/versions/1/original", "", bearer).body, bytes);
  EXPECT_EQ(answer->reading.hash, to_hex(sha256(as_bytes(bytes))));
  EXPECT_EQ(running->ask("GET", path + "/versions/2/original", "", bearer).status, 404);
}

TEST_F(Lodging, SameKeyOfARequestLodgesOnce) {
  const auto bytes = messages(truck("112ABC02", "690721"), 5).front().bytes;
  const auto target = where(5);
  const auto headers = std::string("Content-Type: application/xml\r\nIdempotency-Key: same\r\n");
  const auto first = running->ask("POST", target, bytes, firms[0].key, headers), again = running->ask("POST", target, bytes, firms[0].key, headers);
  ASSERT_EQ(first.status, 202) << first.body;
  ASSERT_EQ(again.status, 202) << again.body;
  EXPECT_TRUE(again.has("Idempotency-Replayed: true"));
  EXPECT_EQ(wire::read_json<LodgedAnswer>(first.body)->id, wire::read_json<LodgedAnswer>(again.body)->id);
  EXPECT_EQ(running->ask("POST", target, bytes + " ", firms[0].key, headers).status, 409) << "the key belongs to other bytes";
}

TEST_F(Lodging, OfficersFindItByItsReferenceItsNumberAndItsConsignment) {
  const auto lodgement = lodged(messages(truck("128ABC02", "690721")).front().bytes);
  const auto officer = running->sign_in("kz_gate_in_1");
  const auto found = [&](std::string text) {
    std::ranges::replace(text, ' ', '+');
    const auto given = wire::read_json<SearchAnswer>(running->ask("GET", "/api/v1/search?text=" + text, "", officer).body);
    return given && std::ranges::find(given->lodgements, lodgement.id, &LodgementItem::id) != given->lodgements.end();
  };
  const auto declared = look(to_text(lodgement.id), officer).declared;
  EXPECT_TRUE(found(lodgement.reference));
  EXPECT_FALSE(found(lodgement.reference.substr(0, 10)));
  EXPECT_TRUE(!declared.number.empty() || !declared.consignment.empty() || !declared.containers.empty());
  if (!declared.number.empty()) EXPECT_TRUE(found(declared.number)) << declared.number;
  if (!declared.consignment.empty()) EXPECT_TRUE(found(declared.consignment)) << declared.consignment;
  for (const auto& container : declared.containers) EXPECT_TRUE(found(container)) << container;
  EXPECT_FALSE(found("128ABC02&by=plate")) << "numbers only where they are asked for";
}

TEST_F(Lodging, OfficersOfBothStatesSeeChannelsBeforeTheTruckComesTheFirmDoesNot) {
  const auto id = to_text(lodged(messages(truck("113ABC02", "690721")).front().bytes).id);
  const auto kz = look(id, running->sign_in("kz_gate_in_1")), kg = look(id, running->sign_in("kg_gate_in_1")), own = look(id, firms[0].key);
  std::set<std::pair<Code, Code>> agencies;
  for (const auto& one : kz.channels) agencies.insert({one.state, one.agency});
  EXPECT_EQ(agencies.size(), 10u) << "five agencies of two states";
  EXPECT_EQ(kz.channels.size(), kg.channels.size());
  EXPECT_TRUE(own.channels.empty());
  EXPECT_TRUE(own.item.channels.empty());
  EXPECT_FALSE(own.item.closest);
  EXPECT_EQ(own.declared.items.size(), 1u);
}

TEST_F(Lodging, WhatIsWrongIsNamedWithItsPlaceInTheReadersLanguage) {
  auto bytes = messages(truck("114ABC02", "690721")).front().bytes;
  const auto at = bytes.find("GrossWeightQuantity>");
  ASSERT_NE(at, std::string::npos);
  bytes.replace(at + 20, bytes.find('<', at + 20) - at - 20, "1");  // below its net mass
  const auto english = lodge(bytes), russian = running->ask("POST", where(3, "&language=ru"), bytes, firms[0].key, "Content-Type: application/xml\r\n");
  EXPECT_EQ(english.status, 422);
  EXPECT_TRUE(english.says("lodgement.has_errors")) << english.body;
  EXPECT_TRUE(english.says("/PI_AutoArrive/GoodsInform/Goods/NetWeightQuantity")) << english.body;
  EXPECT_TRUE(russian.says("масса") || russian.says("Масса") || russian.says("вес")) << russian.body;
  EXPECT_EQ(lodge("<PI_AutoArrive>").status, 422);
  EXPECT_EQ(lodge("").status, 422);
  EXPECT_EQ(lodge(std::string("\0\1\2", 3)).status, 422);
}

TEST_F(Lodging, VersionsStayAsTheyWere) {
  const auto vehicle = truck("115ABC02", "690721");
  const auto first = messages(vehicle).front().bytes;
  const auto target = where();
  const auto answer = running->ask("POST", target, first, firms[0].key, "Content-Type: application/xml\r\n");
  ASSERT_EQ(answer.status, 202) << answer.body;
  const auto given = *wire::read_json<LodgedAnswer>(answer.body);
  const auto same_arrival = target.substr(target.find('?'));
  auto second = first;
  const auto at = second.find("Goods<");
  ASSERT_NE(at, std::string::npos);
  second.replace(at, 5, "Tiles");
  const auto path = "/api/v1/lodgements/" + to_text(given.id);
  const auto xml = std::string("Content-Type: application/xml\r\n");
  EXPECT_EQ(running->ask("PUT", path + same_arrival, first, firms[0].key, xml).status, 422) << "the same bytes for the same arrival are no amendment";
  EXPECT_EQ(running->ask("PUT", path + same_arrival, second, firms[0].key, xml + "If-Match: \"999\"\r\n").status, 409);
  const auto match = "If-Match: \"" + std::to_string(given.version) + "\"\r\nIdempotency-Key: amend\r\n";
  const auto amended = running->ask("PUT", path + same_arrival, second, firms[0].key, xml + match);
  ASSERT_EQ(amended.status, 202) << amended.body;
  const auto again = running->ask("PUT", path + same_arrival, second, firms[0].key, xml + match);
  EXPECT_EQ(again.status, 202) << again.body;
  EXPECT_TRUE(again.has("Idempotency-Replayed: true")) << "sent again because no answer came";
  EXPECT_EQ(wire::read_json<LodgedAnswer>(amended.body)->number, 2u);
  EXPECT_EQ(running->ask("GET", path + "/versions/1/original", "", firms[0].key).body, first);
  EXPECT_EQ(running->ask("GET", path + "/versions/2/original", "", firms[0].key).body, second);
  EXPECT_EQ(look(to_text(given.id), firms[0].key).versions.size(), 2u);
}

TEST_F(Lodging, CancellingAndLodgingAgainDrawsNothingNew) {
  const auto bytes = messages(truck("116ABC02", "690721")).front().bytes;
  const auto officer = running->sign_in("kz_gate_in_1");
  const auto channels = [&](const Id& id) {
    std::vector<std::tuple<Code, Code, channel::Channel, bool>> list;
    for (const auto& one : look(to_text(id), officer).channels) list.emplace_back(one.state, one.agency, one.channel, one.random);
    return list;
  };
  const auto first = lodged(bytes);
  const auto before = channels(first.id);
  const auto path = "/api/v1/lodgements/" + to_text(first.id) + "/cancellation";
  EXPECT_EQ(running->ask("POST", path, R"({"reason":""})", firms[0].key).status, 400);
  EXPECT_EQ(running->ask("POST", path, R"({"reason":"truck broke down"})", firms[0].key).status, 202);
  EXPECT_EQ(running->ask("POST", path, R"({"reason":"truck broke down"})", firms[0].key).status, 422);
  const auto again = lodged(bytes);
  EXPECT_NE(again.id, first.id);
  EXPECT_EQ(channels(again.id), before);
}

TEST_F(Lodging, NobodySeesOrChangesWhatAnotherFirmLodged) {
  const auto bytes = messages(truck("117ABC02", "690721")).front().bytes;
  const auto given = lodged(bytes);
  const auto other = firms[1].key;
  for (const auto& name : {to_text(given.id), given.reference}) {
    const auto path = "/api/v1/lodgements/" + name;
    EXPECT_EQ(running->ask("GET", path, "", other).status, 404);
    EXPECT_EQ(running->ask("GET", path + "/versions/1/original", "", other).status, 404);
    EXPECT_EQ(running->ask("GET", path + "/versions/1/findings", "", other).status, 404);
    EXPECT_EQ(running->ask("PUT", path, bytes + " ", other, "Content-Type: application/xml\r\n").status, 404);
    EXPECT_EQ(running->ask("POST", path + "/cancellation", R"({"reason":"x"})", other).status, 404);
  }
  EXPECT_FALSE(running->ask("GET", "/api/v1/lodgements?limit=1000", "", other).says(given.reference));
  for (const auto* path : {"/api/v1/lodgements", "/api/v1/lodgements/x", "/api/v1/notifications"}) EXPECT_EQ(running->ask("GET", path, "", "osk_live_nobody").status, 401) << path;
  EXPECT_EQ(running->ask("POST", "/api/v1/lodgements", bytes, running->sign_in("kz_gate_in_1"), "Content-Type: application/xml\r\n").status, 401) << "officers do not lodge";
}

TEST_F(Lodging, ArrivalBindsWhatWasLodgedAndSetsTheFactOfTheLaw) {
  const auto vehicle = truck("118ABC02", "690721");
  const auto given = lodged(messages(vehicle).front().bytes);
  const auto gate = running->sign_in("kz_gate_in_1");
  auto arrival = vehicle.arrival;
  for (const auto& lane : view.lanes)
    if (std::ranges::find(lane.classes, arrival.traffic_class) != lane.classes.end() && (lane.exit_states.empty() || std::ranges::find(lane.exit_states, arrival.exit_state) != lane.exit_states.end())) arrival.lane = lane.code;
  const auto path = "/api/v1/crossings/" + to_text(vehicle.crossing);
  const auto registered = running->ask("POST", "/api/v1/crossings", R"({"command":)" + wire::to_json(crossing::Command{arrival}) + "}", gate, "Crossing-Id: " + to_text(vehicle.crossing) + "\r\n");
  ASSERT_EQ(registered.status, 200) << registered.body;
  EXPECT_TRUE(running->ask("GET", path + "/timeline", "", gate).says("lodged")) << "the law's fact of lodging is on the arrival";
  const auto own = look(to_text(given.id), firms[0].key);
  EXPECT_EQ(own.item.standing, lodgement::Standing::arrived);
  EXPECT_EQ(own.item.crossing, std::optional(vehicle.crossing));
  EXPECT_EQ(own.channels.size(), 10u) << "told now";
  for (const auto& one : own.channels) EXPECT_TRUE(one.rule.empty() && !one.random) << "but not why";
  ASSERT_TRUE(own.at_the_post);
  EXPECT_TRUE(running->ask("GET", path + "/lodgements", "", gate).says(given.reference));
  EXPECT_NE(box().find("vehicle_arrived"), std::string::npos);
  EXPECT_EQ(box().find("\"random\":true"), std::string::npos) << "nobody learns what was drawn";
  EXPECT_EQ(running->ask("PUT", "/api/v1/lodgements/" + to_text(given.id), messages(vehicle).front().bytes + " ", firms[0].key, "Content-Type: application/xml\r\n").status, 422) << "what was lodged stands";
  follow();
}

TEST_F(Lodging, CertificateThatComesLaterIsJudgedWithTheGoods) {
  const auto vehicle = truck("119ABC02", "080810", {{"sps_goods", std::nullopt}, {"food", std::nullopt}});
  std::vector<traffic::LodgedMessage> all;
  for (std::uint64_t key = 1; all.size() < 2; ++key) {  // a few lack their certificate
    auto one = vehicle;
    one.key = key;
    all = messages(one);
  }
  const auto given = lodged(all[0].bytes);
  const auto officer = running->sign_in("kg_gate_in_1");
  const auto lacking = [&] {
    const auto shown = look(to_text(given.id), officer);
    return std::ranges::count_if(shown.certificates, [](const auto& one) { return one.met == channel::Met::missing; });
  };
  const auto before = lacking();
  EXPECT_GT(before, 0);
  const auto told = look(to_text(given.id), firms[0].key).certificates;
  ASSERT_FALSE(told.empty()) << "what lacks is told at once";
  EXPECT_FALSE(told.front().todo.empty());
  lodged(all[1].bytes);
  follow();
  EXPECT_LT(lacking(), before);
  EXPECT_NE(box().find("channels_changed"), std::string::npos);
}

TEST_F(Lodging, ThousandsOfGoodsAreJudgedWithinWhatARecordHolds) {
  for (const std::uint32_t goods : {1'400u, 4'097u}) {
    auto vehicle = truck("13" + std::to_string(goods % 10) + "ABD02", "520100", {{"sps_goods", std::nullopt}});
    vehicle.arrival.consignments.front().items = goods;
    const auto given = lodged(messages(vehicle).front().bytes);
    const auto shown = running->ask("GET", "/api/v1/lodgements/" + to_text(given.id), "", running->sign_in("kg_gate_in_1"));
    EXPECT_EQ(shown.status, 200);
    EXPECT_TRUE(shown.says("\"number\":" + std::to_string(goods) + ",")) << "the last of the goods";
    EXPECT_TRUE(shown.says("\"items_beyond\"") || shown.says("phyto")) << "judged";
  }
  follow();
}

/// A truck that crosses every day: what was lodged for other days goes on waiting.
TEST_F(Lodging, ArrivalBindsThisTripOnly) {
  const auto vehicle = truck("119ABD02", "690721");
  const auto today = lodged(messages(vehicle, 3).front().bytes, 3), tomorrow = lodged(messages(vehicle, 27).front().bytes, 27);
  auto arrival = vehicle.arrival;
  for (const auto& lane : view.lanes)
    if (std::ranges::find(lane.classes, arrival.traffic_class) != lane.classes.end() && (lane.exit_states.empty() || std::ranges::find(lane.exit_states, arrival.exit_state) != lane.exit_states.end())) arrival.lane = lane.code;
  const auto registered = running->ask("POST", "/api/v1/crossings", R"({"command":)" + wire::to_json(crossing::Command{arrival}) + "}", running->sign_in("kz_gate_in_1"), "Crossing-Id: " + to_text(vehicle.crossing) + "\r\n");
  ASSERT_EQ(registered.status, 200) << registered.body;
  const auto first = look(to_text(today.id), firms[0].key), second = look(to_text(tomorrow.id), firms[0].key);
  EXPECT_EQ(first.item.standing, lodgement::Standing::arrived);
  EXPECT_TRUE(first.item.late) << "it came before the notice had passed";
  EXPECT_EQ(second.item.standing, lodgement::Standing::waiting);
  EXPECT_TRUE(second.channels.empty()) << "what was drawn for tomorrow stays unknown";
}

TEST_F(Lodging, NobodyLodgesBeforeAShiftHeadHasConfirmedTheFirm) {
  const auto registered = running->ask("POST", "/api/v1/firms", R"({"name":"Unknown Lines","tax_number":"800100001299","country":"KZ","mail":"unknown@firm.example","password":"a long enough password"})", "", "X-Onestop: 1\r\n");
  ASSERT_EQ(registered.status, 201) << registered.body;
  const auto firm = running->post().api().firms->firm_of_mail("unknown@firm.example");
  ASSERT_TRUE(firm);
  const auto secret = fresh_key_secret(store::Environment::live);
  std::promise<void> made;
  running->post().api().firms->put_key({fresh_id(wall_now()), firm->id, store::Environment::live, "live", sha256(as_bytes(secret)), wall_now(), {}, {}, {}}, [&](Firms::Done) { made.set_value(); });
  made.get_future().get();
  const auto bytes = messages(truck("131ABD02", "690721")).front().bytes;
  const auto answer = lodge(bytes, secret);
  EXPECT_EQ(answer.status, 403);
  EXPECT_TRUE(answer.says("client.unconfirmed")) << answer.body;
  EXPECT_EQ(running->ask("POST", "/api/v1/lodgements/check", bytes, secret, "Content-Type: application/xml\r\n").status, 200);
}

TEST_F(Lodging, LateIsMarkedAndAPastArrivalIsRefused) {
  EXPECT_TRUE(lodged(messages(truck("121ABC02", "690721"), 1).front().bytes, 1).late);
  EXPECT_FALSE(lodged(messages(truck("122ABC02", "690721"), 2.5).front().bytes, 2.5).late);
  EXPECT_EQ(lodge(messages(truck("123ABC02", "690721")).front().bytes, firms[0].key, "", -100).status, 422);
  EXPECT_EQ(lodge(messages(truck("124ABC02", "690721")).front().bytes, firms[0].key, "", 24 * 40).status, 422);
}

TEST_F(Lodging, MediaTypesAndVersionsOfTheInterface) {
  const auto bytes = messages(truck("125ABC02", "690721")).front().bytes;
  EXPECT_EQ(running->ask("POST", where(), bytes, firms[0].key, "Content-Type: image/png\r\n").status, 415);
  EXPECT_EQ(running->ask("POST", where(), bytes, firms[0].key, "Content-Type: application/xml\r\nAccept: application/vnd.onestop.v9+json\r\n").status, 406);
  const auto own = running->ask("POST", where(), bytes, firms[0].key, "Content-Type: application/xml\r\nAccept: application/vnd.onestop.v1+json\r\n");
  EXPECT_EQ(own.status, 202);
  EXPECT_TRUE(own.has("application/vnd.onestop.v1+json")) << own.head;
  EXPECT_EQ(running->ask("POST", "/api/v1/lodgements?format=edifact", bytes, firms[0].key).status, 400);
  EXPECT_EQ(running->ask("POST", "/api/v1/lodgements?exit_state=FR", bytes, firms[0].key, "Content-Type: application/xml\r\n").status, 422);
}

TEST_F(Lodging, UnchangedAnswersAreNotSentAgain) {
  const auto id = to_text(lodged(messages(truck("126ABC02", "690721")).front().bytes).id);
  const auto tag = [](const Answer& answer) {
    const auto at = answer.head.find("ETag: ");
    return at == std::string::npos ? std::string() : answer.head.substr(at + 6, answer.head.find("\r\n", at) - at - 6);
  };
  for (const auto& path : {"/api/v1/lodgements/" + id, std::string("/api/v1/lodgements?limit=2")}) {
    const auto first = running->ask("GET", path, "", firms[0].key);
    ASSERT_FALSE(tag(first).empty()) << first.head;
    EXPECT_EQ(running->ask("GET", path, "", firms[0].key, "If-None-Match: " + tag(first) + "\r\n").status, 304);
  }
}

TEST_F(Lodging, ListIsFilteredAndPaged) {
  for (int i = 0; i < 7; ++i) lodged(messages(truck("20" + std::to_string(i) + "XYZ02", "690721")).front().bytes);
  std::set<Id> seen;
  std::string next = "limit=3&plate=20";
  for (int pages = 0; pages < 10; ++pages) {
    const auto answer = running->ask("GET", "/api/v1/lodgements?" + next, "", firms[0].key);
    const auto page = wire::read_json<LodgementPage>(answer.body);
    ASSERT_TRUE(page) << answer.body;
    for (const auto& one : page->items) EXPECT_TRUE(seen.insert(one.id).second) << "twice";
    if (!page->next) break;
    next = "limit=3&plate=20&" + *page->next;
  }
  EXPECT_EQ(seen.size(), 7u);
  EXPECT_EQ(running->ask("GET", "/api/v1/lodgements?standing=lost", "", firms[0].key).status, 400);
  EXPECT_EQ(running->ask("GET", "/api/v1/lodgements?closest=red", "", firms[0].key).status, 400) << "a firm cannot find its channels by asking for each";
  const auto officer = running->sign_in("kz_gate_in_1");
  const auto expected = wire::read_json<LodgementPage>(running->ask("GET", "/api/v1/lodgements?order=expected&limit=1000", "", officer).body);
  ASSERT_TRUE(expected);
  EXPECT_TRUE(std::ranges::is_sorted(expected->items, {}, [](const auto& one) { return one.expected; }));
}

/// Lodged, amended, judged again, cancelled, arrived: the tables hold nothing that does not follow from the log.
TEST(LodgingAnew, TablesAreThoseThatTheLogMakes) {
  RunningPost running([](app::ServeOptions& options) {
    options.lodging = ONESTOP_SOURCE_DIR "/posts/lodging/korday.yaml";
    options.channels = ONESTOP_SOURCE_DIR "/posts/channels/korday.yaml";
  });
  const auto firm = wire::read_json<DemoFirms>(running.ask("GET", "/api/v1/demo/firms").body)->firms.front();
  const auto view = *wire::read_json<PostView>(running.ask("GET", "/api/v1/post").body);
  const auto now = running.post().api().clock.now();
  const auto lodge = [&](const std::string& plate, std::uint64_t key) {
    traffic::Vehicle vehicle;
    vehicle.key = key;
    vehicle.arrival.vehicle = fresh_id(now);
    vehicle.arrival.plate = plate;
    vehicle.arrival.exit_state = "KG";
    vehicle.arrival.consignments.push_back({fresh_id(now), "CMR", "Apples", "080810", 2, {{"sps_goods", std::nullopt}}});
    std::string first;
    for (const auto& message : traffic::messages_for(vehicle, firm, view, now + 3 * hour_ms)) {
      const auto answer = running.ask("POST", "/api/v1/lodgements?exit_state=KG", message.bytes, firm.key, "Content-Type: application/xml\r\n");
      EXPECT_EQ(answer.status, 202) << answer.body;
      if (first.empty()) first = to_text(wire::read_json<LodgedAnswer>(answer.body)->id);
    }
    return first;
  };
  for (std::uint64_t i = 0; i < 8; ++i) lodge("B" + std::to_string(100 + i) + "XY", i);
  const auto gone = lodge("B200XY", 50);
  EXPECT_EQ(running.ask("POST", "/api/v1/lodgements/" + gone + "/cancellation", R"({"reason":"no truck"})", firm.key).status, 202);
  auto& side = running.post().api().lodging->live();
  for (auto more = side.follower->follow(); more && *more;) more = side.follower->follow();
  running.post().stop();
  const auto rows = [&] {
    auto reader = side.store->reader();
    std::vector<std::pair<store::LodgementRow, std::size_t>> list;
    store::LodgementQuery query;
    query.limit = store::largest_page;
    const auto all = (*reader)->lodgements(query);
    for (const auto& row : *all) {
      const auto found = (*reader)->waiting_under(Lodgements::keys_of(*Lodgements::declared_of(row)), 100);
      list.emplace_back(row, found->size());
    }
    return list;
  };
  const auto before = rows();
  ASSERT_GT(before.size(), 8u);
  const auto done = rebuild_lodgement_rows(*side.store, running.post().api().regime.post());
  ASSERT_TRUE(done) << done.error().what;
  EXPECT_EQ(done->unread, 0u);
  EXPECT_EQ(rows(), before);
}

TEST_F(Lodging, LargeMessagesGoTheSameWay) {
  auto vehicle = truck("127ABC02", "690721");
  vehicle.arrival.consignments.front().items = 900;
  const auto bytes = messages(vehicle).front().bytes;
  ASSERT_GT(bytes.size(), 300'000u);
  const auto given = lodged(bytes);
  EXPECT_EQ(running->ask("GET", "/api/v1/lodgements/" + to_text(given.id) + "/versions/1/original", "", firms[0].key).body, bytes) << "in pieces on the log, whole again";
  EXPECT_EQ(look(to_text(given.id), firms[0].key).declared.items.size(), 900u);
}

TEST_F(Lodging, SandboxIsApartAndItsCallerPlaysTheAuthority) {
  auto& api = running->post().api();
  const auto secret = fresh_key_secret(store::Environment::sandbox);
  const auto firm = api.firms->firm_of_mail(firms[0].mail);
  ASSERT_TRUE(firm);
  std::promise<void> made;
  api.firms->put_key({fresh_id(wall_now()), firm->id, store::Environment::sandbox, "test", sha256(as_bytes(secret)), wall_now(), {}, {}, {}}, [&](Firms::Done) { made.set_value(); });
  made.get_future().get();

  const auto bytes = messages(truck("128ABC02", "690721")).front().bytes;
  const auto answer = lodge(bytes, secret);
  ASSERT_EQ(answer.status, 202) << answer.body;
  const auto id = to_text(wire::read_json<LodgedAnswer>(answer.body)->id);
  EXPECT_EQ(running->ask("GET", "/api/v1/lodgements/" + id, "", firms[0].key).status, 404) << "not in the live environment";
  EXPECT_EQ(running->ask("GET", "/api/v1/lodgements/" + id, "", running->sign_in("kz_gate_in_1")).status, 404) << "officers never see it";
  const auto path = "/api/v1/sandbox/lodgements/" + id + "/answers";
  EXPECT_EQ(running->ask("POST", path, R"({"kind":"arrived","state":"KG","agency":"customs"})", firms[0].key).status, 403);
  EXPECT_EQ(running->ask("POST", path, R"({"kind":"arrived","state":"KG","agency":"customs"})", secret).status, 202);
  EXPECT_EQ(running->ask("POST", path, R"({"kind":"channel","state":"KG","agency":"customs","channel":"red"})", secret).status, 202);
  EXPECT_EQ(running->ask("POST", path, R"({"kind":"held","state":"KG","agency":"customs","reason":"documents","evidence":"the invoice"})", secret).status, 202);
  EXPECT_EQ(running->ask("POST", path, R"({"kind":"blessed","state":"KG","agency":"customs"})", secret).status, 400);
  EXPECT_EQ(look(id, secret).item.closest, std::optional(channel::Channel::red));
}

TEST_F(Lodging, RulesAreWatchedInShadowBeforeSomebodyElsePutsThemIntoForce) {
  lodged(messages(truck("129ABC02", "690721")).front().bytes);
  const auto officer = running->sign_in("kg_customs_truck_1"), head = running->sign_in("kg_shift_head"), other = running->sign_in("kz_customs_truck_1");
  const auto path = std::string("/api/v1/channel-rules/KG/customs");
  const std::string rules = R"(rule_sets:
  - state: KG
    agency: customs
    version: 2
    otherwise: green
    random_per_10000: 1
    random_channel: red
    rules:
      - code: all_tiles
        channel: red
        when:
          - { of: commodity, any: ["6907"] }
        why: { en: "Tiles, for once.", ru: "Плитка.", kk: "Плитка.", ky: "Плитка." }
        todo: { en: "Be ready.", ru: "Будьте готовы.", kk: "Дайын болыңыз.", ky: "Даяр болуңуз." }
        provision: model rule
)";
  const auto ask = wire::to_json(RulesAsk{rules});
  EXPECT_EQ(running->ask("POST", path, ask, other).status, 403) << "of the other state";
  EXPECT_EQ(running->ask("POST", path, wire::to_json(RulesAsk{"rule_sets: [{ state: KG }]"}), officer).status, 422);
  const auto written = running->ask("POST", path, ask, officer);
  ASSERT_EQ(written.status, 201) << written.body;
  const auto version = path + "/" + std::to_string(wire::read_json<WrittenAnswer>(written.body)->version);
  ASSERT_EQ(running->ask("POST", version + "/standing", R"({"status":"shadow"})", officer).status, 201);
  const auto before = running->ask("GET", "/api/v1/lodgements?limit=1000", "", officer).body;
  const auto report = wire::read_json<ShadowReport>(running->ask("GET", version + "/shadow?days=30", "", officer).body);
  ASSERT_TRUE(report);
  EXPECT_GT(report->movements, 0u);
  EXPECT_GT(report->changed, 0u);
  EXPECT_EQ(running->ask("GET", "/api/v1/lodgements?limit=1000", "", officer).body, before) << "the report touched a decision";
  EXPECT_EQ(running->ask("POST", version + "/standing", R"({"status":"published"})", officer).status, 403);
  ASSERT_EQ(running->ask("POST", version + "/standing", R"({"status":"published"})", head).status, 201);
  const auto shown = look(to_text(lodged(messages(truck("130ABC02", "690721")).front().bytes).id), officer);
  const auto own = std::ranges::find_if(shown.channels, [](const auto& one) { return one.state == Code("KG") && one.agency == Code("customs"); });
  ASSERT_NE(own, shown.channels.end());
  EXPECT_EQ(own->channel, channel::Channel::red);
  EXPECT_EQ(own->rule, Code("all_tiles"));
  ASSERT_FALSE(own->reasons.empty());
  EXPECT_EQ(own->reasons.front().why, "Tiles, for once.");
}

}  // namespace
}  // namespace onestop::server::http
