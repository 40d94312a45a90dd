// Rows of operating a post, on both engines.
#include <gtest/gtest.h>

#include <algorithm>

#include "engines.h"

namespace onestop::store {
namespace {

struct OperatingTest : OnBothEngines {
  std::unique_ptr<Store> store = home.open_empty();
  const Instant now{1'800'000'000'000};
  const Id firm{1, 1}, other_firm{1, 2}, hook{2, 1}, second_hook{2, 2};

  void write(const std::function<void(Writer&)>& work) {
    auto& writer = store->writer();
    ASSERT_TRUE(writer.begin());
    work(writer);
    const auto done = writer.finish();
    ASSERT_TRUE(done) << done.error().what;
  }
  template <class T> static T value(Expected<T> got) {
    if (!got) throw std::runtime_error(got.error().what);
    return std::move(*got);
  }
  std::unique_ptr<Reader> reader() { return value(store->reader()); }
  void hooks_with(std::size_t notifications) {
    write([&](Writer& writer) {
      value(writer.put_webhook({hook, firm, "https://a.example/x", {}, WebhookState::active, {}, now}), true);
      value(writer.put_webhook({second_hook, firm, "https://b.example/y", {Code("held")}, WebhookState::active, {}, now}), true);
      Commit commit;
      for (std::size_t i = 0; i < notifications; ++i) commit.notifications.push_back({Id{3, i + 1}, firm, Id{4, i % 2}, "released", now, "{}"});
      value(writer.apply(commit));
    });
  }
  static void value(Expected<void> done, bool) {
    if (!done) throw std::runtime_error(done.error().what);
  }
  void kill(std::uint64_t number) {
    write([&](Writer& writer) {
      DeliveryRow row{hook, number, firm, Id{4, (number - 1) % 2}, DeliveryState::dead, 20, now, now, now, 500, "no"};
      value(writer.put_delivery(row), true);
    });
  }
};
ON_BOTH_ENGINES(OperatingTest);

TEST_P(OperatingTest, are_processes_listed_until_they_leave_or_are_forgotten) {
  const ProcessRow first{Id{9, 1}, "kz-post-1", 17, "0.1.0", "10.0.0.1:8443", now, now}, second{Id{9, 2}, "kz-post-2", 18, "0.1.0", "10.0.0.2:8443", now + 1, now + 1};
  write([&](Writer& writer) {
    value(writer.put_process(first), true);
    value(writer.put_process(second), true);
  });
  EXPECT_EQ(value(reader()->processes()), (std::vector{first, second}));
  auto later = first;
  later.seen = now + 5'000;
  write([&](Writer& writer) { value(writer.put_process(later), true); });
  EXPECT_EQ(value(reader()->processes()).front(), later);
  write([&](Writer& writer) { value(writer.remove_processes(std::nullopt, now + 1'000), true); });
  EXPECT_EQ(value(reader()->processes()), std::vector{later}) << "the other was not seen for too long";
  write([&](Writer& writer) { value(writer.remove_processes(first.id, Instant{0}), true); });
  EXPECT_TRUE(value(reader()->processes()).empty());
}

TEST_P(OperatingTest, does_the_last_act_say_how_a_switch_stands) {
  const auto act = [&](std::uint64_t n, ActKind kind, const char* system) { return OperatorAct{Id{5, n}, now + static_cast<std::int64_t>(n), Id{6, 1}, "A. Bekova", "KZ", kind, system, "repairs", n}; };
  write([&](Writer& writer) {
    for (const auto& one : {act(1, ActKind::closed, "lodging"), act(2, ActKind::opened, "lodging"), act(3, ActKind::closed, "webhooks"), act(4, ActKind::redriven, "webhooks")}) value(writer.put_operator_act(one), true);
  });
  const auto switches = value(reader()->switches());
  ASSERT_EQ(switches.size(), 2u);
  EXPECT_EQ(switches[0], act(2, ActKind::opened, "lodging"));
  EXPECT_EQ(switches[1], act(3, ActKind::closed, "webhooks")) << "sending again opens nothing";
  const auto acts = value(reader()->operator_acts(3));
  ASSERT_EQ(acts.size(), 3u);
  EXPECT_EQ(acts.front(), act(4, ActKind::redriven, "webhooks")) << "newest first";
}

TEST_P(OperatingTest, is_what_waits_counted_by_webhook) {
  hooks_with(4);
  kill(1);
  const auto waits = value(reader()->backlog(now, now, 10));
  EXPECT_EQ(waits.waiting, 3u);
  EXPECT_EQ(waits.dead, 1u);
  ASSERT_EQ(waits.webhooks.size(), 1u) << "the second webhook asked for other kinds";
  EXPECT_EQ(waits.webhooks[0].webhook, hook);
  EXPECT_EQ(waits.webhooks[0].firm, firm);
  EXPECT_EQ(waits.overdue, 0u);
}

TEST_P(OperatingTest, are_dead_letters_paged_over_all_firms) {
  hooks_with(5);
  for (const std::uint64_t number : {1, 3, 5}) kill(number);
  const auto first = value(reader()->dead_letters({std::nullopt, {}, 2}));
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].number, 1u);
  EXPECT_EQ(first[1].number, 3u);
  EXPECT_EQ(first[0].url, "https://a.example/x");
  EXPECT_EQ(first[0].kind, Code("released"));
  const auto rest = value(reader()->dead_letters({firm, std::pair{hook, std::uint64_t{3}}, 2}));
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest[0].number, 5u);
  EXPECT_TRUE(value(reader()->dead_letters({other_firm, {}, 2})).empty());
}

TEST_P(OperatingTest, do_chosen_dead_ones_wait_again_and_the_others_not) {
  hooks_with(5);
  for (const std::uint64_t number : {1, 3, 5}) kill(number);
  std::size_t count = 0;
  write([&](Writer& writer) { count = value(writer.redrive_dead({std::nullopt, hook, {3}}, now)); });
  EXPECT_EQ(count, 1u);
  EXPECT_EQ(value(reader()->dead_letters({})).size(), 2u);
  write([&](Writer& writer) { count = value(writer.redrive_dead({other_firm, std::nullopt, {}}, now)); });
  EXPECT_EQ(count, 0u) << "another firm's";
  write([&](Writer& writer) { count = value(writer.redrive_dead({}, now)); });
  EXPECT_EQ(count, 2u);
  const auto out = value(reader()->outgoing(hook, now, 10));
  ASSERT_EQ(out.size(), 2u) << "one of each movement";
  EXPECT_EQ(std::min(out[0].delivery.number, out[1].delivery.number), 1u) << "in their order";
}

TEST_P(OperatingTest, is_a_box_told_again_from_a_number_on) {
  hooks_with(4);
  write([&](Writer& writer) {
    for (const std::uint64_t number : {1, 2, 3, 4}) {
      DeliveryRow row{hook, number, firm, Id{4, (number - 1) % 2}, DeliveryState::delivered, 1, now, now, now, 200, ""};
      value(writer.put_delivery(row), true);
    }
  });
  EXPECT_TRUE(value(reader()->outgoing(hook, now, 10)).empty());
  std::size_t count = 0;
  write([&](Writer& writer) { count = value(writer.replay({firm, std::nullopt, 3}, now)); });
  EXPECT_EQ(count, 2u) << "of the webhook that asked for these kinds";
  EXPECT_EQ(value(reader()->outgoing(hook, now, 10)).size(), 2u);
  write([&](Writer& writer) { count = value(writer.replay({other_firm, std::nullopt, 1}, now)); });
  EXPECT_EQ(count, 0u);
}

TEST_P(OperatingTest, does_the_database_say_how_it_does) {
  const auto state = value(reader()->database_state());
  const Instant wall{std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
  EXPECT_FALSE(state.version.empty());
  EXPECT_LT(std::abs(wall - state.clock), 60'000);
  if (GetParam() == Engine::sqlite) {
    EXPECT_EQ(state.engine, "SQLite");
    EXPECT_EQ(state.most_connections, 0u);
  } else {
    EXPECT_EQ(state.engine, "PostgreSQL");
    EXPECT_GT(state.connections, 0u);
    EXPECT_GT(state.most_connections, 0u);
    EXPECT_TRUE(state.sees_replicas);
    EXPECT_TRUE(state.replicas.empty());
  }
}

}  // namespace
}  // namespace onestop::store
