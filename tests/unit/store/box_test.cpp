// Firms, their keys, their boxes, and what is to be delivered to their webhooks.
#include "engines.h"

namespace onestop::store {
namespace {

const Id firm{0x0400, 1}, other{0x0400, 2}, hook{0x0500, 1};

struct Boxes : OnBothEngines {
  std::unique_ptr<Store> store = home.open_sample();
  std::uint64_t minted = 0;

  template <class Work>
  void write(Work work) {
    must(store->writer().begin());
    work(store->writer());
    must(store->writer().finish());
  }
  void tell(const Id& whom, std::uint64_t movement, const char* kind = "channel_assigned", Instant at = morning) {
    Commit commit;
    commit.notifications.push_back({Id{0x0600, ++minted}, whom, Id{0x0700, movement}, kind, at, R"({"channel":"green"})"});
    ASSERT_TRUE(std::holds_alternative<Applied>(commit_one(*store, commit)));
  }
  void open_hook(WebhookState state = WebhookState::active, std::vector<Code> kinds = {}) {
    write([&](Writer& writer) { must(writer.put_webhook({hook, firm, "https://receiver.example/", std::move(kinds), state, "", morning})); });
  }
  std::vector<std::uint64_t> outgoing(Instant now = morning) {
    std::vector<std::uint64_t> numbers;
    for (const auto& one : value(value(store->reader())->outgoing(hook, now, 100))) numbers.push_back(one.delivery.number);
    return numbers;
  }
  std::vector<std::uint64_t> numbers(const BoxQuery& query) {
    std::vector<std::uint64_t> numbers;
    for (const auto& one : value(value(store->reader())->notifications(query))) numbers.push_back(one.number);
    return numbers;
  }
  void finish(std::uint64_t number, DeliveryState state, Instant next_at = morning) {
    auto rows = value(value(store->reader())->deliveries({hook, {}, number + 1, 1}));
    ASSERT_EQ(rows.size(), 1u);
    rows[0].state = state;
    rows[0].next_at = next_at;
    ++rows[0].attempts;
    write([&](Writer& writer) { must(writer.put_delivery(rows[0])); });
  }
};

ON_BOTH_ENGINES(Boxes);

using Numbers = std::vector<std::uint64_t>;

TEST_P(Boxes, are_firms_keys_and_sessions_read_as_they_were_written) {
  FirmRow row{firm, "Carrier", "123", "KZ", "a@b.example", morning, FirmState::registered, {}, {}};
  ApiKeyRow key{Id{9, 1}, firm, Environment::sandbox, "lorry", sha256(as_bytes("secret")), morning, morning + 5, {}, {}};
  const FirmSessionRow session{sha256(as_bytes("token")), firm, morning + 9};
  write([&](Writer& writer) { must(writer.put_firm(row)), must(writer.put_api_key(key)), must(writer.put_firm_session(session)); });
  row.state = FirmState::confirmed, row.decided_by = Id{1, 1}, row.decided = morning + 1;
  write([&](Writer& writer) { must(writer.put_firm(row)); });
  auto reader = value(store->reader());
  EXPECT_EQ(value(reader->firms()), std::vector{row});
  EXPECT_EQ(value(reader->api_keys()), std::vector{key});
  EXPECT_EQ(value(reader->firm_sessions()), std::vector{session});
  write([&](Writer& writer) { must(writer.end_firm_sessions({session.token_hash})); });
  EXPECT_TRUE(value(value(store->reader())->firm_sessions()).empty());
}

TEST_P(Boxes, does_a_revoked_key_stay_revoked_when_its_use_is_written_down_late) {
  ApiKeyRow key{Id{9, 1}, firm, Environment::live, "lorry", sha256(as_bytes("secret")), morning, {}, {}, {}};
  auto used = key, revoked = key;
  revoked.revoked = morning + 1;
  used.last_used = morning + 2;
  for (const auto& one : {key, revoked, used}) write([&](Writer& writer) { must(writer.put_api_key(one)); });
  const auto kept = value(value(store->reader())->api_keys()).at(0);
  EXPECT_EQ(kept.revoked, revoked.revoked);
  EXPECT_EQ(kept.last_used, used.last_used);
}

TEST_P(Boxes, can_two_firms_have_one_mail_address) {
  write([&](Writer& writer) { must(writer.put_firm({firm, "A", "1", "KZ", "a@b.example", morning})); });
  must(store->writer().begin());
  EXPECT_FALSE(store->writer().put_firm({other, "B", "2", "KG", "a@b.example", morning}));
  store->writer().abandon();
}

TEST_P(Boxes, are_numbers_a_firms_own_and_without_gaps) {
  for (int i = 0; i < 3; ++i) tell(firm, 1), tell(other, 1);
  EXPECT_EQ(numbers({firm, 0}), (Numbers{1, 2, 3}));
  EXPECT_EQ(numbers({other, 1}), (Numbers{2, 3}));
  EXPECT_EQ(numbers({firm, 0, {}, 2}), (Numbers{1, 2}));
  tell(firm, 1, "vehicle_arrived");
  EXPECT_EQ(numbers({firm, 0, Code("vehicle_arrived")}), (Numbers{4}));
  EXPECT_EQ(value(value(store->reader())->box(firm)), (BoxState{1, 4, 0}));
}

TEST_P(Boxes, is_nothing_told_of_a_commit_that_does_not_stand) {
  Commit commit;
  commit.expects.push_back({kz, crossing_id(1), 7});
  commit.notifications.push_back({Id{0x0600, 1}, firm, Id{0x0700, 1}, "vehicle_arrived", morning, "{}"});
  EXPECT_TRUE(std::holds_alternative<StaleVersion>(commit_one(*store, commit)));
  EXPECT_EQ(value(value(store->reader())->box(firm)).last, 0u);
}

TEST_P(Boxes, does_an_acknowledgement_go_neither_back_nor_beyond_the_last) {
  for (int i = 0; i < 3; ++i) tell(firm, 1);
  const auto acknowledge = [&](std::uint64_t up_to) {
    std::uint64_t stands = 0;
    write([&](Writer& writer) { stands = value(writer.acknowledge(firm, up_to)).acknowledged; });
    return stands;
  };
  EXPECT_EQ(acknowledge(2), 2u);
  EXPECT_EQ(acknowledge(1), 2u);
  EXPECT_EQ(acknowledge(99), 3u);
}

TEST_P(Boxes, is_what_is_forgotten_counted_away_and_its_deliveries_with_it) {
  open_hook();
  for (int i = 0; i < 4; ++i) tell(firm, 1, "vehicle_arrived", morning + i * 1000);
  write([&](Writer& writer) { EXPECT_EQ(value(writer.forget_notifications(morning + 2000, 100)), 2u); });
  EXPECT_EQ(value(value(store->reader())->box(firm)), (BoxState{3, 4, 0}));
  EXPECT_EQ(outgoing(), (Numbers{3})) << "the turn went on";
  write([&](Writer& writer) { EXPECT_EQ(value(writer.forget_notifications(morning + day_ms, 100)), 2u); });
  EXPECT_EQ(value(value(store->reader())->box(firm)), (BoxState{5, 4, 0}));
  tell(firm, 1);
  EXPECT_EQ(numbers({firm, 0}), (Numbers{5})) << "no number comes twice";
}

TEST_P(Boxes, is_each_movement_told_in_order_and_different_ones_side_by_side) {
  open_hook();
  tell(firm, 1), tell(firm, 1), tell(firm, 2), tell(firm, 2), tell(other, 1);
  EXPECT_EQ(outgoing(), (Numbers{1, 3}));
  finish(1, DeliveryState::waiting, morning + 1000);
  EXPECT_EQ(outgoing(), (Numbers{3})) << "a failure holds up its own movement";
  EXPECT_EQ(value(value(store->reader())->next_delivery(hook, morning)), morning + 1000);
  EXPECT_EQ(outgoing(morning + 1000), (Numbers{3, 1}));
  finish(1, DeliveryState::dead);
  EXPECT_EQ(outgoing(), (Numbers{2, 3})) << "a dead one lets the movement go on";
  finish(3, DeliveryState::delivered);
  EXPECT_EQ(outgoing(), (Numbers{2, 4}));
}

TEST_P(Boxes, do_dead_ones_wait_again_in_their_order) {
  open_hook();
  for (int i = 0; i < 3; ++i) tell(firm, 1);
  finish(1, DeliveryState::dead), finish(2, DeliveryState::dead);
  EXPECT_EQ(outgoing(), (Numbers{3}));
  write([&](Writer& writer) { EXPECT_EQ(value(writer.redrive(hook, morning, 100)), 2u); });
  EXPECT_EQ(outgoing(), (Numbers{1}));
  finish(3, DeliveryState::waiting, morning);  // what was under way comes to nothing
  EXPECT_EQ(outgoing(), (Numbers{1})) << "and takes no turn from the earlier ones";
  finish(1, DeliveryState::delivered), finish(2, DeliveryState::delivered);
  EXPECT_EQ(outgoing(), (Numbers{3}));
}

TEST_P(Boxes, for_which_webhooks_does_a_notification_wait) {
  open_hook(WebhookState::pending);
  tell(firm, 1);
  open_hook(WebhookState::paused, {"vehicle_arrived", "channel_assigned"});
  tell(firm, 1, "channel_assigned"), tell(firm, 1, "channel");
  EXPECT_EQ(outgoing(), Numbers{}) << "it is paused";
  open_hook(WebhookState::active);
  EXPECT_EQ(outgoing(), (Numbers{2}));
  finish(2, DeliveryState::delivered);
  EXPECT_EQ(outgoing(), Numbers{}) << "neither what came before the challenge was answered nor a kind that it does not take";
  write([&](Writer& writer) { must(writer.remove_webhook(hook)); });
  EXPECT_TRUE(value(value(store->reader())->deliveries({hook})).empty());
}

TEST_P(Boxes, who_is_told_that_something_is_new_and_only_once_it_is_durable) {
  std::vector<std::vector<Id>> told;
  store->writer().when_notified([&](const std::vector<Id>& firms) { told.push_back(firms); });
  tell(firm, 1);
  Commit commit;
  commit.notifications.push_back({Id{0x0601, 1}, other, Id{0x0700, 1}, "vehicle_arrived", morning, "{}"});
  must(store->writer().begin());
  ASSERT_TRUE(store->writer().apply(commit));
  EXPECT_EQ(told.size(), 1u);
  store->writer().abandon();
  commit_one(*store, {});
  EXPECT_EQ(told, (std::vector<std::vector<Id>>{{firm}}));
}

TEST_P(Boxes, is_everything_there_after_a_restart) {
  open_hook();
  tell(firm, 1), tell(firm, 1);
  finish(1, DeliveryState::delivered);
  store.reset();
  store = home.open_sample();
  EXPECT_EQ(outgoing(), (Numbers{2}));
  EXPECT_EQ(numbers({firm, 0}), (Numbers{1, 2}));
}

}  // namespace
}  // namespace onestop::store
