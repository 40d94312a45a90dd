// What goods would cost at the border, by hand and by a second computation that knows decimal digits only.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "channel_kit.h"

namespace onestop::channel {
namespace {

using namespace test;

DutyTable table() {
  DutyTable out;
  out.state = "KZ";
  out.valid_from = in_days(-100);
  out.currency = "KZT";
  out.vat_hundredths = 1200;
  out.declaration_fee = {20'000'00, "KZT"};
  out.free_origins = {"KG"};
  out.rates = {{"USD", 500'0000}, {"EUR", 550'0000}, {"UZS", 400}};
  out.lines = {{"62", 1000, {}, "model figure"}, {"6204", 1000, {150, "EUR"}, "model figure"}, {"08", 550, {}, "model figure"}, {"52", 0, {}, "model figure"}};
  return out;
}

struct Case {
  std::string what;
  Item item;
  std::string line;
  std::int64_t value, duty, vat;  // hundredths of KZT; value -1: not known
};

TEST(Estimate, Each_item_by_hand) {
  const std::vector<Case> cases{
      {"1000 USD of apples: 500000 KZT, 5.5 %, then 12 % of both", goods(1, "0808100000", 1000, "CN", {1000'00, "USD"}), "08", 500'000'00, 27'500'00, 63'300'00},
      {"apples of a free origin: tax, no duty", goods(1, "0808100000", 1000, "KG", {1000'00, "USD"}), "08", 500'000'00, 0, 60'000'00},
      {"in the table's own currency", goods(1, "080810", 1, "CN", {100'00, "KZT"}), "08", 100'00, 5'50, 12'66},
      {"the longest beginning holds: 10 % and 1.50 EUR a kg", goods(1, "6204620000", 10, "CN", {100'00, "KZT"}), "6204", 100'00, 10'00 + 8'250'00, 1'003'20},
      {"a shorter beginning where the longer does not fit", goods(1, "6203", 10, "CN", {100'00, "KZT"}), "62", 100'00, 10'00, 13'20},
      {"a duty of nothing", goods(1, "5201", 10, "CN", {100'00, "KZT"}), "52", 100'00, 0, 12'00},
      {"half of a hundredth goes up", goods(1, "62", 1, "CN", {5, "KZT"}), "62", 5, 1, 1},
      {"less than half goes down", goods(1, "62", 1, "CN", {4, "KZT"}), "62", 4, 0, 0},
      {"a small rate: 1 UZS is 0.04 KZT", goods(1, "52", 1, "CN", {12, "UZS"}), "52", 0, 0, 0},
      {"13 hundredths UZS are 0.52 hundredths KZT", goods(1, "52", 1, "CN", {13, "UZS"}), "52", 1, 0, 0},
      {"no line", goods(1, "9999", 1, "CN", {100, "KZT"}), "", -1, 0, 0},
      {"no value", goods(1, "62", 1, "CN", {}), "62", -1, 0, 0},
      {"no rate", goods(1, "62", 1, "CN", {100, "JPY"}), "62", -1, 0, 0},
      {"a value below nothing", goods(1, "62", 1, "CN", {-100, "KZT"}), "62", -1, 0, 0},
      {"a duty per kilogram, no mass", goods(1, "6204", 0, "CN", {100, "KZT"}), "6204", -1, 0, 0},
      {"free of duty needs no mass", goods(1, "6204", 0, "KG", {100'00, "KZT"}), "6204", 100'00, 0, 12'00},
      {"beyond what can be counted", goods(1, "62", 1, "CN", {std::numeric_limits<std::int64_t>::max(), "USD"}), "62", -1, 0, 0},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    const auto result = estimate(table(), movement({one.item}));
    ASSERT_EQ(result.items.size(), 1u);
    EXPECT_EQ(result.items[0].line, one.line);
    EXPECT_EQ(result.unknown.empty(), one.value >= 0);
    EXPECT_EQ(result.items[0].value, (Money{std::max<std::int64_t>(one.value, 0), "KZT"}));
    EXPECT_EQ(result.items[0].duty, (Money{one.duty, "KZT"}));
    EXPECT_EQ(result.items[0].vat, (Money{one.vat, "KZT"}));
    EXPECT_EQ(result.total, (Money{one.duty + one.vat + 20'000'00, "KZT"}));
  }
}

TEST(Estimate, Sums_are_of_the_items_that_are_known_and_the_rest_is_named) {
  const auto result = estimate(table(), movement({goods(1, "08", 1, "CN", {100'00, "KZT"}), goods(2, "9999", 1, "CN", {100'00, "KZT"}), goods(3, "62", 1, "CN", {200'00, "KZT"})}));
  EXPECT_EQ(result.unknown, std::vector<std::uint32_t>{2});
  EXPECT_EQ(result.duty, (Money{5'50 + 20'00, "KZT"}));
  EXPECT_EQ(result.vat, (Money{12'66 + 26'40, "KZT"}));
  EXPECT_EQ(result.fee, (Money{20'000'00, "KZT"}));
}

TEST(Estimate, A_sum_that_no_longer_fits_leaves_out_the_item_that_broke_it) {
  const auto most = std::numeric_limits<std::int64_t>::max() / 2;
  const auto result = estimate(table(), movement({goods(1, "62", 1, "CN", {most, "KZT"}), goods(2, "62", 1, "CN", {most, "KZT"}), goods(3, "62", 1, "CN", {most, "KZT"}), goods(4, "62", 1, "CN", {most, "KZT"}), goods(5, "62", 1, "CN", {most, "KZT"}), goods(6, "62", 1, "CN", {most, "KZT"}), goods(7, "62", 1, "CN", {most, "KZT"}), goods(8, "62", 1, "CN", {most, "KZT"}), goods(9, "62", 1, "CN", {most, "KZT"}), goods(10, "62", 1, "CN", {1000, "KZT"})}));
  EXPECT_EQ(result.unknown, std::vector<std::uint32_t>{9});
  EXPECT_GT(result.total.hundredths, 0);
}

TEST(Estimate, The_table_of_the_day_is_the_latest_that_has_begun) {
  std::vector<DutyTable> tables{table(), table(), table()};
  tables[1].valid_from = in_days(-10);
  tables[2].valid_from = in_days(10);
  tables[2].state = "KG";
  EXPECT_EQ(table_for(tables, "KZ", today), &tables[1]);
  EXPECT_EQ(table_for(tables, "KZ", in_days(-11)), &tables[0]);
  EXPECT_EQ(table_for(tables, "KZ", in_days(-101)), nullptr);
  EXPECT_EQ(table_for(tables, "KG", today), nullptr);
  EXPECT_EQ(table_for(tables, "KG", in_days(10)), &tables[2]);
}

// Long-hand arithmetic on decimal digits, the last digit first: no binary product, no division.
using Digits = std::vector<int>;
Digits digits(std::int64_t number) {
  Digits out;
  for (const char c : std::to_string(number)) out.insert(out.begin(), c - '0');
  return out;
}
Digits product(const Digits& left, const Digits& right) {
  Digits out(left.size() + right.size() + 1, 0);
  for (std::size_t i = 0; i < left.size(); ++i)
    for (std::size_t k = 0; k < right.size(); ++k) out[i + k] += left[i] * right[k];
  for (std::size_t i = 0; i + 1 < out.size(); ++i) out[i + 1] += out[i] / 10, out[i] %= 10;
  return out;
}
/// Without the last `cut` digits; the first of those decides.
std::int64_t cut_off(Digits all, std::size_t cut) {
  all.resize(std::max(all.size(), cut + 1), 0);
  std::int64_t out = 0;
  for (std::size_t i = all.size(); i > cut; --i) out = out * 10 + all[i - 1];
  return out + (all[cut - 1] >= 5 ? 1 : 0);
}

TEST(Estimate, A_second_computation_on_decimal_digits_agrees) {
  const std::uint64_t seed = std::random_device{}();
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Chance chance(seed);
  for (int round = 0; round < 5000; ++round) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ", round " + std::to_string(round));
    auto by = table();
    by.vat_hundredths = static_cast<std::uint32_t>(chance.upto(2500));
    by.lines = {{"62", static_cast<std::uint32_t>(chance.upto(5000)), {chance.upto(1000), "EUR"}, "s"}};
    by.rates = {{"USD", 1 + chance.upto(9'000'000)}, {"EUR", 1 + chance.upto(9'000'000)}};
    auto item = goods(1, "6204", 1, "CN", {chance.upto(100'000'000), "USD"});
    item.net_g = 1 + chance.upto(40'000'000);
    const auto value = cut_off(product(digits(item.value.hundredths), digits(by.rates[0].ten_thousandths)), 4);
    const auto by_value = cut_off(product(digits(value), digits(by.lines[0].ad_valorem_hundredths)), 4);
    const auto in_euro = cut_off(product(digits(by.lines[0].per_kg.hundredths), digits(item.net_g)), 3);
    const auto by_mass = cut_off(product(digits(in_euro), digits(by.rates[1].ten_thousandths)), 4);
    const auto vat = cut_off(product(digits(value + by_value + by_mass), digits(by.vat_hundredths)), 4);
    const auto result = estimate(by, movement({item}));
    ASSERT_TRUE(result.unknown.empty());
    ASSERT_EQ(result.items[0].value.hundredths, value);
    ASSERT_EQ(result.duty.hundredths, by_value + by_mass);
    ASSERT_EQ(result.vat.hundredths, vat);
    ASSERT_EQ(result.total.hundredths, by_value + by_mass + vat + 20'000'00);
  }
}

TEST(Estimate, A_table_is_told_its_flaws) {
  EXPECT_TRUE(flaws(table()).empty());
  const auto told = [](auto change) {
    auto one = table();
    change(one);
    const auto found = flaws(one);
    return found.size() == 1 ? found[0].place : std::to_string(found.size()) + " flaws";
  };
  EXPECT_EQ(told([](DutyTable& one) { one.state = {}; }), "state");
  EXPECT_EQ(told([](DutyTable& one) { one.vat_hundredths = 100'000'01; }), "vat_hundredths");
  EXPECT_EQ(told([](DutyTable& one) { one.lines.clear(); }), "lines");
  EXPECT_EQ(told([](DutyTable& one) { one.declaration_fee.currency = "JPY"; }), "declaration_fee");
  EXPECT_EQ(told([](DutyTable& one) { one.declaration_fee.hundredths = -1; }), "declaration_fee");
  EXPECT_EQ(told([](DutyTable& one) { one.free_origins = {"kg"}; }), "free_origins");
  EXPECT_EQ(told([](DutyTable& one) { one.rates.push_back({"usd", 1}); }), "rates/usd");
  EXPECT_EQ(told([](DutyTable& one) { one.rates.push_back({"USD", 1}); }), "rates/USD");
  EXPECT_EQ(told([](DutyTable& one) { one.rates[0].ten_thousandths = 0; }), "rates/USD");
  EXPECT_EQ(told([](DutyTable& one) { one.rates.push_back({"KZT", 1}); }), "rates/KZT");
  EXPECT_EQ(told([](DutyTable& one) { one.lines[0].commodity = "6a"; }), "lines/6a");
  EXPECT_EQ(told([](DutyTable& one) { one.lines[0].commodity = "52"; }), "lines/52");
  EXPECT_EQ(told([](DutyTable& one) { one.lines[0].source = {}; }), "lines/62");
  EXPECT_EQ(told([](DutyTable& one) { one.lines[1].per_kg.currency = "JPY"; }), "lines/6204");
  EXPECT_EQ(told([](DutyTable& one) { one.lines[1].ad_valorem_hundredths = 100'000'01; }), "lines/6204");
}

}  // namespace
}  // namespace onestop::channel
